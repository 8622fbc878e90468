import { sql } from 'kysely';
import { present } from '../lib/assert.ts';
import { documentNumber } from '../lib/running-number.ts';
import type { Tx } from './database.ts';

/** The next number of a kind of document. The counter's row is held until the transaction ends, so no number is missing or given twice. */
export async function nextNumber(tx: Tx, prefix: string): Promise<string> {
  return present((await nextNumbers(tx, prefix, 1))[0], 'the next number');
}

/** The next `count` numbers of a kind of document, in one statement. */
export async function nextNumbers(tx: Tx, prefix: string, count: number): Promise<string[]> {
  const row = await tx
    .insertInto('counters')
    .values({ name: prefix, value: count })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ value: sql<number>`counters.value + excluded.value` }),
    )
    .returning('value')
    .executeTakeFirst();
  const last = present(row, 'the counter').value;
  return Array.from({ length: count }, (_, index) => documentNumber(prefix, last - count + 1 + index));
}

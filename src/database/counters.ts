import { sql } from 'kysely';
import { present } from '../lib/assert.ts';
import { documentNumber } from '../lib/running-number.ts';
import type { Tx } from './database.ts';

/** The next number of a kind of document. The counter's row is held until the transaction ends, so no number is missing or given twice. */
export async function nextNumber(tx: Tx, prefix: string): Promise<string> {
  const row = await tx
    .insertInto('counters')
    .values({ name: prefix, value: 1 })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: sql<number>`counters.value + 1` }))
    .returning('value')
    .executeTakeFirst();
  return documentNumber(prefix, present(row, 'the counter').value);
}

import type { Compilable } from 'kysely';
import type { Reader } from './database.ts';

/** Rows at a time: enough to cost little each, few enough to be gone before the next collection of memory. */
const ROWS = 100;

/** The rows of a long answer, some at a time; in a snapshot no more than those are held. */
export async function* inBatches<Row>(
  reader: Reader,
  query: Compilable<Row>,
): AsyncGenerator<readonly Row[], void> {
  for await (const { rows } of reader.getExecutor().stream<Row>(query.compile(), ROWS)) yield rows;
}

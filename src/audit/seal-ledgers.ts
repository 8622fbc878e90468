import type { Context } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { sealRows } from './seal.ts';

/** So many seals at one turn; the rest of a long arrears waits for the next, so that the service can stop in between. */
const MOST_SEALS = 20;

/** Seals what is not sealed yet, in several seals if it is much. */
export async function sealLedgers(context: Context): Promise<void> {
  for (let made = 0; made < MOST_SEALS; made += 1) {
    const { more } = await inTransaction(context.database, (tx) => sealRows(tx, context, null));
    if (!more) return;
  }
}

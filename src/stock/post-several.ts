import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { holdAll } from './ledger-store.ts';
import { type Posted, type Posting, post } from './post.ts';

/**
 * Posts several movements of one document. Each takes its balances in the order that all writers share, but several in one
 * transaction start that order anew: of two receipts, one that lost lot 1 and broke lot 2 and one the other way round would wait
 * crosswise at the common place of losses. So every balance of all of them is held first, in that one order.
 */
export async function postSeveral(
  tx: Tx,
  context: Context,
  principal: Principal,
  postings: readonly Posting[],
): Promise<Posted[]> {
  if (postings.length > 1) await holdTouched(tx, postings);
  const posted: Posted[] = [];
  for (const posting of postings) posted.push(await post(tx, context, principal, posting));
  return posted;
}

/** Holds every balance that movements touch. */
export async function holdTouched(tx: Tx, postings: readonly Posting[]): Promise<void> {
  const touched = new Map<string, { lot_id: string; location_id: string }>();
  for (const { lot_id, from_location_id, to_location_id } of postings.flatMap(({ lines }) => lines)) {
    for (const location_id of [from_location_id, to_location_id])
      touched.set(`${lot_id} ${location_id}`, { lot_id, location_id });
  }
  await holdAll(tx, [...touched.values()]);
}

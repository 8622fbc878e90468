import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import type { LocationKind } from '../database/tables/stock.ts';
import { put } from './ledger-store.ts';
import { type Posted, type Posting, post } from './post.ts';
import { ruleOf } from './posting-rules.ts';

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

/** Holds every balance that movements touch. Adding nothing holds a balance and also makes the one that is not there yet. */
export async function holdTouched(tx: Tx, postings: readonly Posting[]): Promise<void> {
  const touched = new Map<string, { lot_id: string; location_id: string; kinds: readonly LocationKind[] }>();
  for (const { kind, reverses, lines } of postings) {
    const { from, to } = ruleOf(kind, reverses?.kind);
    for (const { lot_id, from_location_id, to_location_id } of lines) {
      touched.set(`${lot_id} ${from_location_id}`, { lot_id, location_id: from_location_id, kinds: from });
      touched.set(`${lot_id} ${to_location_id}`, { lot_id, location_id: to_location_id, kinds: to });
    }
  }
  const inOrder = [...touched].sort(([a], [b]) => (a < b ? -1 : 1));
  await Promise.all(inOrder.map(([, { kinds, ...at }]) => put(tx, { ...at, quantity: 0 }, kinds)));
}

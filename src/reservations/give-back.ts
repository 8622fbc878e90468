import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assert } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import {
  type Hold,
  keepBalances,
  listHeld,
  placeKey,
  releaseBalance,
  sumHoldings,
  takeHeld,
} from './hold-store.ts';
import { insertNotices } from './notice-store.ts';
import type { ReservationEnd } from './states.ts';
import { endOpen, listDue, listPlanReservations } from './store.ts';

/**
 * Ends reservations that are open and gives back exactly what each still holds. Balances come first, as wherever holds change;
 * what was added to a reservation until it was ended is seen once it is, and given back too. Gives what was held.
 */
export async function giveBack(
  tx: Tx,
  context: Context,
  ids: readonly string[],
  end: ReservationEnd,
  endedBy: string | null,
): Promise<{ ended: string[]; held: Hold[] }> {
  const kept = await keepBalances(tx, await listHeld(tx, ids));
  const ended = await endOpen(tx, ids, end, { ended_by: endedBy, ended_at: instant(context.clock) });
  let held = await listHeld(tx, ended);
  if (held.some((hold) => !kept.has(placeKey(hold)))) {
    await keepBalances(tx, held);
    held = await listHeld(tx, ended);
  }
  await releaseHolds(tx, held);
  return { ended, held };
}

/** Takes holds away from their reservations and frees the goods. The caller keeps the balances. */
export async function releaseHolds(tx: Tx, holds: readonly Hold[]): Promise<void> {
  const [released, taken] = await Promise.all([
    Promise.all(sumHoldings(holds).map((holding) => releaseBalance(tx, holding))),
    Promise.all(holds.map((hold) => takeHeld(tx, hold, 'released'))),
  ]);
  assert(![...released, ...taken].includes(false), 'reservations held what they say they hold');
}

/** Gives back exactly what a plan still holds, for all its sites or for one, and nothing that has left. */
export async function releasePlan(
  tx: Tx,
  context: Context,
  personId: string | null,
  planId: string,
  siteId?: string,
): Promise<void> {
  const reservations = await listPlanReservations(tx, planId, siteId);
  const open = reservations.filter(({ state }) => state === 'open');
  const ids = open.map(({ id }) => id);
  await giveBack(tx, context, ids, 'cancel', personId);
}

/**
 * Ends every reservation whose last day is over where its goods lie, frees what it held and tells its holder. Gives how many
 * ended.
 */
export async function expireDue(tx: Tx, context: Context): Promise<number> {
  const due = await listDue(tx, (timeZone) => today(context.clock, timeZone));
  if (due.length === 0) return 0;
  const { ended, held } = await giveBack(
    tx,
    context,
    due.map(({ id }) => id),
    'expire',
    null,
  );
  const holderOf = new Map(due.map(({ id, held_by }) => [id, held_by]));
  const made_at = instant(context.clock);
  await insertNotices(
    tx,
    held.map((hold) => ({
      ...hold,
      id: context.ids.next(),
      to_person_id: holderOf.get(hold.reservation_id) ?? '',
      kind: 'expired' as const,
      reason: null,
      taken_by_reservation_id: null,
      made_by: null,
      made_at,
    })),
  );
  return ended.length;
}

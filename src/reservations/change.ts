import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { assertCovered, availableLots, holdLots, pickFirst, type Wanted } from './allot.ts';
import { type Loss, takeAway } from './decide.ts';
import { giveBack } from './give-back.ts';
import { type Holder, type Holding, listHolders, placeKey, sumHoldings } from './hold-store.ts';
import { acknowledge, findNotice } from './notice-store.ts';
import { aheadParams, passedBy, tellPassed } from './queue.ts';
import { foundReservation } from './reserve.ts';
import { reservationSteps } from './states.ts';
import { findReservation, headOfQueue, takeOffWaiting, warehouseZone } from './store.ts';

/**
 * Cancels a reservation and gives back exactly what it still holds. Throws `not_found`, `state_conflict`, and `reservation_rule`
 * for one of a plan, which is cancelled with its plan or consignment.
 */
export async function cancelReservation(tx: Tx, context: Context, principal: Principal, id: string) {
  const reservation = await foundReservation(tx, id);
  if (reservation.plan_number !== null) {
    const value = reservation.plan_number;
    throw new Problem('reservation_rule', {}, [{ rule: 'plan_holds', value }]);
  }
  const { ended } = await giveBack(tx, context, [id], 'cancel', principal.person_id);
  const current = present(await findReservation(tx, id), 'the reservation just cancelled');
  assertStepped(ended.length === 1, 'reservation', current, 'cancel', reservationSteps.cancel.from);
  return current;
}

type Waiting = Awaited<ReturnType<typeof foundReservation>>;

/** The reservation, which must be open and wait for something. */
async function waitingReservation(tx: Tx, id: string, action: 'fill' | 'pre_empt'): Promise<Waiting> {
  const reservation = await foundReservation(tx, id);
  const { from } = reservationSteps[action];
  assertStepped(reservation.state === 'open', 'reservation', reservation, action, from);
  if (reservation.waiting === 0) {
    throw new Problem('reservation_rule', {}, [{ rule: 'nothing_waits', value: id }]);
  }
  return reservation;
}

async function wantedNow(tx: Tx, context: Context, reservation: Waiting): Promise<Wanted> {
  const { item_id, warehouse_id } = reservation;
  const zone = present(await warehouseZone(tx, warehouse_id), 'the time zone of the warehouse');
  return { item_id, warehouse_id, usable_on: today(context.clock, zone) };
}

/**
 * Gives the first in the queue of an item what has come free, first expiry first; what is still missing waits on. Throws
 * `not_found`, `state_conflict`, `reservation_rule` (nothing waits), `queue_order` when another comes first, and
 * `insufficient_stock` when nothing is free.
 */
export async function fill(tx: Tx, context: Context, id: string) {
  const reservation = await waitingReservation(tx, id, 'fill');
  const head = await headOfQueue(tx, reservation);
  if (head !== undefined && head.id !== id) throw new Problem('queue_order', aheadParams(head));
  const wanted = await wantedNow(tx, context, reservation);
  const stock = await availableLots(tx, wanted, reservation);
  const { lots } = pickFirst(stock, reservation.waiting);
  if (lots.length === 0) await assertCovered(tx, wanted, reservation.waiting, stock);
  return give(tx, context, reservation, lots, wanted, 'fill');
}

async function give(
  tx: Tx,
  context: Context,
  { id }: Waiting,
  lots: readonly Holding[],
  wanted: Wanted,
  step: 'fill' | 'pre_empt',
) {
  await holdLots(tx, id, lots, wanted, instant(context.clock));
  const got = lots.reduce((sum, lot) => sum + lot.quantity, 0);
  const taken = await takeOffWaiting(tx, id, got);
  const current = present(await findReservation(tx, id), 'the reservation just filled');
  assertStepped(taken, 'reservation', current, step, reservationSteps[step].from);
  return current;
}

/**
 * An emergency: gives a waiting reservation what is free and then what reservations of lower priority hold of the same item, the
 * least urgent and among them the last to come first, and tells each holder why, and those passed who wait first. Throws as `fill`
 * does; the queue does not matter.
 */
export async function preEmpt(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  justification: string,
) {
  const reservation = await waitingReservation(tx, id, 'pre_empt');
  const wanted = await wantedNow(tx, context, reservation);
  const stock = await availableLots(tx, wanted, reservation);
  const free = pickFirst(stock, reservation.waiting);
  const losses = lossesTo(
    reservation,
    await listHolders(
      tx,
      stock.places.map(({ lot_id }) => lot_id),
    ),
    new Set(stock.places.map(placeKey)),
    free.unallocated,
  );
  if (free.lots.length === 0 && losses.length === 0)
    await assertCovered(tx, wanted, reservation.waiting, stock);
  await takeAway(tx, context, losses, {
    kind: 'preempted',
    reason: justification,
    made_by: principal.person_id,
    taken_by_reservation_id: id,
  });
  const lost = losses.map((loss) => ({ ...loss, quantity: loss.loses }));
  const lots = sumHoldings([...free.lots, ...lost]);
  const site_ids = reservation.site_id === null ? [] : [reservation.site_id];
  const taker = { priority: reservation.priority, reservation_id: id, site_ids, isTaken: false };
  const passed = await passedBy(tx, context, free.lots, taker);
  await tellPassed(tx, context, principal, passed, justification, id);
  return give(tx, context, reservation, lots, wanted, 'pre_empt');
}

/** What a more urgent reservation takes from others at these places: from the least urgent, and of those from the last to come first. */
function lossesTo(
  { id, priority }: Waiting,
  holders: readonly Holder[],
  places: ReadonlySet<string>,
  quantity: number,
): Loss[] {
  const losers = holders
    .filter(
      (holder) => holder.priority > priority && holder.reservation_id !== id && places.has(placeKey(holder)),
    )
    .sort((a, b) => b.priority - a.priority);
  let rest = quantity;
  return losers.flatMap((holder): Loss[] => {
    const loses = Math.min(rest, holder.quantity);
    rest -= loses;
    return loses === 0 ? [] : [{ ...holder, loses }];
  });
}

/** Records that the person a notice is for has seen it. Throws `not_found`, `not_the_holder`. */
export async function acknowledgeNotice(tx: Tx, context: Context, principal: Principal, id: string) {
  const before = found(await findNotice(tx, id), 'notice', id);
  if (!(await acknowledge(tx, id, principal.person_id, instant(context.clock)))) {
    throw new Problem('not_the_holder', { holder: before.holder });
  }
  return present(await findNotice(tx, id), 'the notice just acknowledged');
}

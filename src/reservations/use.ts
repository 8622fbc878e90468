import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { instant } from '../lib/clock.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { type Hold, listHeld, placeKey, readPlaces, takeHeld } from './hold-store.ts';
import { findReservation, listPlanReservations, spend } from './store.ts';

const holdKey = (hold: Omit<Hold, 'quantity'>) => `${hold.reservation_id} ${placeKey(hold)}`;

function sumHolds(holds: readonly Hold[]): Hold[] {
  const sums = new Map<string, Hold>();
  for (const hold of holds) {
    const sum = sums.get(holdKey(hold));
    if (sum === undefined) sums.set(holdKey(hold), { ...hold });
    else sum.quantity += hold.quantity;
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

/**
 * Says before goods leave whether their reservations hold them, so that whoever lost a hold is told so rather than that stock is
 * short. Throws `reservation_short` naming every lot of which less is held than is to leave.
 */
export async function assertHeld(tx: Tx, used: readonly Hold[]): Promise<void> {
  const asked = sumHolds(used);
  const ids = [...new Set(asked.map(({ reservation_id }) => reservation_id))];
  const held = new Map((await listHeld(tx, ids)).map((hold) => [holdKey(hold), hold.quantity]));
  const short = asked.filter((hold) => (held.get(holdKey(hold)) ?? 0) < hold.quantity);
  if (short.length === 0) return;
  throw new Problem('reservation_short', { count: short.length }, await explainShort(tx, short, held));
}

async function explainShort(
  tx: Tx,
  short: readonly Hold[],
  held: ReadonlyMap<string, number>,
): Promise<Violation[]> {
  const places = await readPlaces(tx, short);
  return Promise.all(
    short.map(async (hold): Promise<Violation> => {
      const reservation = await findReservation(tx, hold.reservation_id);
      if (reservation === undefined) {
        const params = { resource: 'reservation' };
        return { rule: 'unknown_reference', value: hold.reservation_id, params };
      }
      const place = places.get(placeKey(hold));
      const lot_number = place?.lot_number ?? hold.lot_id;
      const params = {
        reservation_id: hold.reservation_id,
        holder: reservation.holder,
        lot_id: hold.lot_id,
        lot_number,
        location: place?.location_code ?? hold.location_id,
        asked: hold.quantity,
        held: held.get(holdKey(hold)) ?? 0,
      };
      return { rule: 'held_less', value: lot_number, params };
    }),
  );
}

/**
 * Takes out of reservations what a movement of the same transaction has just taken from the balances as reserved; those left with
 * nothing are spent. Throws `reservation_short` when one lost its hold meanwhile.
 */
export async function useHolds(tx: Tx, context: Context, used: readonly Hold[]): Promise<void> {
  const asked = sumHolds(used);
  const taken = await Promise.all(asked.map((hold) => takeHeld(tx, hold, 'used')));
  if (taken.includes(false)) {
    await assertHeld(tx, used);
    throw new Problem('busy');
  }
  const ids = asked.map(({ reservation_id }) => reservation_id);
  await spend(tx, ids, instant(context.clock));
}

/** Which holds of a plan the goods for a site are taken from. */
export async function planHolds(
  tx: Tx,
  planId: string,
  siteId: string,
  lines: readonly { item_id: string; lot_id: string; location_id: string; quantity: number }[],
): Promise<Hold[]> {
  const reservations = await listPlanReservations(tx, planId, siteId);
  const reservationOf = new Map(reservations.map(({ id, item_id }) => [item_id, id]));
  return lines.map(({ item_id, lot_id, location_id, quantity }) => ({
    reservation_id: reservationOf.get(item_id) ?? '',
    lot_id,
    location_id,
    quantity,
  }));
}

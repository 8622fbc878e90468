import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { hotQuery, param } from '../database/hot.ts';

/** A quantity of one lot at one place. */
export interface Holding {
  lot_id: string;
  location_id: string;
  quantity: number;
}

/** What one reservation has of a lot at a place. */
export interface Hold extends Holding {
  reservation_id: string;
}

/** Sums quantities per lot and place, in the order in which every writer of balances takes them. */
export function sumHoldings(rows: readonly Holding[]): Holding[] {
  const sums = new Map<string, Holding>();
  for (const { lot_id, location_id, quantity } of rows) {
    const key = `${lot_id} ${location_id}`;
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { lot_id, location_id, quantity });
    else sum.quantity += quantity;
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}

const reserveQuery = hotQuery<never, Tx>((tx) =>
  tx
    .updateTable('balances')
    .set({ reserved: sql<number>`reserved + ${param('quantity')}` })
    .where('lot_id', '=', param<string>('lot_id'))
    .where('location_id', '=', param<string>('location_id'))
    .where(sql<boolean>`quantity - reserved >= ${param('quantity')}`),
);

/** A hold to be made; its lot must be of the item. */
export interface NewHold extends Hold {
  item_id: string;
}

/** Which goods may be reserved: those in bins of a warehouse that are good on a day. */
export interface Usable {
  warehouse_id: string;
  usable_on: string;
}

const insertHoldQuery = hotQuery<never, Tx>((tx) =>
  tx
    .insertInto('reservation_holds')
    .columns(['reservation_id', 'lot_id', 'location_id', 'quantity', 'remaining', 'held_at'])
    .expression((eb) =>
      eb
        .selectFrom(['lots', 'locations'])
        .select([
          sql<string>`cast(${param('reservation_id')} as text)`.as('reservation_id'),
          'lots.id as lot_id',
          'locations.id as location_id',
          sql<number>`cast(${param('quantity')} as bigint)`.as('quantity'),
          sql<number>`cast(${param('quantity')} as bigint)`.as('remaining'),
          sql<string>`cast(${param('held_at')} as text)`.as('held_at'),
        ])
        .where('lots.id', '=', param<string>('lot_id'))
        .where('lots.item_id', '=', param<string>('item_id'))
        .where('condition', '=', 'good')
        .where((lots) =>
          lots.or([lots('expires_on', 'is', null), lots('expires_on', '>=', param<string>('usable_on'))]),
        )
        .where('locations.id', '=', param<string>('location_id'))
        .where('locations.warehouse_id', '=', param<string>('warehouse_id'))
        .where('locations.purpose', '<>', 'quarantine'),
    )
    .onConflict((conflict) =>
      conflict.columns(['reservation_id', 'lot_id', 'location_id']).doUpdateSet({
        quantity: sql<number>`reservation_holds.quantity + excluded.quantity`,
        remaining: sql<number>`reservation_holds.remaining + excluded.remaining`,
        held_at: sql<string>`excluded.held_at`,
      }),
    ),
);

/**
 * Reserves lots for reservations that are there: every balance by one guarded statement in the order that all writers share, then
 * the holds. Those are written where the lot is good and its place in the warehouse; begun while the balances are kept, such a
 * statement sees for sure whether the lot was put on hold before. Gives the holdings that were refused.
 */
export async function reserveHolds(
  tx: Tx,
  holds: readonly NewHold[],
  usable: Usable,
  at: string,
): Promise<Holding[]> {
  const sums = sumHoldings(holds);
  const [reserved, written] = await Promise.all([
    Promise.all(sums.map(async (sum) => (await reserveQuery(tx, { ...sum })).numAffectedRows === 1n)),
    Promise.all(
      holds.map(async (hold) => {
        const { numAffectedRows } = await insertHoldQuery(tx, { ...hold, ...usable, held_at: at });
        return numAffectedRows === 1n;
      }),
    ),
  ]);
  const isWritten = new Set(holds.filter((_, index) => written[index]).map(placeKey));
  return sums.filter((sum, index) => reserved[index] === false || !isWritten.has(placeKey(sum)));
}

/** Gives back a reserved quantity; false when less is reserved there. */
export async function releaseBalance(tx: Tx, holding: Holding): Promise<boolean> {
  const result = await tx
    .updateTable('balances')
    .set({ reserved: sql<number>`reserved - ${holding.quantity}` })
    .where('lot_id', '=', holding.lot_id)
    .where('location_id', '=', holding.location_id)
    .where('reserved', '>=', holding.quantity)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Keeps balances for this transaction, in the order that all writers share. */
export async function keepBalances(
  tx: Tx,
  places: readonly Omit<Holding, 'quantity'>[],
): Promise<ReadonlySet<string>> {
  const ordered = sumHoldings(places.map((place) => ({ ...place, quantity: 0 })));
  await Promise.all(
    ordered.map(({ lot_id, location_id }) =>
      tx
        .updateTable('balances')
        .set({ reserved: sql<number>`reserved` })
        .where('lot_id', '=', lot_id)
        .where('location_id', '=', location_id)
        .execute(),
    ),
  );
  return new Set(ordered.map(placeKey));
}

/** Names a lot at a place. */
export function placeKey({ lot_id, location_id }: Omit<Holding, 'quantity'>): string {
  return `${lot_id} ${location_id}`;
}

/** What reservations still hold, by reservation, lot and place. */
export async function listHeld(reader: Reader, reservationIds: readonly string[]): Promise<Hold[]> {
  const held: Hold[] = [];
  for (let start = 0; start < reservationIds.length; start += 500) {
    const rows = await reader
      .selectFrom('reservation_holds')
      .select(['reservation_id', 'lot_id', 'location_id', 'remaining as quantity'])
      .where('reservation_id', 'in', reservationIds.slice(start, start + 500))
      .where('remaining', '>', 0)
      .orderBy('reservation_id')
      .orderBy('lot_id')
      .orderBy('location_id')
      .execute();
    held.push(...rows);
  }
  return held;
}

/** Takes a quantity out of what a reservation holds, as used or as released; false when it holds less. The caller keeps the balance. */
export async function takeHeld(tx: Tx, hold: Hold, as: 'used' | 'released'): Promise<boolean> {
  const { quantity } = hold;
  const result = await tx
    .updateTable('reservation_holds')
    .set({
      remaining: sql<number>`remaining - ${quantity}`,
      ...(as === 'used'
        ? { used: sql<number>`used + ${quantity}` }
        : { released: sql<number>`released + ${quantity}` }),
    })
    .where('reservation_id', '=', hold.reservation_id)
    .where('lot_id', '=', hold.lot_id)
    .where('location_id', '=', hold.location_id)
    .where('remaining', '>=', quantity)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface Holder extends Hold {
  held_by: string;
  holder_kind: string;
  holder: string;
  priority: number;
}

/** Who is meant by a holder: the plan's or request's number, the team, or the person. */
export const holderName = sql<string>`coalesce(plans.number, requests.number, reservations.team, people.name)`;

/** Who holds what of lots, those who came last first. */
export async function listHolders(reader: Reader, lotIds: readonly string[]): Promise<Holder[]> {
  const lots = [...new Set(lotIds)];
  if (lots.length === 0) return [];
  return reader
    .selectFrom('reservation_holds')
    .innerJoin('reservations', 'reservations.id', 'reservation_holds.reservation_id')
    .innerJoin('people', 'people.id', 'reservations.held_by')
    .leftJoin('plans', 'plans.id', 'reservations.plan_id')
    .leftJoin('requests', 'requests.id', 'reservations.request_id')
    .select([
      'reservation_holds.reservation_id as reservation_id',
      'reservation_holds.lot_id as lot_id',
      'reservation_holds.location_id as location_id',
      'reservation_holds.remaining as quantity',
      'reservations.held_by as held_by',
      'reservations.holder_kind as holder_kind',
      holderName.as('holder'),
      'reservations.priority as priority',
    ])
    .where('reservation_holds.lot_id', 'in', lots)
    .where('reservation_holds.remaining', '>', 0)
    .orderBy('reservation_holds.held_at', 'desc')
    .orderBy('reservation_holds.reservation_id', 'desc')
    .orderBy('reservation_holds.lot_id')
    .orderBy('reservation_holds.location_id')
    .execute();
}

export interface PlaceState extends Omit<Holding, 'quantity'> {
  lot_number: string;
  item_id: string;
  condition: string;
  expires_on: string | null;
  received_on: string;
  location_code: string;
  purpose: string | null;
  warehouse_id: string | null;
  on_hand: number;
  reserved: number;
}

function placeQuery(reader: Reader) {
  return reader
    .selectFrom('balances')
    .innerJoin('lots', 'lots.id', 'balances.lot_id')
    .innerJoin('locations', 'locations.id', 'balances.location_id')
    .select([
      'balances.lot_id as lot_id',
      'balances.location_id as location_id',
      'lots.lot_number as lot_number',
      'lots.item_id as item_id',
      'lots.condition as condition',
      'lots.expires_on as expires_on',
      'lots.received_on as received_on',
      'locations.code as location_code',
      'locations.purpose as purpose',
      'locations.warehouse_id as warehouse_id',
      'balances.quantity as on_hand',
      'balances.reserved as reserved',
    ]);
}

/** What is known of lots at places; those that never had a balance are left out. */
export async function readPlaces(
  reader: Reader,
  places: readonly Omit<Holding, 'quantity'>[],
): Promise<ReadonlyMap<string, PlaceState>> {
  const rows = await Promise.all(
    places.map((place) =>
      placeQuery(reader)
        .where('balances.lot_id', '=', place.lot_id)
        .where('balances.location_id', '=', place.location_id)
        .executeTakeFirst(),
    ),
  );
  return new Map(rows.flatMap((row) => (row === undefined ? [] : [[placeKey(row), row]])));
}

/** Every lot of an item that lies in the bins of a warehouse; with `emptyToo` also where none of it lies any more. */
export async function listItemPlaces(
  reader: Reader,
  { item_id, warehouse_id }: { item_id: string; warehouse_id: string },
  { emptyToo = false } = {},
): Promise<PlaceState[]> {
  return placeQuery(reader)
    .where('lots.item_id', '=', item_id)
    .where('locations.warehouse_id', '=', warehouse_id)
    .where('balances.quantity', '>=', emptyToo ? 0 : 1)
    .orderBy('balances.lot_id')
    .orderBy('balances.location_id')
    .execute();
}

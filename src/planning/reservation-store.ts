import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';

/** A quantity of one lot at one place. */
export interface Holding {
  lot_id: string;
  location_id: string;
  quantity: number;
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

/** Reserves a quantity if that much is free of a lot that is good on `usableOn`. One guarded statement; false when not. */
export async function reserve(tx: Tx, holding: Holding, usableOn: string): Promise<boolean> {
  const { lot_id, location_id, quantity } = holding;
  const result = await tx
    .updateTable('balances')
    .set({ reserved: sql<number>`reserved + ${quantity}` })
    .where('lot_id', '=', lot_id)
    .where('location_id', '=', location_id)
    .where(sql<boolean>`quantity - reserved >= ${quantity}`)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('lots')
          .select('lots.id')
          .where('lots.id', '=', lot_id)
          .where('condition', '=', 'good')
          .where((lots) => lots.or([lots('expires_on', 'is', null), lots('expires_on', '>=', usableOn)])),
      ),
    )
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Gives back a reserved quantity; false when less is reserved there. */
export async function release(tx: Tx, holding: Holding): Promise<boolean> {
  const result = await tx
    .updateTable('balances')
    .set({ reserved: sql<number>`reserved - ${holding.quantity}` })
    .where('lot_id', '=', holding.lot_id)
    .where('location_id', '=', holding.location_id)
    .where('reserved', '>=', holding.quantity)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface NewReservationRow extends Holding {
  id: string;
  plan_id: string;
  site_id: string;
  item_id: string;
}

export async function insertReservations(
  tx: Tx,
  rows: readonly NewReservationRow[],
  at: string,
): Promise<void> {
  for (let start = 0; start < rows.length; start += 500) {
    const part = rows
      .slice(start, start + 500)
      .map((row) => ({ ...row, remaining: row.quantity, created_at: at }));
    await tx.insertInto('reservations').values(part).execute();
  }
}

/** Reservations of a plan: for all its sites, or for one. */
interface HeldBy {
  planId: string;
  siteId?: string | undefined;
}

/** What a plan still holds. */
export async function listHeld(reader: Reader, { planId, siteId }: HeldBy): Promise<Holding[]> {
  let query = reader
    .selectFrom('reservations')
    .select(['lot_id', 'location_id', 'remaining as quantity'])
    .where('plan_id', '=', planId)
    .where('remaining', '>', 0);
  if (siteId !== undefined) query = query.where('site_id', '=', siteId);
  return query.execute();
}

/** Ends the reservations that still hold something; gives how many. */
export async function endHeld(tx: Tx, { planId, siteId }: HeldBy): Promise<number> {
  let update = tx
    .updateTable('reservations')
    .set({ remaining: 0 })
    .where('plan_id', '=', planId)
    .where('remaining', '>', 0);
  if (siteId !== undefined) update = update.where('site_id', '=', siteId);
  return Number((await update.executeTakeFirst()).numUpdatedRows);
}

/** Takes a quantity out of what a plan holds for a site; false when it holds less. */
export async function drawReserved(tx: Tx, planId: string, siteId: string, used: Holding): Promise<boolean> {
  const result = await tx
    .updateTable('reservations')
    .set({ remaining: sql<number>`remaining - ${used.quantity}` })
    .where('plan_id', '=', planId)
    .where('site_id', '=', siteId)
    .where('lot_id', '=', used.lot_id)
    .where('location_id', '=', used.location_id)
    .where('remaining', '>=', used.quantity)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface ReservationFilter {
  plan_id?: string | undefined;
  site_id?: string | undefined;
  item_id?: string | undefined;
  lot_id?: string | undefined;
  location_id?: string | undefined;
  held: boolean;
}

export async function listReservations(reader: Reader, request: PageRequest & ReservationFilter) {
  let query = reader
    .selectFrom('reservations')
    .innerJoin('plans', 'plans.id', 'reservations.plan_id')
    .innerJoin('sites', 'sites.id', 'reservations.site_id')
    .innerJoin('items', 'items.id', 'reservations.item_id')
    .innerJoin('lots', 'lots.id', 'reservations.lot_id')
    .innerJoin('locations', 'locations.id', 'reservations.location_id')
    .select([
      'reservations.id as id',
      'reservations.plan_id as plan_id',
      'plans.number as plan_number',
      'reservations.site_id as site_id',
      'sites.code as site_code',
      'reservations.item_id as item_id',
      'items.code as item_code',
      'reservations.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'reservations.location_id as location_id',
      'locations.code as location_code',
      'reservations.quantity as quantity',
      'reservations.remaining as remaining',
      'reservations.created_at as created_at',
    ]);
  if (request.plan_id !== undefined) query = query.where('reservations.plan_id', '=', request.plan_id);
  if (request.site_id !== undefined) query = query.where('reservations.site_id', '=', request.site_id);
  if (request.item_id !== undefined) query = query.where('reservations.item_id', '=', request.item_id);
  if (request.lot_id !== undefined) query = query.where('reservations.lot_id', '=', request.lot_id);
  if (request.location_id !== undefined)
    query = query.where('reservations.location_id', '=', request.location_id);
  if (request.held) query = query.where('reservations.remaining', '>', 0);
  return fetchPage(query, { columns: { id: 'reservations.id' }, key: ['reservations.id'] }, request);
}

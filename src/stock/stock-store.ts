import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../database/database.ts';
import { hotQuery, param } from '../database/hot.ts';
import { fetchPage, mapPage, type PageRequest, type PageSpec } from '../database/paging.ts';
import type { BinPurpose, LocationKind } from '../database/tables/stock.ts';
import { DEFAULT_TIME_ZONE } from './places.ts';

export interface StockFilter {
  item_id?: string | undefined;
  lot_id?: string | undefined;
  grant_id?: string | undefined;
  location_id?: string | undefined;
  location_kind?: LocationKind | undefined;
  warehouse_id?: string | undefined;
}

/** The condition of a filter, for any query that joins lots and their places. */
export function stockCondition(filter: StockFilter) {
  const conditions = [sql`1 = 1`];
  if (filter.item_id !== undefined) conditions.push(sql`lots.item_id = ${filter.item_id}`);
  if (filter.lot_id !== undefined) conditions.push(sql`lots.id = ${filter.lot_id}`);
  if (filter.grant_id !== undefined) conditions.push(sql`lots.grant_id = ${filter.grant_id}`);
  if (filter.location_id !== undefined) conditions.push(sql`locations.id = ${filter.location_id}`);
  if (filter.location_kind !== undefined) conditions.push(ofKind(filter.location_kind));
  if (filter.warehouse_id !== undefined)
    conditions.push(sql`locations.warehouse_id = ${filter.warehouse_id}`);
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/** Nearly all places are bins: an index that leads to all of those leads nowhere, and this way it is not used. */
function ofKind(kind: LocationKind) {
  return kind === 'bin' ? sql`locations.kind || '' = ${kind}` : sql`locations.kind = ${kind}`;
}

/** Balances by lot and place, each with what of it is held on its place's own day and what plans have promised. */
export async function listBalances(
  reader: Reader,
  request: PageRequest & StockFilter & { nonzero: boolean },
  todayIn: (timeZone: string) => string,
) {
  const joined = startsWithLots(request)
    ? reader.selectFrom('lots').crossJoin('balances').whereRef('balances.lot_id', '=', 'lots.id')
    : reader.selectFrom('balances').innerJoin('lots', 'lots.id', 'balances.lot_id');
  let query = joined
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .innerJoin('locations', 'locations.id', 'balances.location_id')
    .leftJoin('warehouses', 'warehouses.id', 'locations.warehouse_id')
    .select([
      'balances.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'lots.item_id as item_id',
      'items.code as item_code',
      'lots.grant_id as grant_id',
      'grants.code as grant_code',
      'lots.expires_on as expires_on',
      'lots.condition as condition',
      'balances.location_id as location_id',
      'locations.kind as location_kind',
      'locations.code as location_code',
      'locations.purpose as location_purpose',
      'locations.warehouse_id as warehouse_id',
      'warehouses.time_zone as time_zone',
      'balances.quantity as on_hand',
      'balances.reserved as reserved',
    ]);
  if (request.nonzero) query = query.where('balances.quantity', '<>', 0);
  const page = await fetchPage(query.where(stockCondition(request)), balanceOrder('balances'), request);
  return mapPage(page, (rows) =>
    rows.map(({ time_zone, ...row }) => ({
      ...row,
      id: `${row.lot_id}:${row.location_id}`,
      ...heldPart(row, todayIn(time_zone ?? DEFAULT_TIME_ZONE)),
    })),
  );
}

/**
 * Whether a page is found by way of its lots, which a cross join holds SQLite to: those of an item or grant, or all in the order of
 * their numbers. Not where a place is asked for, whose few lots are sorted more cheaply.
 */
export function startsWithLots(request: PageRequest & StockFilter): boolean {
  const { sort, location_id, warehouse_id, lot_id, item_id, grant_id } = request;
  if ((location_id ?? warehouse_id ?? lot_id) !== undefined) return false;
  return sort.endsWith('lot_number') || (item_id ?? grant_id) !== undefined;
}

export function balanceOrder(table: string): PageSpec {
  return {
    columns: { lot_number: 'lots.lot_number', id: `${table}.lot_id` },
    key: [`${table}.lot_id`, `${table}.location_id`],
    keyOf: { lot_number: ['lots.id', `${table}.location_id`] },
    keyFields: ['lot_id', 'location_id'],
  };
}

/** The time zones in use, each with what day it is there. */
export async function daysByZone(reader: Reader, todayIn: (timeZone: string) => string) {
  const rows = await reader
    .selectFrom('warehouses')
    .select('time_zone')
    .distinct()
    .orderBy('time_zone')
    .execute();
  return rows.map((row) => ({ zone: row.time_zone, day: todayIn(row.time_zone) }));
}

export interface LotBalanceRow {
  lot_id: string;
  on_hand: number;
  reserved: number;
  in_transit: number;
  at_sites: number;
  distributed: number;
  lost: number;
  adjusted: number;
  received: number;
}

function sumAt(quantity: RawBuilder<unknown>, kind: LocationKind, sign: 1 | -1 = 1) {
  return sql<number>`cast(coalesce(sum(case when locations.kind = ${sql.lit(kind)} then ${sql.lit(sign)} * ${quantity} end), 0) as bigint)`;
}

/** Where a quantity of a lot is: columns of a query over its places. */
export function lotPlaces(quantity: RawBuilder<unknown>) {
  return [
    sumAt(quantity, 'bin').as('on_hand'),
    sumAt(quantity, 'in_transit').as('in_transit'),
    sumAt(quantity, 'site').as('at_sites'),
    sumAt(quantity, 'distributed').as('distributed'),
    sumAt(quantity, 'loss').as('lost'),
    sumAt(quantity, 'adjustment', -1).as('adjusted'),
    sumAt(quantity, 'supplier', -1).as('received'),
  ] as const;
}

const lotBalanceQuery = hotQuery<LotBalanceRow>((reader) =>
  reader
    .selectFrom('lots')
    .leftJoin('balances', 'balances.lot_id', 'lots.id')
    .leftJoin('locations', 'locations.id', 'balances.location_id')
    .select([
      'lots.id as lot_id',
      ...lotPlaces(sql`balances.quantity`),
      sql<number>`cast(coalesce(sum(balances.reserved), 0) as bigint)`.as('reserved'),
    ])
    .where('lots.id', '=', param<string>('lot_id'))
    .groupBy('lots.id'),
);

/** Where a lot is, in one row; undefined when there is no such lot. */
export async function findLotBalance(reader: Reader, lotId: string): Promise<LotBalanceRow | undefined> {
  return (await lotBalanceQuery(reader, { lot_id: lotId })).rows[0];
}

/**
 * Splits what is on hand into held, reserved and available. A held lot is held whole, promised or not, and so is what lies in a
 * quarantine bin.
 */
export function heldPart(
  row: {
    on_hand: number;
    reserved: number;
    condition: string;
    expires_on: string | null;
    location_purpose: BinPurpose | null;
  },
  today: string,
): { held: number; available: number } {
  const usable =
    row.condition === 'good' &&
    row.location_purpose !== 'quarantine' &&
    (row.expires_on === null || row.expires_on >= today);
  const held = usable ? 0 : Math.max(0, row.on_hand - row.reserved);
  return { held, available: Math.max(0, row.on_hand - held - row.reserved) };
}

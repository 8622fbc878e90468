import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { hotQuery, param } from '../database/hot.ts';
import { fetchPage, mapPage, type PageRequest, type PageSpec } from '../database/paging.ts';
import type { BinPurpose, LocationKind, LotCondition, MovementKind } from '../database/tables/stock.ts';
import { movementQuery, withLines } from './ledger-store.ts';
import { DEFAULT_TIME_ZONE } from './places.ts';

const warehouseColumns = [
  'id',
  'code',
  'name',
  'country',
  'time_zone',
  'latitude',
  'longitude',
  'active',
  'closed_through',
  'version',
  'created_at',
  'updated_at',
] as const;

export async function listWarehouses(
  reader: Reader,
  request: PageRequest & { code?: string | undefined; id?: string | undefined },
) {
  let query = reader.selectFrom('warehouses').select(warehouseColumns);
  if (request.id !== undefined) query = query.where('id', '=', request.id);
  if (request.code !== undefined) query = query.where('code', '=', request.code);
  const columns = { code: 'warehouses.code', name: 'warehouses.name', id: 'warehouses.id' };
  const page = await fetchPage(query, { columns, key: ['warehouses.id'] }, request);
  return mapPage(page, (rows) => rows.map((row) => ({ ...row, active: row.active === 1 })));
}

export async function findWarehouse(reader: Reader, id: string) {
  const row = await reader
    .selectFrom('warehouses')
    .select(warehouseColumns)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, active: row.active === 1 };
}

export interface NewWarehouseRow {
  id: string;
  code: string;
  name: string;
  country: string;
  time_zone: string;
  latitude: number | null;
  longitude: number | null;
}

/** False when the code is taken. */
export async function insertWarehouse(tx: Tx, row: NewWarehouseRow, at: string): Promise<boolean> {
  const result = await tx
    .insertInto('warehouses')
    .values({ ...row, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export interface NewLocationRow {
  id: string;
  kind: LocationKind;
  warehouse_id: string | null;
  site_id: string | null;
  /** Of a bin. */
  purpose?: BinPurpose;
  code: string;
  name: string;
}

/** Adds places; those whose code their warehouse has already are left out. Gives how many were added. */
export async function insertLocations(tx: Tx, rows: readonly NewLocationRow[], at: string): Promise<number> {
  let added = 0;
  for (let start = 0; start < rows.length; start += 200) {
    const result = await tx
      .insertInto('locations')
      .values(rows.slice(start, start + 200).map((row) => ({ ...row, created_at: at })))
      .onConflict((conflict) => conflict.columns(['warehouse_id', 'code']).doNothing())
      .executeTakeFirst();
    added += Number(result.numInsertedOrUpdatedRows);
  }
  return added;
}

const locationColumns = ['id', 'kind', 'warehouse_id', 'site_id', 'purpose', 'code', 'name'] as const;

export interface LocationFilter {
  kind?: LocationKind | undefined;
  purpose?: BinPurpose | undefined;
  warehouse_id?: string | undefined;
  site_id?: string | undefined;
}

export async function listLocations(reader: Reader, request: PageRequest & LocationFilter) {
  let query = reader.selectFrom('locations').select(locationColumns);
  if (request.kind !== undefined) query = query.where('kind', '=', request.kind);
  if (request.purpose !== undefined) query = query.where('purpose', '=', request.purpose);
  if (request.warehouse_id !== undefined) query = query.where('warehouse_id', '=', request.warehouse_id);
  if (request.site_id !== undefined) query = query.where('site_id', '=', request.site_id);
  return fetchPage(
    query,
    { columns: { id: 'locations.id', code: 'locations.code' }, key: ['locations.id'] },
    request,
  );
}

export async function findBins(reader: Reader, warehouseId: string) {
  return reader
    .selectFrom('locations')
    .select(locationColumns)
    .where('warehouse_id', '=', warehouseId)
    .orderBy('code')
    .execute();
}

function lotQuery(reader: Reader) {
  return reader
    .selectFrom('lots')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .select([
      'lots.id as id',
      'lots.item_id as item_id',
      'items.code as item_code',
      'lots.lot_number as lot_number',
      'lots.grant_id as grant_id',
      'grants.code as grant_code',
      'lots.expires_on as expires_on',
      'lots.manufactured_on as manufactured_on',
      'lots.received_on as received_on',
      'lots.condition as condition',
      'lots.unit_value as unit_value',
      'lots.currency as currency',
      'lots.units_per_pack as units_per_pack',
      'lots.version as version',
    ]);
}

export interface LotFilter {
  item_id?: string | undefined;
  grant_id?: string | undefined;
  condition?: LotCondition | undefined;
  lot_number?: string | undefined;
  expires_before?: string | undefined;
}

export async function listLots(reader: Reader, request: PageRequest & LotFilter) {
  let query = lotQuery(reader);
  if (request.item_id !== undefined) query = query.where('lots.item_id', '=', request.item_id);
  if (request.grant_id !== undefined) query = query.where('lots.grant_id', '=', request.grant_id);
  if (request.condition !== undefined) query = query.where('lots.condition', '=', request.condition);
  if (request.lot_number !== undefined) query = query.where('lots.lot_number', '=', request.lot_number);
  if (request.expires_before !== undefined)
    query = query.where('lots.expires_on', '<', request.expires_before);
  const columns = { received_on: 'lots.received_on', lot_number: 'lots.lot_number', id: 'lots.id' };
  return fetchPage(query, { columns, key: ['lots.id'] }, request);
}

export async function findLot(reader: Reader, id: string) {
  return lotQuery(reader).where('lots.id', '=', id).executeTakeFirst();
}

export interface LotRow {
  id: string;
  item_id: string;
  lot_number: string;
  grant_id: string;
  expires_on: string | null;
  manufactured_on: string | null;
  received_on: string;
  condition: LotCondition;
  unit_value: string | null;
  currency: string | null;
  units_per_pack?: number | null;
}

export type StoredLot = Pick<LotRow, 'id' | 'expires_on' | 'lot_number' | 'condition'>;

/** Registers a lot, or finds the one of the same item, number and grant; gives whichever is stored. */
export async function ensureLot(tx: Tx, lot: LotRow, at: string): Promise<StoredLot> {
  await tx
    .insertInto('lots')
    .values({ ...lot, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.columns(['item_id', 'lot_number', 'grant_id']).doNothing())
    .execute();
  return tx
    .selectFrom('lots')
    .select(['id', 'expires_on', 'lot_number', 'condition'])
    .where('item_id', '=', lot.item_id)
    .where('lot_number', '=', lot.lot_number)
    .where('grant_id', '=', lot.grant_id)
    .executeTakeFirstOrThrow();
}

export interface StockFilter {
  item_id?: string | undefined;
  lot_id?: string | undefined;
  grant_id?: string | undefined;
  location_id?: string | undefined;
  location_kind?: LocationKind | undefined;
  warehouse_id?: string | undefined;
}

/** The condition of a filter, for any query that joins lots and their places. */
function stockCondition(filter: StockFilter) {
  const conditions = [sql`1 = 1`];
  if (filter.item_id !== undefined) conditions.push(sql`lots.item_id = ${filter.item_id}`);
  if (filter.lot_id !== undefined) conditions.push(sql`lots.id = ${filter.lot_id}`);
  if (filter.grant_id !== undefined) conditions.push(sql`lots.grant_id = ${filter.grant_id}`);
  if (filter.location_id !== undefined) conditions.push(sql`locations.id = ${filter.location_id}`);
  if (filter.location_kind !== undefined) conditions.push(sql`locations.kind = ${filter.location_kind}`);
  if (filter.warehouse_id !== undefined)
    conditions.push(sql`locations.warehouse_id = ${filter.warehouse_id}`);
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

/** Balances by lot and place, each with what of it is held on its place's own day and what plans have promised. */
export async function listBalances(
  reader: Reader,
  request: PageRequest & StockFilter & { nonzero: boolean },
  todayIn: (timeZone: string) => string,
) {
  let query = reader
    .selectFrom('balances')
    .innerJoin('lots', 'lots.id', 'balances.lot_id')
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

/** On hand by lot and place at the end of a day, from the ledger alone. */
export async function listBalancesAsOf(
  reader: Reader,
  request: PageRequest & StockFilter & { as_of: string },
) {
  const query = reader
    .selectFrom((eb) =>
      eb
        .selectFrom('movement_lines')
        .innerJoin('locations as place', (join) =>
          join.on((on) =>
            on.or([
              on('place.id', '=', on.ref('movement_lines.to_location_id')),
              on('place.id', '=', on.ref('movement_lines.from_location_id')),
            ]),
          ),
        )
        .select([
          'movement_lines.lot_id as lot_id',
          'place.id as location_id',
          sql<number>`cast(sum(case when place.id = to_location_id then quantity else -quantity end) as bigint)`.as(
            'on_hand',
          ),
        ])
        .where('occurred_on', '<=', request.as_of)
        .$if(request.lot_id !== undefined, (lines) =>
          lines.where('movement_lines.lot_id', '=', request.lot_id ?? ''),
        )
        .groupBy(['movement_lines.lot_id', 'place.id'])
        .as('sums'),
    )
    .innerJoin('lots', 'lots.id', 'sums.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .innerJoin('locations', 'locations.id', 'sums.location_id')
    .select([
      'sums.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'lots.item_id as item_id',
      'items.code as item_code',
      'lots.grant_id as grant_id',
      'sums.location_id as location_id',
      'locations.kind as location_kind',
      'locations.code as location_code',
      'sums.on_hand as on_hand',
    ])
    .where('sums.on_hand', '<>', 0);
  const page = await fetchPage(query.where(stockCondition(request)), balanceOrder('sums'), request);
  return mapPage(page, (rows) => rows.map((row) => ({ ...row, id: `${row.lot_id}:${row.location_id}` })));
}

function balanceOrder(table: string): PageSpec {
  return {
    columns: { lot_number: 'lots.lot_number', id: `${table}.lot_id` },
    key: [`${table}.lot_id`, `${table}.location_id`],
    keyFields: ['lot_id', 'location_id'],
  };
}

/** The time zones in use, each with what day it is there. */
async function daysByZone(reader: Reader, todayIn: (timeZone: string) => string) {
  const rows = await reader
    .selectFrom('warehouses')
    .select('time_zone')
    .distinct()
    .orderBy('time_zone')
    .execute();
  return rows.map((row) => ({ zone: row.time_zone, day: todayIn(row.time_zone) }));
}

/** Every item with what is where of it, over all warehouses or one. */
export async function listItemStock(
  reader: Reader,
  request: PageRequest & { warehouse_id?: string | undefined },
  todayIn: (timeZone: string) => string,
) {
  const days = await daysByZone(reader, todayIn);
  const day = sql`case time_zone ${sql.join(
    [...days.map(({ zone, day }) => sql`when ${zone} then ${day}`), sql`else ${todayIn(DEFAULT_TIME_ZONE)}`],
    sql` `,
  )} end`;
  const unusable = sql<boolean>`(lots.condition <> 'good' or lots.expires_on < ${day})`;
  const sumWhere = (condition: ReturnType<typeof sql>, value = sql`balances.quantity`) =>
    sql<number>`cast(coalesce(sum(case when ${condition} then ${value} end), 0) as bigint)`;
  const query = reader
    .selectFrom('items')
    .leftJoin('lots', 'lots.item_id', 'items.id')
    .leftJoin('balances', 'balances.lot_id', 'lots.id')
    .leftJoin('locations', 'locations.id', 'balances.location_id')
    .leftJoin('warehouses', 'warehouses.id', 'locations.warehouse_id')
    .select([
      'items.id as id',
      'items.code as item_code',
      'items.name_es as name_es',
      'items.name_en as name_en',
      'items.base_unit as base_unit',
      sumWhere(sql`locations.kind = 'bin'`).as('on_hand'),
      sumWhere(sql`locations.kind = 'bin' and ${unusable}`, sql`balances.quantity - balances.reserved`).as(
        'held',
      ),
      sumWhere(sql`locations.kind = 'bin'`, sql`balances.reserved`).as('reserved'),
      sumWhere(sql`locations.kind = 'in_transit'`).as('in_transit'),
      sumWhere(sql`locations.kind = 'site'`).as('at_sites'),
      sumWhere(sql`locations.kind = 'distributed'`).as('distributed'),
      sumWhere(sql`locations.kind = 'loss'`).as('lost'),
    ])
    .$if(request.warehouse_id !== undefined, (some) =>
      some.where('locations.warehouse_id', '=', request.warehouse_id ?? ''),
    )
    .groupBy(['items.id', 'items.code', 'items.name_es', 'items.name_en', 'items.base_unit']);
  const columns = { item_code: 'items.code', id: 'items.id' };
  const page = await fetchPage(query, { columns, key: ['items.id'] }, request);
  return mapPage(page, (rows) =>
    rows.map((row) => ({ ...row, available: row.on_hand - row.held - row.reserved })),
  );
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

const sumAt = (kind: LocationKind, sign: 1 | -1 = 1) =>
  sql<number>`cast(coalesce(sum(case when locations.kind = ${sql.lit(kind)} then ${sql.lit(sign)} * balances.quantity end), 0) as bigint)`;

const lotBalanceQuery = hotQuery<LotBalanceRow>((reader) =>
  reader
    .selectFrom('lots')
    .leftJoin('balances', 'balances.lot_id', 'lots.id')
    .leftJoin('locations', 'locations.id', 'balances.location_id')
    .select([
      'lots.id as lot_id',
      sumAt('bin').as('on_hand'),
      sql<number>`cast(coalesce(sum(balances.reserved), 0) as bigint)`.as('reserved'),
      sumAt('in_transit').as('in_transit'),
      sumAt('site').as('at_sites'),
      sumAt('distributed').as('distributed'),
      sumAt('loss').as('lost'),
      sumAt('adjustment', -1).as('adjusted'),
      sumAt('supplier', -1).as('received'),
    ])
    .where('lots.id', '=', param<string>('lot_id'))
    .groupBy('lots.id'),
);

/** Where a lot is, in one row; undefined when there is no such lot. */
export async function findLotBalance(reader: Reader, lotId: string): Promise<LotBalanceRow | undefined> {
  return (await lotBalanceQuery(reader, { lot_id: lotId })).rows[0];
}

/** Splits what is on hand into held, reserved and available. A held lot is held whole, promised or not. */
export function heldPart(
  row: { on_hand: number; reserved: number; condition: string; expires_on: string | null },
  today: string,
): { held: number; available: number } {
  const usable = row.condition === 'good' && (row.expires_on === null || row.expires_on >= today);
  const held = usable ? 0 : Math.max(0, row.on_hand - row.reserved);
  return { held, available: Math.max(0, row.on_hand - held - row.reserved) };
}

export interface MovementFilter {
  kind?: MovementKind | undefined;
  lot_id?: string | undefined;
  location_id?: string | undefined;
  document_id?: string | undefined;
  warehouse_id?: string | undefined;
  from_day?: string | undefined;
  to_day?: string | undefined;
  as_of?: string | undefined;
  known_at?: string | undefined;
}

export async function listMovements(reader: Reader, request: PageRequest & MovementFilter) {
  let query = movementQuery(reader);
  if (request.kind !== undefined) query = query.where('movements.kind', '=', request.kind);
  if (request.warehouse_id !== undefined)
    query = query.where('movements.warehouse_id', '=', request.warehouse_id);
  if (request.document_id !== undefined)
    query = query.where('movements.document_id', '=', request.document_id);
  if (request.from_day !== undefined) query = query.where('movements.occurred_on', '>=', request.from_day);
  if (request.to_day !== undefined) query = query.where('movements.occurred_on', '<=', request.to_day);
  if (request.as_of !== undefined) query = query.where('movements.occurred_on', '<=', request.as_of);
  if (request.known_at !== undefined) query = query.where('movements.posted_at', '<=', request.known_at);
  if (request.lot_id !== undefined || request.location_id !== undefined) {
    const { lot_id, location_id } = request;
    query = query.where((eb) => {
      let lines = eb
        .selectFrom('movement_lines')
        .select('movement_id')
        .whereRef('movement_lines.movement_id', '=', 'movements.id');
      if (lot_id !== undefined) lines = lines.where('lot_id', '=', lot_id);
      if (location_id !== undefined) {
        lines = lines.where((line) =>
          line.or([line('from_location_id', '=', location_id), line('to_location_id', '=', location_id)]),
        );
      }
      return eb.exists(lines);
    });
  }
  const columns = {
    posted_at: 'movements.posted_at',
    occurred_on: 'movements.occurred_on',
    id: 'movements.id',
  };
  const page = await fetchPage(query, { columns, key: ['movements.id'] }, request);
  return mapPage(page, (rows) => withLines(reader, rows));
}

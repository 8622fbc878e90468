import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import { rowsQuery } from '../database/rows.ts';
import type { BinPurpose, LocationKind, LotCondition } from '../database/tables/stock.ts';
import { present } from '../lib/assert.ts';

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
  /** Of a bin; for storage unless said otherwise. */
  purpose?: BinPurpose;
  code: string;
  name: string;
}

function purposeOf({ kind, purpose }: NewLocationRow): BinPurpose | null {
  return purpose ?? (kind === 'bin' ? 'storage' : null);
}

/** Adds places; those whose code their warehouse has already are left out. Gives how many were added. */
export async function insertLocations(tx: Tx, rows: readonly NewLocationRow[], at: string): Promise<number> {
  let added = 0;
  for (let start = 0; start < rows.length; start += 200) {
    const result = await tx
      .insertInto('locations')
      .values(
        rows.slice(start, start + 200).map((row) => ({ ...row, purpose: purposeOf(row), created_at: at })),
      )
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
      'lots.owner as owner',
      'lots.attributes as attributes',
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
  const page = await fetchPage(query, { columns, key: ['lots.id'] }, request);
  return mapPage(page, (rows) => rows.map(withAttributes));
}

export type Lot = NonNullable<Awaited<ReturnType<typeof findLot>>>;

export async function findLot(reader: Reader, id: string) {
  const row = await lotQuery(reader).where('lots.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : withAttributes(row);
}

/** Lots by identifier; those that do not exist are left out. */
export async function findLots(reader: Reader, ids: Iterable<string>) {
  const all = [...new Set(ids)].sort();
  const lots = new Map<string, Lot>();
  for (let start = 0; start < all.length; start += 500) {
    const rows = await lotQuery(reader)
      .where('lots.id', 'in', all.slice(start, start + 500))
      .execute();
    for (const row of rows) lots.set(row.id, withAttributes(row));
  }
  return lots;
}

function withAttributes<Row extends { attributes: string }>(row: Row) {
  return { ...row, attributes: JSON.parse(row.attributes) as Record<string, string> };
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
  owner?: string | null;
  /** A map of texts as JSON. */
  attributes?: string;
}

export type StoredLot = Pick<LotRow, 'id' | 'expires_on' | 'lot_number' | 'condition'> & {
  units_per_pack: number | null;
};

/** The row of another lot of the same goods: everything of a lot but who it is. */
export function rowLike(lot: Lot, other: { id: string; grant_id?: string; lot_number?: string }): LotRow {
  const { item_code: _, grant_code: __, version: ___, attributes, ...same } = lot;
  return { ...same, attributes: JSON.stringify(attributes), ...other };
}

const lotKinds = {
  id: 'text',
  item_id: 'text',
  lot_number: 'text',
  grant_id: 'text',
  expires_on: 'text',
  manufactured_on: 'text',
  received_on: 'text',
  condition: 'text',
  unit_value: 'text',
  currency: 'text',
  units_per_pack: 'int',
  owner: 'text',
  attributes: 'text',
  at: 'text',
} as const;

type GivenLot = LotRow & { at: string };

const insertLotsQuery = rowsQuery<GivenLot>(
  lotKinds,
  (rows) => sql`
    insert into lots (id, item_id, lot_number, grant_id, expires_on, manufactured_on, received_on, condition, unit_value, currency,
      units_per_pack, owner, attributes, created_at, updated_at)
    select id, item_id, lot_number, grant_id, expires_on, manufactured_on, received_on, condition, unit_value, currency,
      units_per_pack, owner, coalesce(attributes, '{}'), at, at
    from ${rows}
    where true
    on conflict (item_id, lot_number, grant_id) do nothing`,
);

const findLotsQuery = rowsQuery<LotKey, StoredLot & LotKey>(
  { item_id: 'text', lot_number: 'text', grant_id: 'text' },
  (rows) => sql`
    select lots.id, lots.item_id, lots.lot_number, lots.grant_id, lots.expires_on, lots.condition, lots.units_per_pack
    from ${rows}
    cross join lots
    where lots.item_id = rows.item_id and lots.lot_number = rows.lot_number and lots.grant_id = rows.grant_id`,
);

type LotKey = Pick<LotRow, 'item_id' | 'lot_number' | 'grant_id'>;

/**
 * Registers lots in the order given, or finds those of the same item, number and grant; gives for each whichever is stored. Writers
 * that register several of them do it in one order all share.
 */
export async function ensureLots(tx: Tx, lots: readonly LotRow[], at: string): Promise<StoredLot[]> {
  const [, found] = await Promise.all([
    insertLotsQuery(
      tx,
      lots.map((lot) => ({ ...lot, at })),
    ),
    findLotsQuery(tx, lots),
  ]);
  const key = ({ item_id, lot_number, grant_id }: LotKey) => JSON.stringify([item_id, grant_id, lot_number]);
  const stored = new Map(found.map((lot) => [key(lot), lot]));
  return lots.map((lot) => present(stored.get(key(lot)), 'the lot just registered'));
}

/** See `ensureLots`. */
export async function ensureLot(tx: Tx, lot: LotRow, at: string): Promise<StoredLot> {
  const [stored] = await ensureLots(tx, [lot], at);
  return present(stored, 'the lot just registered');
}

import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';

function legQuery(reader: Reader) {
  return reader
    .selectFrom('transport_legs')
    .innerJoin('carriers', 'carriers.id', 'transport_legs.carrier_id')
    .select([
      'transport_legs.id as id',
      'transport_legs.code as code',
      'transport_legs.warehouse_id as warehouse_id',
      'transport_legs.carrier_id as carrier_id',
      'carriers.code as carrier_code',
      'carriers.mode as mode',
      'transport_legs.entry_point as entry_point',
      'transport_legs.latitude as latitude',
      'transport_legs.longitude as longitude',
      'transport_legs.count as count',
      'transport_legs.cost_cents as cost_cents',
      'transport_legs.lead_time_hours as lead_time_hours',
      'transport_legs.dangerous_goods as dangerous_goods',
      'transport_legs.source as source',
      'transport_legs.active as active',
      'transport_legs.version as version',
      'transport_legs.created_at as created_at',
      'transport_legs.updated_at as updated_at',
    ]);
}

function withFlags<Row extends { dangerous_goods: number; active: number }>(
  row: Row,
): Omit<Row, 'dangerous_goods' | 'active'> & { dangerous_goods: boolean; active: boolean } {
  return { ...row, dangerous_goods: row.dangerous_goods === 1, active: row.active === 1 };
}

export interface LegFilter {
  warehouse_id?: string | undefined;
  active?: boolean | undefined;
}

export async function listLegs(reader: Reader, request: PageRequest & LegFilter) {
  let query = legQuery(reader);
  if (request.warehouse_id !== undefined)
    query = query.where('transport_legs.warehouse_id', '=', request.warehouse_id);
  if (request.active !== undefined) query = query.where('transport_legs.active', '=', Number(request.active));
  const columns = { code: 'transport_legs.code', id: 'transport_legs.id' };
  const page = await fetchPage(query, { columns, key: ['transport_legs.id'] }, request);
  return mapPage(page, (rows) => rows.map(withFlags));
}

export async function findLeg(reader: Reader, id: string) {
  const row = await legQuery(reader).where('transport_legs.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : withFlags(row);
}

export interface NewLegRow {
  id: string;
  code: string;
  warehouse_id: string;
  carrier_id: string;
  entry_point: string;
  latitude: number;
  longitude: number;
  count: number;
  cost_cents: number;
  lead_time_hours: number;
  dangerous_goods: boolean;
  source: string;
}

/** False when the code is taken. */
export async function insertLeg(tx: Tx, row: NewLegRow, at: string): Promise<boolean> {
  const result = await tx
    .insertInto('transport_legs')
    .values({ ...row, dangerous_goods: Number(row.dangerous_goods), created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

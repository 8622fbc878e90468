import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { TransportMode } from '../database/tables/loading.ts';
import type { vehicleKinds } from '../sites/profile-schema.ts';

const carrierColumns = [
  'id',
  'code',
  'name_es',
  'name_en',
  'mode',
  'vehicle_kind',
  'payload_g',
  'volume_ml',
  'pallets',
  'source',
  'to_check',
  'version',
  'created_at',
  'updated_at',
] as const;

type VehicleKind = (typeof vehicleKinds)[number];

function withCheck<Row extends { to_check: number; vehicle_kind: string | null }>(
  row: Row,
): Omit<Row, 'to_check' | 'vehicle_kind'> & { to_check: boolean; vehicle_kind: VehicleKind | null } {
  return { ...row, to_check: row.to_check === 1, vehicle_kind: row.vehicle_kind as VehicleKind | null };
}

export async function listCarriers(
  reader: Reader,
  request: PageRequest & { mode?: TransportMode | undefined },
) {
  let query = reader.selectFrom('carriers').select(carrierColumns);
  if (request.mode !== undefined) query = query.where('mode', '=', request.mode);
  const page = await fetchPage(
    query,
    { columns: { code: 'carriers.code', id: 'carriers.id' }, key: ['carriers.id'] },
    request,
  );
  return mapPage(page, (rows) => rows.map(withCheck));
}

export async function findCarrier(reader: Reader, id: string) {
  const row = await reader
    .selectFrom('carriers')
    .select(carrierColumns)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : withCheck(row);
}

export interface NewCarrierRow {
  id: string;
  code: string;
  name_es: string;
  name_en: string;
  mode: TransportMode;
  vehicle_kind: string | null;
  payload_g: number;
  volume_ml: number | null;
  pallets: number | null;
  source: string;
  to_check: boolean;
}

/** False when the code is taken. */
export async function insertCarrier(tx: Tx, row: NewCarrierRow, at: string): Promise<boolean> {
  const result = await tx
    .insertInto('carriers')
    .values({ ...row, to_check: Number(row.to_check), created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

function fleetQuery(reader: Reader) {
  return reader
    .selectFrom('fleet_vehicles')
    .innerJoin('carriers', 'carriers.id', 'fleet_vehicles.carrier_id')
    .select([
      'fleet_vehicles.id as id',
      'fleet_vehicles.warehouse_id as warehouse_id',
      'fleet_vehicles.carrier_id as carrier_id',
      'carriers.code as carrier_code',
      'fleet_vehicles.count as count',
      'fleet_vehicles.fixed_cost_cents as fixed_cost_cents',
      'fleet_vehicles.cost_per_km_cents as cost_per_km_cents',
      'fleet_vehicles.set_by as set_by',
      'fleet_vehicles.set_at as set_at',
    ]);
}

export async function listVehicles(reader: Reader, request: PageRequest & { warehouse_id: string }) {
  const query = fleetQuery(reader).where('fleet_vehicles.warehouse_id', '=', request.warehouse_id);
  const columns = { carrier_code: 'carriers.code', id: 'fleet_vehicles.id' };
  return fetchPage(query, { columns, key: ['fleet_vehicles.id'] }, request);
}

export interface FleetRow {
  id: string;
  warehouse_id: string;
  carrier_id: string;
  count: number;
  fixed_cost_cents: number;
  cost_per_km_cents: number;
  set_by: string;
  set_at: string;
}

/** Sets how many of a carrier a warehouse has; gives the row. */
export async function putVehicles(tx: Tx, row: FleetRow) {
  const { id: _, warehouse_id, carrier_id, ...set } = row;
  await tx
    .insertInto('fleet_vehicles')
    .values(row)
    .onConflict((conflict) => conflict.columns(['warehouse_id', 'carrier_id']).doUpdateSet(set))
    .execute();
  return fleetQuery(tx)
    .where('fleet_vehicles.warehouse_id', '=', warehouse_id)
    .where('fleet_vehicles.carrier_id', '=', carrier_id)
    .executeTakeFirstOrThrow();
}

/** The vehicles of a warehouse with what each holds. */
export async function listFleet(reader: Reader, warehouseId: string) {
  return reader
    .selectFrom('fleet_vehicles')
    .innerJoin('carriers', 'carriers.id', 'fleet_vehicles.carrier_id')
    .select([
      'carriers.id as carrier_id',
      'carriers.code as code',
      'carriers.vehicle_kind as vehicle_kind',
      'carriers.payload_g as payload_g',
      'carriers.volume_ml as volume_ml',
      'carriers.pallets as pallets',
      'fleet_vehicles.count as count',
      'fleet_vehicles.fixed_cost_cents as fixed_cost_cents',
      'fleet_vehicles.cost_per_km_cents as cost_per_km_cents',
    ])
    .where('fleet_vehicles.warehouse_id', '=', warehouseId)
    .where('fleet_vehicles.count', '>', 0)
    .orderBy('carriers.code')
    .execute();
}

import { sql } from 'kysely';
import { sitesWithin } from '../access/scope-store.ts';
import { packingOf } from '../catalogue/item-parts-store.ts';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import { planSteps } from '../planning/states.ts';
import { loadOf } from './load.ts';
import { type ConsignmentState, type ConsignmentStep, consignmentSteps } from './states.ts';

function consignmentQuery(reader: Reader) {
  return reader
    .selectFrom('consignments')
    .innerJoin('plans', 'plans.id', 'consignments.plan_id')
    .innerJoin('warehouses', 'warehouses.id', 'consignments.warehouse_id')
    .innerJoin('sites', 'sites.id', 'consignments.site_id')
    .select([
      'consignments.id as id',
      'consignments.number as number',
      'consignments.plan_id as plan_id',
      'plans.operation_id as operation_id',
      'consignments.warehouse_id as warehouse_id',
      'warehouses.code as warehouse_code',
      'consignments.site_id as site_id',
      'sites.code as site_code',
      'consignments.state as state',
      'consignments.in_transit_location_id as in_transit_location_id',
      'consignments.vehicle_plate as vehicle_plate',
      'consignments.transporter as transporter',
      'consignments.driver as driver',
      'consignments.departed_on as departed_on',
      'consignments.departed_by as departed_by',
      'consignments.version as version',
      'consignments.created_by as created_by',
      'consignments.created_at as created_at',
      'consignments.updated_at as updated_at',
    ]);
}

export interface ConsignmentFilter {
  plan_id?: string | undefined;
  operation_id?: string | undefined;
  site_id?: string | undefined;
  warehouse_id?: string | undefined;
  state?: ConsignmentState | undefined;
  number?: string | undefined;
  /** Those that carry or are to carry something of a request. */
  request_id?: string | undefined;
  /** Only what is of the sites this person is assigned to. */
  within?: string | null | undefined;
}

export async function listConsignments(reader: Reader, request: PageRequest & ConsignmentFilter) {
  let query = consignmentQuery(reader);
  if (request.plan_id !== undefined) query = query.where('consignments.plan_id', '=', request.plan_id);
  if (request.operation_id !== undefined)
    query = query.where('plans.operation_id', '=', request.operation_id);
  if (request.site_id !== undefined) query = query.where('consignments.site_id', '=', request.site_id);
  if (request.warehouse_id !== undefined)
    query = query.where('consignments.warehouse_id', '=', request.warehouse_id);
  if (request.state !== undefined) query = query.where('consignments.state', '=', request.state);
  if (request.number !== undefined) query = query.where('consignments.number', '=', request.number);
  if (request.within != null) query = query.where('consignments.site_id', 'in', sitesWithin(request.within));
  const { request_id } = request;
  if (request_id !== undefined) {
    query = query.where('consignments.id', 'in', (eb) =>
      eb
        .selectFrom('request_promises')
        .innerJoin('consignments as serving', (join) =>
          join
            .onRef('serving.plan_id', '=', 'request_promises.plan_id')
            .onRef('serving.site_id', '=', 'request_promises.site_id'),
        )
        .select('serving.id')
        .where('request_promises.request_id', '=', request_id)
        .whereRef('request_promises.quantity', '>', 'request_promises.released'),
    );
  }
  const columns = { id: 'consignments.id', number: 'consignments.number' };
  const page = await fetchPage(query, { columns, key: ['consignments.id'] }, request);
  return mapPage(page, (rows) => withTotals(reader, rows));
}

/** The consignments of a plan, all of them, by number. */
export async function listPlanConsignments(reader: Reader, planId: string) {
  const rows = await consignmentQuery(reader)
    .where('consignments.plan_id', '=', planId)
    .orderBy('consignments.number')
    .execute();
  return withTotals(reader, rows);
}

async function withTotals<Row extends { id: string }>(reader: Reader, rows: Row[]) {
  const parts = new Map<string, Parameters<typeof loadOf>[0][number][]>(rows.map((row) => [row.id, []]));
  for (let start = 0; start < rows.length; start += 500) {
    const ids = rows.slice(start, start + 500).map((row) => row.id);
    for (const { consignment_id, ...part } of await readLoadParts(reader, ids)) {
      parts.get(consignment_id)?.push(part);
    }
  }
  return rows.map((row) => ({ ...row, totals: loadOf(parts.get(row.id) ?? []) }));
}

/** The same rows, each with how its item is packed. */
async function withPacking<Row extends { item_id: string }>(reader: Reader, rows: Row[]) {
  const packing = await packingOf(
    reader,
    rows.map((row) => row.item_id),
  );
  return rows.map((row) => ({ ...row, packing: packing.get(row.item_id) ?? [] }));
}

async function readLoadParts(reader: Reader, consignmentIds: readonly string[]) {
  const rows = await reader
    .selectFrom('consignment_lines')
    .innerJoin('items', 'items.id', 'consignment_lines.item_id')
    .select([
      'consignment_lines.consignment_id as consignment_id',
      'consignment_lines.item_id as item_id',
      'consignment_lines.quantity as quantity',
      'items.weight_g as unit_weight_g',
      'items.volume_ml as unit_volume_ml',
    ])
    .where('consignment_lines.consignment_id', 'in', consignmentIds)
    .execute();
  return withPacking(reader, rows);
}

export async function findConsignment(reader: Reader, id: string) {
  return consignmentQuery(reader).where('consignments.id', '=', id).executeTakeFirst();
}

/** A consignment with its lines and what they weigh and take up. */
export async function findConsignmentWithLines(reader: Reader, id: string) {
  const consignment = await findConsignment(reader, id);
  if (consignment === undefined) return undefined;
  const lines = await listConsignmentLines(reader, id);
  return {
    ...consignment,
    totals: loadOf(lines),
    lines: lines.map(
      ({
        unit_weight_g,
        unit_volume_ml,
        packing,
        name_es,
        name_en,
        base_unit,
        donor_name,
        grant_id,
        ...line
      }) => {
        const { weight_g, volume_ml } = loadOf([
          { quantity: line.quantity, unit_weight_g, unit_volume_ml, packing },
        ]);
        return {
          ...line,
          outstanding: line.quantity - line.good - line.damaged - line.missing,
          weight_g,
          volume_ml,
        };
      },
    ),
  };
}

export async function listConsignmentLines(reader: Reader, consignmentId: string) {
  const rows = await reader
    .selectFrom('consignment_lines')
    .innerJoin('items', 'items.id', 'consignment_lines.item_id')
    .innerJoin('lots', 'lots.id', 'consignment_lines.lot_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .innerJoin('locations', 'locations.id', 'consignment_lines.location_id')
    .select([
      'consignment_lines.id as id',
      'consignment_lines.line_number as line_number',
      'consignment_lines.item_id as item_id',
      'items.code as item_code',
      'items.name_es as name_es',
      'items.name_en as name_en',
      'items.base_unit as base_unit',
      'items.weight_g as unit_weight_g',
      'items.volume_ml as unit_volume_ml',
      'consignment_lines.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'lots.expires_on as expires_on',
      'lots.grant_id as grant_id',
      'grants.code as grant_code',
      'grants.donor_name as donor_name',
      'consignment_lines.location_id as location_id',
      'locations.code as location_code',
      'consignment_lines.quantity as quantity',
      'consignment_lines.good as good',
      'consignment_lines.damaged as damaged',
      'consignment_lines.missing as missing',
      'consignment_lines.over as over',
    ])
    .where('consignment_lines.consignment_id', '=', consignmentId)
    .orderBy('consignment_lines.line_number')
    .execute();
  return withPacking(reader, rows);
}

export interface NewConsignmentRow {
  id: string;
  number: string;
  plan_id: string;
  warehouse_id: string;
  site_id: string;
  in_transit_location_id: string;
  created_by: string;
}

export interface NewConsignmentLineRow {
  id: string;
  consignment_id: string;
  line_number: number;
  item_id: string;
  lot_id: string;
  location_id: string;
  quantity: number;
}

export async function insertConsignments(
  tx: Tx,
  rows: readonly NewConsignmentRow[],
  lines: readonly NewConsignmentLineRow[],
  at: string,
): Promise<void> {
  for (let start = 0; start < rows.length; start += 500) {
    const part = rows.slice(start, start + 500).map((row) => ({
      ...row,
      state: 'planned' as const,
      vehicle_plate: null,
      transporter: null,
      driver: null,
      departed_on: null,
      departed_by: null,
      created_at: at,
      updated_at: at,
    }));
    await tx.insertInto('consignments').values(part).execute();
  }
  for (let start = 0; start < lines.length; start += 500) {
    await tx
      .insertInto('consignment_lines')
      .values(lines.slice(start, start + 500))
      .execute();
  }
}

export interface DepartureDetails {
  vehicle_plate: string;
  transporter: string;
  driver: string | null;
  departed_on: string;
  departed_by: string;
}

/** Takes one step if the consignment stands where the step may start, and holds its row until the transaction ends. */
export async function stepConsignment(
  tx: Tx,
  id: string,
  step: ConsignmentStep,
  at: string,
  details: DepartureDetails | Record<string, never> = {},
): Promise<boolean> {
  const { from, to } = consignmentSteps[step];
  const result = await tx
    .updateTable('consignments')
    .set({ state: to, ...details, version: sql<number>`version + 1`, updated_at: at })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Cancels the consignments of a plan that have not left. */
export async function cancelPlanConsignments(tx: Tx, planId: string, at: string): Promise<void> {
  const { from, to } = consignmentSteps.cancel;
  await tx
    .updateTable('consignments')
    .set({ state: to, version: sql<number>`version + 1`, updated_at: at })
    .where('plan_id', '=', planId)
    .where('state', 'in', from)
    .execute();
}

/** Marks that an approved plan has its consignments; false when it has them already or is not approved. */
export async function markConsigned(tx: Tx, planId: string, by: string, at: string): Promise<boolean> {
  const result = await tx
    .updateTable('plans')
    .set({ consigned_by: by, consigned_at: at, version: sql<number>`version + 1` })
    .where('id', '=', planId)
    .where('state', '=', 'approved')
    .where('consigned_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Holds a plan's row until the transaction ends, so that its consignments begin and end one after the other. */
export async function holdPlan(tx: Tx, planId: string): Promise<void> {
  await tx.updateTable('plans').set({ version: sql<number>`version` }).where('id', '=', planId).execute();
}

/** Completes a dispatched plan once none of its consignments waits or is on the road. The caller holds the plan's row. */
export async function completePlan(tx: Tx, planId: string): Promise<void> {
  const { from, to } = planSteps.complete;
  await tx
    .updateTable('plans')
    .set({ state: to, version: sql<number>`version + 1` })
    .where('id', '=', planId)
    .where('state', 'in', from)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('consignments')
            .select('consignments.id')
            .where('consignments.plan_id', '=', planId)
            .where('consignments.state', 'in', ['planned', 'in_transit']),
        ),
      ),
    )
    .execute();
}

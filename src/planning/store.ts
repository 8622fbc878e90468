import { sql } from 'kysely';
import { insertColumns } from '../database/bulk.ts';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import {
  exclusionReasons,
  type ItemTotal,
  type LineBasis,
  type LineFlag,
  type ShortfallPart,
  type ShortfallReason,
} from './model.ts';
import type { PlanRows } from './plan-rows.ts';
import { type PlanState, type PlanStep, planSteps } from './states.ts';

const planColumns = [
  'id',
  'number',
  'operation_id',
  'standard_id',
  'warehouse_id',
  'state',
  'as_of',
  'arrival_on',
  'inputs_sha256',
  'computed_by',
  'computed_at',
  'approved_by',
  'approved_at',
  'consigned_by',
  'consigned_at',
  'cancelled_by',
  'cancelled_at',
  'version',
  'totals',
] as const;

export interface PlanFilter {
  operation_id?: string | undefined;
  warehouse_id?: string | undefined;
  state?: PlanState | undefined;
}

export async function listPlans(reader: Reader, request: PageRequest & PlanFilter) {
  let query = reader.selectFrom('plans').select(planColumns);
  if (request.operation_id !== undefined) query = query.where('operation_id', '=', request.operation_id);
  if (request.warehouse_id !== undefined) query = query.where('warehouse_id', '=', request.warehouse_id);
  if (request.state !== undefined) query = query.where('state', '=', request.state);
  const columns = { id: 'plans.id', number: 'plans.number', as_of: 'plans.as_of' };
  const page = await fetchPage(query, { columns, key: ['plans.id'] }, request);
  return mapPage(page, (rows) => withTotals(reader, rows));
}

export async function findPlan(reader: Reader, id: string) {
  const rows = await reader.selectFrom('plans').select(planColumns).where('id', '=', id).execute();
  return (await withTotals(reader, rows))[0];
}

/** The stored totals of each plan, with the codes of their items. */
async function withTotals<Row extends { totals: string }>(
  reader: Reader,
  rows: Row[],
): Promise<(Omit<Row, 'totals'> & { totals: (ItemTotal & { item_code: string })[] })[]> {
  const parsed = rows.map((row) => JSON.parse(row.totals) as ItemTotal[]);
  const codes = await readItemCodes(reader, new Set(parsed.flat().map((total) => total.item_id)));
  return rows.map((row, index) => ({
    ...row,
    totals: (parsed[index] ?? []).map((total) => ({ ...total, item_code: codes.get(total.item_id) ?? '' })),
  }));
}

export async function readItemCodes(
  reader: Reader,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const codes = new Map<string, string>();
  const wanted = [...ids];
  for (let start = 0; start < wanted.length; start += 500) {
    const rows = await reader
      .selectFrom('items')
      .select(['id', 'code'])
      .where('id', 'in', wanted.slice(start, start + 500))
      .execute();
    for (const row of rows) codes.set(row.id, row.code);
  }
  return codes;
}

/** The canonical bytes a plan was computed from. */
export async function findPlanInputs(reader: Reader, id: string): Promise<string | undefined> {
  const row = await reader.selectFrom('plans').select('inputs').where('id', '=', id).executeTakeFirst();
  return row?.inputs;
}

export interface NewPlanRow {
  id: string;
  number: string;
  operation_id: string;
  standard_id: string;
  warehouse_id: string;
  as_of: string;
  arrival_on: string;
  inputs: string;
  inputs_sha256: string;
  totals: string;
  computed_by: string;
  computed_at: string;
}

export async function insertPlan(tx: Tx, plan: NewPlanRow, requestIds: readonly string[]): Promise<void> {
  await tx
    .insertInto('plans')
    .values({
      ...plan,
      state: 'computed',
      approved_by: null,
      approved_at: null,
      consigned_by: null,
      consigned_at: null,
      cancelled_by: null,
      cancelled_at: null,
    })
    .execute();
  for (const part of chunks(requestIds)) {
    const rows = part.map((request_id) => ({ plan_id: plan.id, request_id }));
    await tx.insertInto('plan_requests').values(rows).execute();
  }
}

/** Writes some lines of a plan, of which the first has the number `first`, each with its reasons and picks. */
export async function insertPlanRows(
  tx: Tx,
  plan: { id: string; lineIds: readonly string[]; first: number },
  { lines, reasons, picks }: PlanRows,
): Promise<void> {
  const { id, lineIds, first } = plan;
  const lineIdOf = (at: number) => lineIds[at] as string;
  await insertColumns(tx, 'plan_lines', {
    id: { kind: 'text', values: lineIds },
    plan_id: { kind: 'text', values: lineIds.map(() => id) },
    line_number: { kind: 'int', values: lineIds.map((_, at) => first + at) },
    site_id: { kind: 'text', values: lines.site_id },
    item_id: { kind: 'text', values: lines.item_id },
    tier: { kind: 'int', values: lines.tier },
    priority: { kind: 'int', values: lines.priority },
    need: { kind: 'int', values: lines.need },
    delivered: { kind: 'int', values: lines.delivered },
    in_transit: { kind: 'int', values: lines.in_transit },
    promised: { kind: 'int', values: lines.promised },
    gap: { kind: 'int', values: lines.gap },
    allocated: { kind: 'int', values: lines.allocated },
    shortfall: { kind: 'int', values: lines.shortfall },
    flags: { kind: 'text', values: lines.flags },
    basis: { kind: 'text', values: lines.basis },
  });
  await insertColumns(tx, 'plan_line_reasons', {
    plan_line_id: { kind: 'text', values: reasons.at.map(lineIdOf) },
    reason: { kind: 'text', values: reasons.reason },
    quantity: { kind: 'int', values: reasons.quantity },
  });
  await insertColumns(tx, 'plan_picks', {
    plan_line_id: { kind: 'text', values: picks.at.map(lineIdOf) },
    pick_number: { kind: 'int', values: picks.pick_number },
    lot_id: { kind: 'text', values: picks.lot_id },
    location_id: { kind: 'text', values: picks.location_id },
    quantity: { kind: 'int', values: picks.quantity },
  });
}

function* chunks<Row>(rows: readonly Row[], size = 500): Generator<Row[]> {
  for (let start = 0; start < rows.length; start += size) yield rows.slice(start, start + size);
}

export interface PlanLineFilter {
  site_id?: string | undefined;
  item_id?: string | undefined;
}

export async function listPlanLines(reader: Reader, planId: string, request: PageRequest & PlanLineFilter) {
  let query = reader
    .selectFrom('plan_lines')
    .innerJoin('sites', 'sites.id', 'plan_lines.site_id')
    .innerJoin('items', 'items.id', 'plan_lines.item_id')
    .select([
      'plan_lines.id as id',
      'plan_lines.line_number as line_number',
      'plan_lines.site_id as site_id',
      'sites.code as site_code',
      'plan_lines.priority as priority',
      'plan_lines.item_id as item_id',
      'items.code as item_code',
      'plan_lines.tier as tier',
      'plan_lines.need as need',
      'plan_lines.delivered as delivered',
      'plan_lines.in_transit as in_transit',
      'plan_lines.promised as promised',
      'plan_lines.gap as gap',
      'plan_lines.allocated as allocated',
      'plan_lines.shortfall as shortfall',
      'plan_lines.flags as flags',
      'plan_lines.basis as basis',
    ])
    .where('plan_lines.plan_id', '=', planId);
  if (request.site_id !== undefined) query = query.where('plan_lines.site_id', '=', request.site_id);
  if (request.item_id !== undefined) query = query.where('plan_lines.item_id', '=', request.item_id);
  const columns = { line_number: 'plan_lines.line_number', id: 'plan_lines.id' };
  const page = await fetchPage(query, { columns, key: ['plan_lines.id'] }, request);
  return mapPage(page, (rows) => withParts(reader, rows));
}

interface StoredPick {
  lot_id: string;
  lot_number: string;
  expires_on: string | null;
  location_id: string;
  location_code: string;
  quantity: number;
}

interface LineParts {
  flags: LineFlag[];
  basis: LineBasis;
  reasons: ShortfallPart[];
  picks: StoredPick[];
}

const reasonOrder: readonly ShortfallReason[] = [...exclusionReasons, 'no_stock'];

/** Lines with their reasons and picks, and what was stored as text opened. */
async function withParts<Row extends { id: string; flags: string; basis: string }>(
  reader: Reader,
  rows: Row[],
): Promise<(Omit<Row, 'flags' | 'basis'> & LineParts)[]> {
  const ids = rows.map((row) => row.id);
  const [reasons, picks] =
    ids.length === 0 ? [[], []] : await Promise.all([readReasons(reader, ids), readPicks(reader, ids)]);
  const reasonsOf = new Map<string, ShortfallPart[]>(ids.map((id) => [id, []]));
  for (const { plan_line_id, reason, quantity } of reasons) {
    reasonsOf.get(plan_line_id)?.push({ reason: reason as ShortfallReason, quantity });
  }
  for (const parts of reasonsOf.values()) {
    parts.sort((a, b) => reasonOrder.indexOf(a.reason) - reasonOrder.indexOf(b.reason));
  }
  const picksOf = new Map<string, StoredPick[]>(ids.map((id) => [id, []]));
  for (const { plan_line_id, ...pick } of picks) picksOf.get(plan_line_id)?.push(pick);
  return rows.map((row) => ({
    ...row,
    flags: JSON.parse(row.flags) as LineFlag[],
    basis: JSON.parse(row.basis) as LineBasis,
    reasons: reasonsOf.get(row.id) ?? [],
    picks: picksOf.get(row.id) ?? [],
  }));
}

function readReasons(reader: Reader, lineIds: readonly string[]) {
  return reader
    .selectFrom('plan_line_reasons')
    .select(['plan_line_id', 'reason', 'quantity'])
    .where('plan_line_id', 'in', lineIds)
    .execute();
}

function readPicks(reader: Reader, lineIds: readonly string[]) {
  return reader
    .selectFrom('plan_picks')
    .innerJoin('lots', 'lots.id', 'plan_picks.lot_id')
    .innerJoin('locations', 'locations.id', 'plan_picks.location_id')
    .select([
      'plan_picks.plan_line_id as plan_line_id',
      'plan_picks.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'lots.expires_on as expires_on',
      'plan_picks.location_id as location_id',
      'locations.code as location_code',
      'plan_picks.quantity as quantity',
    ])
    .where('plan_picks.plan_line_id', 'in', lineIds)
    .orderBy('plan_picks.plan_line_id')
    .orderBy('plan_picks.pick_number')
    .execute();
}

/** Every pick of a plan with the line it is for, in the order of the lines. */
export async function listPlanPicks(reader: Reader, planId: string) {
  return reader
    .selectFrom('plan_picks')
    .innerJoin('plan_lines', 'plan_lines.id', 'plan_picks.plan_line_id')
    .select([
      'plan_lines.site_id as site_id',
      'plan_lines.item_id as item_id',
      'plan_picks.lot_id as lot_id',
      'plan_picks.location_id as location_id',
      'plan_picks.quantity as quantity',
    ])
    .where('plan_lines.plan_id', '=', planId)
    .orderBy('plan_lines.line_number')
    .orderBy('plan_picks.pick_number')
    .execute();
}

/** The lines of a plan that give something, each with the count it rests on. */
export async function listAllocatedLines(reader: Reader, planId: string) {
  const rows = await reader
    .selectFrom('plan_lines')
    .innerJoin('sites', 'sites.id', 'plan_lines.site_id')
    .innerJoin('items', 'items.id', 'plan_lines.item_id')
    .select([
      'plan_lines.line_number as line_number',
      'plan_lines.site_id as site_id',
      'sites.code as site_code',
      'plan_lines.item_id as item_id',
      'items.code as item_code',
      'plan_lines.need as need',
      'plan_lines.gap as gap',
      'plan_lines.allocated as allocated',
      'plan_lines.basis as basis',
    ])
    .where('plan_lines.plan_id', '=', planId)
    .where('plan_lines.allocated', '>', 0)
    .orderBy('plan_lines.line_number')
    .execute();
  return rows.map(({ basis, ...row }) => {
    const { count_id, counted_on } = JSON.parse(basis) as LineBasis;
    return { ...row, count_id, counted_on };
  });
}

export interface PlanStepDetails {
  approved_by?: string;
  approved_at?: string;
  cancelled_by?: string;
  cancelled_at?: string;
}

/** Takes one step if the plan stands where the step may start, and holds the plan's row until the transaction ends. */
export async function stepPlan(
  tx: Tx,
  id: string,
  step: PlanStep,
  details: PlanStepDetails = {},
): Promise<boolean> {
  const { from, to } = planSteps[step];
  const result = await tx
    .updateTable('plans')
    .set({ state: to, ...details, version: sql<number>`version + 1` })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

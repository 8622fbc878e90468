import { sql } from 'kysely';
import { operationsWithin } from '../access/scope-store.ts';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import { present } from '../lib/assert.ts';
import type { ItemTotal } from './model.ts';
import { readSites } from './revision-store.ts';
import { openPicked, type PlanHeader, type SitePicks } from './site-content.ts';
import { type PlanState, type PlanStep, planSteps } from './states.ts';

const planColumns = [
  'id',
  'number',
  'operation_id',
  'standard_id',
  'warehouse_id',
  'state',
  'revision',
  'as_of',
  'arrival_on',
  'inputs_sha256',
  'computed_by',
  'computed_at',
  'submitted_by',
  'submitted_at',
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
  /** Only what is of the sites this person is assigned to. */
  within?: string | null | undefined;
}

export async function listPlans(reader: Reader, request: PageRequest & PlanFilter) {
  let query = reader.selectFrom('plans').select(planColumns);
  if (request.operation_id !== undefined) query = query.where('operation_id', '=', request.operation_id);
  if (request.warehouse_id !== undefined) query = query.where('warehouse_id', '=', request.warehouse_id);
  if (request.state !== undefined) query = query.where('state', '=', request.state);
  if (request.within != null)
    query = query.where('plans.operation_id', 'in', operationsWithin(request.within));
  const columns = { id: 'plans.id', number: 'plans.number', as_of: 'plans.as_of' };
  const page = await fetchPage(query, { columns, key: ['plans.id'] }, request);
  return mapPage(page, (rows) => withTotals(reader, rows));
}

export async function findPlan(reader: Reader, id: string) {
  const rows = await reader.selectFrom('plans').select(planColumns).where('id', '=', id).execute();
  return (await withTotals(reader, rows))[0];
}

/** The stored totals of each plan, with the codes of their items. */
export async function withTotals<Row extends { totals: string }>(
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

export interface NewPlanRow {
  id: string;
  number: string;
  operation_id: string;
  standard_id: string;
  warehouse_id: string;
  as_of: string;
  arrival_on: string;
  computed_by: string;
  computed_at: string;
}

/** Adds a plan of which nothing is computed yet. */
export async function insertPlan(tx: Tx, plan: NewPlanRow): Promise<void> {
  await tx
    .insertInto('plans')
    .values({
      ...plan,
      state: 'computing',
      revision: 0,
      inputs_sha256: null,
      totals: '[]',
      submitted_by: null,
      submitted_at: null,
      approved_by: null,
      approved_at: null,
      consigned_by: null,
      consigned_at: null,
      cancelled_by: null,
      cancelled_at: null,
    })
    .execute();
}

export interface Pick {
  site_id: string;
  item_id: string;
  lot_id: string;
  location_id: string;
  quantity: number;
}

/** Every pick of the revision of a plan that holds, with the site and item it is for, in the order of the lines. */
export async function listPlanPicks(reader: Reader, planId: string): Promise<Pick[]> {
  const revision = await revisionOf(reader, planId);
  if (revision === 0) return [];
  const [lines, lots] = await Promise.all([
    readPicked(reader, planId, revision),
    reader
      .selectFrom('plan_lots')
      .select(['place', 'lot_id', 'location_id'])
      .where('plan_id', '=', planId)
      .where('revision', '=', revision)
      .orderBy('place')
      .execute(),
  ]);
  return lines.flatMap(({ site_id, item_id, picks }) =>
    picks.map(({ place, quantity }) => {
      const { lot_id, location_id } = present(lots[place], 'the lot that a pick refers to');
      return { site_id, item_id, lot_id, location_id, quantity };
    }),
  );
}

/** The lines of a plan that give something, each with the count it rests on. */
export async function listAllocatedLines(reader: Reader, planId: string) {
  const lines = await readPicked(reader, planId, await revisionOf(reader, planId));
  const itemCodes = await readItemCodes(reader, new Set(lines.map(({ item_id }) => item_id)));
  const sites = await reader
    .selectFrom('plan_sites')
    .innerJoin('sites', 'sites.id', 'plan_sites.site_id')
    .select(['sites.id as id', 'sites.code as code'])
    .where('plan_id', '=', planId)
    .where('revision', '=', (eb) => eb.selectFrom('plans').select('revision').where('id', '=', planId))
    .execute();
  const siteCodes = new Map(sites.map(({ id, code }) => [id, code]));
  return lines.map(({ picks: _, ...line }) => ({
    ...line,
    site_code: siteCodes.get(line.site_id) ?? '',
    item_code: itemCodes.get(line.item_id) ?? '',
  }));
}

async function revisionOf(reader: Reader, planId: string): Promise<number> {
  const row = await reader.selectFrom('plans').select('revision').where('id', '=', planId).executeTakeFirst();
  return row?.revision ?? 0;
}

async function readPicked(reader: Reader, planId: string, revision: number): Promise<SitePicks[]> {
  if (revision === 0) return [];
  const { header, sites } = await readSites(reader, planId, revision);
  return sites.flatMap((site) => openPicked((header as PlanHeader).items, site));
}

/** Holds the row of a plan until the transaction ends, if it still has a version. */
export async function holdPlanAt(tx: Tx, id: string, version: number): Promise<boolean> {
  const result = await tx
    .updateTable('plans')
    .set({ version: sql<number>`version` })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface PlanStepDetails {
  submitted_by?: string;
  submitted_at?: string;
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

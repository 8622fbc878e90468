import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { forbiddenAnywhere } from '../catalogue/earmark-check.ts';
import { findStandard } from '../catalogue/store.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Reader, Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { listGrantedLines } from '../requests/store.ts';
import { latestCounts } from '../sites/count-store.ts';
import { OPERATION_TIME_ZONE, openOperation } from '../sites/operations.ts';
import { findOperation } from '../sites/store.ts';
import type { LotStock } from '../stock/fefo.ts';
import { findWarehouse } from '../stock/store.ts';
import { addCalendarDays } from './calendar.ts';
import { listFulfilment, listWarehouseLots } from './input-store.ts';
import type { PlanInput, PlanOptions } from './model.ts';
import type { PlanSolver, Progress } from './plan-threads.ts';
import type { newPlan } from './schema.ts';
import type { SolvedPlan } from './solved-plan.ts';
import { findPlan, insertPlan, insertPlanRows } from './store.ts';

type NewPlan = z.infer<typeof newPlan>;

const DAYS_TO_ARRIVAL = 7;

/** The last day that a field of a date takes. */
const LAST_DAY = '2199-12-31';

/** So many lines are written at a time; between two parts others get their turn. */
const LINES_A_PART = 250;

/**
 * Gathers what a plan is made from and works it out, without a transaction: writers need not wait for it. What is stored
 * names exactly what was read here; approval checks that it still holds. Throws `invalid_request` when the arrival would be
 * later than any date kept, `unknown_reference`, `plan_rule` (also naming needs too large to be summed), and
 * `state_conflict` when the operation is closed.
 */
export async function workOut(
  context: Context,
  solver: PlanSolver,
  request: NewPlan,
  { signal, progress }: { signal: AbortSignal; progress: (progress: Progress) => void },
): Promise<PreparedPlan> {
  const reader = context.database.read;
  const days = planDays(context, request);
  const standard = await readReferences(reader, request);
  const input = await gatherInput(reader, request, days, standard.lines);
  return { days, solved: await solver.solve(input, signal, progress) };
}

export interface PreparedPlan {
  readonly days: { as_of: string; arrival_on: string };
  readonly solved: SolvedPlan;
}

/**
 * Keeps a plan with the exact inputs it was worked out from, so that it can be computed again to the byte. Nothing is reserved.
 * Throws `state_conflict` when the operation was closed meanwhile.
 */
export async function keepPlan(
  tx: Tx,
  context: Context,
  principal: Principal,
  request: NewPlan,
  { days, solved }: PreparedPlan,
) {
  await openOperation(tx, request.operation_id, 'plan');
  const id = context.ids.next();
  const row = {
    id,
    number: await nextNumber(tx, 'PLAN'),
    operation_id: request.operation_id,
    standard_id: request.standard_id,
    warehouse_id: request.warehouse_id,
    ...days,
    inputs: solved.inputs,
    inputs_sha256: solved.inputs_sha256,
    totals: solved.totals,
    computed_by: principal.person_id,
    computed_at: instant(context.clock),
  };
  await insertPlan(tx, row, solved.requestIds);
  const part = (from: number) => solved.rows(from, Math.min(from + LINES_A_PART, solved.count));
  let next = part(0);
  for (let from = 0; from < solved.count; from += LINES_A_PART) {
    const rows = await next;
    // While these are written, the next ones are put together.
    if (from + LINES_A_PART < solved.count) next = part(from + LINES_A_PART);
    next.catch(() => {});
    const lineIds = rows.lines.site_id.map(() => context.ids.next());
    await insertPlanRows(tx, { id, lineIds, first: from + 1 }, rows);
  }
  return present(await findPlan(tx, id), 'the plan just computed');
}

function planDays(context: Context, request: NewPlan): { as_of: string; arrival_on: string } {
  const as_of = request.as_of ?? today(context.clock, OPERATION_TIME_ZONE);
  const arrival_on = request.arrival_on ?? addCalendarDays(as_of, DAYS_TO_ARRIVAL);
  if (arrival_on > LAST_DAY) {
    const params = { first: as_of, last: LAST_DAY, derived_from: 'as_of' };
    const violation = { rule: 'day_range', pointer: '/body/arrival_on', value: arrival_on, params } as const;
    throw new Problem('invalid_request', {}, [violation]);
  }
  if (arrival_on >= as_of) return { as_of, arrival_on };
  throw new Problem('plan_rule', {}, [
    { rule: 'day_before', pointer: '/body/arrival_on', value: arrival_on, params: { first: as_of } },
  ]);
}

/** Looks up what the request names and gives the standard. Throws for everything missing at once. */
async function readReferences(reader: Reader, request: NewPlan) {
  const { reserve_floors: floors, site_weights: weights } = request.options;
  const [operation, standard, warehouse, missing, missingSites] = await Promise.all([
    findOperation(reader, request.operation_id),
    findStandard(reader, request.standard_id),
    findWarehouse(reader, request.warehouse_id),
    missingIds(
      reader,
      'items',
      floors.map((floor) => floor.item_id),
    ),
    missingIds(
      reader,
      'sites',
      weights.map((one) => one.site_id),
    ),
  ]);
  const violations: Violation[] = [];
  const miss = (pointer: string, resource: string, value: string) =>
    violations.push({ rule: 'unknown_reference', pointer: `/body/${pointer}`, value, params: { resource } });
  if (operation === undefined) miss('operation_id', 'operation', request.operation_id);
  if (standard === undefined) miss('standard_id', 'entitlement standard', request.standard_id);
  if (warehouse === undefined) miss('warehouse_id', 'warehouse', request.warehouse_id);
  violations.push(
    ...listViolations('options/reserve_floors', 'item', floors, missing),
    ...listViolations('options/site_weights', 'site', weights, missingSites),
  );
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
  await openOperation(reader, request.operation_id, 'plan');
  return present(standard, 'the standard');
}

/** What in a list of options names something that does not exist, or names it a second time. */
function listViolations<What extends 'item' | 'site'>(
  list: string,
  what: What,
  rows: readonly Readonly<Record<`${What}_id`, string>>[],
  missing: ReadonlySet<string>,
): Violation[] {
  const firstOf = new Map<string, number>();
  return rows.flatMap((row, index): Violation[] => {
    const id = row[`${what}_id`];
    const pointer = `/body/${list}/${index}/${what}_id`;
    const first = firstOf.get(id);
    firstOf.set(id, first ?? index + 1);
    if (missing.has(id))
      return [{ rule: 'unknown_reference', pointer, value: id, params: { resource: what } }];
    return first === undefined ? [] : [{ rule: 'duplicate_line', pointer, params: { first } }];
  });
}

/** Everything the plan rests on, each list in a fixed order: the same state of things gives the same bytes. */
async function gatherInput(
  reader: Reader,
  request: NewPlan,
  days: { as_of: string; arrival_on: string },
  standardLines: PlanInput['lines'],
): Promise<PlanInput> {
  const [sites, granted, fulfilment, lots] = await Promise.all([
    latestCounts(reader, request.operation_id, days.as_of),
    listGrantedLines(reader, request.operation_id),
    listFulfilment(reader, request.operation_id),
    listWarehouseLots(reader, request.warehouse_id),
  ]);
  const siteIds = new Set(sites.map((site) => site.site_id));
  const requests = granted.filter((line) => siteIds.has(line.site_id));
  const items = new Set([...standardLines, ...requests].map((line) => line.item_id));
  return {
    ...days,
    sites: sites.map(({ name: _, ...site }) => site),
    lines: standardLines,
    requests,
    fulfilment: fulfilment.filter((row) => siteIds.has(row.site_id) && items.has(row.item_id)),
    lots: await markEarmarked(
      reader,
      lots.filter((lot) => items.has(lot.item_id)),
      [...siteIds],
      days.as_of,
    ),
    options: toPlanOptions(request.options),
  };
}

/**
 * Marks the lots whose grants do not allow them for every site of the plan: which site gets which lot is not decided by grant, so
 * such a lot is left out as a whole.
 */
async function markEarmarked(
  reader: Reader,
  lots: readonly LotStock[],
  siteIds: readonly string[],
  day: string,
): Promise<LotStock[]> {
  const forbidden = await forbiddenAnywhere(
    reader,
    lots.map(({ lot_id }) => lot_id),
    siteIds,
    day,
  );
  return lots.map((lot) => (forbidden.has(lot.lot_id) ? { ...lot, earmarked: true } : lot));
}

function toPlanOptions({ reserve_floors, site_weights, ...options }: NewPlan['options']): PlanOptions {
  const floors = reserve_floors.map(({ item_id, quantity }) => [item_id, quantity] as const);
  const weights = site_weights.map(({ site_id, weight }) => [site_id, weight] as const);
  return {
    ...options,
    site_weights: Object.fromEntries(weights),
    reserve_floor: Object.fromEntries(floors),
  };
}

import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { findStandard } from '../catalogue/standard-store.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Reader, Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { addCalendarDays } from '../lib/days.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { OPERATION_TIME_ZONE, openOperation } from '../sites/operations.ts';
import { findOperation } from '../sites/store.ts';
import { findWarehouse } from '../stock/store.ts';
import { workOutPlan } from './compute-plan.ts';
import { gatherInput, type Wanted } from './gather.ts';
import { countCells } from './input-store.ts';
import { finishRevision, partsOf, type RevisionKey } from './keep-revision.ts';
import type { PlanOptions } from './model.ts';
import type { PlanDesk } from './plan-desk.ts';
import { insertRevision } from './revision-store.ts';
import type { newPlan } from './schema.ts';
import { describePlan, type SolvedPlan } from './solved-plan.ts';
import { findPlan, insertPlan } from './store.ts';

type NewPlan = z.infer<typeof newPlan>;

const DAYS_TO_ARRIVAL = 7;

/** The last day that a field of a date takes. */
const LAST_DAY = '2199-12-31';

/** Plans with fewer cells (site × item) are worked out at once, in a few milliseconds: a thread takes longer to start. */
const SMALL_PLAN_CELLS = 2_000;

/** What a revision is to be made of, and what came out where that was worked out at once; null where it takes longer. */
export interface PreparedRevision {
  readonly wanted: Wanted;
  readonly solved: SolvedPlan | null;
}

export interface PreparedPlan extends PreparedRevision {
  readonly id: string;
}

/**
 * Checks what a plan is asked for and works a small one out, without a transaction: writers need not wait for it. What is stored
 * names exactly what was read here; approval checks that it still holds. Throws `invalid_request` when the arrival would be
 * later than any date kept, `unknown_reference`, `plan_rule` (also naming needs too large to be summed), `plan_queue_full`, and
 * `state_conflict` when the operation is closed.
 */
export async function preparePlan(context: Context, desk: PlanDesk, request: NewPlan): Promise<PreparedPlan> {
  const { operation_id, standard_id, warehouse_id } = request;
  const days = planDays(context, request);
  await readReferences(context.database.read, request);
  const options = toPlanOptions(request.options);
  const wanted = { operation_id, standard_id, warehouse_id, ...days, options, pins: [] };
  return { id: context.ids.next(), ...(await workOutSmall(context, desk, wanted, request.background)) };
}

/** Works out a revision if it is small and not wanted later. Throws what working it out throws, otherwise `plan_queue_full`. */
export async function workOutSmall(
  context: Context,
  desk: PlanDesk,
  wanted: Wanted,
  inBackground: boolean,
): Promise<PreparedRevision> {
  const reader = context.database.read;
  if (inBackground || (await countCells(reader, wanted)) > SMALL_PLAN_CELLS) {
    desk.solver.assertRoom();
    return { wanted, solved: null };
  }
  const input = await gatherInput(reader, wanted);
  const plan = workOutPlan(input);
  const solved = {
    ...describePlan(input, plan),
    sites: async (from: number, to: number) => plan.sites(from, to),
    release: async () => {},
  };
  return { wanted, solved };
}

/**
 * Keeps a plan: whole, where it is worked out already, with the exact inputs, so that it can be computed again to the byte;
 * otherwise as one that is being computed. Nothing is reserved. Throws `state_conflict` when the operation was closed meanwhile.
 */
export async function keepPlan(tx: Tx, context: Context, principal: Principal, prepared: PreparedPlan) {
  const { id, wanted } = prepared;
  await openOperation(tx, wanted.operation_id, 'plan');
  await insertPlan(tx, {
    id,
    number: await nextNumber(tx, 'PLAN'),
    operation_id: wanted.operation_id,
    standard_id: wanted.standard_id,
    warehouse_id: wanted.warehouse_id,
    as_of: wanted.as_of,
    arrival_on: wanted.arrival_on,
    computed_by: principal.person_id,
    computed_at: instant(context.clock),
  });
  await keepRevision(tx, context, principal, { plan_id: id, revision: 1 }, prepared, null);
  return present(await findPlan(tx, id), 'the plan just made');
}

/** Begins a revision and, where it is worked out already, keeps it whole and makes it the one that holds. */
export async function keepRevision(
  tx: Tx,
  context: Context,
  principal: Principal,
  key: RevisionKey,
  { wanted, solved }: PreparedRevision,
  note: string | null,
): Promise<void> {
  await insertRevision(tx, {
    ...key,
    as_of: wanted.as_of,
    arrival_on: wanted.arrival_on,
    options: JSON.stringify(wanted.options),
    pins: JSON.stringify(wanted.pins),
    note,
    made_by: principal.person_id,
    made_at: instant(context.clock),
  });
  if (solved === null) return;
  for await (const write of partsOf(key, solved)) await write(tx);
  await finishRevision(tx, context, key, solved);
}

/** The days of a plan: today and a week later unless others are asked for. Throws `invalid_request` and `plan_rule`. */
export function planDays(
  context: Context,
  request: { as_of?: string | undefined; arrival_on?: string | undefined },
  daysToArrival = DAYS_TO_ARRIVAL,
): { as_of: string; arrival_on: string } {
  const as_of = request.as_of ?? today(context.clock, OPERATION_TIME_ZONE);
  const arrival_on = request.arrival_on ?? addCalendarDays(as_of, daysToArrival);
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

/** Looks up what the request names. Throws for everything missing at once. */
async function readReferences(reader: Reader, request: NewPlan): Promise<void> {
  const [operation, standard, warehouse, inOptions] = await Promise.all([
    findOperation(reader, request.operation_id),
    findStandard(reader, request.standard_id),
    findWarehouse(reader, request.warehouse_id),
    missingInOptions(reader, request.options),
  ]);
  const violations: Violation[] = [];
  const miss = (pointer: string, resource: string, value: string) =>
    violations.push({ rule: 'unknown_reference', pointer: `/body/${pointer}`, value, params: { resource } });
  if (operation === undefined) miss('operation_id', 'operation', request.operation_id);
  if (standard === undefined) miss('standard_id', 'entitlement standard', request.standard_id);
  if (warehouse === undefined) miss('warehouse_id', 'warehouse', request.warehouse_id);
  violations.push(...inOptions);
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
  await openOperation(reader, request.operation_id, 'plan');
}

/** What the options of a plan name that does not exist, or name twice. */
export async function missingInOptions(
  reader: Reader,
  { reserve_floors: floors, site_weights: weights }: NewPlan['options'],
): Promise<Violation[]> {
  const [items, sites] = await Promise.all([
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
  return [
    ...listViolations('options/reserve_floors', 'item', floors, items),
    ...listViolations('options/site_weights', 'site', weights, sites),
  ];
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

/** Options as they are stored with the inputs. */
export function toPlanOptions({ reserve_floors, site_weights, ...options }: NewPlan['options']): PlanOptions {
  const floors = reserve_floors.map(({ item_id, quantity }) => [item_id, quantity] as const);
  const weights = site_weights.map(({ site_id, weight }) => [site_id, weight] as const);
  return {
    ...options,
    site_weights: Object.fromEntries(weights),
    reserve_floor: Object.fromEntries(floors),
  };
}

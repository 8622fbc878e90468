import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { findStandard } from '../catalogue/store.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Reader, Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { sha256 } from '../lib/hash.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { listGrantedLines } from '../requests/store.ts';
import { latestCounts } from '../sites/count-store.ts';
import { OPERATION_TIME_ZONE, openOperation } from '../sites/operations.ts';
import { findOperation } from '../sites/store.ts';
import { findWarehouse } from '../stock/store.ts';
import { addCalendarDays } from './calendar.ts';
import { canonicalJson, computePlan } from './compute-plan.ts';
import { listFulfilment, listWarehouseLots } from './input-store.ts';
import type { PlanInput, PlanOptions } from './model.ts';
import type { newPlan } from './schema.ts';
import { findPlan, insertPlan, insertPlanLines } from './store.ts';

type NewPlan = z.infer<typeof newPlan>;

const DAYS_TO_ARRIVAL = 7;

/** The last day that a field of a date takes. */
const LAST_DAY = '2199-12-31';

/**
 * Computes a plan from what is known now and keeps it with the exact inputs, so that it can be computed again to the byte.
 * Nothing is reserved. Throws `invalid_request` when the arrival would be later than any date kept, `unknown_reference`,
 * `plan_rule` (also naming needs too large to be summed), and `state_conflict` when the operation is closed.
 */
export async function makePlan(tx: Tx, context: Context, principal: Principal, request: NewPlan) {
  const days = planDays(context, request);
  const standard = await readReferences(tx, request);
  const input = await gatherInput(tx, request, days, standard.lines);
  const result = computePlan(input);
  const inputs = canonicalJson(input);
  const id = context.ids.next();
  const row = {
    id,
    number: await nextNumber(tx, 'PLAN'),
    operation_id: request.operation_id,
    standard_id: request.standard_id,
    warehouse_id: request.warehouse_id,
    ...days,
    inputs,
    inputs_sha256: sha256(inputs),
    totals: canonicalJson(result.totals),
    computed_by: principal.person_id,
    computed_at: instant(context.clock),
  };
  await insertPlan(tx, row, [...new Set(input.requests.map((line) => line.request_id))]);
  await insertPlanLines(
    tx,
    id,
    result.lines.map((line) => ({ id: context.ids.next(), ...line })),
  );
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
async function readReferences(tx: Tx, request: NewPlan) {
  const floors = request.options.reserve_floors;
  const [operation, standard, warehouse, missing] = await Promise.all([
    findOperation(tx, request.operation_id),
    findStandard(tx, request.standard_id),
    findWarehouse(tx, request.warehouse_id),
    missingIds(
      tx,
      'items',
      floors.map((floor) => floor.item_id),
    ),
  ]);
  const violations: Violation[] = [];
  const miss = (pointer: string, resource: string, value: string) =>
    violations.push({ rule: 'unknown_reference', pointer: `/body/${pointer}`, value, params: { resource } });
  if (operation === undefined) miss('operation_id', 'operation', request.operation_id);
  if (standard === undefined) miss('standard_id', 'entitlement standard', request.standard_id);
  if (warehouse === undefined) miss('warehouse_id', 'warehouse', request.warehouse_id);
  const firstOf = new Map<string, number>();
  floors.forEach(({ item_id }, index) => {
    const pointer = `options/reserve_floors/${index}/item_id`;
    const first = firstOf.get(item_id);
    firstOf.set(item_id, first ?? index + 1);
    if (missing.has(item_id)) miss(pointer, 'item', item_id);
    else if (first !== undefined)
      violations.push({ rule: 'duplicate_line', pointer: `/body/${pointer}`, params: { first } });
  });
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
  await openOperation(tx, request.operation_id, 'plan');
  return present(standard, 'the standard');
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
    lots: lots.filter((lot) => items.has(lot.item_id)),
    options: toPlanOptions(request.options),
  };
}

function toPlanOptions({ reserve_floors, ...options }: NewPlan['options']): PlanOptions {
  const floors = reserve_floors.map(({ item_id, quantity }) => [item_id, quantity] as const);
  return { ...options, reserve_floor: Object.fromEntries(floors) };
}

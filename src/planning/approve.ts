import type { Principal } from '../access/principal.ts';
import { forbiddenLots } from '../catalogue/earmark-check.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { addCalendarDays } from '../lib/days.ts';
import { found } from '../lib/expect.ts';
import { groupBy } from '../lib/group-by.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { promiseToRequests } from '../requests/fulfil.ts';
import { type Holding, type NewHold, reserveHolds } from '../reservations/hold-store.ts';
import { passedBy, passes, type QueueDecision, tellPassed } from '../reservations/queue.ts';
import { insertReservation } from '../reservations/store.ts';
import { latestCounts } from '../sites/count-store.ts';
import { OPERATION_TIME_ZONE } from '../sites/operations.ts';
import { holdOpenOperation } from '../sites/store.ts';
import { readBalanceState } from '../stock/ledger-store.ts';
import { findWarehouse } from '../stock/store.ts';
import { listFulfilment } from './input-store.ts';
import { insertPlanRequests, readHeader } from './revision-store.ts';
import { planSteps } from './states.ts';
import { findPlan, listAllocatedLines, listPlanPicks, stepPlan } from './store.ts';

type Plan = NonNullable<Awaited<ReturnType<typeof findPlan>>>;
type Line = Awaited<ReturnType<typeof listAllocatedLines>>[number];
type Pick = Awaited<ReturnType<typeof listPlanPicks>>[number];

/**
 * Approves a plan that is computed, edited or submitted, and reserves every lot it picked, all or nothing. Throws `not_found`, `state_conflict` (not
 * computed), `plan_rule` when it gives nothing, and `plan_changed` naming everything that no longer holds: the operation
 * closed, an arrival that has passed, sites counted anew or no longer active, sites served meanwhile, lots with less
 * left than promised or that would not keep long enough after arrival, others who wait first unless `queue` says to pass them, requests
 * withdrawn.
 */
export async function approvePlan(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  queue?: QueueDecision,
) {
  const at = instant(context.clock);
  const stepped = await stepPlan(tx, id, 'approve', { approved_by: principal.person_id, approved_at: at });
  const plan = found(await findPlan(tx, id), 'plan', id);
  assertStepped(stepped, 'plan', plan, 'approve', planSteps.approve.from);
  // Plans of one operation are approved one after the other: each sees what the one before it promised to the sites.
  const isOpen = await holdOpenOperation(tx, plan.operation_id);
  const picks = await listPlanPicks(tx, id);
  if (picks.length === 0) throw new Problem('plan_rule', {}, [{ rule: 'nothing_allocated' }]);
  const lines = await listAllocatedLines(tx, id);
  const violations = [
    ...(isOpen ? [] : [{ rule: 'operation_closed', value: plan.operation_id } as const]),
    ...(await basisChanged(tx, plan, lines, today(context.clock, OPERATION_TIME_ZONE))),
    ...(await servedMeanwhile(tx, plan, lines)),
    ...(await reserveLots(tx, context, plan, await promise(tx, context, principal, plan, picks))),
    ...(await passing(tx, context, principal, picks, queue)),
    ...(await earmarked(tx, picks, today(context.clock, OPERATION_TIME_ZONE))),
    ...(await takeUp(tx, id, picks, at)),
  ];
  if (violations.length > 0) {
    throw new Problem('plan_changed', { number: plan.number, count: violations.length }, violations);
  }
  return present(await findPlan(tx, id), 'the plan just approved');
}

/** The arrival that has passed, and each site given something that was counted anew since or is no longer active. */
async function basisChanged(tx: Tx, plan: Plan, lines: readonly Line[], day: string): Promise<Violation[]> {
  const { arrival_on, as_of } = plan;
  const violations: Violation[] = [];
  if (arrival_on < day) {
    violations.push({ rule: 'arrival_passed', value: arrival_on, params: { today: day } });
  }
  // The latest count up to the later of the two days is the latest up to either: no count is dated in the future.
  const sites = await latestCounts(tx, plan.operation_id, as_of > day ? as_of : day);
  const siteOf = new Map(sites.map((site) => [site.site_id, site]));
  // All lines of a site rest on the same count.
  for (const line of new Map(lines.map((each) => [each.site_id, each])).values()) {
    const { site_code, counted_on } = line;
    const site = siteOf.get(line.site_id);
    if (site === undefined) {
      violations.push({ rule: 'site_inactive', value: site_code, params: { site_code } });
    } else if ((site.count?.count_id ?? null) !== line.count_id) {
      const counted_on_now = site.count?.counted_on ?? null;
      const params = { site_code, counted_on, counted_on_now };
      violations.push({ rule: 'count_changed', value: site_code, params });
    }
  }
  return violations;
}

/** Lines that would now give a site more than it still lacks: other plans or arrivals filled part of its gap. */
async function servedMeanwhile(tx: Tx, plan: Plan, lines: readonly Line[]): Promise<Violation[]> {
  const fulfilment = await listFulfilment(tx, plan.operation_id);
  const filled = new Map(
    fulfilment.map((row) => [`${row.site_id} ${row.item_id}`, row.delivered + row.in_transit + row.promised]),
  );
  return lines.flatMap((line): Violation[] => {
    const gapNow = Math.max(0, line.need - (filled.get(`${line.site_id} ${line.item_id}`) ?? 0));
    if (line.allocated <= gapNow) return [];
    const { line_number, site_code, item_code, allocated, gap } = line;
    const params = { line_number, site_code, item_code, allocated, gap, gap_now: gapNow };
    return [{ rule: 'site_served', value: site_code, params }];
  });
}

/** Plans are neither urgent nor last: what is more urgent may take from them, what is less waits behind. */
const PLAN_PRIORITY = 5;

/** One reservation for each site and item; gives what each is to hold. */
async function promise(
  tx: Tx,
  context: Context,
  principal: Principal,
  plan: Plan,
  picks: readonly Pick[],
): Promise<NewHold[]> {
  const promises = [...groupBy(picks, ({ site_id, item_id }) => `${site_id} ${item_id}`).values()];
  const made = promises.map((parts) => {
    const { site_id, item_id } = present(parts[0], 'the first pick');
    const quantity = parts.reduce((sum, pick) => sum + pick.quantity, 0);
    const row = {
      id: context.ids.next(),
      holder_kind: 'plan' as const,
      plan_id: plan.id,
      request_id: null,
      team: null,
      held_by: principal.person_id,
      purpose: null,
      site_id,
      operation_id: plan.operation_id,
      warehouse_id: plan.warehouse_id,
      item_id,
      quantity,
      waiting: 0,
      priority: PLAN_PRIORITY,
      until_on: null,
      created_by: principal.person_id,
      created_at: instant(context.clock),
    };
    const holds = parts.map(({ lot_id, location_id, quantity }) => {
      return { reservation_id: row.id, item_id, lot_id, location_id, quantity };
    });
    return { row, holds };
  });
  await Promise.all(made.map(({ row }) => insertReservation(tx, row)));
  return made.flatMap(({ holds }) => holds);
}

/**
 * Reserves lot by lot with guarded statements; names each lot that no longer has what the plan promises of it, or that would
 * not keep for the plan's `minimum_remaining_days` after arrival.
 */
async function reserveLots(
  tx: Tx,
  context: Context,
  plan: Plan,
  holds: readonly NewHold[],
): Promise<Violation[]> {
  const warehouse = present(await findWarehouse(tx, plan.warehouse_id), 'the warehouse of the plan');
  const header = present(await readHeader(tx, plan.id, plan.revision), 'the header of the plan');
  const { minimum_remaining_days } = header.options;
  const lastNeeded = addCalendarDays(plan.arrival_on, minimum_remaining_days);
  const day = today(context.clock, warehouse.time_zone);
  const goodUntil = lastNeeded > day ? lastNeeded : day;
  const usable = { warehouse_id: plan.warehouse_id, usable_on: goodUntil };
  const refused = await reserveHolds(tx, holds, usable, instant(context.clock));
  return Promise.all(refused.map((holding) => explainLot(tx, holding, goodUntil)));
}

/** Those who wait first for what is picked, for other sites than the plan gives it to; with a decision they are told instead. */
async function passing(
  tx: Tx,
  context: Context,
  principal: Principal,
  picks: readonly Pick[],
  queue: QueueDecision | undefined,
): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const parts of groupBy(picks, (pick) => pick.item_id).values()) {
    const site_ids = parts.map(({ site_id }) => site_id);
    const taker = { priority: PLAN_PRIORITY, site_ids, isTaken: true };
    const passed = await passedBy(tx, context, parts, taker);
    if (queue === undefined) violations.push(...passed.map(passes));
    else await tellPassed(tx, context, principal, passed, queue.reason);
  }
  return violations;
}

/** Lots that their grants do not allow, or allow no more, for the sites they were picked for. */
async function earmarked(tx: Tx, picks: readonly Pick[], day: string): Promise<Violation[]> {
  const violations: Violation[] = [];
  for (const [site_id, parts] of groupBy(picks, (pick) => pick.site_id)) {
    const lots = parts.map(({ lot_id }) => lot_id);
    violations.push(...[...(await forbiddenLots(tx, lots, { site_id }, day)).values()].flat());
  }
  return violations;
}

async function explainLot(tx: Tx, holding: Holding, goodUntil: string): Promise<Violation> {
  const state = present(
    await readBalanceState(tx, holding.lot_id, holding.location_id),
    'the lot that was picked',
  );
  const { lot_number, condition, expires_on, location_code: location } = state;
  const usable = condition === 'good' && (expires_on === null || expires_on >= goodUntil);
  const left = usable ? state.on_hand - state.reserved : 0;
  const promised = holding.quantity;
  return {
    rule: 'lot_changed',
    value: lot_number,
    params: {
      lot_id: holding.lot_id,
      lot_number,
      location,
      promised,
      left,
      good_until: goodUntil,
      condition,
      expires_on,
    },
  };
}

/** Promises what the plan gives to the requests it counted; names those withdrawn meanwhile. */
async function takeUp(tx: Tx, planId: string, picks: readonly Pick[], at: string): Promise<Violation[]> {
  await insertPlanRequests(tx, planId);
  const gone = await promiseToRequests(tx, planId, picks, at);
  return gone.map(({ number, state }) => ({
    rule: 'request_withdrawn',
    value: number,
    params: { number, state },
  }));
}

import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { takeUpRequests } from '../requests/store.ts';
import { holdOpenOperation } from '../sites/store.ts';
import { readBalanceState } from '../stock/ledger-store.ts';
import { findWarehouse } from '../stock/store.ts';
import { listFulfilment } from './input-store.ts';
import { type Holding, insertReservations, reserve, sumHoldings } from './reservation-store.ts';
import { planSteps } from './states.ts';
import { findPlan, listAllocatedLines, listPlanPicks, stepPlan } from './store.ts';

type Plan = NonNullable<Awaited<ReturnType<typeof findPlan>>>;

/**
 * Approves a computed plan and reserves every lot it picked, all or nothing. Throws `not_found`, `state_conflict` (not
 * computed, or its operation closed), `plan_rule` when it gives nothing, and `plan_changed` naming everything that no
 * longer holds: lots with less left than promised, sites served meanwhile, requests withdrawn.
 */
export async function approvePlan(tx: Tx, context: Context, principal: Principal, id: string) {
  const at = instant(context.clock);
  const stepped = await stepPlan(tx, id, 'approve', { approved_by: principal.person_id, approved_at: at });
  const plan = found(await findPlan(tx, id), 'plan', id);
  assertStepped(stepped, 'plan', plan, 'approve', planSteps.approve.from);
  // Plans of one operation are approved one after the other: each sees what the one before it promised to the sites.
  if (!(await holdOpenOperation(tx, plan.operation_id))) {
    const operation = { id: plan.operation_id, state: 'closed' };
    assertStepped(false, 'operation', operation, 'approve a plan', ['open']);
  }
  const picks = await listPlanPicks(tx, id);
  if (picks.length === 0) throw new Problem('plan_rule', {}, [{ rule: 'nothing_allocated' }]);
  const violations = [
    ...(await servedMeanwhile(tx, plan)),
    ...(await reserveLots(tx, context, plan, sumHoldings(picks))),
    ...(await takeUp(tx, id, at)),
  ];
  if (violations.length > 0) {
    throw new Problem('plan_changed', { number: plan.number, count: violations.length }, violations);
  }
  const rows = picks.map((pick) => ({ id: context.ids.next(), plan_id: id, ...pick }));
  await insertReservations(tx, rows, at);
  return present(await findPlan(tx, id), 'the plan just approved');
}

/** Lines that would now give a site more than it still lacks: other plans or arrivals filled part of its gap. */
async function servedMeanwhile(tx: Tx, plan: Plan): Promise<Violation[]> {
  const [lines, fulfilment] = await Promise.all([
    listAllocatedLines(tx, plan.id),
    listFulfilment(tx, plan.operation_id),
  ]);
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

/** Reserves lot by lot with guarded statements; names each lot that no longer has what the plan promises of it. */
async function reserveLots(
  tx: Tx,
  context: Context,
  plan: Plan,
  holdings: readonly Holding[],
): Promise<Violation[]> {
  const warehouse = present(await findWarehouse(tx, plan.warehouse_id), 'the warehouse of the plan');
  const day = today(context.clock, warehouse.time_zone);
  const reserved = await Promise.all(holdings.map((holding) => reserve(tx, holding, day)));
  const refused = holdings.filter((_, index) => reserved[index] === false);
  return Promise.all(refused.map((holding) => explainLot(tx, holding, day)));
}

async function explainLot(tx: Tx, holding: Holding, day: string): Promise<Violation> {
  const state = present(
    await readBalanceState(tx, holding.lot_id, holding.location_id),
    'the lot that was picked',
  );
  const { lot_number, condition, expires_on, location_code: location } = state;
  const usable = condition === 'good' && (expires_on === null || expires_on >= day);
  const left = usable ? state.on_hand - state.reserved : 0;
  const promised = holding.quantity;
  return {
    rule: 'lot_changed',
    value: lot_number,
    params: { lot_id: holding.lot_id, lot_number, location, promised, left, condition, expires_on },
  };
}

/** Marks the requests that the plan counted as taken up; names those withdrawn meanwhile. */
async function takeUp(tx: Tx, planId: string, at: string): Promise<Violation[]> {
  const gone = await takeUpRequests(tx, planId, at);
  return gone.map(({ number, state }) => ({
    rule: 'request_withdrawn',
    value: number,
    params: { number, state },
  }));
}

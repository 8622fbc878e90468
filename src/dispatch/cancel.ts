import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { planSteps } from '../planning/states.ts';
import { findPlan, stepPlan } from '../planning/store.ts';
import { releaseRequests } from '../requests/fulfil.ts';
import { releasePlan } from '../reservations/give-back.ts';
import { consignmentSteps } from './states.ts';
import {
  cancelPlanConsignments,
  completePlan,
  findConsignment,
  findConsignmentWithLines,
  holdPlan,
  stepConsignment,
} from './store.ts';

/**
 * Cancels a plan of which nothing has left: releases exactly what it still holds, cancels its consignments and gives its requests
 * back what it promised them. Throws `not_found`, `state_conflict`.
 */
export async function cancelPlan(tx: Tx, context: Context, principal: Principal, id: string) {
  const at = instant(context.clock);
  const details = { cancelled_by: principal.person_id, cancelled_at: at };
  const stepped = await stepPlan(tx, id, 'cancel', details);
  const plan = found(await findPlan(tx, id), 'plan', id);
  assertStepped(stepped, 'plan', plan, 'cancel', planSteps.cancel.from);
  await cancelPlanConsignments(tx, id, at);
  await releasePlan(tx, context, principal.person_id, id);
  await releaseRequests(tx, id, at);
  return plan;
}

/**
 * Cancels one consignment that has not left and releases what the plan holds for its site; the site's requests get
 * back what was promised them. A plan under way is completed when this was its last open consignment. Throws `not_found`, `state_conflict`.
 */
export async function cancelConsignment(tx: Tx, context: Context, principal: Principal, id: string) {
  const at = instant(context.clock);
  const consignment = found(await findConsignment(tx, id), 'consignment', id);
  await holdPlan(tx, consignment.plan_id);
  if (!(await stepConsignment(tx, id, 'cancel', at))) {
    const current = found(await findConsignment(tx, id), 'consignment', id);
    assertStepped(false, 'consignment', current, 'cancel', consignmentSteps.cancel.from);
  }
  await releasePlan(tx, context, principal.person_id, consignment.plan_id, consignment.site_id);
  await releaseRequests(tx, consignment.plan_id, at, consignment.site_id);
  await completePlan(tx, consignment.plan_id);
  return present(await findConsignmentWithLines(tx, id), 'the consignment just cancelled');
}

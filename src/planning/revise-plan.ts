import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertEdited, assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { dayNumber } from '../lib/exact.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { openOperation } from '../sites/operations.ts';
import { failRevision } from './fail-revision.ts';
import type { RevisionKey } from './keep-revision.ts';
import {
  keepRevision,
  missingInOptions,
  type PreparedRevision,
  planDays,
  toPlanOptions,
  workOutSmall,
} from './make-plan.ts';
import type { Pin, PlanOptions } from './model.ts';
import type { PlanDesk } from './plan-desk.ts';
import { findRevision, latestRevision } from './revision-store.ts';
import type { newRevision } from './schema.ts';
import { planSteps } from './states.ts';
import { findPlan, holdPlanAt, stepPlan } from './store.ts';

export type NewRevision = z.infer<typeof newRevision>;

const editable = [...planSteps.edit.from, ...planSteps.retry.from];

/**
 * Works out what a plan would be with what holds now: stock, counts, requests, and the pins and options of its last revision where
 * no others are given. Throws `not_found`, `state_conflict`, `invalid_request`, `unknown_reference`, `plan_rule` naming pins that
 * cannot be kept, `plan_queue_full`.
 */
export async function prepareRevision(
  context: Context,
  desk: PlanDesk,
  planId: string,
  request: NewRevision,
): Promise<PreparedRevision> {
  const { read } = context.database;
  const plan = found(await findPlan(read, planId), 'plan', planId);
  const isEditable = (editable as readonly string[]).includes(plan.state);
  assertStepped(isEditable, 'plan', plan, 'edit', editable);
  await openOperation(read, plan.operation_id, 'plan');
  const latest = plan.revision === 0 ? await latestRevision(read, planId) : plan.revision;
  const before = present(await findRevision(read, planId, latest), 'the revision before');
  if (request.options !== undefined) {
    const violations = await missingInOptions(read, request.options);
    if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
  }
  const lead = dayNumber(before.arrival_on) - dayNumber(before.as_of);
  const { operation_id, standard_id, warehouse_id } = plan;
  const wanted = {
    ...{ operation_id, standard_id, warehouse_id },
    ...planDays(context, request, lead),
    options:
      request.options === undefined
        ? (JSON.parse(before.options) as PlanOptions)
        : toPlanOptions(request.options),
    pins: request.pins ?? (JSON.parse(before.pins) as Pin[]),
  };
  return workOutSmall(context, desk, wanted, request.background);
}

/**
 * Keeps the next revision of a plan the caller read at a version: whole, and then it holds from now on; or as one that is being
 * computed, and then the one before holds until it is done. Throws `precondition_failed`, and `state_conflict` when the plan cannot
 * be edited or another revision is being computed.
 */
export async function revisePlan(
  tx: Tx,
  context: Context,
  principal: Principal,
  { plan_id, version }: { plan_id: string; version: number },
  prepared: PreparedRevision,
  note: string | null,
) {
  const held = await holdPlanAt(tx, plan_id, version);
  const plan = found(await findPlan(tx, plan_id), 'plan', plan_id);
  assertEdited(held, 'plan', plan, version);
  const isEditable = (editable as readonly string[]).includes(plan.state);
  assertStepped(isEditable, 'plan', plan, 'edit', editable);
  const latest = await latestRevision(tx, plan_id);
  const last = await findRevision(tx, plan_id, latest);
  const isFree = last?.state !== 'computing';
  assertStepped(isFree, 'plan revision', { id: `${plan.number}/${latest}`, state: 'computing' }, 'edit', [
    ...['computed', 'failed', 'stopped'],
  ]);
  if (plan.state === 'failed') await stepPlan(tx, plan_id, 'retry');
  const key: RevisionKey = { plan_id, revision: latest + 1 };
  await keepRevision(tx, context, principal, key, prepared, note);
  return { key, plan: present(await findPlan(tx, plan_id), 'the plan just edited') };
}

/** Stops the computation of a revision. Throws `not_found`, `state_conflict` when it has ended. */
export async function stopRevision(tx: Tx, context: Context, key: RevisionKey) {
  const { plan_id, revision } = key;
  const stopped = await failRevision(tx, context, key, null);
  const current = found(await findRevision(tx, plan_id, revision), 'plan revision', `${plan_id}/${revision}`);
  assertStepped(stopped, 'plan revision', { id: `${plan_id}/${revision}`, state: current.state }, 'stop', [
    'computing',
  ]);
  return current;
}

/** Hands a plan to whoever approves it. An edit takes it back. Throws `not_found`, `state_conflict`. */
export async function submitPlan(tx: Tx, context: Context, principal: Principal, id: string) {
  const details = { submitted_by: principal.person_id, submitted_at: instant(context.clock) };
  const stepped = await stepPlan(tx, id, 'submit', details);
  const plan = found(await findPlan(tx, id), 'plan', id);
  assertStepped(stepped, 'plan', plan, 'submit', planSteps.submit.from);
  return plan;
}

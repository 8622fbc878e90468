import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import { assertEdited, assertStepped } from '../database/guards.ts';
import { updateVersioned } from '../database/versioned.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { OPERATION_TIME_ZONE, runningOperation } from './operations.ts';
import type {
  newRoadClosure,
  newSiteProfile,
  newSiteWork,
  newStatusChange,
  siteWorkChange,
} from './profile-schema.ts';
import * as store from './profile-store.ts';
import { siteSteps, type WorkState, workSteps } from './states.ts';
import { findSite } from './store.ts';

/** Records that a site opened, is full or closed. Throws `not_found`, `state_conflict`, `invalid_request` for a day it cannot be of. */
export async function changeStatus(
  tx: Tx,
  context: Context,
  principal: Principal,
  siteId: string,
  input: z.infer<typeof newStatusChange>,
) {
  const site = await siteInOperation(tx, siteId, 'change the status of a site');
  const now = today(context.clock, OPERATION_TIME_ZONE);
  const happenedOn = input.happened_on ?? now;
  assertPast(happenedOn, now, 'happened_on');
  const last = await store.lastStatusDay(tx, siteId);
  assertFrom(happenedOn, last, 'happened_on');
  const allowed = siteSteps[input.status];
  const at = instant(context.clock);
  const stepped = await store.stepSite(tx, siteId, input.status, allowed, at);
  assertStepped(stepped, 'site', { id: siteId, state: site.status }, input.status, allowed);
  const row = {
    id: context.ids.next(),
    site_id: siteId,
    status: input.status,
    happened_on: happenedOn,
    note: input.note,
    recorded_by: principal.person_id,
    recorded_at: at,
  };
  await store.insertStatusChange(tx, row);
  return row;
}

/** Records what somebody found at a site; earlier profiles stay. Throws `not_found`, `state_conflict`, `invalid_request`. */
export async function addProfile(
  tx: Tx,
  context: Context,
  principal: Principal,
  siteId: string,
  input: z.infer<typeof newSiteProfile>,
) {
  await siteInOperation(tx, siteId, 'profile a site');
  assertPast(input.profiled_on, today(context.clock, OPERATION_TIME_ZONE), 'profiled_on');
  const id = context.ids.next();
  const recorded = { recorded_by: principal.person_id, recorded_at: instant(context.clock) };
  await store.insertProfile(tx, { id, site_id: siteId, ...input, ...recorded });
  return found(await store.findProfile(tx, id), 'site profile', id);
}

/** Records that a road to a site is closed. Throws `not_found`, `state_conflict`, `invalid_request`. */
export async function closeRoad(
  tx: Tx,
  context: Context,
  principal: Principal,
  siteId: string,
  input: z.infer<typeof newRoadClosure>,
) {
  await siteInOperation(tx, siteId, 'close a road');
  assertPast(input.closed_on, today(context.clock, OPERATION_TIME_ZONE), 'closed_on');
  const row = {
    id: context.ids.next(),
    site_id: siteId,
    ...input,
    reopened_on: null,
    recorded_by: principal.person_id,
    recorded_at: instant(context.clock),
  };
  await store.insertRoadClosure(tx, row);
  return row;
}

/** Records that a closed road is open again. Throws `not_found`, `state_conflict` when it is open, `invalid_request`. */
export async function reopenRoad(
  tx: Tx,
  context: Context,
  siteId: string,
  id: string,
  on: string | undefined,
) {
  const before = found(await store.findRoadClosure(tx, siteId, id), 'road closure', id);
  const now = today(context.clock, OPERATION_TIME_ZONE);
  const day = on ?? now;
  assertPast(day, now, 'reopened_on');
  assertFrom(day, before.closed_on, 'reopened_on');
  const state = before.reopened_on === null ? 'closed' : 'open';
  const reopened = await store.reopenRoad(tx, id, day);
  assertStepped(reopened, 'road closure', { id, state }, 'reopen a road', ['closed']);
  return found(await store.findRoadClosure(tx, siteId, id), 'road closure', id);
}

/** Plans an upgrade or repair of a site. Throws `not_found`, `state_conflict`. */
export async function addWork(
  tx: Tx,
  context: Context,
  principal: Principal,
  siteId: string,
  input: z.infer<typeof newSiteWork>,
) {
  await siteInOperation(tx, siteId, 'plan a work');
  const id = context.ids.next();
  const row = { id, site_id: siteId, ...input, recorded_by: principal.person_id };
  await store.insertWork(tx, row, instant(context.clock));
  return found(await store.findWork(tx, siteId, id), 'site work', id);
}

/** Changes a work or takes a step with it. Throws `not_found`, `precondition_failed`, `state_conflict`, `invalid_request`. */
export async function changeWork(
  tx: Tx,
  context: Context,
  { siteId, id, version }: { siteId: string; id: string; version: number },
  { state, on, description }: z.infer<typeof siteWorkChange>,
) {
  const before = found(await store.findWork(tx, siteId, id), 'site work', id);
  const now = today(context.clock, OPERATION_TIME_ZONE);
  const day = on ?? now;
  assertPast(day, now, 'on');
  if (state !== undefined) assertFrom(day, before.started_on, 'on');
  const change = { description, ...(state === undefined ? {} : stepOf(state, day)) };
  const edited = await updateVersioned(tx, 'site_works', { id, version }, change, instant(context.clock));
  assertEdited(edited, 'site work', before, version);
  if (state !== undefined) {
    assertStepped(workSteps[state].includes(before.state), 'site work', before, state, workSteps[state]);
  }
  return found(await store.findWork(tx, siteId, id), 'site work', id);
}

function stepOf(state: WorkState, day: string): store.WorkStep {
  if (state === 'in_progress') return { state, started_on: day };
  return state === 'planned' ? { state } : { state, finished_on: day };
}

async function siteInOperation(reader: Reader, id: string, action: string) {
  const site = found(await findSite(reader, id), 'site', id);
  await runningOperation(reader, site.operation_id, action);
  return site;
}

function assertPast(day: string, now: string, field: string): void {
  if (day <= now) return;
  throw new Problem('invalid_request', {}, [
    { rule: 'date_in_future', pointer: `/body/${field}`, value: day },
  ]);
}

function assertFrom(day: string, first: string | null, field: string): void {
  if (first === null || day >= first) return;
  throw new Problem('invalid_request', {}, [
    { rule: 'day_before', pointer: `/body/${field}`, value: day, params: { first } },
  ]);
}

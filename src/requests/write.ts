import type { z } from 'zod';
import { nextNumber } from '../database/counters.ts';
import { assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { sha256 } from '../lib/hash.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { OPERATION_TIME_ZONE, openOperation } from '../sites/operations.ts';
import { findSite } from '../sites/store.ts';
import { writeLines } from './asked-lines.ts';
import { dueOn } from './deadlines.ts';
import { brokenRequestRules, grantedLines, rejection } from './decision-rules.ts';
import { presentRequest } from './present.ts';
import type { closing, decision, newRequest } from './schema.ts';
import { type RequestStep, requestSteps } from './states.ts';
import {
  findBodySha256,
  findRequest,
  grantLines,
  insertRequest,
  type StepDetails,
  type StoredRequest,
  stepRequest,
} from './store.ts';
import { withdrawOffers } from './substitution-store.ts';
import type { Writing } from './writing.ts';

/**
 * Asks for goods for a site, as a draft or submitted at once. With an identifier of the client's, the same again is the same
 * answer. Throws `unknown_reference` naming every field at fault, `state_conflict` when the operation is closed, `request_rule`
 * when what is submitted lacks a reason or a justification, `client_id_taken` with both versions.
 */
export async function addRequest(
  writing: Writing,
  input: z.infer<typeof newRequest>,
): Promise<StoredRequest> {
  const { tx, context, principal } = writing;
  const { id: ownId, submit, lines: asked, ...fields } = input;
  const known = ownId === undefined ? undefined : await madeBefore(writing, ownId, input);
  if (known !== undefined) return known;
  const id = ownId ?? context.ids.next();
  const site = await findSite(tx, input.site_id);
  const { lines, count_id } = await writeLines(writing, { id, site, ...fields, lines: asked });
  const operation_id = present(site, 'the site').operation_id;
  await openOperation(tx, operation_id, 'request');
  if (submit) assertRules(brokenRequestRules({ ...fields, lines }));
  const row = {
    ...fields,
    id,
    number: await nextNumber(tx, 'REQ'),
    operation_id,
    state: submit ? ('submitted' as const) : ('draft' as const),
    count_id,
    body_sha256: ownId === undefined ? null : bodySha256(input),
    requested_by: principal.person_id,
    due_on: dueOn(today(context.clock, OPERATION_TIME_ZONE), input.priority),
  };
  const isNew = await insertRequest(tx, row, lines, instant(context.clock));
  // Somebody was a moment quicker with the same identifier: their transaction has ended, and can be seen.
  if (!isNew) return present(await madeBefore(writing, id, input), 'the request of this identifier');
  return present(await findRequest(tx, id), 'the request just made');
}

/** The request of an identifier if it was made by the same person from the same body. Throws `client_id_taken`. */
async function madeBefore(
  { tx, context, principal, language }: Writing,
  id: string,
  input: z.infer<typeof newRequest>,
): Promise<StoredRequest | undefined> {
  const known = await findBodySha256(tx, id);
  if (known === undefined) return undefined;
  const stored = present(await findRequest(tx, id), 'the request of this identifier');
  const isOwn = known.requested_by === principal.person_id;
  if (isOwn && known.body_sha256 === bodySha256(input)) return stored;
  const day = today(context.clock, OPERATION_TIME_ZONE);
  // Whoever guesses another person's identifier learns no more than that it is taken.
  const versions = { stored: isOwn ? presentRequest(stored, day, language) : null, sent: input };
  throw new Problem('client_id_taken', { resource: 'request', id }, [], versions);
}

function bodySha256(input: z.infer<typeof newRequest>): string {
  return sha256(JSON.stringify(input));
}

/** Hands a draft in. Throws `not_found`, `state_conflict`, and `request_rule` for what lacks a reason or a justification. */
export async function submitRequest(writing: Writing, id: string): Promise<StoredRequest> {
  const { tx, context } = writing;
  const draft = found(await findRequest(tx, id), 'request', id);
  if (draft.state === 'draft') {
    assertRules(brokenRequestRules(draft));
    await openOperation(tx, draft.operation_id, 'request');
  }
  const due_on = dueOn(today(context.clock, OPERATION_TIME_ZONE), draft.priority);
  await take(writing, id, 'submit', { submitted_at: instant(context.clock), due_on });
  return present(await findRequest(tx, id), 'the request just submitted');
}

/** Withdraws a request that no plan has taken up. Throws `not_found`, `state_conflict`. */
export async function cancelRequest(writing: Writing, id: string): Promise<StoredRequest> {
  return end(writing, id, 'cancel', {});
}

/**
 * Ends a granted request with less than was granted. Throws `not_found`, `state_conflict`, and `request_under_way` while something of
 * it is promised or on the road.
 */
export async function closeRequest(
  writing: Writing,
  id: string,
  { reason }: z.infer<typeof closing>,
): Promise<StoredRequest> {
  return end(writing, id, 'close_short', { closing_reason: reason });
}

async function end(
  writing: Writing,
  id: string,
  step: 'cancel' | 'close_short',
  details: StepDetails,
): Promise<StoredRequest> {
  const { tx, context } = writing;
  const at = instant(context.clock);
  await take(writing, id, step, { ...details, ended_at: at });
  await withdrawOffers(tx, id, at);
  return present(await findRequest(tx, id), 'the request just ended');
}

/**
 * Approves a request, whole or in part, or rejects it with a comment. Throws `not_found`, `state_conflict`, and
 * `request_rule` naming every line that grants what it may not.
 */
export async function decideRequest(
  writing: Writing,
  id: string,
  input: z.infer<typeof decision>,
): Promise<StoredRequest> {
  const { tx, context, principal } = writing;
  const request = found(await findRequest(tx, id), 'request', id);
  const { lines, isPartial, violations } =
    input.decision === 'approve' ? grantedLines(request.lines, input.lines) : rejection(input);
  assertRules(violations);
  const at = instant(context.clock);
  const decided = {
    decided_by: principal.person_id,
    decided_at: at,
    decision_comment: input.comment,
  };
  if (input.decision === 'reject') await take(writing, id, 'reject', { ...decided, ended_at: at });
  else if (isPartial) await take(writing, id, 'approve_in_part', { ...decided, granted: 'partly_approved' });
  else await take(writing, id, 'approve', { ...decided, granted: 'approved' });
  await grantLines(tx, id, lines);
  return present(await findRequest(tx, id), 'the request just decided');
}

export function assertRules(violations: readonly Violation[]): void {
  if (violations.length > 0) throw new Problem('request_rule', {}, violations);
}

async function take(
  { tx, context }: Writing,
  id: string,
  step: RequestStep,
  details: StepDetails,
): Promise<void> {
  if (await stepRequest(tx, id, step, instant(context.clock), details)) return;
  const current = found(await findRequest(tx, id), 'request', id);
  const from: readonly string[] = requestSteps[step].from;
  assertStepped(from.includes(current.state), 'request', current, step, from);
  const sum = (of: 'quantity_promised' | 'quantity_sent') =>
    current.lines.reduce((total, line) => total + line[of], 0);
  const [promised, sent] = [sum('quantity_promised'), sum('quantity_sent')];
  throw new Problem('request_under_way', { number: current.number, promised, sent });
}

import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { missingIds } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { openOperation } from '../sites/operations.ts';
import { findSite } from '../sites/store.ts';
import { grantedLines } from './decision-rules.ts';
import type { decision, newRequest } from './schema.ts';
import { type RequestStep, requestSteps } from './states.ts';
import { findRequest, grantLines, insertRequest, type StepDetails, stepRequest } from './store.ts';

/**
 * Asks for goods for a site, as a draft or submitted at once. Throws `unknown_reference` naming every field at fault,
 * `state_conflict` when the operation is closed.
 */
export async function addRequest(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newRequest>,
) {
  const site = await findSite(tx, input.site_id);
  const violations = [...siteViolations(input.site_id, site), ...(await itemViolations(tx, input.lines))];
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
  await openOperation(tx, present(site, 'the site').operation_id, 'request');
  const row = {
    id: context.ids.next(),
    number: await nextNumber(tx, 'REQ'),
    site_id: input.site_id,
    state: input.submit ? ('submitted' as const) : ('draft' as const),
    justification: input.justification,
    requested_by: principal.person_id,
  };
  await insertRequest(tx, row, input.lines, instant(context.clock));
  return present(await findRequest(tx, row.id), 'the request just made');
}

/** Hands a draft in. Throws `not_found`, `state_conflict`. */
export async function submitRequest(tx: Tx, context: Context, id: string) {
  await take(tx, context, id, 'submit');
  return present(await findRequest(tx, id), 'the request just submitted');
}

/** Withdraws a request that no plan has taken up. Throws `not_found`, `state_conflict`. */
export async function cancelRequest(tx: Tx, context: Context, id: string) {
  await take(tx, context, id, 'cancel');
  return present(await findRequest(tx, id), 'the request just cancelled');
}

/**
 * Approves a request, whole or in part, or rejects it with a comment. Throws `not_found`, `state_conflict`, and
 * `request_rule` naming every line that grants what it may not.
 */
export async function decideRequest(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof decision>,
) {
  const request = found(await findRequest(tx, id), 'request', id);
  const { lines, violations } =
    input.decision === 'approve' ? grantedLines(request.lines, input.lines) : rejection(input);
  if (violations.length > 0) throw new Problem('request_rule', {}, violations);
  await take(tx, context, id, input.decision, {
    decided_by: principal.person_id,
    decision_comment: input.comment,
  });
  await grantLines(tx, id, lines);
  return present(await findRequest(tx, id), 'the request just decided');
}

function rejection(input: z.infer<typeof decision>): ReturnType<typeof grantedLines> {
  const violations: Violation[] = [];
  if (input.comment === null) violations.push({ rule: 'comment_required', pointer: '/body/comment' });
  if (input.lines.length > 0) violations.push({ rule: 'rejects_whole', pointer: '/body/lines' });
  return { lines: [], violations };
}

async function take(
  tx: Tx,
  context: Context,
  id: string,
  step: RequestStep,
  details: StepDetails = {},
): Promise<void> {
  if (await stepRequest(tx, id, step, instant(context.clock), details)) return;
  const current = found(await findRequest(tx, id), 'request', id);
  assertStepped(false, 'request', current, step, requestSteps[step].from);
}

function siteViolations(siteId: string, site: { active: boolean } | undefined): Violation[] {
  if (site?.active === true) return [];
  const params = { resource: 'active site' };
  return [{ rule: 'unknown_reference', pointer: '/body/site_id', value: siteId, params }];
}

/** Every line names an item that exists, once. */
async function itemViolations(tx: Tx, lines: readonly { item_id: string }[]): Promise<Violation[]> {
  const missing = await missingIds(
    tx,
    'items',
    lines.map((line) => line.item_id),
  );
  const firstOf = new Map<string, number>();
  return lines.flatMap((line, index): Violation[] => {
    const pointer = `/body/lines/${index}/item_id`;
    const first = firstOf.get(line.item_id);
    firstOf.set(line.item_id, first ?? index + 1);
    if (first !== undefined) return [{ rule: 'duplicate_line', pointer, params: { first } }];
    if (!missing.has(line.item_id)) return [];
    return [{ rule: 'unknown_reference', pointer, value: line.item_id, params: { resource: 'item' } }];
  });
}

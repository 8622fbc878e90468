import type { z } from 'zod';
import { partsOf } from '../catalogue/item-parts-store.ts';
import { assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { settle } from './fulfil.ts';
import { holdRequests } from './fulfil-store.ts';
import { openGrants, type SubstitutionStep, substitutionSteps } from './states.ts';
import { findRequest, type StoredLine, type StoredRequest } from './store.ts';
import type { newSubstitution } from './substitution-schema.ts';
import {
  findSubstitution,
  insertSubstituteLine,
  insertSubstitution,
  stepSubstitution,
  takeApproved,
} from './substitution-store.ts';
import type { Writing } from './writing.ts';

/**
 * Offers a substitute for what is left to promise of a line; the site answers. Throws `not_found`, `state_conflict` unless the
 * request is granted and under way, `substitution_rule` naming all that is wrong, `conflict` while another offer for the line waits.
 */
export async function offerSubstitute(
  { tx, context, principal }: Writing,
  requestId: string,
  input: z.infer<typeof newSubstitution>,
) {
  await holdRequests(tx, [requestId]);
  const request = found(await findRequest(tx, requestId), 'request', requestId);
  assertUnderWay(request, 'offer a substitute');
  const line = request.lines.find(({ line_number }) => line_number === input.line_number);
  const ratio = line === undefined ? undefined : await ratioOf(input.substitute_id, line, tx);
  const violations = brokenRules(input, line, ratio);
  if (violations.length > 0) throw new Problem('substitution_rule', {}, violations);
  const { ratio_numerator, ratio_denominator } = present(ratio, 'the ratio');
  const at = instant(context.clock);
  const id = context.ids.next();
  const isNew = await insertSubstitution(tx, {
    id,
    request_id: requestId,
    ...input,
    substitute_quantity: Number(
      (BigInt(input.quantity) * BigInt(ratio_numerator) + BigInt(ratio_denominator) - 1n) /
        BigInt(ratio_denominator),
    ),
    offered_by: principal.person_id,
    offered_at: at,
  });
  if (!isNew) {
    const value = `${request.number} ${input.line_number}`;
    throw new Problem('conflict', { resource: 'substitution', field: 'line_number', value });
  }
  await settle(tx, [{ request_id: requestId }], at);
  return present(await findSubstitution(tx, id), 'the offer just made');
}

async function ratioOf(substituteId: string, line: StoredLine, tx: Writing['tx']) {
  const parts = await partsOf(tx, [line.item_id]);
  return parts.get(line.item_id)?.substitutes.find(({ item_id }) => item_id === substituteId);
}

function brokenRules(
  input: z.infer<typeof newSubstitution>,
  line: StoredLine | undefined,
  ratio: object | undefined,
): Violation[] {
  if (line === undefined) {
    const value = String(input.line_number);
    const params = { resource: 'request line' };
    return [{ rule: 'unknown_reference', pointer: '/body/line_number', value, params }];
  }
  const violations: Violation[] = [];
  if (ratio === undefined) {
    const params = { item_code: line.item_code };
    const value = input.substitute_id;
    violations.push({ rule: 'not_a_substitute', pointer: '/body/substitute_id', value, params });
  }
  const left = leftOf(line);
  if (input.quantity > left) violations.push(aboveLeft(line.line_number, left, input.quantity));
  return violations;
}

function leftOf(line: StoredLine): number {
  const { quantity_approved, quantity_promised, quantity_sent, quantity_delivered } = line;
  return (quantity_approved ?? 0) - quantity_promised - quantity_sent - quantity_delivered;
}

function aboveLeft(line_number: number, left: number, quantity: number): Violation {
  const params = { line_number, left };
  return { rule: 'substituted_above_left', pointer: '/body/quantity', value: String(quantity), params };
}

/**
 * Accepts an offer: what it stands in for is no longer approved, the substitute is a line of its own, approved. Throws `not_found`,
 * `state_conflict`, and `substitution_rule` when a plan has promised the line meanwhile.
 */
export async function acceptSubstitute(writing: Writing, id: string, comment: string | null) {
  const { tx, context } = writing;
  const offer = found(await findSubstitution(tx, id), 'substitution', id);
  await holdRequests(tx, [offer.request_id]);
  const request = present(await findRequest(tx, offer.request_id), 'the request of the offer');
  const line = present(
    request.lines.find(({ line_number }) => line_number === offer.line_number),
    'the line of the offer',
  );
  const new_line_number = Math.max(...request.lines.map(({ line_number }) => line_number)) + 1;
  await take(writing, id, 'accept', comment, new_line_number);
  if (!(await takeApproved(tx, offer, offer.quantity))) {
    throw new Problem('substitution_rule', {}, [aboveLeft(line.line_number, leftOf(line), offer.quantity)]);
  }
  await insertSubstituteLine(tx, {
    request_id: offer.request_id,
    line_number: new_line_number,
    item_id: offer.substitute_id,
    quantity: offer.substitute_quantity,
    substitutes_line: offer.line_number,
    reason: offer.reason,
  });
  await settle(tx, [offer], instant(context.clock));
  return present(await findSubstitution(tx, id), 'the offer just accepted');
}

/** Refuses an offer, or takes it back. Throws `not_found`, `state_conflict`. */
export async function endOffer(writing: Writing, id: string, step: 'refuse' | 'withdraw', comment: string) {
  const { tx, context } = writing;
  const offer = found(await findSubstitution(tx, id), 'substitution', id);
  await holdRequests(tx, [offer.request_id]);
  await take(writing, id, step, comment);
  await settle(tx, [offer], instant(context.clock));
  return present(await findSubstitution(tx, id), 'the offer just ended');
}

async function take(
  { tx, context, principal }: Writing,
  id: string,
  step: SubstitutionStep,
  answer: string | null,
  new_line_number?: number,
): Promise<void> {
  const stepped = await stepSubstitution(tx, id, step, {
    answered_by: principal.person_id,
    answered_at: instant(context.clock),
    answer,
    ...(new_line_number === undefined ? {} : { new_line_number }),
  });
  if (stepped) return;
  const current = found(await findSubstitution(tx, id), 'substitution', id);
  assertStepped(false, 'substitution', current, step, substitutionSteps[step].from);
}

function assertUnderWay(request: StoredRequest, action: string): void {
  const isOpen = (openGrants as readonly string[]).includes(request.state);
  assertStepped(isOpen, 'request', request, action, openGrants);
}

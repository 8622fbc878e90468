import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { missingIds } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { findWarehouse } from '../stock/store.ts';
import type { newCancellation, newEstimate, newExpected, newShipment } from './expected-schema.ts';
import {
  findExpected,
  findExpectedHead,
  insertEstimate,
  insertExpected,
  setExpectedDay,
  stepExpected,
} from './expected-store.ts';
import { expectedSteps } from './states.ts';

const dayIn = (context: Context) => (timeZone: string) => today(context.clock, timeZone);

async function detail(tx: Tx, context: Context, id: string) {
  return found(await findExpected(tx, id, dayIn(context)), 'expected consignment', id);
}

/** Announces a consignment that is to come to a warehouse. Throws `not_found`, `unknown_reference` naming every line. */
export async function announce(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newExpected>,
) {
  found(await findWarehouse(tx, input.warehouse_id), 'warehouse', input.warehouse_id);
  await assertKnown(tx, input);
  const { lines, ...fields } = input;
  const id = context.ids.next();
  const at = instant(context.clock);
  const number = await nextNumber(tx, 'EXP');
  await insertExpected(
    tx,
    {
      id,
      number,
      ...fields,
      state: 'announced',
      shipped_on: null,
      shipped_by: null,
      cancelled_by: null,
      cancel_reason: null,
      created_by: principal.person_id,
      created_at: at,
      updated_at: at,
    },
    lines.map((line, index) => ({
      id: context.ids.next(),
      expected_consignment_id: id,
      line_number: index + 1,
      ...line,
    })),
  );
  await insertEstimate(tx, {
    expected_consignment_id: id,
    estimate_number: 1,
    expected_on: input.expected_on,
    reason: null,
    stated_by: principal.person_id,
    stated_at: at,
  });
  return detail(tx, context, id);
}

async function assertKnown(tx: Tx, input: z.infer<typeof newExpected>): Promise<void> {
  const items = await missingIds(
    tx,
    'items',
    input.lines.map((line) => line.item_id),
  );
  const grants = await missingIds(tx, 'grants', [input.grant_id]);
  const violations = input.lines.flatMap(({ item_id }, index): Violation[] => {
    const pointer = `/body/lines/${index}/item_id`;
    if (!items.has(item_id)) return [];
    return [{ rule: 'unknown_reference', pointer, value: item_id, params: { resource: 'item' } }];
  });
  if (grants.size > 0) {
    const params = { resource: 'grant' };
    violations.push({ rule: 'unknown_reference', pointer: '/body/grant_id', value: input.grant_id, params });
  }
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

/** States another day of arrival, with the reason. Throws `not_found`, `state_conflict` once nothing is to come any more. */
export async function reestimate(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof newEstimate>,
) {
  const at = instant(context.clock);
  const estimate = await setExpectedDay(tx, id, input.expected_on, at);
  await assertTaken(tx, id, estimate !== undefined, 'estimate');
  await insertEstimate(tx, {
    expected_consignment_id: id,
    estimate_number: present(estimate, 'the number of the estimate'),
    ...input,
    stated_by: principal.person_id,
    stated_at: at,
  });
  return detail(tx, context, id);
}

/** Says that a consignment has left its sender. Throws `not_found`, `state_conflict`, `receipt_rule` for a day in the future. */
export async function ship(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof newShipment>,
) {
  const head = found(await findExpectedHead(tx, id), 'expected consignment', id);
  const now = today(context.clock, head.time_zone);
  const shipped_on = input.shipped_on ?? now;
  const transport_document = input.transport_document ?? head.transport_document;
  const details = { shipped_on, shipped_by: principal.person_id, transport_document };
  const stepped = await stepExpected(tx, id, 'ship', instant(context.clock), details);
  await assertTaken(tx, id, stepped, 'ship');
  if (shipped_on > now) {
    const pointer = '/body/shipped_on';
    throw new Problem('receipt_rule', {}, [{ rule: 'date_in_future', pointer, value: shipped_on }]);
  }
  return detail(tx, context, id);
}

/** Cancels a consignment of which nothing was received. Throws `not_found`, `state_conflict`. */
export async function cancelExpected(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof newCancellation>,
) {
  const details = { cancelled_by: principal.person_id, cancel_reason: input.reason };
  const stepped = await stepExpected(tx, id, 'cancel', instant(context.clock), details);
  await assertTaken(tx, id, stepped, 'cancel');
  return detail(tx, context, id);
}

async function assertTaken(tx: Tx, id: string, taken: boolean, step: 'estimate' | 'ship' | 'cancel') {
  if (taken) return;
  const head = found(await findExpectedHead(tx, id), 'expected consignment', id);
  const current = { id: head.number, state: head.state };
  assertStepped(false, 'expected consignment', current, step, expectedSteps[step].from);
}

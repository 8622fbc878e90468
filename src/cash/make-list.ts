import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { sumCents } from '../lib/money.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { type HouseholdToPay, isSiteOf, readHouseholdsToPay } from './household-store.ts';
import {
  findPaymentList,
  insertPaymentList,
  insertStep,
  liveListsOf,
  type NewPaymentRow,
} from './list-store.ts';
import { paymentReference } from './payment-reference.ts';
import { findProgramme, holdOpenProgramme, type ProgrammeValueRow } from './programme-store.ts';
import type { newPaymentList } from './schema.ts';
import { transferValue } from './transfer-value.ts';

type NewPaymentList = z.infer<typeof newPaymentList>;

/**
 * Makes a draft with one payment for each household chosen: the value of its size, its size as it is now, a reference of its
 * own. Throws `unknown_reference`, `state_conflict` when the programme is closed, `payment_list_rejected` naming every
 * household that cannot be paid, `already_listed` naming those with a payment on another live list of the programme. Lists of
 * one programme are made one after the other, so two made at once never pay a household twice.
 */
export async function makeList(tx: Tx, context: Context, principal: Principal, input: NewPaymentList) {
  const programme = await holdProgramme(tx, input.programme_id);
  const households = await chooseHouseholds(tx, programme.operation_id, input);
  assertPayable(households, programme);
  await assertUnlisted(tx, programme, households);
  const number = await nextNumber(tx, 'PL');
  const payments = households.map((household): NewPaymentRow => {
    const { id, code, household_size } = household;
    const amount_cents = valueFor(programme.values, household_size) ?? 0;
    const reference = paymentReference(number, code);
    return { id: context.ids.next(), reference, household_id: id, household_size, amount_cents };
  });
  const list = {
    id: context.ids.next(),
    number,
    programme_id: programme.id,
    currency: programme.currency,
    payment_count: payments.length,
    total_cents: sumCents(payments.map((payment) => payment.amount_cents)),
    made_by: principal.person_id,
  };
  const at = instant(context.clock);
  await insertPaymentList(tx, list, payments, at);
  await insertStep(tx, {
    id: context.ids.next(),
    list_id: list.id,
    action: 'make',
    comment: null,
    taken_by: principal.person_id,
    taken_at: at,
  });
  return found(await findPaymentList(tx, list.id), 'payment list', list.id);
}

async function holdProgramme(tx: Tx, id: string) {
  const isHeld = await holdOpenProgramme(tx, id);
  const programme = await findProgramme(tx, id);
  if (programme === undefined) throw unknown('/body/programme_id', id, 'programme');
  assertStepped(isHeld, 'programme', programme, 'make a payment list', ['open']);
  return programme;
}

function unknown(pointer: string, value: string, resource: string): Problem {
  return new Problem('unknown_reference', {}, [
    { rule: 'unknown_reference', pointer, value, params: { resource } },
  ]);
}

async function chooseHouseholds(
  tx: Tx,
  operationId: string,
  { household_ids: ids, site_id }: NewPaymentList,
): Promise<HouseholdToPay[]> {
  if (site_id !== undefined && !(await isSiteOf(tx, site_id, operationId))) {
    throw unknown('/body/site_id', site_id, 'site of the operation');
  }
  const households = await readHouseholdsToPay(tx, operationId, { site_id, ids: ids && [...new Set(ids)] });
  if (ids !== undefined) assertAllFound(ids, households);
  return households;
}

/** Every identifier is that of a household of the operation, and stands once. */
function assertAllFound(ids: readonly string[], households: readonly HouseholdToPay[]): void {
  const known = new Set(households.map((household) => household.id));
  const firstOf = new Map<string, number>();
  const violations = ids.flatMap((id, index): Violation[] => {
    const pointer = `/body/household_ids/${index}`;
    const first = firstOf.get(id);
    if (first !== undefined) return [{ rule: 'duplicate_line', pointer, value: id, params: { first } }];
    firstOf.set(id, index + 1);
    const params = { resource: 'household of the operation' };
    return known.has(id) ? [] : [{ rule: 'unknown_reference', pointer, value: id, params }];
  });
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

interface Paying {
  readonly values: readonly ProgrammeValueRow[];
  readonly needs_account: boolean;
}

function assertPayable(households: readonly HouseholdToPay[], { values, needs_account }: Paying): void {
  const violations = households.flatMap(({ code: household, household_size, has_account }): Violation[] => [
    ...(valueFor(values, household_size) === null
      ? [{ rule: 'no_transfer_value' as const, value: String(household_size), params: { household } }]
      : []),
    ...(needs_account && has_account === 0
      ? [{ rule: 'account_missing' as const, value: household, params: { household } }]
      : []),
  ]);
  if (households.length === 0) violations.push({ rule: 'no_households', value: null });
  if (violations.length > 0) {
    const count = new Set(violations.map((violation) => violation.params?.household)).size;
    throw new Problem('payment_list_rejected', { count }, violations);
  }
}

/** In cents; null when the programme has no value for the size. */
function valueFor(values: readonly ProgrammeValueRow[], size: number): number | null {
  const value = transferValue(values, size);
  return 'cents' in value ? value.cents : null;
}

async function assertUnlisted(
  tx: Tx,
  programme: { id: string; code: string },
  households: readonly HouseholdToPay[],
): Promise<void> {
  const listed = await liveListsOf(
    tx,
    programme.id,
    households.map((household) => household.id),
  );
  const violations = households.flatMap(({ id, code }): Violation[] => {
    const list = listed.get(id);
    if (list === undefined) return [];
    return [{ rule: 'already_listed', value: code, params: { household: code, list } }];
  });
  if (violations.length === 0) return;
  throw new Problem('already_listed', { count: violations.length, programme: programme.code }, violations);
}

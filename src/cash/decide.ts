import type { Principal } from '../access/principal.ts';
import { findGrant } from '../catalogue/store.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assert, present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { formatCents } from '../lib/money.ts';
import { Problem } from '../lib/problem.ts';
import { commitBudget, findCommitment, insertEntries, releaseBudget } from './ledger-store.ts';
import { findPaymentList, hasPrepared, stepPayments } from './list-store.ts';
import { findProgramme } from './programme-store.ts';
import { type HeldList, holdList, takeStep } from './step.ts';

/** Hands a draft over for approval. Throws `not_found`, `state_conflict`. */
export async function submit(tx: Tx, context: Context, principal: Principal, id: string) {
  const list = await holdList(tx, context, id, 'submit', ['draft']);
  await takeStep(tx, context, principal, list, {
    action: 'submit',
    change: {
      state: 'submitted',
      submitted_by: principal.person_id,
      submitted_at: instant(context.clock),
    },
  });
  return found(await findPaymentList(tx, id), 'payment list', id);
}

/** Gives a submitted list back as a draft; what was submitted counts no more. Throws `not_found`, `state_conflict`. */
export async function giveBack(tx: Tx, context: Context, principal: Principal, id: string, comment: string) {
  const list = await holdList(tx, context, id, 'return', ['submitted']);
  await takeStep(tx, context, principal, list, {
    action: 'return',
    comment,
    change: { state: 'draft', submitted_by: null, submitted_at: null },
  });
  return found(await findPaymentList(tx, id), 'payment list', id);
}

/**
 * Approves a list and commits its exact total out of the grant's budget, both or neither. Throws `not_found`,
 * `state_conflict`, `maker_is_checker` for whoever ever made or submitted it, `budget_exceeded` with what is missing.
 */
export async function approve(tx: Tx, context: Context, principal: Principal, id: string) {
  const list = await holdList(tx, context, id, 'approve', ['submitted']);
  if (await hasPrepared(tx, id, principal.person_id)) {
    throw new Problem('maker_is_checker', { number: list.number });
  }
  const at = instant(context.clock);
  await takeStep(tx, context, principal, list, {
    action: 'approve',
    change: { state: 'approved', approved_by: principal.person_id, approved_at: at },
  });
  const grantId = await grantOf(tx, list);
  if (!(await commitBudget(tx, grantId, list.total_cents, at))) throw await budgetExceeded(tx, grantId, list);
  await insertEntries(tx, [
    {
      ...listEntry(context, principal, list),
      kind: 'commit',
      from_account: 'budget',
      to_account: 'committed',
      reverses_entry_id: null,
    },
  ]);
  return found(await findPaymentList(tx, id), 'payment list', id);
}

/**
 * Cancels a list that the provider was not told about; what was committed for it goes back to the grant by a posting that
 * names the first. Throws `not_found`, `state_conflict`.
 */
export async function cancel(tx: Tx, context: Context, principal: Principal, id: string, comment: string) {
  const list = await holdList(tx, context, id, 'cancel', ['draft', 'submitted', 'approved']);
  await takeStep(tx, context, principal, list, {
    action: 'cancel',
    comment,
    change: { state: 'cancelled' },
  });
  await stepPayments(tx, id, 'planned', 'cancelled');
  if (list.state === 'approved') await release(tx, context, principal, list);
  return found(await findPaymentList(tx, id), 'payment list', id);
}

async function release(tx: Tx, context: Context, principal: Principal, list: HeldList): Promise<void> {
  const commitment = present(await findCommitment(tx, list.id), 'the commitment of an approved list');
  assert(commitment.amount_cents === list.total_cents, 'what was committed is the total of the list');
  const released = await releaseBudget(
    tx,
    await grantOf(tx, list),
    commitment.amount_cents,
    instant(context.clock),
  );
  assert(released, 'what was committed is still committed');
  await insertEntries(tx, [
    {
      ...listEntry(context, principal, list),
      kind: 'release',
      from_account: 'committed',
      to_account: 'budget',
      reverses_entry_id: commitment.id,
    },
  ]);
}

function listEntry(context: Context, principal: Principal, list: HeldList) {
  return {
    id: context.ids.next(),
    list_id: list.id,
    payment_id: null,
    amount_cents: list.total_cents,
    evidence_kind: 'payment_list' as const,
    evidence_id: list.id,
    posted_by: principal.person_id,
    posted_at: instant(context.clock),
  };
}

async function grantOf(tx: Tx, list: HeldList): Promise<string> {
  return present(await findProgramme(tx, list.programme_id), 'the programme of a list').grant_id;
}

async function budgetExceeded(tx: Tx, grantId: string, list: HeldList): Promise<Problem> {
  const grant = present(await findGrant(tx, grantId), 'the grant of a programme');
  const missing_cents = list.total_cents - grant.cash_available_cents;
  // Another list was cancelled in between, so a repetition may well succeed.
  if (missing_cents <= 0) return new Problem('busy');
  return new Problem('budget_exceeded', {
    number: list.number,
    grant: grant.code,
    currency: list.currency,
    total: formatCents(list.total_cents),
    available: formatCents(grant.cash_available_cents),
    missing: formatCents(missing_cents),
    total_cents: list.total_cents,
    available_cents: grant.cash_available_cents,
    missing_cents,
  });
}

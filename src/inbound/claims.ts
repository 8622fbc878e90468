import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertEdited, assertStepped } from '../database/guards.ts';
import { updateVersioned } from '../database/versioned.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import type { claimChange, newEvidence } from './claim-schema.ts';
import { findClaim, insertClaimStep, insertEvidence, stepClaim } from './claim-store.ts';
import { claimSteps, pendingClaims } from './states.ts';

async function detail(tx: Tx, context: Context, id: string) {
  return found(await findClaim(tx, id, (timeZone) => today(context.clock, timeZone)), 'claim', id);
}

interface StepInput {
  note: string | null;
  amount_cents?: number;
}

/** Submits, settles or waives a claim, with what is said about it. Throws `not_found`, `state_conflict`. */
export async function decideClaim(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  step: keyof typeof claimSteps,
  input: StepInput,
) {
  const at = instant(context.clock);
  const amount_cents = input.amount_cents ?? null;
  if (!(await stepClaim(tx, id, step, at, amount_cents))) {
    const { number, state } = await detail(tx, context, id);
    assertStepped(false, 'claim', { id: number, state }, step, claimSteps[step].from);
  }
  const by = { taken_by: principal.person_id, taken_at: at };
  await insertClaimStep(tx, id, { step, note: input.note, amount_cents, ...by });
  return detail(tx, context, id);
}

/** Changes who is liable or the day due, while the claim is not decided. Throws `not_found`, `precondition_failed`, `state_conflict`. */
export async function changeClaim(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  version: number,
  change: z.infer<typeof claimChange>,
) {
  const before = await detail(tx, context, id);
  assertPending(before, 'change');
  const at = instant(context.clock);
  // The version the caller read is of a claim not decided: whoever decides it meanwhile changes the version too.
  const edited = await updateVersioned(tx, 'claims', { id, version }, change, at);
  assertEdited(edited, 'claim', before, version);
  const { liable_party = before.liable_party, due_on = before.due_on } = change;
  const note = `${before.liable_party}, ${before.due_on} → ${liable_party}, ${due_on}`;
  const by = { taken_by: principal.person_id, taken_at: at };
  await insertClaimStep(tx, id, { step: 'change', note, amount_cents: null, ...by });
  return detail(tx, context, id);
}

/** Adds a reference to evidence; also to a claim that is decided. Throws `not_found`. */
export async function addEvidence(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof newEvidence>,
) {
  await detail(tx, context, id);
  const by = { added_by: principal.person_id, added_at: instant(context.clock) };
  await insertEvidence(tx, { id: context.ids.next(), claim_id: id, ...input, ...by });
  return detail(tx, context, id);
}

function assertPending(
  claim: { number: string; state: (typeof pendingClaims)[number] | 'settled' | 'waived' },
  action: string,
) {
  const isPending = (pendingClaims as readonly string[]).includes(claim.state);
  assertStepped(isPending, 'claim', { id: claim.number, state: claim.state }, action, pendingClaims);
}

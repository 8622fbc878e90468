import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import type { PaymentListAction, PaymentListState } from '../database/tables/cash.ts';
import { assert } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { holdPaymentList, insertStep, type StateChange, stepPaymentList } from './list-store.ts';

export type HeldList = Awaited<ReturnType<typeof holdList>>;

/**
 * Holds a list, so that whatever else changes it waits, and makes sure that it is in one of the states `action` starts from.
 * Throws `not_found`, `state_conflict`.
 */
export async function holdList(
  tx: Tx,
  context: Context,
  id: string,
  action: string,
  allowed: readonly PaymentListState[],
) {
  const list = found(await holdPaymentList(tx, id, instant(context.clock)), 'payment list', id);
  assertStepped(allowed.includes(list.state), 'payment list', list, action, allowed);
  return list;
}

/** Moves a held list on and writes down who did it. */
export async function takeStep(
  tx: Tx,
  context: Context,
  principal: Principal,
  list: HeldList,
  step: { action: PaymentListAction; comment?: string; change: StateChange },
): Promise<void> {
  const { action, comment, change } = step;
  const stepped = await stepPaymentList(tx, list.id, list.state, change);
  assert(stepped, 'nobody moves a list that is held');
  await insertStep(tx, {
    id: context.ids.next(),
    list_id: list.id,
    action,
    comment: comment ?? null,
    taken_by: principal.person_id,
    taken_at: instant(context.clock),
  });
}

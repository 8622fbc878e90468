import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { makeRoom } from '../reservations/decide.ts';
import { ADJUSTMENT } from '../stock/places.ts';
import { post } from '../stock/post.ts';
import { describeCount, thresholdsOf } from './describe.ts';
import { allLines, differingLines, expectedOf } from './line-store.ts';
import type { countPosting } from './schema.ts';
import { countSteps } from './states.ts';
import { type Count, findCount, hasCounted, setCountMovement, stepCount } from './store.ts';
import { isTotalAboveThreshold, valueOfDifferences } from './thresholds.ts';

type Differing = Awaited<ReturnType<typeof differingLines>>[number];

/**
 * Approves the differences of a closed count. Where one is above the threshold, or all together are worth more than it, by
 * somebody who neither opened the count nor counted in it. Throws `not_found`, `state_conflict`, `stock_count_second_person`.
 */
export async function approveCount(tx: Tx, context: Context, principal: Principal, id: string) {
  const details = { approved_by: principal.person_id, approved_at: instant(context.clock) };
  const stepped = await stepCount(tx, id, 'approve', details);
  const count = found(await findCount(tx, id), 'stock count', id);
  assertStepped(stepped, 'stock count', count, 'approve', countSteps.approve.from);
  const reasons = secondPersonReasons(count, await differingLines(tx, id));
  const isInvolved =
    count.opened_by === principal.person_id || (await hasCounted(tx, id, principal.person_id));
  if (reasons.length > 0 && isInvolved) {
    throw new Problem('stock_count_second_person', { number: count.number }, reasons);
  }
  return describeCount(tx, id);
}

function secondPersonReasons(count: Count, lines: readonly Differing[]): Violation[] {
  const reasons = lines
    .filter((line) => line.above_threshold)
    .map(
      ({ line_number, lot_number, expected, counted }): Violation => ({
        rule: 'difference_above_threshold',
        value: lot_number,
        params: { line_number, lot_number, expected, counted },
      }),
    );
  const { threshold_value: threshold, threshold_currency: currency } = count;
  if (isTotalAboveThreshold(lines, thresholdsOf(count))) {
    const value = valueOfDifferences(lines, currency);
    reasons.push({ rule: 'total_above_threshold', value, params: { currency, threshold } });
  }
  return reasons;
}

/**
 * Posts the differences of an approved count as one adjustment; a line without one, or that nobody counted, is left alone.
 * Where a loss would reach what is reserved, `decisions` say what becomes of that. Throws `not_found`, `state_conflict`,
 * `stock_count_changed` when the ledger now expects something else, `reservation_decision` naming who would lose what, and what
 * `post` throws; nothing is posted then.
 */
export async function postCount(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  decisions: z.infer<typeof countPosting>,
) {
  const details = { posted_by: principal.person_id, posted_at: instant(context.clock) };
  const stepped = await stepCount(tx, id, 'post', details);
  const count = found(await findCount(tx, id), 'stock count', id);
  assertStepped(stepped, 'stock count', count, 'post', countSteps.post.from);
  const lines = await differingLines(tx, id);
  await assertUnchanged(tx, count);
  if (lines.length > 0) {
    const losses = lines.filter(({ difference }) => difference < 0);
    const taken = losses.map((line) => ({ ...line, quantity: -line.difference }));
    await makeRoom(tx, context, principal, taken, decisions?.reservations);
    const posted = await post(tx, context, principal, {
      kind: 'adjust',
      reason: 'count_difference',
      note: count.number,
      document: { kind: 'stock_count', id },
      lines: lines.map(({ lot_id, location_id, difference }) => ({
        lot_id,
        from_location_id: difference < 0 ? location_id : ADJUSTMENT,
        to_location_id: difference < 0 ? ADJUSTMENT : location_id,
        quantity: Math.abs(difference),
      })),
    });
    await setCountMovement(tx, id, posted.id);
  }
  return describeCount(tx, id);
}

/** What was approved has to be what the ledger still says: a movement dated back before the counting makes it another. */
async function assertUnchanged(tx: Tx, count: Count): Promise<void> {
  const expected = await expectedOf(tx, count.id);
  const violations: Violation[] = [];
  for (const { id, line_number, lot_number, counted, difference } of await allLines(tx, count.id)) {
    const expectedNow = expected.get(id);
    if (counted === null || difference === null || expectedNow === undefined) continue;
    const difference_now = counted - expectedNow;
    if (difference_now === difference) continue;
    const params = { line_number, lot_number, difference, difference_now };
    violations.push({ rule: 'difference_changed', value: lot_number, params });
  }
  if (violations.length > 0) throw new Problem('stock_count_changed', { number: count.number }, violations);
}

/** Gives up a count that is not posted: nothing of it reaches the ledger. Throws `not_found`, `state_conflict`. */
export async function cancelCount(tx: Tx, context: Context, principal: Principal, id: string) {
  const details = { cancelled_by: principal.person_id, cancelled_at: instant(context.clock) };
  const stepped = await stepCount(tx, id, 'cancel', details);
  const count = found(await findCount(tx, id), 'stock count', id);
  assertStepped(stepped, 'stock count', count, 'cancel', countSteps.cancel.from);
  return describeCount(tx, id);
}

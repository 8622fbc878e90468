import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { ADJUSTMENT } from '../stock/places.ts';
import { type Posting, post } from '../stock/post.ts';
import { describeCount, thresholdsOf } from './describe.ts';
import { allLines, differingLines, expectedOf } from './line-store.ts';
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
 * Throws `not_found`, `state_conflict`, `stock_count_changed` when the ledger now expects something else, `stock_count_reserved`
 * when a loss would reach what is reserved, and what `post` throws; nothing is posted then.
 */
export async function postCount(tx: Tx, context: Context, principal: Principal, id: string) {
  const details = { posted_by: principal.person_id, posted_at: instant(context.clock) };
  const stepped = await stepCount(tx, id, 'post', details);
  const count = found(await findCount(tx, id), 'stock count', id);
  assertStepped(stepped, 'stock count', count, 'post', countSteps.post.from);
  const lines = await differingLines(tx, id);
  await assertUnchanged(tx, count);
  if (lines.length > 0) {
    const posted = await postDifferences(tx, context, principal, count, {
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

async function postDifferences(
  tx: Tx,
  context: Context,
  principal: Principal,
  count: Count,
  posting: Posting,
) {
  try {
    return await post(tx, context, principal, posting);
  } catch (error) {
    throw error instanceof Problem ? inWordsOfCount(error, count) : error;
  }
}

/** Where goods enough are there and only reservations hold them, somebody has to decide which of the two gives way. */
function inWordsOfCount(problem: Problem, count: Count): Problem {
  const isReserved = ({ rule, params }: Violation) =>
    rule === 'stock_left' && Number(params?.on_hand) >= Number(params?.asked);
  if (problem.code !== 'insufficient_stock' || !problem.violations.every(isReserved)) return problem;
  const violations = problem.violations.map(({ value, params }): Violation => {
    const { lot_id = '', lot_number = '', location = '', asked, on_hand, reserved, available } = params ?? {};
    return {
      rule: 'count_below_reserved',
      value: value ?? null,
      params: {
        lot_id,
        lot_number,
        location,
        missing: asked ?? null,
        on_hand: on_hand ?? null,
        reserved: reserved ?? null,
        available: available ?? null,
      },
    };
  });
  return new Problem('stock_count_reserved', { number: count.number, count: violations.length }, violations);
}

/** Gives up a count that is not posted: nothing of it reaches the ledger. Throws `not_found`, `state_conflict`. */
export async function cancelCount(tx: Tx, context: Context, principal: Principal, id: string) {
  const details = { cancelled_by: principal.person_id, cancelled_at: instant(context.clock) };
  const stepped = await stepCount(tx, id, 'cancel', details);
  const count = found(await findCount(tx, id), 'stock count', id);
  assertStepped(stepped, 'stock count', count, 'cancel', countSteps.cancel.from);
  return describeCount(tx, id);
}

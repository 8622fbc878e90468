import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { describeCount, thresholdsOf } from './describe.ts';
import { allLines, clearDifferences, expectedOf, markRecount, setDifferences } from './line-store.ts';
import type { newRecount } from './schema.ts';
import { countSteps } from './states.ts';
import { findCount, stepCount } from './store.ts';
import { isAboveThreshold } from './thresholds.ts';

const MOST_LISTED = 200;

/**
 * Closes a count for entering: from here on everybody sees what was expected and what differs. Lines nobody counted are listed
 * and left alone. Throws `not_found`, `state_conflict`, `stock_count_rule` when nothing was counted.
 */
export async function closeCount(tx: Tx, context: Context, principal: Principal, id: string) {
  const details = { closed_by: principal.person_id, closed_at: instant(context.clock) };
  const stepped = await stepCount(tx, id, 'close', details);
  const count = found(await findCount(tx, id), 'stock count', id);
  assertStepped(stepped, 'stock count', count, 'close', countSteps.close.from);
  const lines = await allLines(tx, id);
  const counted = lines.filter((line) => line.counted !== null);
  if (counted.length === 0) throw new Problem('stock_count_rule', {}, [{ rule: 'nothing_counted' }]);
  const expected = await expectedOf(tx, id);
  const thresholds = thresholdsOf(count);
  await setDifferences(
    tx,
    counted.map(({ id: lineId, counted: quantity, unit_value, currency }) => {
      const difference = {
        expected: present(expected.get(lineId), 'what was expected of a line counted'),
        counted: present(quantity, 'the quantity of a line counted'),
        unit_value,
        currency,
      };
      return {
        id: lineId,
        expected: difference.expected,
        difference: difference.counted - difference.expected,
        above_threshold: Number(isAboveThreshold(difference, thresholds)),
      };
    }),
  );
  const uncounted = lines.filter((line) => line.counted === null);
  return {
    count: await describeCount(tx, id),
    uncounted: uncounted
      .slice(0, MOST_LISTED)
      .map(({ line_number, lot_number, location_code }) => ({ line_number, lot_number, location_code })),
    uncounted_total: uncounted.length,
  };
}

/**
 * Asks for lines to be counted again. What is entered then takes the place of the earlier entry, which stays in the history; a
 * line nobody counts again keeps it. Throws `not_found`, `state_conflict`, `unknown_reference`, `stock_count_rule`.
 */
export async function askRecount(tx: Tx, context: Context, id: string, input: z.infer<typeof newRecount>) {
  const stepped = await stepCount(tx, id, 'recount', { round_started_at: instant(context.clock) });
  const count = found(await findCount(tx, id), 'stock count', id);
  assertStepped(stepped, 'stock count', count, 'recount', countSteps.recount.from);
  const lines = new Map((await allLines(tx, id)).map((line) => [line.id, line]));
  const unknown: Violation[] = [];
  const uncounted: Violation[] = [];
  input.line_ids.forEach((lineId, index) => {
    const pointer = `/body/line_ids/${index}`;
    const line = lines.get(lineId);
    const params = { resource: 'line of the count' };
    if (line === undefined) unknown.push({ rule: 'unknown_reference', pointer, value: lineId, params });
    else if (line.counted === null)
      uncounted.push({ rule: 'line_not_counted', pointer, params: { line_number: line.line_number } });
  });
  if (unknown.length > 0) throw new Problem('unknown_reference', {}, unknown);
  if (uncounted.length > 0) throw new Problem('stock_count_rule', {}, uncounted);
  await clearDifferences(tx, id);
  await markRecount(tx, input.line_ids);
  return describeCount(tx, id);
}

import type { Reader } from '../database/database.ts';
import { found } from '../lib/expect.ts';
import { differingLines, readProgress } from './line-store.ts';
import { isCounting } from './states.ts';
import { type Count, findCount, publicCount } from './store.ts';
import { isTotalAboveThreshold, type Thresholds, valueOfDifferences } from './thresholds.ts';

/** A count with how far it has come and, once it is closed, what its differences ask for. Throws `not_found`. */
export async function describeCount(reader: Reader, id: string) {
  const count = found(await findCount(reader, id), 'stock count', id);
  const progress = await readProgress(reader, id);
  if (isCounting(count.state)) {
    const open = { lines_differing: null, lines_above_threshold: null };
    return { ...publicCount(count), ...progress, ...open, difference_value: null, second_person: null };
  }
  const lines = await differingLines(reader, id);
  return {
    ...publicCount(count),
    ...progress,
    difference_value: valueOfDifferences(lines, count.threshold_currency),
    second_person: progress.lines_above_threshold > 0 || isTotalAboveThreshold(lines, thresholdsOf(count)),
  };
}

/** The thresholds a count declared. */
export function thresholdsOf(count: Count): Thresholds {
  return {
    value: count.threshold_value,
    currency: count.threshold_currency,
    share_percent: count.threshold_share_percent,
  };
}

/** Whether people are counting blind: what is expected is not shown then. */
export function isBlindNow(count: Pick<Count, 'blind' | 'state'>): boolean {
  return count.blind && isCounting(count.state);
}

import { fromBillionths, toBillionths } from '../lib/decimal.ts';

/** Above which a second person has to look at a difference. */
export interface Thresholds {
  /** Exact decimal in `currency`. */
  readonly value: string;
  readonly currency: string;
  /** Of the expected quantity, in percent. */
  readonly share_percent: number;
}

export interface Difference {
  readonly expected: number;
  readonly counted: number;
  /** Exact decimal per base unit; null when it is not known. */
  readonly unit_value: string | null;
  readonly currency: string | null;
}

/**
 * Whether the difference of one line needs a second person: more than the share of what was expected, worth more than the
 * value, or of a worth nobody knows in that currency. No difference never does.
 */
export function isAboveThreshold(line: Difference, thresholds: Thresholds): boolean {
  const size = Math.abs(line.counted - line.expected);
  if (size === 0) return false;
  const value = worthOf(line, thresholds.currency);
  return (
    value === null ||
    value > toBillionths(thresholds.value) ||
    size * 100 > thresholds.share_percent * line.expected
  );
}

/** What all differences of a count are worth together, losses and gains added, not set off; what is not known is left out. */
export function valueOfDifferences(lines: readonly Difference[], currency: string): string {
  return fromBillionths(lines.reduce((sum, line) => sum + (worthOf(line, currency) ?? 0n), 0n));
}

/** Whether the differences together are worth more than the value, though each alone may not be. */
export function isTotalAboveThreshold(lines: readonly Difference[], thresholds: Thresholds): boolean {
  return toBillionths(valueOfDifferences(lines, thresholds.currency)) > toBillionths(thresholds.value);
}

function worthOf(line: Difference, currency: string): bigint | null {
  if (line.unit_value === null || line.currency !== currency) return null;
  return toBillionths(line.unit_value) * BigInt(Math.abs(line.counted - line.expected));
}

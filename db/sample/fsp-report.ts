import { stringify } from 'csv-stringify/sync';
import { dayFrom } from './calendar.ts';

export interface InstructedPayment {
  readonly reference: string;
  readonly amount_cents: number;
}

type ReportRow = readonly [
  reference: string,
  status: 'paid' | 'failed',
  amount: string,
  currency: 'USD',
  fsp_reference: string,
  paid_on: string,
  reason: string,
];

const header = ['reference', 'status', 'amount', 'currency', 'fsp_reference', 'paid_on', 'reason'];

/** What the short payment lacks. */
export const SHORT_BY_CENTS = 500;
/** The row whose reference nobody instructed. */
export const UNKNOWN_REFERENCE = 'SIN-INSTRUCCION-0001';

/** Dollars with two decimals, from whole cents alone. */
function dollars(cents: number): string {
  return `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
}

/**
 * The provider's report on these instructed payments, dated the day before `today`. All are paid in full but the one
 * a third down the list, which failed with AC04 (account closed), and the one two thirds down, paid 5.00 short. Then
 * come a paid row of an unknown reference and an exact repeat of the first row.
 * Throws a RangeError for fewer than three payments, or when the short one is not above 5.00.
 */
export function fspReportCsv(instructed: readonly InstructedPayment[], today: string): string {
  const failedAt = Math.floor(instructed.length / 3);
  const shortAt = Math.floor((instructed.length * 2) / 3);
  const paidOn = dayFrom(today, -1);
  if (instructed.length < 3 || (instructed[shortAt]?.amount_cents ?? 0) <= SHORT_BY_CENTS) {
    throw new RangeError('The sample report needs three payments or more, each above 5.00');
  }
  const paid = (reference: string, cents: number, position: number): ReportRow => {
    const fspReference = `IZT${String(position + 1).padStart(7, '0')}`;
    return [reference, 'paid', dollars(cents), 'USD', fspReference, paidOn, ''];
  };
  const rows = instructed.map(({ reference, amount_cents }, index): ReportRow => {
    if (index === failedAt) return [reference, 'failed', dollars(amount_cents), 'USD', '', '', 'AC04'];
    return paid(reference, index === shortAt ? amount_cents - SHORT_BY_CENTS : amount_cents, index);
  });
  const repeated = rows.slice(0, 1);
  return stringify([header, ...rows, paid(UNKNOWN_REFERENCE, 12_000, rows.length), ...repeated]);
}

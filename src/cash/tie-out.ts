import { assert } from '../lib/assert.ts';
import { sumCents } from '../lib/money.ts';
import type { FspReportRow } from './fsp-report-file.ts';
import type { MatchKind, MatchOutcome, PaymentToMatch, ReportedStatus } from './match.ts';

/** A payment as it stands now; `returned_cents` is what evidence other than report rows (the bank) took back. */
export interface TieOutPayment extends PaymentToMatch {
  readonly returned_cents?: number;
}

/** A report row with the outcome it had when it was imported. */
export type TieOutRow = Pick<
  FspReportRow,
  'file' | 'row' | 'reference' | 'status' | 'amount_cents' | 'currency' | 'reason'
> &
  Pick<MatchOutcome, 'kind' | 'payment_id' | 'applied_cents' | 'reversed_cents'>;

/** `unpaid` explains approved minus paid; `reported` explains reported minus paid. */
export type TieOutSide = 'unpaid' | 'reported';
export type TieOutKind = Exclude<MatchKind, 'matched'> | 'not_reported' | 'returned';

export interface TieOutLine {
  readonly side: TieOutSide;
  readonly kind: TieOutKind;
  readonly reference: string;
  readonly payment_id: string | null;
  /** The row the line rests on: the refused row itself, or the latest evidence on the payment. */
  readonly file: string | null;
  readonly row: number | null;
  /** The payment's amount on the unpaid side, the stated one on the reported side (null where none is stated). */
  readonly amount_cents: number | null;
  readonly currency: string | null;
  /** What the line explains, in the currency of the tie-out; never negative, 0 for a row that states no payment. */
  readonly difference_cents: number;
  /** The provider's words. */
  readonly reason: string | null;
}

/** Signed so that the steps add up: approved first, unpaid kinds below zero, reported kinds above. */
export interface BridgeStep {
  readonly side: 'approved' | TieOutSide;
  readonly label: 'approved' | TieOutKind;
  readonly amount_cents: number;
}

/** A payment whose paid amount its own evidence does not give. Kept out of the bridge: it is no explanation. */
export interface Inconsistency {
  readonly payment_id: string;
  readonly reference: string;
  readonly paid_cents: number;
  /** Applied less reversed less returned. */
  readonly evidence_cents: number;
}

export type KindCounts = Readonly<Partial<Record<TieOutKind, number>>>;

export interface TieOut {
  readonly currency: string;
  readonly approved_cents: number;
  readonly instructed_cents: number;
  /** The provider's paid rows as stated, in this currency, duplicates and strangers included. */
  readonly reported_paid_cents: number;
  readonly paid_cents: number;
  readonly counts: {
    readonly payments: number;
    readonly instructed: number;
    readonly paid_in_full: number;
    readonly report_rows: number;
    /** Lines by kind. */
    readonly unpaid: KindCounts;
    readonly reported: KindCounts;
  };
  readonly lines: readonly TieOutLine[];
  readonly bridge: readonly BridgeStep[];
  /** Reported minus the sum of the bridge; anything but 0 means ledger and evidence disagree. */
  readonly unexplained_cents: number;
  readonly inconsistencies: readonly Inconsistency[];
}

/** The kinds of row whose stated amount stays, in whole or in part, outside the payments. */
const EXCESS_KINDS: ReadonlySet<MatchKind> = new Set<MatchKind>([
  'amount_over',
  'already_paid',
  'duplicate_row',
  'unknown_reference',
  'ambiguous_reference',
  'not_instructed',
  'currency_mismatch',
]);

/** The kinds of row that said something new about a payment. */
const NEWS_KINDS: ReadonlySet<MatchKind> = new Set<MatchKind>([
  'matched',
  'amount_short',
  'amount_over',
  'already_paid',
  'failed',
  'late_failure',
  'pending',
  'unknown_status',
]);

const UNPAID_KINDS = {
  not_reported: 'not_reported',
  paid: 'amount_short',
  failed: 'failed',
  pending: 'pending',
  unknown: 'unknown_status',
} as const satisfies Record<ReportedStatus, TieOutKind>;

/**
 * Explains a payment list against the rows reported on it, in integer cents:
 * approved − Σ unpaid lines = paid, and paid + Σ reported lines = reported.
 *
 * Totals come from payments and rows, the bridge from the lines, so the residual is a finding and not a definition:
 * it is 0 exactly when what the rows applied is what the payments hold. Two errors could cancel in it; payments are
 * therefore compared one by one as well (`inconsistencies`).
 *
 * `report_rows` stand in the order of their import; rows in another currency are listed and never summed.
 * Throws when there is no payment or the payments have several currencies.
 */
export function tieOut(input: {
  readonly payments: readonly TieOutPayment[];
  readonly report_rows: readonly TieOutRow[];
}): TieOut {
  const { payments, report_rows: rows } = input;
  const currency = oneCurrency(payments);
  const approved_cents = sumCents(payments.map((payment) => payment.amount_cents));
  const reported_paid_cents = sumCents(rows.map((row) => statedCents(row, currency)));
  const instructed = payments.filter((payment) => payment.state === 'instructed');
  const lines = [...unpaidLines(payments, rows), ...reportedLines(payments, rows, currency)];
  const bridge = bridgeOf(approved_cents, lines);
  return {
    currency,
    approved_cents,
    instructed_cents: sumCents(instructed.map((payment) => payment.amount_cents)),
    reported_paid_cents,
    paid_cents: sumCents(payments.map((payment) => payment.paid_cents)),
    counts: {
      payments: payments.length,
      instructed: instructed.length,
      paid_in_full: payments.filter((payment) => payment.paid_cents === payment.amount_cents).length,
      report_rows: rows.length,
      unpaid: countKinds(lines, 'unpaid'),
      reported: countKinds(lines, 'reported'),
    },
    lines,
    bridge,
    unexplained_cents: reported_paid_cents - sumCents(bridge.map((step) => step.amount_cents)),
    inconsistencies: inconsistenciesOf(payments, rows),
  };
}

function oneCurrency(payments: readonly TieOutPayment[]): string {
  const currency = payments[0]?.currency;
  assert(currency !== undefined, 'a tie-out has a payment');
  assert(
    payments.every((payment) => payment.currency === currency),
    'a tie-out has one currency',
  );
  return currency;
}

/** What a row says was paid, in the tie-out's currency. */
function statedCents(row: TieOutRow, currency: string): number {
  return row.status === 'paid' && row.currency === currency ? (row.amount_cents ?? 0) : 0;
}

/** One line for each payment that is not whole, by reference; two when a part came back through the bank. */
function unpaidLines(payments: readonly TieOutPayment[], rows: readonly TieOutRow[]): TieOutLine[] {
  const latest = new Map<string, TieOutRow>();
  for (const row of rows) {
    if (row.payment_id !== null && NEWS_KINDS.has(row.kind)) latest.set(row.payment_id, row);
  }
  return [...payments].sort(byReference).flatMap((payment) => {
    const gap = payment.amount_cents - payment.paid_cents;
    if (gap <= 0) return [];
    const returned = Math.min(payment.returned_cents ?? 0, gap);
    const kind = payment.state === 'not_instructed' ? 'not_instructed' : UNPAID_KINDS[payment.reported];
    const row = latest.get(payment.payment_id) ?? null;
    const lines: TieOutLine[] = [];
    if (returned > 0) lines.push(paymentLine('unpaid', 'returned', payment, returned, null));
    if (gap > returned) lines.push(paymentLine('unpaid', kind, payment, gap - returned, row));
    return lines;
  });
}

/** One line for each row that stated more than it applied or took something back, then the bank's returns. */
function reportedLines(
  payments: readonly TieOutPayment[],
  rows: readonly TieOutRow[],
  currency: string,
): TieOutLine[] {
  const lines = rows.flatMap((row) => {
    if (row.kind === 'late_failure') return [rowLine(row, row.kind, row.reversed_cents)];
    if (row.kind === 'matched' || !EXCESS_KINDS.has(row.kind)) return [];
    return [rowLine(row, row.kind, statedCents(row, currency) - row.applied_cents)];
  });
  for (const payment of [...payments].sort(byReference)) {
    const returned = payment.returned_cents ?? 0;
    if (returned > 0) lines.push(paymentLine('reported', 'returned', payment, returned, null));
  }
  return lines;
}

function paymentLine(
  side: TieOutSide,
  kind: TieOutKind,
  payment: TieOutPayment,
  difference_cents: number,
  row: TieOutRow | null,
): TieOutLine {
  const { reference, payment_id, amount_cents, currency } = payment;
  const evidence = { file: row?.file ?? null, row: row?.row ?? null, reason: row?.reason ?? null };
  return { side, kind, reference, payment_id, amount_cents, currency, difference_cents, ...evidence };
}

function rowLine(row: TieOutRow, kind: TieOutKind, difference_cents: number): TieOutLine {
  const { reference, payment_id, file, amount_cents, currency, reason } = row;
  return {
    side: 'reported',
    kind,
    reference,
    payment_id,
    file,
    row: row.row,
    amount_cents,
    currency,
    difference_cents,
    reason,
  };
}

function byReference(a: TieOutPayment, b: TieOutPayment): number {
  return a.reference < b.reference ? -1 : a.reference > b.reference ? 1 : 0;
}

/** Approved, then the kinds of each side by name, so that the order does not depend on the data. Zeros are left out. */
function bridgeOf(approvedCents: number, lines: readonly TieOutLine[]): BridgeStep[] {
  const steps: BridgeStep[] = [{ side: 'approved', label: 'approved', amount_cents: approvedCents }];
  for (const side of ['unpaid', 'reported'] as const) {
    const amounts = new Map<TieOutKind, number[]>();
    for (const line of lines) {
      if (line.side !== side || line.difference_cents === 0) continue;
      const ofKind = amounts.get(line.kind);
      if (ofKind === undefined) amounts.set(line.kind, [line.difference_cents]);
      else ofKind.push(line.difference_cents);
    }
    for (const label of [...amounts.keys()].sort()) {
      const total = sumCents(amounts.get(label) ?? []);
      steps.push({ side, label, amount_cents: side === 'unpaid' ? -total : total });
    }
  }
  return steps;
}

function countKinds(lines: readonly TieOutLine[], side: TieOutSide): KindCounts {
  const counts: Partial<Record<TieOutKind, number>> = {};
  for (const line of lines) {
    if (line.side === side) counts[line.kind] = (counts[line.kind] ?? 0) + 1;
  }
  return counts;
}

function inconsistenciesOf(payments: readonly TieOutPayment[], rows: readonly TieOutRow[]): Inconsistency[] {
  const evidence = new Map<string, number>();
  for (const row of rows) {
    if (row.payment_id === null) continue;
    const change = row.applied_cents - row.reversed_cents;
    evidence.set(row.payment_id, (evidence.get(row.payment_id) ?? 0) + change);
  }
  return payments.flatMap(({ payment_id, reference, paid_cents, amount_cents, returned_cents = 0 }) => {
    const evidence_cents = (evidence.get(payment_id) ?? 0) - returned_cents;
    const isSound = evidence_cents === paid_cents && paid_cents <= amount_cents;
    return isSound ? [] : [{ payment_id, reference, paid_cents, evidence_cents }];
  });
}

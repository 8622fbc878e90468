import { assert } from '../lib/assert.ts';
import { sha256 } from '../lib/hash.ts';
import { assertCents, formatCents } from '../lib/money.ts';
import type { Params } from '../lib/problem.ts';
import type { FspReportRow, ReportStatus } from './fsp-report-file.ts';

/** Whether the list of the payment was sent to the provider. */
export type InstructionState = 'instructed' | 'not_instructed';

/** The provider's latest word on a payment. */
export type ReportedStatus = 'not_reported' | ReportStatus;

/** A payment as it stands before the report is applied. */
export interface PaymentToMatch {
  readonly payment_id: string;
  readonly reference: string;
  readonly amount_cents: number;
  readonly currency: string;
  readonly state: InstructionState;
  /** What earlier rows paid, less what was reversed. */
  readonly paid_cents: number;
  readonly reported: ReportedStatus;
}

/** What a row turned out to be. */
export const MATCH_KINDS = [
  'matched',
  'amount_short',
  'amount_over',
  'already_paid',
  'failed',
  'late_failure',
  'pending',
  'unknown_status',
  'duplicate_row',
  'unknown_reference',
  'ambiguous_reference',
  'not_instructed',
  'currency_mismatch',
] as const;
export type MatchKind = (typeof MATCH_KINDS)[number];

export interface MatchOutcome {
  readonly row: number;
  readonly row_hash: string;
  readonly kind: MatchKind;
  /** The payment the row names, also where the row is refused; null for an unknown or ambiguous reference. */
  readonly payment_id: string | null;
  /** What the row adds to the payment's paid amount, and what it takes away from it; never negative. */
  readonly applied_cents: number;
  readonly reversed_cents: number;
  /**
   * Never negative; the kind gives its direction. Still unpaid after the row (amount_short, failed, pending,
   * unknown_status); stated beyond what was due (amount_over, already_paid); stated and not applied (the kinds that
   * refuse a row; in the row's own currency); taken back (late_failure).
   */
  readonly difference_cents: number;
  /**
   * Whether the row now counts as known. The caller keeps the hashes of these, and of these only, for
   * `seen_row_hashes`: a row refused today may be in order once its list is instructed.
   */
  readonly is_evidence: boolean;
  /** For the text shown to people: reference, currency, stated, due, paid_before, difference, first_row. */
  readonly explanation: Params;
}

export interface MatchedPayment {
  readonly payment_id: string;
  readonly paid_cents: number;
  readonly reported: ReportedStatus;
}

export interface MatchInput {
  readonly payments: readonly PaymentToMatch[];
  /** The rows of one file; row numbers are unique. */
  readonly rows: readonly FspReportRow[];
  /** Hashes of the evidence of earlier files. */
  readonly seen_row_hashes: ReadonlySet<string>;
}

export interface MatchResult {
  /** One for each row, by row number. */
  readonly outcomes: readonly MatchOutcome[];
  /** The payments that a row told something about, as they stand afterwards, by payment id. */
  readonly payments: readonly MatchedPayment[];
}

interface Standing {
  readonly payment: PaymentToMatch;
  paid_cents: number;
  reported: ReportedStatus;
}

interface Effect {
  readonly kind: MatchKind;
  readonly applied_cents: number;
  readonly reversed_cents: number;
  readonly difference_cents: number;
  readonly reported: ReportedStatus;
}

/**
 * Ties the rows of one provider report to payments and says what each row does; computes only, posts nothing.
 *
 * Rows are taken by row number, whatever the order of the array: of two equal rows the lower number counts, and of
 * two statements on one payment the higher number is the later news. The paid amount never passes the instructed
 * one; what is stated beyond it stays a difference for a person. A failure after a success takes back what was paid
 * (`reversed_cents`, posted as a linked reversal) and needs two people.
 *
 * Throws when payments or row numbers contradict themselves (paid above the amount, a number twice).
 */
export function matchReport(input: MatchInput): MatchResult {
  const standings = standingsByReference(input.payments);
  const rows = [...input.rows].sort((a, b) => a.row - b.row);
  const firstRows = new Map<string, number>();
  const touched = new Map<string, MatchedPayment>();
  const outcomes = rows.map((row, index) => {
    assert(row.row !== rows[index - 1]?.row, `row ${row.row} stands twice`);
    const hash = reportRowHash(row);
    const candidates = standings.get(row.reference) ?? [];
    const firstRow = firstRows.get(hash) ?? null;
    const isKnown = firstRow !== null || input.seen_row_hashes.has(hash);
    if (firstRow === null) firstRows.set(hash, row.row);
    const refusal = isKnown ? 'duplicate_row' : refusalOf(row, candidates);
    const standing = candidates.length === 1 ? (candidates[0] ?? null) : null;
    if (refusal !== null || standing === null) {
      return refusedOutcome(row, hash, refusal ?? 'unknown_reference', standing, firstRow);
    }
    const effect = effectOf(row, standing);
    const outcome = evidenceOutcome(row, hash, standing, effect);
    standing.paid_cents += effect.applied_cents - effect.reversed_cents;
    standing.reported = effect.reported;
    const { payment_id } = standing.payment;
    touched.set(payment_id, { payment_id, paid_cents: standing.paid_cents, reported: standing.reported });
    return outcome;
  });
  const byId = (a: MatchedPayment, b: MatchedPayment) => (a.payment_id < b.payment_id ? -1 : 1);
  return { outcomes, payments: [...touched.values()].sort(byId) };
}

/**
 * SHA-256 over what a row says, in 64 hexadecimal digits: equal for equal statements in any file, row or spelling
 * of the status. The remark on a paid row is left out, since a provider that adds one is not paying again.
 */
export function reportRowHash(row: FspReportRow): string {
  const status = row.status === 'unknown' ? `unknown ${row.status_text.toUpperCase()}` : row.status;
  const reason = row.status === 'paid' ? null : row.reason;
  const fields = [
    row.reference,
    status,
    row.amount_cents,
    row.currency,
    row.fsp_reference,
    row.paid_on,
    reason,
  ];
  return sha256(JSON.stringify(fields));
}

function standingsByReference(payments: readonly PaymentToMatch[]): Map<string, Standing[]> {
  const standings = new Map<string, Standing[]>();
  for (const payment of payments) {
    const { amount_cents, paid_cents, reference, reported } = payment;
    assertCents(amount_cents);
    assertCents(paid_cents);
    assert(0 <= paid_cents && paid_cents <= amount_cents, `${reference} is paid beyond its amount`);
    const same = standings.get(reference);
    const standing = { payment, paid_cents, reported };
    if (same === undefined) standings.set(reference, [standing]);
    else same.push(standing);
  }
  return standings;
}

/** Why a row can not speak for any payment; null when it can. */
function refusalOf(row: FspReportRow, candidates: readonly Standing[]): MatchKind | null {
  const only = candidates[0];
  if (only === undefined) return 'unknown_reference';
  // Two households under one reference: choosing one of them would be a guess, so nobody is updated.
  if (candidates.length > 1) return 'ambiguous_reference';
  if (only.payment.state === 'not_instructed') return 'not_instructed';
  // A failed row may leave its currency out; it states no money then.
  if (row.currency !== null && row.currency !== only.payment.currency) return 'currency_mismatch';
  return null;
}

function effectOf(row: FspReportRow, standing: Standing): Effect {
  switch (row.status) {
    case 'paid':
      return successEffect(row.amount_cents, standing);
    case 'failed':
      return failureEffect(row.amount_cents, standing);
    case 'pending':
      return newsEffect('pending', 'pending', standing);
    case 'unknown':
      return newsEffect('unknown_status', 'unknown', standing);
  }
}

function unpaid(standing: Standing): number {
  return standing.payment.amount_cents - standing.paid_cents;
}

/** A success pays what is still due and no more; a second one completes a payment that came short. */
function successEffect(statedCents: number, standing: Standing): Effect {
  const due = unpaid(standing);
  const applied_cents = Math.min(statedCents, due);
  const common = { applied_cents, reversed_cents: 0, reported: 'paid' } as const;
  if (due === 0) return { ...common, kind: 'already_paid', difference_cents: statedCents };
  if (statedCents < due) return { ...common, kind: 'amount_short', difference_cents: due - statedCents };
  if (statedCents > due) return { ...common, kind: 'amount_over', difference_cents: statedCents - due };
  return { ...common, kind: 'matched', difference_cents: 0 };
}

/**
 * After a success a failure takes back the stated amount, at most what was paid. No amount, or the 0.00 that some
 * providers write on every failure, means all of it.
 */
function failureEffect(statedCents: number | null, standing: Standing): Effect {
  const common = { applied_cents: 0, reported: 'failed' } as const;
  if (standing.paid_cents === 0) {
    return { ...common, kind: 'failed', reversed_cents: 0, difference_cents: unpaid(standing) };
  }
  const reversed_cents = Math.min(statedCents || standing.paid_cents, standing.paid_cents);
  return { ...common, kind: 'late_failure', reversed_cents, difference_cents: reversed_cents };
}

/** Pending and unknown move no money. A payment already whole stays paid; any other now waits, and blocks a retry. */
function newsEffect(kind: 'pending' | 'unknown_status', status: ReportStatus, standing: Standing): Effect {
  const difference_cents = unpaid(standing);
  const reported = difference_cents === 0 ? standing.reported : status;
  return { kind, applied_cents: 0, reversed_cents: 0, difference_cents, reported };
}

function evidenceOutcome(row: FspReportRow, hash: string, standing: Standing, effect: Effect): MatchOutcome {
  const { reported: _, ...rest } = effect;
  return {
    row: row.row,
    row_hash: hash,
    payment_id: standing.payment.payment_id,
    ...rest,
    is_evidence: true,
    explanation: explain(row, standing, effect.difference_cents, null),
  };
}

function refusedOutcome(
  row: FspReportRow,
  hash: string,
  kind: MatchKind,
  standing: Standing | null,
  firstRow: number | null,
): MatchOutcome {
  const difference_cents = row.status === 'paid' ? row.amount_cents : 0;
  return {
    row: row.row,
    row_hash: hash,
    kind,
    payment_id: standing?.payment.payment_id ?? null,
    applied_cents: 0,
    reversed_cents: 0,
    difference_cents,
    is_evidence: false,
    explanation: explain(row, standing, difference_cents, firstRow),
  };
}

/** `due` and `paid_before` are null where no payment is known; `first_row` where no row of this file came first. */
function explain(
  row: FspReportRow,
  standing: Standing | null,
  differenceCents: number,
  firstRow: number | null,
): Params {
  return {
    reference: row.reference,
    status: row.status_text,
    currency: row.currency,
    stated: row.amount_cents === null ? null : formatCents(row.amount_cents),
    due: standing === null ? null : formatCents(standing.payment.amount_cents),
    paid_before: standing === null ? null : formatCents(standing.paid_cents),
    difference: formatCents(differenceCents),
    first_row: firstRow,
  };
}

import type { FspReportRow } from '../../../src/cash/fsp-report-file.ts';
import type { MatchResult, PaymentToMatch } from '../../../src/cash/match.ts';
import type { TieOutRow } from '../../../src/cash/tie-out.ts';
import { present } from '../../../src/lib/assert.ts';

/** An instructed payment of 145.00 USD that nothing was reported on yet. */
export function payment(reference: string, changes: Partial<PaymentToMatch> = {}): PaymentToMatch {
  return {
    payment_id: `payment-${reference}`,
    reference,
    amount_cents: 14_500,
    currency: 'USD',
    state: 'instructed',
    paid_cents: 0,
    reported: 'not_reported',
    ...changes,
  };
}

/** A row as a provider reports it; without an amount it is a failure that states none. */
export function reportRow(
  row: number,
  reference: string,
  status: FspReportRow['status'],
  amountCents: number | null = 14_500,
  changes: Partial<Pick<FspReportRow, 'file' | 'fsp_reference' | 'paid_on' | 'reason' | 'status_text'>> & {
    currency?: string;
  } = {},
): FspReportRow {
  const common = {
    file: 'report.csv',
    row,
    reference,
    status_text: status,
    fsp_reference: null,
    paid_on: null,
    reason: null,
    currency: 'USD',
    ...changes,
  };
  return status === 'failed'
    ? { ...common, status, amount_cents: amountCents }
    : { ...common, status, amount_cents: present(amountCents, 'amount') };
}

/** The payments as they stand after a report. */
export function afterReport(payments: readonly PaymentToMatch[], result: MatchResult): PaymentToMatch[] {
  const changed = new Map(result.payments.map((one) => [one.payment_id, one]));
  return payments.map((one) => ({ ...one, ...changed.get(one.payment_id) }));
}

/** What the service keeps of a report: each row with its outcome. */
export function keptRows(rows: readonly FspReportRow[], result: MatchResult): TieOutRow[] {
  const byNumber = new Map(rows.map((row) => [row.row, row]));
  return result.outcomes.map((outcome) => ({ ...present(byNumber.get(outcome.row), 'row'), ...outcome }));
}

export function evidenceHashes(result: MatchResult): string[] {
  return result.outcomes.filter((outcome) => outcome.is_evidence).map((outcome) => outcome.row_hash);
}

import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { alreadyImported, assertAccepted, type ImportOutcome } from '../exchange/imports.ts';
import type { TableFile } from '../exchange/table-file.ts';
import { assert, present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { sumCents } from '../lib/money.ts';
import { OPERATION_TIME_ZONE } from '../sites/operations.ts';
import { type FspReportRow, readFspReport } from './fsp-report-file.ts';
import { insertEntries, openPostings } from './ledger-store.ts';
import { type PaymentNews, readPayments, updatePayment } from './list-store.ts';
import { type MatchResult, matchReport } from './match.ts';
import { type OutcomeSum, sumOutcomes } from './outcome-sums.ts';
import { asMatchable, type StoredPayment, stateAfter } from './payment-state.ts';
import { reportPostings } from './postings.ts';
import { sealReason, sealStatusText } from './report-reason.ts';
import type { fspReportImportQuery } from './report-schema.ts';
import {
  countReports,
  evidenceHashes,
  type FspReportRecord,
  findReportOfFile,
  insertReport,
} from './report-store.ts';
import { type HeldList, holdList } from './step.ts';

type Options = z.infer<typeof fspReportImportQuery>;

export interface FspReportImportOutcome extends ImportOutcome {
  outcomes: OutcomeSum[];
  payments_changed: number;
  applied_cents: number;
  reversed_cents: number;
}

/** Payments are written so many at a time, each with a guard of its own. */
const CHUNK = 200;

/**
 * Takes a provider's report on an instructed list: every row with what it turned out to be, the postings it causes and the
 * payments as they now stand, or nothing at all. Reports on one list take turns. A file that is there already changes
 * nothing. Throws `not_found`, `state_conflict`, `import_rejected` with every violation, and what `readTable` throws.
 */
export async function importReport(
  tx: Tx,
  context: Context,
  principal: Principal,
  listId: string,
  file: TableFile,
  options: Options,
): Promise<FspReportImportOutcome> {
  const list = await holdList(tx, context, listId, 'import a report', ['instructed']);
  const file_sha256 = file.sha256;
  const earlier = await findReportOfFile(tx, listId, file_sha256);
  if (earlier !== undefined) {
    const rows_total = earlier.row_count + earlier.rows_refused;
    const nothing = { outcomes: [], payments_changed: 0, applied_cents: 0, reversed_cents: 0 };
    return { ...alreadyImported({ id: earlier.id, rows_total }, options.dry_run), ...nothing };
  }
  const { rows, violations, total_rows, ignored_columns } = readFspReport(file, {
    dateOrder: options.date_order,
    currency: options.currency,
    lastDay: today(context.clock, OPERATION_TIME_ZONE),
  });
  assertAccepted(violations, rows.length, options);
  const payments = await readPayments(tx, listId);
  const result = matchReport({
    payments: payments.map((payment) => asMatchable(payment, list.currency)),
    rows,
    seen_row_hashes: await evidenceHashes(tx, listId),
  });
  const report = {
    id: context.ids.next(),
    list_id: listId,
    sequence_number: (await countReports(tx, listId)).reports + 1,
    file_name: options.file_name,
    file_sha256,
    row_count: rows.length,
    rows_refused: total_rows - rows.length,
    imported_by: principal.person_id,
    imported_at: instant(context.clock),
  };
  await saveRows(tx, context, report, rows, result);
  await postOutcomes(tx, context, report, list, result);
  return {
    import_id: options.dry_run ? null : report.id,
    already_imported: false,
    dry_run: options.dry_run,
    rows_total: total_rows,
    rows_taken: rows.length,
    rows_refused: report.rows_refused,
    ignored_columns,
    violations,
    outcomes: sumOutcomes(rows, result),
    payments_changed: await updatePayments(tx, payments, result),
    applied_cents: sumCents(result.outcomes.map((outcome) => outcome.applied_cents)),
    reversed_cents: sumCents(result.outcomes.map((outcome) => outcome.reversed_cents)),
  };
}

async function saveRows(
  tx: Tx,
  context: Context,
  report: FspReportRecord,
  rows: readonly FspReportRow[],
  result: MatchResult,
): Promise<void> {
  const outcomes = new Map(result.outcomes.map((outcome) => [outcome.row, outcome]));
  const records = rows.map(({ row, file: _, reason, status_text, ...stated }) => {
    const outcome = present(outcomes.get(row), 'the outcome of a row');
    const { row_hash, kind, is_evidence, payment_id, applied_cents, reversed_cents, difference_cents } =
      outcome;
    return {
      report_id: report.id,
      row_number: row,
      list_id: report.list_id,
      ...stated,
      ...sealStatusText(context.sealing, report.id, { row, status: stated.status, status_text }),
      reason_sealed: sealReason(context.sealing, report.id, row, reason),
      row_sha256: row_hash,
      outcome: kind,
      is_evidence: Number(is_evidence),
      payment_id,
      applied_cents,
      reversed_cents,
      difference_cents,
    };
  });
  await insertReport(tx, report, records);
}

async function postOutcomes(
  tx: Tx,
  context: Context,
  report: FspReportRecord,
  list: HeldList,
  result: MatchResult,
): Promise<void> {
  const takesBack = result.outcomes.some((outcome) => outcome.reversed_cents > 0);
  const open = takesBack ? await openPostings(tx, list.id) : [];
  const postings = reportPostings(result.outcomes, open, () => context.ids.next());
  await insertEntries(
    tx,
    postings.map(({ row, kind, ...posting }) => ({
      ...posting,
      list_id: list.id,
      kind,
      from_account: kind === 'pay' ? 'with_fsp' : 'paid',
      to_account: kind === 'pay' ? 'paid' : 'with_fsp',
      evidence_kind: 'fsp_report_row',
      evidence_id: `${report.id}/${row}`,
      posted_by: report.imported_by,
      posted_at: report.imported_at,
    })),
  );
}

/** Writes what the report told about payments; gives how many of them stand otherwise than before. */
async function updatePayments(
  tx: Tx,
  payments: readonly StoredPayment[],
  result: MatchResult,
): Promise<number> {
  const stored = new Map(payments.map((payment) => [payment.id, payment]));
  const news = result.payments.flatMap(({ payment_id, paid_cents, reported }): PaymentNews[] => {
    const before = present(stored.get(payment_id), 'a payment of the list');
    const state = stateAfter(reported, paid_cents, before.amount_cents);
    if (state === before.state && paid_cents === before.paid_cents) return [];
    return [{ id: payment_id, before, after: { state, paid_cents } }];
  });
  for (let start = 0; start < news.length; start += CHUNK) {
    const written = await Promise.all(
      news.slice(start, start + CHUNK).map((change) => updatePayment(tx, change)),
    );
    assert(!written.includes(false), 'nobody changes the payments of a list that is held');
  }
  return news.length;
}

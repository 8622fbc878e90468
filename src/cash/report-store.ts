import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { CashTables, RowOutcome } from '../database/tables/cash.ts';
import type { OutcomeSum } from './outcome-sums.ts';

const CHUNK = 500;

export type FspReportRecord = CashTables['fsp_reports'];
export type FspReportRowRecord = CashTables['fsp_report_rows'];

const reportColumns = [
  'id',
  'list_id',
  'sequence_number',
  'file_name',
  'file_sha256',
  'row_count',
  'rows_refused',
  'imported_by',
  'imported_at',
] as const;

export async function insertReport(
  tx: Tx,
  report: FspReportRecord,
  rows: readonly FspReportRowRecord[],
): Promise<void> {
  await tx.insertInto('fsp_reports').values(report).execute();
  for (let start = 0; start < rows.length; start += CHUNK) {
    await tx
      .insertInto('fsp_report_rows')
      .values(rows.slice(start, start + CHUNK))
      .execute();
  }
}

export async function listReports(reader: Reader, request: PageRequest & { list_id?: string | undefined }) {
  let query = reader.selectFrom('fsp_reports').select(reportColumns);
  if (request.list_id !== undefined) query = query.where('list_id', '=', request.list_id);
  const page = await fetchPage(
    query,
    { columns: { id: 'fsp_reports.id' }, key: ['fsp_reports.id'] },
    request,
  );
  return mapPage(page, (rows) => withOutcomes(reader, rows));
}

export async function findReport(reader: Reader, id: string) {
  const rows = await reader.selectFrom('fsp_reports').select(reportColumns).where('id', '=', id).execute();
  return (await withOutcomes(reader, rows))[0];
}

export async function findReportOfFile(reader: Reader, listId: string, fileSha256: string) {
  return reader
    .selectFrom('fsp_reports')
    .select(['id', 'row_count', 'rows_refused'])
    .where('list_id', '=', listId)
    .where('file_sha256', '=', fileSha256)
    .executeTakeFirst();
}

async function withOutcomes<Row extends { id: string }>(
  reader: Reader,
  reports: Row[],
): Promise<(Row & { outcomes: OutcomeSum[] })[]> {
  const sums = await readOutcomeSums(
    reader,
    reports.map((report) => report.id),
  );
  return reports.map((report) => ({
    ...report,
    outcomes: sums.filter((sum) => sum.report_id === report.id).map(({ report_id: _, ...sum }) => sum),
  }));
}

async function readOutcomeSums(reader: Reader, reportIds: readonly string[]) {
  if (reportIds.length === 0) return [];
  const total = (column: string) => sql<number>`cast(coalesce(sum(${sql.ref(column)}), 0) as bigint)`;
  return reader
    .selectFrom('fsp_report_rows')
    .select([
      'report_id',
      'outcome as kind',
      sql<number>`count(*)`.as('rows'),
      total('amount_cents').as('stated_cents'),
      total('applied_cents').as('applied_cents'),
      total('reversed_cents').as('reversed_cents'),
      total('difference_cents').as('difference_cents'),
    ])
    .where('report_id', 'in', reportIds)
    .groupBy(['report_id', 'outcome'])
    .orderBy('outcome')
    .execute();
}

/** How many reports of the list were imported, and how many of their rows were left out as unreadable. */
export async function countReports(
  reader: Reader,
  listId: string,
): Promise<{ reports: number; rows_refused: number }> {
  const row = await reader
    .selectFrom('fsp_reports')
    .select([
      sql<number>`count(*)`.as('reports'),
      sql<number>`cast(coalesce(sum(rows_refused), 0) as bigint)`.as('rows_refused'),
    ])
    .where('list_id', '=', listId)
    .executeTakeFirst();
  return row ?? { reports: 0, rows_refused: 0 };
}

/** What the rows counted as evidence so far said, by their hashes. */
export async function evidenceHashes(reader: Reader, listId: string): Promise<ReadonlySet<string>> {
  const rows = await reader
    .selectFrom('fsp_report_rows')
    .select('row_sha256')
    .where('list_id', '=', listId)
    .where('is_evidence', '=', 1)
    .execute();
  return new Set(rows.map((row) => row.row_sha256));
}

export async function listReportRows(
  reader: Reader,
  reportId: string,
  request: PageRequest & { outcome?: RowOutcome | undefined },
) {
  let query = reader
    .selectFrom('fsp_report_rows')
    .select([
      'report_id',
      'row_number',
      'reference',
      'status',
      'status_text',
      'status_text_sealed',
      'amount_cents',
      'currency',
      'fsp_reference',
      'paid_on',
      'reason_sealed',
      'outcome',
      'payment_id',
      'applied_cents',
      'reversed_cents',
      'difference_cents',
    ])
    .where('report_id', '=', reportId);
  if (request.outcome !== undefined) query = query.where('outcome', '=', request.outcome);
  const column = 'fsp_report_rows.row_number';
  return fetchPage(
    query,
    { columns: { row_number: column }, key: [column], keyFields: ['row_number'] },
    request,
  );
}

/** Every row reported on a list, in the order of import, with the file it came in. */
export async function readReportRows(reader: Reader, listId: string) {
  return reader
    .selectFrom('fsp_report_rows')
    .innerJoin('fsp_reports', 'fsp_reports.id', 'fsp_report_rows.report_id')
    .select([
      'report_id',
      'file_name',
      'row_number',
      'reference',
      'status',
      'amount_cents',
      'currency',
      'reason_sealed',
      'outcome',
      'payment_id',
      'applied_cents',
      'reversed_cents',
    ])
    .where('fsp_report_rows.list_id', '=', listId)
    .orderBy('sequence_number')
    .orderBy('row_number')
    .execute();
}

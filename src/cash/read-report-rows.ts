import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { mapPage, type PageRequest } from '../database/paging.ts';
import type { RowOutcome } from '../database/tables/cash.ts';
import { found } from '../lib/expect.ts';
import { openReason } from './report-reason.ts';
import { findReport, listReportRows } from './report-store.ts';

/** A page of the rows of a report, with the reasons the caller may see. Throws `not_found`. */
export async function readRowsOfReport(
  context: Context,
  principal: Principal,
  reportId: string,
  request: PageRequest & { outcome?: RowOutcome | undefined },
) {
  const reader = context.database.read;
  found(await findReport(reader, reportId), 'FSP report', reportId);
  return mapPage(await listReportRows(reader, reportId, request), (rows) =>
    rows.map(({ report_id, reason_sealed, ...row }) => ({
      ...row,
      reason: openReason(context.sealing, principal, {
        report_id,
        row_number: row.row_number,
        reason_sealed,
      }),
    })),
  );
}

import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { mapPage, type PageRequest } from '../database/paging.ts';
import type { RowOutcome } from '../database/tables/cash.ts';
import { found } from '../lib/expect.ts';
import { openReason, openStatusText } from './report-reason.ts';
import { findReport, listReportRows } from './report-store.ts';

/** A page of the rows of a report, with the statuses and reasons the caller may see. Throws `not_found`. */
export async function readRowsOfReport(
  context: Context,
  principal: Principal,
  reportId: string,
  request: PageRequest & { outcome?: RowOutcome | undefined },
) {
  const reader = context.database.read;
  found(await findReport(reader, reportId), 'FSP report', reportId);
  return mapPage(await listReportRows(reader, reportId, request), (rows) =>
    rows.map(({ report_id, reason_sealed, status_text_sealed, ...row }) => {
      const { row_number, status_text } = row;
      const at = { report_id, row_number };
      return {
        ...row,
        status_text: openStatusText(context.sealing, principal, { ...at, status_text, status_text_sealed }),
        reason: openReason(context.sealing, principal, { ...at, reason_sealed }),
      };
    }),
  );
}

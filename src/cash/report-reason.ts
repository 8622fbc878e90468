import type { Principal } from '../access/principal.ts';
import type { Sealing } from '../lib/sealing.ts';
import type { FspReportRow } from './fsp-report-file.ts';

/** ISO 20022 codes of two letters and two digits, and those that are words. */
const REASON_CODE = /^(?:[A-Z]{2}[0-9]{2}|AGNT|CNPC|CUST|DUPL|FOCR|FRAD|LEGL|NARR|NOAS|NOOR|SVNR|TECH|UPAY)$/;

interface SealedStatusText {
  readonly report_id: string;
  readonly row_number: number;
  /** Null exactly when `status_text_sealed` is not. */
  readonly status_text: string | null;
  readonly status_text_sealed: string | null;
}

interface SealedReason {
  readonly report_id: string;
  readonly row_number: number;
  readonly reason_sealed: string | null;
}

const contextOf = (reportId: string, row: number) => `fsp_report_rows.reason_sealed ${reportId} ${row}`;

/** A provider's reason as it is stored. People write names into remarks, so all of them are sealed. */
export function sealReason(
  sealing: Sealing,
  reportId: string,
  row: number,
  reason: string | null,
): string | null {
  return reason === null ? null : sealing.seal(reason, contextOf(reportId, row));
}

/** What a caller may see of a reason: a code of the trade always, other words with `households.read_personal` only. */
export function openReason(sealing: Sealing, principal: Principal, row: SealedReason): string | null {
  if (row.reason_sealed === null) return null;
  const reason = sealing.open(row.reason_sealed, contextOf(row.report_id, row.row_number));
  const isShown = REASON_CODE.test(reason) || principal.permissions.has('households.read_personal');
  return isShown ? reason : null;
}

const statusContextOf = (reportId: string, row: number) =>
  `fsp_report_rows.status_text_sealed ${reportId} ${row}`;

/** A provider's status as it is stored. A word we know stands in the clear; any other text may hold a name and is sealed. */
export function sealStatusText(
  sealing: Sealing,
  reportId: string,
  { row, status, status_text }: Pick<FspReportRow, 'row' | 'status' | 'status_text'>,
): Pick<SealedStatusText, 'status_text' | 'status_text_sealed'> {
  if (status !== 'unknown') return { status_text, status_text_sealed: null };
  return {
    status_text: null,
    status_text_sealed: sealing.seal(status_text, statusContextOf(reportId, row)),
  };
}

/** What a caller may see of a status: a word we know always, other text with `households.read_personal` only. */
export function openStatusText(
  sealing: Sealing,
  principal: Principal,
  { report_id, row_number, status_text, status_text_sealed }: SealedStatusText,
): string | null {
  if (status_text_sealed === null) return status_text;
  if (!principal.permissions.has('households.read_personal')) return null;
  return sealing.open(status_text_sealed, statusContextOf(report_id, row_number));
}

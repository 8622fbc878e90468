import type { Principal } from '../access/principal.ts';
import type { Sealing } from '../lib/sealing.ts';

/** ISO 20022 codes of two letters and two digits, and those that are words. */
const REASON_CODE = /^(?:[A-Z]{2}[0-9]{2}|AGNT|CNPC|CUST|DUPL|FOCR|FRAD|LEGL|NARR|NOAS|NOOR|SVNR|TECH|UPAY)$/;

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

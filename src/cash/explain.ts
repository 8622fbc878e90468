import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Reader } from '../database/database.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { accountTotals } from './ledger-store.ts';
import { findPaymentList, readPayments } from './list-store.ts';
import { asMatchable } from './payment-state.ts';
import { openReason } from './report-reason.ts';
import { countReports, readReportRows } from './report-store.ts';
import { tieOut } from './tie-out.ts';

const MAX_READS = 5;

/**
 * Explains an approved or instructed list to the cent: approved, instructed, reported, paid, a line for everything in
 * between, and whether the ledger agrees. Throws `not_found`, `state_conflict` for a list that is not approved, and `busy`
 * when reports keep coming in while it reads.
 */
export async function explain(context: Context, principal: Principal, listId: string) {
  const { list, payments, rows, reports, ledger } = await readAtRest(context.database.read, listId);
  const { state } = list;
  if (state !== 'approved' && state !== 'instructed') {
    const allowed = 'approved, instructed';
    throw new Problem('state_conflict', {
      resource: 'payment list',
      id: listId,
      state,
      action: 'tie out',
      allowed,
    });
  }
  const tied = tieOut({
    payments: payments.map((payment) => asMatchable(payment, list.currency)),
    report_rows: rows.map(({ file_name: file, row_number: row, outcome: kind, ...rest }) => ({
      ...rest,
      file,
      row,
      kind,
      reason: openReason(context.sealing, principal, { ...rest, row_number: row }),
    })),
  });
  const { committed, with_fsp, paid } = ledger;
  return {
    list_id: list.id,
    list_number: list.number,
    list_state: state,
    ...tied,
    counts: { ...tied.counts, rows_refused: reports.rows_refused },
    lines: [...tied.lines],
    bridge: [...tied.bridge],
    inconsistencies: [...tied.inconsistencies],
    ledger: {
      committed_cents: committed,
      with_fsp_cents: with_fsp,
      paid_cents: paid,
      agrees:
        paid === tied.paid_cents &&
        committed === tied.approved_cents - tied.instructed_cents &&
        with_fsp === tied.instructed_cents - tied.paid_cents &&
        tied.approved_cents === list.total_cents,
    },
  };
}

/**
 * A list with all that hangs on it, as it stood at one moment: whatever changes any of it raises the version of the list, so
 * the same version before and after means that nothing came between the reads.
 */
async function readAtRest(reader: Reader, listId: string) {
  for (let reads = 0; reads < MAX_READS; reads += 1) {
    const list = found(await findPaymentList(reader, listId), 'payment list', listId);
    const [payments, rows, reports, ledger] = await Promise.all([
      readPayments(reader, listId),
      readReportRows(reader, listId),
      countReports(reader, listId),
      accountTotals(reader, listId),
    ]);
    const after = await findPaymentList(reader, listId);
    if (after?.version === list.version) return { list, payments, rows, reports, ledger };
  }
  throw new Problem('busy');
}

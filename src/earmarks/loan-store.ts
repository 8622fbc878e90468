import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import { type LoanState, loanSteps } from './states.ts';

export interface NewLoanRow {
  id: string;
  number: string;
  lender_grant_id: string;
  borrower_grant_id: string;
  item_id: string;
  lot_id: string;
  borrowed_lot_id: string;
  quantity: number;
  reason: string;
  agreed_by: string;
  agreed_on: string;
  movement_id: string;
  made_by: string;
  made_at: string;
}

export async function insertLoan(tx: Tx, row: NewLoanRow): Promise<void> {
  await tx
    .insertInto('grant_loans')
    .values({ ...row, state: 'open' })
    .execute();
}

function loanQuery(reader: Reader) {
  return reader
    .selectFrom('grant_loans')
    .innerJoin('grants as lender', 'lender.id', 'grant_loans.lender_grant_id')
    .innerJoin('grants as borrower', 'borrower.id', 'grant_loans.borrower_grant_id')
    .innerJoin('items', 'items.id', 'grant_loans.item_id')
    .innerJoin('lots', 'lots.id', 'grant_loans.lot_id')
    .select([
      'grant_loans.id as id',
      'grant_loans.number as number',
      'grant_loans.lender_grant_id as lender_grant_id',
      'lender.code as lender_grant_code',
      'grant_loans.borrower_grant_id as borrower_grant_id',
      'borrower.code as borrower_grant_code',
      'grant_loans.item_id as item_id',
      'items.code as item_code',
      'grant_loans.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'grant_loans.borrowed_lot_id as borrowed_lot_id',
      'grant_loans.quantity as quantity',
      'grant_loans.repaid as repaid',
      sql<number>`case when grant_loans.state = 'open' then grant_loans.quantity - grant_loans.repaid else 0 end`.as(
        'open',
      ),
      'grant_loans.state as state',
      'grant_loans.reason as reason',
      'grant_loans.agreed_by as agreed_by',
      'grant_loans.agreed_on as agreed_on',
      'grant_loans.movement_id as movement_id',
      'grant_loans.made_by as made_by',
      'grant_loans.made_at as made_at',
      'grant_loans.waived_at as waived_at',
      'grant_loans.waived_reason as waived_reason',
    ]);
}

export interface LoanFilter {
  lender_grant_id?: string | undefined;
  borrower_grant_id?: string | undefined;
  item_id?: string | undefined;
  state?: LoanState | undefined;
}

export async function listLoans(reader: Reader, request: PageRequest & LoanFilter) {
  let query = loanQuery(reader);
  for (const field of ['lender_grant_id', 'borrower_grant_id', 'item_id', 'state'] as const) {
    const value = request[field];
    if (value !== undefined) query = query.where(`grant_loans.${field}`, '=', value as never);
  }
  const page = await fetchPage(
    query,
    { columns: { id: 'grant_loans.id' }, key: ['grant_loans.id'] },
    request,
  );
  return mapPage(page, (rows) => withRepayments(reader, rows));
}

export async function findLoan(reader: Reader, id: string) {
  const rows = await loanQuery(reader).where('grant_loans.id', '=', id).execute();
  return (await withRepayments(reader, rows))[0];
}

async function withRepayments<Row extends { id: string }>(reader: Reader, rows: Row[]) {
  if (rows.length === 0) return [];
  const repayments = await reader
    .selectFrom('grant_loan_repayments')
    .select(['loan_id', 'id', 'lot_id', 'returned_lot_id', 'quantity', 'note', 'movement_id', 'made_at'])
    .where(
      'loan_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('loan_id')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    ...row,
    repayments: repayments.filter(({ loan_id }) => loan_id === row.id).map(({ loan_id: _, ...rest }) => rest),
  }));
}

/** Adds to what is repaid of an open loan, which settles it when nothing is owed any more; false when less is owed. */
export async function addRepaid(tx: Tx, id: string, quantity: number): Promise<boolean> {
  const { from, to } = loanSteps.settle;
  const result = await tx
    .updateTable('grant_loans')
    .set({
      repaid: sql<number>`repaid + ${quantity}`,
      state: sql<LoanState>`case when repaid + ${quantity} = quantity then ${sql.lit(to)} else state end`,
    })
    .where('id', '=', id)
    .where('state', 'in', from)
    .where(sql<boolean>`quantity - repaid >= ${quantity}`)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface NewRepaymentRow {
  id: string;
  loan_id: string;
  lot_id: string;
  returned_lot_id: string;
  quantity: number;
  note: string | null;
  movement_id: string;
  made_by: string;
  made_at: string;
}

export async function insertRepayment(tx: Tx, row: NewRepaymentRow): Promise<void> {
  await tx.insertInto('grant_loan_repayments').values(row).execute();
}

export async function waiveOpen(
  tx: Tx,
  id: string,
  details: { waived_by: string; waived_at: string; waived_reason: string },
): Promise<boolean> {
  const { from, to } = loanSteps.waive;
  const result = await tx
    .updateTable('grant_loans')
    .set({ state: to, ...details })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

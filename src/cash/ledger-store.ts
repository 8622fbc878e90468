import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';
import type { CashAccount, CashEntryKind, CashTables } from '../database/tables/cash.ts';
import type { OpenPosting } from './postings.ts';

const CHUNK = 500;

export type CashEntryRow = CashTables['cash_entries'];

/** Adds to the cash ledger, which nothing changes afterwards. */
export async function insertEntries(tx: Tx, entries: readonly CashEntryRow[]): Promise<void> {
  for (let start = 0; start < entries.length; start += CHUNK) {
    await tx
      .insertInto('cash_entries')
      .values(entries.slice(start, start + CHUNK))
      .execute();
  }
}

/** Takes an amount out of what a grant has left for cash; false when it has not that much. */
export async function commitBudget(tx: Tx, grantId: string, cents: number, at: string): Promise<boolean> {
  const result = await tx
    .updateTable('grants')
    .set({
      cash_committed_cents: sql`cash_committed_cents + ${cents}`,
      version: sql`version + 1`,
      updated_at: at,
    })
    .where('id', '=', grantId)
    .where(sql<boolean>`cash_budget_cents - cash_committed_cents >= ${cents}`)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Gives an amount back to a grant; false when less was committed. */
export async function releaseBudget(tx: Tx, grantId: string, cents: number, at: string): Promise<boolean> {
  const result = await tx
    .updateTable('grants')
    .set({
      cash_committed_cents: sql`cash_committed_cents - ${cents}`,
      version: sql`version + 1`,
      updated_at: at,
    })
    .where('id', '=', grantId)
    .where('cash_committed_cents', '>=', cents)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface CashEntryFilter {
  list_id?: string | undefined;
  payment_id?: string | undefined;
  kind?: CashEntryKind | undefined;
}

export async function listEntries(reader: Reader, request: PageRequest & CashEntryFilter) {
  let query = reader
    .selectFrom('cash_entries')
    .innerJoin('payment_lists', 'payment_lists.id', 'cash_entries.list_id')
    .select([
      'cash_entries.id as id',
      'list_id',
      'payment_id',
      'kind',
      'from_account',
      'to_account',
      'amount_cents',
      'currency',
      'evidence_kind',
      'evidence_id',
      'reverses_entry_id',
      'posted_by',
      'posted_at',
    ]);
  if (request.list_id !== undefined) query = query.where('list_id', '=', request.list_id);
  if (request.payment_id !== undefined) query = query.where('payment_id', '=', request.payment_id);
  if (request.kind !== undefined) query = query.where('kind', '=', request.kind);
  return fetchPage(query, { columns: { id: 'cash_entries.id' }, key: ['cash_entries.id'] }, request);
}

/** The posting that committed the budget of a list. */
export async function findCommitment(reader: Reader, listId: string) {
  return reader
    .selectFrom('cash_entries')
    .select(['id', 'amount_cents'])
    .where('list_id', '=', listId)
    .where('kind', '=', 'commit')
    .executeTakeFirst();
}

/** The pay postings of a list of which something is left that no reversal took back, oldest first. */
export async function openPostings(reader: Reader, listId: string): Promise<OpenPosting[]> {
  const reversed = reader
    .selectFrom('cash_entries')
    .select(['reverses_entry_id', sql<number>`cast(sum(amount_cents) as bigint)`.as('cents')])
    .where('list_id', '=', listId)
    .where('kind', '=', 'reversal')
    .groupBy('reverses_entry_id')
    .as('reversed');
  const rows = await reader
    .selectFrom('cash_entries')
    .leftJoin(reversed, 'reversed.reverses_entry_id', 'cash_entries.id')
    .select([
      'cash_entries.id as entry_id',
      sql<string>`payment_id`.as('payment_id'),
      sql<number>`amount_cents - coalesce(reversed.cents, 0)`.as('open_cents'),
    ])
    .where('list_id', '=', listId)
    .where('kind', '=', 'pay')
    .orderBy('posted_at')
    .orderBy('cash_entries.id')
    .execute();
  return rows.filter((row) => row.open_cents > 0);
}

/** What came into each account of a list less what went out of it, in cents. */
export async function accountTotals(
  reader: Reader,
  listId: string,
): Promise<Readonly<Record<CashAccount, number>>> {
  const rows = await reader
    .selectFrom('cash_entries')
    .select(['from_account', 'to_account', sql<number>`cast(sum(amount_cents) as bigint)`.as('cents')])
    .where('list_id', '=', listId)
    .groupBy(['from_account', 'to_account'])
    .execute();
  const totals = { budget: 0, committed: 0, with_fsp: 0, paid: 0 };
  for (const { from_account, to_account, cents } of rows) {
    totals[from_account] -= cents;
    totals[to_account] += cents;
  }
  return totals;
}

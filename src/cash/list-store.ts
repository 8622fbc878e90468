import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';
import type { PaymentListAction, PaymentListState, PaymentState } from '../database/tables/cash.ts';

const CHUNK = 500;

function listQueryOf(reader: Reader) {
  return reader
    .selectFrom('payment_lists')
    .innerJoin('programmes', 'programmes.id', 'payment_lists.programme_id')
    .select([
      'payment_lists.id as id',
      'payment_lists.number as number',
      'programme_id',
      'programmes.code as programme_code',
      'payment_lists.state as state',
      'payment_lists.currency as currency',
      'payment_count',
      'total_cents',
      'made_by',
      'submitted_by',
      'submitted_at',
      'approved_by',
      'approved_at',
      'payment_lists.version as version',
      'payment_lists.created_at as created_at',
      'payment_lists.updated_at as updated_at',
    ]);
}

export interface PaymentListFilter {
  programme_id?: string | undefined;
  state?: PaymentListState | undefined;
}

export async function listPaymentLists(reader: Reader, request: PageRequest & PaymentListFilter) {
  let query = listQueryOf(reader);
  if (request.programme_id !== undefined) query = query.where('programme_id', '=', request.programme_id);
  if (request.state !== undefined) query = query.where('payment_lists.state', '=', request.state);
  const columns = { number: 'payment_lists.number', id: 'payment_lists.id' };
  return fetchPage(query, { columns, key: ['payment_lists.id'] }, request);
}

export async function findPaymentList(reader: Reader, id: string) {
  return listQueryOf(reader).where('payment_lists.id', '=', id).executeTakeFirst();
}

export interface NewPaymentListRow {
  id: string;
  number: string;
  programme_id: string;
  currency: string;
  payment_count: number;
  total_cents: number;
  made_by: string;
}

export interface NewPaymentRow {
  id: string;
  reference: string;
  household_id: string;
  household_size: number;
  amount_cents: number;
}

/** Adds a draft with its payments. */
export async function insertPaymentList(
  tx: Tx,
  list: NewPaymentListRow,
  payments: readonly NewPaymentRow[],
  at: string,
): Promise<void> {
  const nobody = { submitted_by: null, submitted_at: null, approved_by: null, approved_at: null };
  await tx
    .insertInto('payment_lists')
    .values({ ...list, state: 'draft', ...nobody, created_at: at, updated_at: at })
    .execute();
  for (let start = 0; start < payments.length; start += CHUNK) {
    const rows = payments
      .slice(start, start + CHUNK)
      .map((payment) => ({ ...payment, list_id: list.id, state: 'planned' as const }));
    await tx.insertInto('payments').values(rows).execute();
  }
}

/**
 * Holds a list until the transaction ends: whatever changes it waits here for its turn and then finds it as the one before
 * left it. Its version rises. Undefined when there is no such list.
 */
export async function holdPaymentList(tx: Tx, id: string, at: string) {
  return tx
    .updateTable('payment_lists')
    .set({ version: sql`version + 1`, updated_at: at })
    .where('id', '=', id)
    .returning(['id', 'number', 'programme_id', 'state', 'currency', 'payment_count', 'total_cents'])
    .executeTakeFirst();
}

export interface StateChange {
  state: PaymentListState;
  submitted_by?: string | null;
  submitted_at?: string | null;
  approved_by?: string;
  approved_at?: string;
}

/** Moves a list on from a state; false when it is in another. */
export async function stepPaymentList(
  tx: Tx,
  id: string,
  from: PaymentListState,
  change: StateChange,
): Promise<boolean> {
  const result = await tx
    .updateTable('payment_lists')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface StepRow {
  id: string;
  list_id: string;
  action: PaymentListAction;
  comment: string | null;
  taken_by: string;
  taken_at: string;
}

export async function insertStep(tx: Tx, step: StepRow): Promise<void> {
  await tx.insertInto('payment_list_steps').values(step).execute();
}

export async function listSteps(reader: Reader, listId: string, request: PageRequest) {
  const query = reader
    .selectFrom('payment_list_steps')
    .select(['id', 'action', 'comment', 'taken_by', 'taken_at'])
    .where('list_id', '=', listId);
  return fetchPage(
    query,
    { columns: { id: 'payment_list_steps.id' }, key: ['payment_list_steps.id'] },
    request,
  );
}

/** Whether the person ever made or submitted the list, also before it was returned. */
export async function hasPrepared(reader: Reader, listId: string, personId: string): Promise<boolean> {
  const row = await reader
    .selectFrom('payment_list_steps')
    .select('id')
    .where('list_id', '=', listId)
    .where('taken_by', '=', personId)
    .where('action', 'in', ['make', 'submit'])
    .executeTakeFirst();
  return row !== undefined;
}

/** Which of the households have a payment on a list of the programme that is not cancelled, and on which. */
export async function liveListsOf(
  reader: Reader,
  programmeId: string,
  householdIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const listed = new Map<string, string>();
  for (let start = 0; start < householdIds.length; start += CHUNK) {
    const rows = await reader
      .selectFrom('payments')
      .innerJoin('payment_lists', 'payment_lists.id', 'payments.list_id')
      .select(['household_id', 'number'])
      .where('programme_id', '=', programmeId)
      .where('payment_lists.state', '<>', 'cancelled')
      .where('household_id', 'in', householdIds.slice(start, start + CHUNK))
      .execute();
    for (const row of rows) listed.set(row.household_id, row.number);
  }
  return listed;
}

export async function listPayments(
  reader: Reader,
  listId: string,
  request: PageRequest & { state?: PaymentState | undefined },
) {
  let query = reader
    .selectFrom('payments')
    .innerJoin('households', 'households.id', 'payments.household_id')
    .innerJoin('payment_lists', 'payment_lists.id', 'payments.list_id')
    .select([
      'payments.id as id',
      'list_id',
      'reference',
      'household_id',
      'households.code as household_code',
      'payments.household_size as household_size',
      'amount_cents',
      'payment_lists.currency as currency',
      'payments.state as state',
      'paid_cents',
    ])
    .where('list_id', '=', listId);
  if (request.state !== undefined) query = query.where('payments.state', '=', request.state);
  const columns = { reference: 'payments.reference', id: 'payments.id' };
  return fetchPage(query, { columns, key: ['payments.id'] }, request);
}

/** Every payment of a list as it stands, by reference. */
export async function readPayments(reader: Reader, listId: string) {
  return reader
    .selectFrom('payments')
    .select(['id', 'reference', 'amount_cents', 'state', 'paid_cents'])
    .where('list_id', '=', listId)
    .orderBy('reference')
    .execute();
}

/** Every payment of a list with what the provider must know, personal data sealed. */
export async function readSealedTransfers(reader: Reader, listId: string) {
  return reader
    .selectFrom('payments')
    .innerJoin('households', 'households.id', 'payments.household_id')
    .select([
      'payments.id as payment_id',
      'reference',
      'amount_cents',
      'household_id',
      'households.code as household_code',
      'head_name_sealed',
      'account_sealed',
    ])
    .where('list_id', '=', listId)
    .orderBy('reference')
    .execute();
}

/** Moves every payment of a list on; gives how many there were. */
export async function stepPayments(
  tx: Tx,
  listId: string,
  from: PaymentState,
  to: PaymentState,
): Promise<number> {
  const result = await tx
    .updateTable('payments')
    .set({ state: to })
    .where('list_id', '=', listId)
    .where('state', '=', from)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export interface PaymentNews {
  readonly id: string;
  readonly before: { readonly state: PaymentState; readonly paid_cents: number };
  readonly after: { readonly state: PaymentState; readonly paid_cents: number };
}

/** Writes what a report told about a payment, if it still stands as it did; false when it does not. */
export async function updatePayment(tx: Tx, news: PaymentNews): Promise<boolean> {
  const change = news.after.paid_cents - news.before.paid_cents;
  const result = await tx
    .updateTable('payments')
    .set((eb) => ({ state: news.after.state, paid_cents: eb('paid_cents', '+', change) }))
    .where('id', '=', news.id)
    .where('state', '=', news.before.state)
    .where('paid_cents', '=', news.before.paid_cents)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface InstructionRow {
  id: string;
  number: string;
  list_id: string;
  file_name: string;
  file_sha256: string;
  file_sealed: string;
  payment_count: number;
  total_cents: number;
  made_by: string;
  made_at: string;
}

export async function insertInstruction(tx: Tx, row: InstructionRow): Promise<void> {
  await tx.insertInto('instructions').values(row).execute();
}

export async function findInstruction(reader: Reader, listId: string) {
  return reader
    .selectFrom('instructions')
    .innerJoin('payment_lists', 'payment_lists.id', 'instructions.list_id')
    .select([
      'instructions.id as id',
      'instructions.number as number',
      'list_id',
      'file_name',
      'file_sha256',
      'instructions.payment_count as payment_count',
      'instructions.total_cents as total_cents',
      'currency',
      'instructions.made_by as made_by',
      'made_at',
    ])
    .where('list_id', '=', listId)
    .executeTakeFirst();
}

export async function findSealedFile(reader: Reader, listId: string) {
  return reader
    .selectFrom('instructions')
    .select(['id', 'file_name', 'file_sha256', 'file_sealed'])
    .where('list_id', '=', listId)
    .executeTakeFirst();
}

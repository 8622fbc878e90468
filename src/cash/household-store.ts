import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';

const CHUNK = 500;

interface Flags {
  has_document: number;
  has_account: number;
}

/** No personal data leaves the table here, sealed or not. */
function householdQuery(reader: Reader) {
  return reader
    .selectFrom('households')
    .select([
      'id',
      'operation_id',
      'code',
      'site_id',
      'household_size',
      sql<number>`case when document_sealed is null then 0 else 1 end`.as('has_document'),
      sql<number>`case when account_sealed is null then 0 else 1 end`.as('has_account'),
      'created_at',
    ]);
}

function withFlags<Row extends Flags>(
  row: Row,
): Omit<Row, keyof Flags> & { has_document: boolean; has_account: boolean } {
  return { ...row, has_document: row.has_document === 1, has_account: row.has_account === 1 };
}

export interface HouseholdFilter {
  operation_id?: string | undefined;
  site_id?: string | undefined;
  code?: string | undefined;
}

export async function listHouseholds(reader: Reader, request: PageRequest & HouseholdFilter) {
  let query = householdQuery(reader);
  if (request.operation_id !== undefined) query = query.where('operation_id', '=', request.operation_id);
  if (request.site_id !== undefined) query = query.where('site_id', '=', request.site_id);
  if (request.code !== undefined) query = query.where('code', '=', request.code);
  const columns = {
    code: 'households.code',
    household_size: 'households.household_size',
    id: 'households.id',
  };
  return mapPage(await fetchPage(query, { columns, key: ['households.id'] }, request), (rows) =>
    rows.map(withFlags),
  );
}

export async function findHousehold(reader: Reader, id: string) {
  const row = await householdQuery(reader).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : withFlags(row);
}

export async function findSealedPersonalData(reader: Reader, id: string) {
  return reader
    .selectFrom('households')
    .select(['id', 'code', 'head_name_sealed', 'document_sealed', 'account_sealed'])
    .where('id', '=', id)
    .executeTakeFirst();
}

export interface NewHouseholdRow {
  id: string;
  operation_id: string;
  code: string;
  site_id: string | null;
  household_size: number;
  head_name_sealed: string;
  document_sealed: string | null;
  document_fingerprint: string | null;
  account_sealed: string | null;
}

/** Adds households, leaving out those whose code or document the operation has; gives how many were added. */
export async function insertHouseholds(
  tx: Tx,
  rows: readonly NewHouseholdRow[],
  at: string,
): Promise<number> {
  let added = 0;
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows.slice(start, start + CHUNK);
    const result = await tx
      .insertInto('households')
      .values(chunk.map((row) => ({ ...row, created_at: at, updated_at: at })))
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    added += Number(result.numInsertedOrUpdatedRows);
  }
  return added;
}

/** Which of the texts households of the operation have already. */
export async function takenTexts(
  reader: Reader,
  operationId: string,
  column: 'code' | 'document_fingerprint',
  texts: readonly string[],
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  for (let start = 0; start < texts.length; start += CHUNK) {
    const rows = await reader
      .selectFrom('households')
      .select(`households.${column} as text`)
      .where('operation_id', '=', operationId)
      .where(column, 'in', texts.slice(start, start + CHUNK))
      .execute();
    for (const { text } of rows) if (text !== null) taken.add(text);
  }
  return taken;
}

/** The sites of an operation by their code. */
export async function siteIdsByCode(
  reader: Reader,
  operationId: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = await reader
    .selectFrom('sites')
    .select(['id', 'code'])
    .where('operation_id', '=', operationId)
    .execute();
  return new Map(rows.map((row) => [row.code, row.id]));
}

/** Whether the site is one of the operation. */
export async function isSiteOf(reader: Reader, siteId: string, operationId: string): Promise<boolean> {
  const row = await reader
    .selectFrom('sites')
    .select('id')
    .where('id', '=', siteId)
    .where('operation_id', '=', operationId)
    .executeTakeFirst();
  return row !== undefined;
}

export interface HouseholdToPay {
  id: string;
  code: string;
  household_size: number;
  has_account: number;
}

/** Households of an operation by code: all of them, those of a site, or those named. */
export async function readHouseholdsToPay(
  reader: Reader,
  operationId: string,
  chosen: { site_id?: string | undefined; ids?: readonly string[] | undefined },
): Promise<HouseholdToPay[]> {
  let query = reader
    .selectFrom('households')
    .select([
      'id',
      'code',
      'household_size',
      sql<number>`case when account_sealed is null then 0 else 1 end`.as('has_account'),
    ])
    .where('operation_id', '=', operationId);
  if (chosen.site_id !== undefined) query = query.where('site_id', '=', chosen.site_id);
  if (chosen.ids === undefined) return query.orderBy('code').execute();
  const rows: HouseholdToPay[] = [];
  for (let start = 0; start < chosen.ids.length; start += CHUNK) {
    rows.push(...(await query.where('id', 'in', chosen.ids.slice(start, start + CHUNK)).execute()));
  }
  return rows.sort((a, b) => (a.code < b.code ? -1 : 1));
}

export interface PersonalDataViewRow {
  id: string;
  person_id: string;
  subject_kind: 'household' | 'payment_list';
  subject_id: string;
  purpose: string;
  viewed_at: string;
}

export async function insertPersonalDataView(tx: Tx, row: PersonalDataViewRow): Promise<void> {
  await tx.insertInto('personal_data_views').values(row).execute();
}

export interface PersonalDataViewFilter {
  person_id?: string | undefined;
  subject_id?: string | undefined;
}

export async function listPersonalDataViews(reader: Reader, request: PageRequest & PersonalDataViewFilter) {
  let query = reader
    .selectFrom('personal_data_views')
    .innerJoin('people', 'people.id', 'personal_data_views.person_id')
    .select([
      'personal_data_views.id as id',
      'person_id',
      'people.name as person_name',
      sql<PersonalDataViewRow['subject_kind']>`subject_kind`.as('subject_kind'),
      'subject_id',
      'purpose',
      'viewed_at',
    ]);
  if (request.person_id !== undefined) query = query.where('person_id', '=', request.person_id);
  if (request.subject_id !== undefined) query = query.where('subject_id', '=', request.subject_id);
  const columns = { viewed_at: 'personal_data_views.viewed_at', id: 'personal_data_views.id' };
  return fetchPage(query, { columns, key: ['personal_data_views.id'] }, request);
}

import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { CashTables } from '../database/tables/cash.ts';

const programmeColumns = [
  'id',
  'operation_id',
  'grant_id',
  'code',
  'name_es',
  'name_en',
  'modality',
  'fsp_name',
  'currency',
  'needs_account',
  'state',
  'version',
  'created_at',
  'updated_at',
] as const;

export interface ProgrammeValueRow {
  min_household_size: number;
  max_household_size: number | null;
  amount_cents: number;
}

export interface ProgrammeFilter {
  operation_id?: string | undefined;
  grant_id?: string | undefined;
  code?: string | undefined;
  state?: 'open' | 'closed' | undefined;
}

export async function listProgrammes(reader: Reader, request: PageRequest & ProgrammeFilter) {
  let query = reader.selectFrom('programmes').select(programmeColumns);
  if (request.operation_id !== undefined) query = query.where('operation_id', '=', request.operation_id);
  if (request.grant_id !== undefined) query = query.where('grant_id', '=', request.grant_id);
  if (request.code !== undefined) query = query.where('code', '=', request.code);
  if (request.state !== undefined) query = query.where('state', '=', request.state);
  const columns = { code: 'programmes.code', id: 'programmes.id' };
  const page = await fetchPage(query, { columns, key: ['programmes.id'] }, request);
  return mapPage(page, (rows) => withValues(reader, rows));
}

export async function findProgramme(reader: Reader, id: string) {
  const rows = await reader.selectFrom('programmes').select(programmeColumns).where('id', '=', id).execute();
  return (await withValues(reader, rows))[0];
}

async function withValues<Row extends { id: string; needs_account: number }>(
  reader: Reader,
  rows: Row[],
): Promise<(Omit<Row, 'needs_account'> & { needs_account: boolean; values: ProgrammeValueRow[] })[]> {
  const values = await readValues(
    reader,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({
    ...row,
    needs_account: row.needs_account === 1,
    values: values
      .filter((value) => value.programme_id === row.id)
      .map(({ programme_id: _, ...value }) => value),
  }));
}

async function readValues(reader: Reader, programmeIds: readonly string[]) {
  if (programmeIds.length === 0) return [];
  return reader
    .selectFrom('programme_values')
    .select(['programme_id', 'min_household_size', 'max_household_size', 'amount_cents'])
    .where('programme_id', 'in', programmeIds)
    .orderBy('min_household_size')
    .execute();
}

export interface NewProgrammeRow {
  id: string;
  operation_id: string;
  grant_id: string;
  code: string;
  name_es: string;
  name_en: string;
  modality: CashTables['programmes']['modality'];
  fsp_name: string;
  currency: string;
  needs_account: boolean;
}

/** Adds an open programme with its values; false when the code is taken. */
export async function insertProgramme(
  tx: Tx,
  programme: NewProgrammeRow,
  values: readonly ProgrammeValueRow[],
  at: string,
): Promise<boolean> {
  const result = await tx
    .insertInto('programmes')
    .values({
      ...programme,
      needs_account: Number(programme.needs_account),
      state: 'open',
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows !== 1n) return false;
  await tx
    .insertInto('programme_values')
    .values(values.map((value) => ({ programme_id: programme.id, ...value })))
    .execute();
  return true;
}

/** Holds an open programme until the transaction ends, so that its payment lists are made one after the other; false when it is not open. */
export async function holdOpenProgramme(tx: Tx, id: string): Promise<boolean> {
  const result = await tx
    .updateTable('programmes')
    .set({ state: 'open' })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

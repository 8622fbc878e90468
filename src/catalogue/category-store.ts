import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';

const categoryColumns = [
  'id',
  'code',
  'name_es',
  'name_en',
  'parent_id',
  'version',
  'created_at',
  'updated_at',
] as const;

export function listCategories(
  reader: Reader,
  request: PageRequest & { code?: string | undefined; parent_id?: string | undefined },
) {
  let query = reader.selectFrom('categories').select(categoryColumns);
  if (request.code !== undefined) query = query.where('code', '=', request.code);
  if (request.parent_id !== undefined) query = query.where('parent_id', '=', request.parent_id);
  const columns = { code: 'categories.code', id: 'categories.id' };
  return fetchPage(query, { columns, key: ['categories.id'] }, request);
}

export function findCategory(reader: Reader, id: string) {
  return reader.selectFrom('categories').select(categoryColumns).where('id', '=', id).executeTakeFirst();
}

export interface CategoryName {
  code: string;
  name_es: string;
  name_en: string;
}

/** Every category; there are few. */
export async function knownCategories(reader: Reader): Promise<CategoryName[]> {
  return reader.selectFrom('categories').select(['code', 'name_es', 'name_en']).orderBy('code').execute();
}

/** False when the code is taken. */
export async function insertCategory(
  tx: Tx,
  category: CategoryName & { id: string; parent_id: string | null },
  at: string,
): Promise<boolean> {
  const result = await tx
    .insertInto('categories')
    .values({ ...category, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export async function hasCategory(reader: Reader, code: string): Promise<boolean> {
  const row = await reader.selectFrom('categories').select('id').where('code', '=', code).executeTakeFirst();
  return row !== undefined;
}

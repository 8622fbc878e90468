import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { MappingTables } from '../database/tables/mappings.ts';

type ImportKind = MappingTables['import_mappings']['kind'];

const mappingColumns = [
  'id',
  'kind',
  'name',
  'columns',
  'date_order',
  'active',
  'created_by',
  'version',
  'created_at',
  'updated_at',
] as const;

export type MappedColumns = Record<string, string | null>;

interface Packed {
  columns: string;
  active: number;
}

function opened<Row extends Packed>(
  row: Row,
): Omit<Row, keyof Packed> & { columns: MappedColumns; active: boolean } {
  return { ...row, columns: JSON.parse(row.columns) as MappedColumns, active: row.active === 1 };
}

export async function listMappings(
  reader: Reader,
  request: PageRequest & { kind?: ImportKind | undefined; active?: boolean | undefined },
) {
  let query = reader.selectFrom('import_mappings').select(mappingColumns);
  if (request.kind !== undefined) query = query.where('kind', '=', request.kind);
  if (request.active !== undefined) query = query.where('active', '=', Number(request.active));
  const sortable = { name: 'import_mappings.name', id: 'import_mappings.id' };
  const page = await fetchPage(query, { columns: sortable, key: ['import_mappings.id'] }, request);
  return mapPage(page, (rows) => rows.map(opened));
}

export async function findMapping(reader: Reader, id: string) {
  const row = await reader
    .selectFrom('import_mappings')
    .select(mappingColumns)
    .where('id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : opened(row);
}

export interface NewMappingRow {
  id: string;
  kind: ImportKind;
  name: string;
  columns: MappedColumns;
  date_order: 'DMY' | 'MDY' | null;
  created_by: string;
}

/** False when a mapping of that kind has the name already. */
export async function insertMapping(tx: Tx, row: NewMappingRow, at: string): Promise<boolean> {
  const result = await tx
    .insertInto('import_mappings')
    .values({ ...row, columns: JSON.stringify(row.columns), created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.columns(['kind', 'name']).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { CatalogueTables } from '../database/tables/catalogue.ts';
import type { SiteTables } from '../database/tables/sites.ts';

const standardColumns = [
  'id',
  'code',
  'version_number',
  'name_es',
  'name_en',
  'state',
  'created_at',
] as const;

export async function listStandards(
  reader: Reader,
  request: PageRequest & { code?: string | undefined; state?: 'current' | 'superseded' | undefined },
) {
  let query = reader.selectFrom('entitlement_standards').select(standardColumns);
  if (request.code !== undefined) query = query.where('code', '=', request.code);
  if (request.state !== undefined) query = query.where('state', '=', request.state);
  const columns = { code: 'entitlement_standards.code', id: 'entitlement_standards.id' };
  const page = await fetchPage(query, { columns, key: ['entitlement_standards.id'] }, request);
  return mapPage(page, (rows) => withLines(reader, rows));
}

export async function findStandard(reader: Reader, id: string) {
  const rows = await reader
    .selectFrom('entitlement_standards')
    .select(standardColumns)
    .where('id', '=', id)
    .execute();
  return (await withLines(reader, rows))[0];
}

async function withLines<Row extends { id: string }>(reader: Reader, rows: Row[]) {
  if (rows.length === 0) return [];
  const lines = await reader
    .selectFrom('entitlement_lines')
    .innerJoin('items', 'items.id', 'entitlement_lines.item_id')
    .select([
      'standard_id',
      'item_id',
      'items.code as item_code',
      'basis',
      'rate_numerator',
      'rate_denominator',
      'tier',
      'sex',
      'age_bands',
      'vulnerable_group',
      'size_from',
      'size_to',
      'assumed_percent',
      'rounding',
      'every_days',
      'weight',
    ])
    .where(
      'standard_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('line_number')
    .execute();
  return rows.map((row) => ({
    ...row,
    lines: lines
      .filter((line) => line.standard_id === row.id)
      .map(({ standard_id: _, age_bands, ...line }) => ({
        ...line,
        age_bands: age_bands === null ? null : (JSON.parse(age_bands) as AgeBand[]),
      })),
  }));
}

/** The highest version of a standard so far; 0 when there is none. */
export async function latestStandardVersion(tx: Tx, code: string): Promise<number> {
  const row = await tx
    .selectFrom('entitlement_standards')
    .select((eb) => eb.fn.max('version_number').as('latest'))
    .where('code', '=', code)
    .executeTakeFirst();
  return row?.latest ?? 0;
}

type AgeBand = SiteTables['household_count_groups']['age_band'];

export interface StandardLineRow
  extends Pick<
      CatalogueTables['entitlement_lines'],
      'item_id' | 'basis' | 'rate_numerator' | 'rate_denominator' | 'tier'
    >,
    Partial<
      Pick<
        CatalogueTables['entitlement_lines'],
        | 'sex'
        | 'vulnerable_group'
        | 'size_from'
        | 'size_to'
        | 'assumed_percent'
        | 'rounding'
        | 'every_days'
        | 'weight'
      >
    > {
  age_bands?: readonly AgeBand[] | null;
}

/** Adds a version and supersedes those before it. A version number taken meanwhile fails on its unique key. */
export async function insertStandard(
  tx: Tx,
  standard: {
    id: string;
    code: string;
    version_number: number;
    name_es: string;
    name_en: string;
    created_by: string;
  },
  lines: readonly StandardLineRow[],
  at: string,
): Promise<void> {
  await tx
    .updateTable('entitlement_standards')
    .set({ state: 'superseded' })
    .where('code', '=', standard.code)
    .execute();
  await tx
    .insertInto('entitlement_standards')
    .values({ ...standard, state: 'current', created_at: at })
    .execute();
  await tx
    .insertInto('entitlement_lines')
    .values(
      lines.map(({ age_bands, ...line }, index) => ({
        sex: null,
        vulnerable_group: null,
        size_from: null,
        size_to: null,
        assumed_percent: null,
        rounding: 'up' as const,
        every_days: null,
        weight: 1,
        ...line,
        age_bands: age_bands == null ? null : JSON.stringify(age_bands),
        standard_id: standard.id,
        line_number: index + 1,
      })),
    )
    .execute();
}

import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { CountSource } from '../database/tables/sites.ts';
import type { CountFigures, CountGroup } from './count-rules.ts';

const ROWS_A_STATEMENT = 1_000;

export interface NewCountRow extends CountFigures {
  id: string;
  site_id: string;
  counted_on: string;
  source: CountSource;
  import_id: string | null;
  recorded_by: string;
  recorded_at: string;
}

/** Adds counts with their groups. Nothing of a count is ever changed afterwards. */
export async function insertCounts(tx: Tx, counts: readonly NewCountRow[]): Promise<void> {
  for (let start = 0; start < counts.length; start += ROWS_A_STATEMENT) {
    const rows = counts.slice(start, start + ROWS_A_STATEMENT).map(({ groups: _, ...row }) => row);
    await tx.insertInto('household_counts').values(rows).execute();
  }
  const groups = counts.flatMap(({ id, groups }) => groups.map((group) => ({ count_id: id, ...group })));
  for (let start = 0; start < groups.length; start += ROWS_A_STATEMENT) {
    await tx
      .insertInto('household_count_groups')
      .values(groups.slice(start, start + ROWS_A_STATEMENT))
      .execute();
  }
}

const countColumns = [
  'household_counts.id as id',
  'household_counts.site_id as site_id',
  'sites.code as site_code',
  'counted_on',
  'source',
  'households',
  'individuals',
  'females',
  'males',
  'import_id',
  'recorded_by',
  'recorded_at',
] as const;

export interface CountFilter {
  site_id?: string | undefined;
  operation_id?: string | undefined;
  import_id?: string | undefined;
  from_day?: string | undefined;
  to_day?: string | undefined;
}

export async function listCounts(reader: Reader, request: PageRequest & CountFilter) {
  let query = reader
    .selectFrom('household_counts')
    .innerJoin('sites', 'sites.id', 'household_counts.site_id')
    .select(countColumns);
  if (request.site_id !== undefined) query = query.where('household_counts.site_id', '=', request.site_id);
  if (request.operation_id !== undefined)
    query = query.where('sites.operation_id', '=', request.operation_id);
  if (request.import_id !== undefined) query = query.where('import_id', '=', request.import_id);
  if (request.from_day !== undefined) query = query.where('counted_on', '>=', request.from_day);
  if (request.to_day !== undefined) query = query.where('counted_on', '<=', request.to_day);
  const columns = {
    counted_on: 'household_counts.counted_on',
    recorded_at: 'household_counts.recorded_at',
    id: 'household_counts.id',
  };
  const page = await fetchPage(query, { columns, key: ['household_counts.id'] }, request);
  return mapPage(page, (rows) => withGroups(reader, rows));
}

export async function findCount(reader: Reader, id: string) {
  const rows = await reader
    .selectFrom('household_counts')
    .innerJoin('sites', 'sites.id', 'household_counts.site_id')
    .select(countColumns)
    .where('household_counts.id', '=', id)
    .execute();
  return (await withGroups(reader, rows))[0];
}

async function withGroups<Row extends { id: string }>(reader: Reader, rows: Row[]) {
  if (rows.length === 0) return [];
  const groups = await reader
    .selectFrom('household_count_groups')
    .select(['count_id', 'sex', 'age_band', 'persons'])
    .where(
      'count_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('count_id')
    .orderBy('sex')
    .orderBy('age_band')
    .execute();
  const groupsOf = groupedByCount(groups);
  return rows.map((row) => ({ ...row, groups: groupsOf.get(row.id) ?? [] }));
}

function groupedByCount(groups: readonly (CountGroup & { count_id: string })[]) {
  const groupsOf = new Map<string, CountGroup[]>();
  for (const { count_id, ...group } of groups) {
    const known = groupsOf.get(count_id);
    if (known === undefined) groupsOf.set(count_id, [group]);
    else known.push(group);
  }
  return groupsOf;
}

/** The count a plan uses for a site: what was reported, with null where nothing was. */
export interface CountSnapshot extends CountFigures {
  count_id: string;
  counted_on: string;
  source: CountSource;
  groups: CountGroup[];
}

export interface SiteCount {
  site_id: string;
  code: string;
  name: string;
  /** 1 is served first. */
  priority: number;
  /** null when the site has not been counted. */
  count: CountSnapshot | null;
}

/** The count of a site that holds on a day: the last one dated up to then, and of that day the last recorded. */
function latestCountId(asOf: string) {
  return sql<string>`(select latest.id from household_counts as latest where latest.site_id = sites.id and latest.counted_on <= ${asOf} order by latest.counted_on desc, latest.recorded_at desc, latest.id desc limit 1)`;
}

function latestQuery(reader: Reader, operationId: string, asOf: string) {
  return reader
    .selectFrom('sites')
    .leftJoin('household_counts', (join) => join.on('household_counts.id', '=', latestCountId(asOf)))
    .select([
      'sites.id as site_id',
      'sites.code as code',
      'sites.name as name',
      'sites.priority as priority',
      'household_counts.id as count_id',
      'counted_on',
      'source',
      'households',
      'individuals',
      'females',
      'males',
    ])
    .where('sites.operation_id', '=', operationId)
    .where('sites.active', '=', 1);
}

type LatestRow = Awaited<ReturnType<ReturnType<typeof latestQuery>['execute']>>[number];

function toSiteCount(row: LatestRow, groups: CountGroup[]): SiteCount {
  const { site_id, code, name, priority, count_id, counted_on, source, ...figures } = row;
  const site = { site_id, code, name, priority };
  if (count_id === null || counted_on === null || source === null) return { ...site, count: null };
  return { ...site, count: { count_id, counted_on, source, ...figures, groups } };
}

/**
 * Every active site of an operation, by code, with the count that holds on a day (`YYYY-MM-DD`): the last one dated up to then.
 * Two queries, however many sites there are.
 */
export async function latestCounts(reader: Reader, operationId: string, asOf: string): Promise<SiteCount[]> {
  const rows = await latestQuery(reader, operationId, asOf).orderBy('sites.code').execute();
  const groups = await reader
    .selectFrom('sites')
    .innerJoin('household_count_groups', (join) =>
      join.on('household_count_groups.count_id', '=', latestCountId(asOf)),
    )
    .select(['count_id', 'sex', 'age_band', 'persons'])
    .where('sites.operation_id', '=', operationId)
    .where('sites.active', '=', 1)
    .orderBy('count_id')
    .orderBy('sex')
    .orderBy('age_band')
    .execute();
  const groupsOf = groupedByCount(groups);
  return rows.map((row) => toSiteCount(row, groupsOf.get(row.count_id ?? '') ?? []));
}

/** What `latestCounts` gives of one site; undefined when it is not active. */
export async function latestCountOf(
  reader: Reader,
  operationId: string,
  siteId: string,
  asOf: string,
): Promise<SiteCount | undefined> {
  const row = await latestQuery(reader, operationId, asOf).where('sites.id', '=', siteId).executeTakeFirst();
  if (row === undefined) return undefined;
  const groups = row.count_id === null ? [] : await withGroups(reader, [{ id: row.count_id }]);
  return toSiteCount(row, groups[0]?.groups ?? []);
}

/** One page of what `latestCounts` gives. */
export async function listLatestCounts(
  reader: Reader,
  request: PageRequest & { operation_id: string },
  asOf: string,
) {
  const columns = {
    code: 'sites.code',
    name: 'sites.name',
    priority: 'sites.priority',
    site_id: 'sites.id',
  };
  const query = latestQuery(reader, request.operation_id, asOf);
  const page = await fetchPage(query, { columns, key: ['sites.id'], keyFields: ['site_id'] }, request);
  return mapPage(page, async (rows) => {
    const counted = rows.flatMap((row) => (row.count_id === null ? [] : [{ id: row.count_id }]));
    const groupsOf = new Map((await withGroups(reader, counted)).map(({ id, groups }) => [id, groups]));
    return rows.map((row) => toSiteCount(row, groupsOf.get(row.count_id ?? '') ?? []));
  });
}

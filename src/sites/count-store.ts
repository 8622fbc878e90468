import { sql } from 'kysely';
import { sitesWithin } from '../access/scope-store.ts';
import { insertColumns } from '../database/bulk.ts';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { CountSource } from '../database/tables/sites.ts';
import type { Params, RuleCode } from '../lib/problem.ts';
import {
  type CountFigures,
  type CountGroup,
  type EarlierCount,
  type Flag,
  gapsOf,
  type VulnerableCount,
} from './count-rules.ts';

const ROWS_A_STATEMENT = 1_000;

export interface NewCountRow extends CountFigures {
  id: string;
  site_id: string;
  counted_on: string;
  source: CountSource;
  import_id: string | null;
  supersedes_id: string | null;
  flags: readonly Flag[];
  recorded_by: string;
  recorded_at: string;
}

/** Adds counts with their parts. Nothing of a count is ever changed afterwards. */
export async function insertCounts(tx: Tx, counts: readonly NewCountRow[]): Promise<void> {
  const text = (value: (count: NewCountRow) => string | null) =>
    ({ kind: 'text', values: counts.map(value) }) as const;
  const int = (value: (count: NewCountRow) => number | null) =>
    ({ kind: 'int', values: counts.map(value) }) as const;
  await insertColumns(tx, 'household_counts', {
    id: text((count) => count.id),
    site_id: text((count) => count.site_id),
    counted_on: text((count) => count.counted_on),
    source: text((count) => count.source),
    households: int((count) => count.households),
    individuals: int((count) => count.individuals),
    females: int((count) => count.females),
    males: int((count) => count.males),
    import_id: text((count) => count.import_id),
    supersedes_id: text((count) => count.supersedes_id),
    flagged: int((count) => (count.flags.length > 0 ? 1 : 0)),
    recorded_by: text((count) => count.recorded_by),
    recorded_at: text((count) => count.recorded_at),
  });
  const groups = counts.flatMap(({ id, groups }) => groups.map((group) => ({ count_id: id, ...group })));
  for (const rows of parts(groups)) await tx.insertInto('household_count_groups').values(rows).execute();
  const vulnerable = counts.flatMap(({ id, vulnerable }) =>
    vulnerable.map((group) => ({ count_id: id, ...group })),
  );
  for (const rows of parts(vulnerable)) {
    await tx.insertInto('household_count_vulnerable').values(rows).execute();
  }
  const flags = counts.flatMap(({ id, flags }) =>
    flags.map(({ rule, field, params }, index) => ({
      count_id: id,
      flag_number: index + 1,
      rule,
      field,
      params: JSON.stringify(params),
    })),
  );
  for (const rows of parts(flags)) await tx.insertInto('household_count_flags').values(rows).execute();
}

function parts<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_A_STATEMENT) }, (_, part) =>
    rows.slice(part * ROWS_A_STATEMENT, (part + 1) * ROWS_A_STATEMENT),
  );
}

/** True for the count `alias` unless somebody refused it, or put a count in its place that was not refused. */
function holds(alias: string) {
  const id = sql.ref(`${alias}.id`);
  return sql<boolean>`not exists (select 1 from household_count_decisions as judged where judged.count_id = ${id} and judged.decision = 'refused')
    and not exists (select 1 from household_counts as newer where newer.supersedes_id = ${id}
      and not exists (select 1 from household_count_decisions as judged where judged.count_id = newer.id and judged.decision = 'refused'))`;
}

/**
 * Adds the decision of a person on a flagged count; false when there is one.
 */
export async function insertDecision(
  tx: Tx,
  row: {
    count_id: string;
    decision: 'accepted' | 'refused';
    comment: string;
    decided_by: string;
    decided_at: string;
  },
): Promise<boolean> {
  const result = await tx
    .insertInto('household_count_decisions')
    .values(row)
    .onConflict((conflict) => conflict.column('count_id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export type CountState = 'valid' | 'flagged' | 'accepted' | 'refused' | 'superseded';

function countQuery(reader: Reader) {
  return reader
    .selectFrom('household_counts')
    .innerJoin('sites', 'sites.id', 'household_counts.site_id')
    .leftJoin('household_count_decisions as decided', 'decided.count_id', 'household_counts.id')
    .select([
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
      'flagged',
      'supersedes_id',
      'decision',
      'decided.comment as comment',
      'decided_by',
      'decided_at',
      sql<number>`case when ${holds('household_counts')} then 1 else 0 end`.as('holds'),
    ]);
}

export interface CountFilter {
  site_id?: string | undefined;
  operation_id?: string | undefined;
  import_id?: string | undefined;
  from_day?: string | undefined;
  to_day?: string | undefined;
  to_decide?: boolean | undefined;
  /** Only what is of the sites this person is assigned to. */
  within?: string | null | undefined;
}

export async function listCounts(reader: Reader, request: PageRequest & CountFilter) {
  let query = countQuery(reader);
  if (request.site_id !== undefined) query = query.where('household_counts.site_id', '=', request.site_id);
  if (request.operation_id !== undefined)
    query = query.where('sites.operation_id', '=', request.operation_id);
  if (request.import_id !== undefined) query = query.where('import_id', '=', request.import_id);
  if (request.from_day !== undefined) query = query.where('counted_on', '>=', request.from_day);
  if (request.to_day !== undefined) query = query.where('counted_on', '<=', request.to_day);
  if (request.to_decide === true) {
    query = query.where('flagged', '=', 1).where('decided.count_id', 'is', null);
  } else if (request.to_decide === false) {
    query = query.where((eb) => eb.or([eb('flagged', '=', 0), eb('decided.count_id', 'is not', null)]));
  }
  if (request.within != null)
    query = query.where('household_counts.site_id', 'in', sitesWithin(request.within));
  const columns = {
    counted_on: 'household_counts.counted_on',
    recorded_at: 'household_counts.recorded_at',
    id: 'household_counts.id',
  };
  const page = await fetchPage(query, { columns, key: ['household_counts.id'] }, request);
  return mapPage(page, (rows) => described(reader, rows));
}

export async function findCount(reader: Reader, id: string) {
  const rows = await countQuery(reader).where('household_counts.id', '=', id).execute();
  return (await described(reader, rows))[0];
}

type CountRow = Awaited<ReturnType<ReturnType<typeof countQuery>['execute']>>[number];

export interface DescribedFlag {
  rule: RuleCode;
  field: string;
  params: Params;
}

async function described(reader: Reader, rows: CountRow[]) {
  const ids = rows.map(({ id }) => id);
  const [groups, vulnerable, flags] = await Promise.all([
    groupsOf(reader, ids),
    vulnerableOf(reader, ids),
    flagsOfCounts(
      reader,
      rows.filter(({ flagged }) => flagged === 1).map(({ id }) => id),
    ),
  ]);
  return rows.map(({ flagged: _, decision, comment, decided_by, decided_at, holds: isHeld, ...row }) => {
    const figures = {
      ...row,
      groups: groups.get(row.id) ?? [],
      vulnerable: vulnerable.get(row.id) ?? [],
    };
    const found = flags.get(row.id) ?? [];
    return {
      ...figures,
      gaps: gapsOf(figures),
      state: stateOf(found.length > 0, decision, isHeld === 1),
      flags: found,
      decision:
        decision === null || comment === null || decided_by === null || decided_at === null
          ? null
          : { decision, comment, decided_by, decided_at },
    };
  });
}

function stateOf(isFlagged: boolean, decision: 'accepted' | 'refused' | null, isHeld: boolean): CountState {
  if (decision === 'refused') return 'refused';
  if (!isHeld) return 'superseded';
  if (decision === 'accepted') return 'accepted';
  return isFlagged ? 'flagged' : 'valid';
}

async function groupsOf(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, CountGroup[]>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .selectFrom('household_count_groups')
    .select(['count_id', 'sex', 'age_band', 'persons'])
    .where('count_id', 'in', ids)
    .orderBy('count_id')
    .orderBy('sex')
    .orderBy('age_band')
    .execute();
  return byCount(rows);
}

async function vulnerableOf(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, VulnerableCount[]>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .selectFrom('household_count_vulnerable')
    .select(['count_id', 'vulnerable_group', 'persons'])
    .where('count_id', 'in', ids)
    .orderBy('count_id')
    .orderBy('vulnerable_group')
    .execute();
  return byCount(rows);
}

async function flagsOfCounts(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, DescribedFlag[]>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .selectFrom('household_count_flags')
    .select(['count_id', 'rule', 'field', 'params'])
    .where('count_id', 'in', ids)
    .orderBy('count_id')
    .orderBy('flag_number')
    .execute();
  const opened = rows.map(({ rule, params, ...row }) => ({
    ...row,
    rule: rule as RuleCode,
    params: JSON.parse(params) as Params,
  }));
  return byCount(opened);
}

function byCount<Row extends { count_id: string }>(rows: readonly Row[]) {
  const grouped = new Map<string, Omit<Row, 'count_id'>[]>();
  for (const { count_id, ...row } of rows) {
    const known = grouped.get(count_id);
    if (known === undefined) grouped.set(count_id, [row]);
    else known.push(row);
  }
  return grouped;
}

/** The count a plan uses for a site: what was reported, with null where nothing was. */
export interface CountSnapshot extends Omit<CountFigures, 'vulnerable'> {
  count_id: string;
  counted_on: string;
  source: CountSource;
  groups: CountGroup[];
  /** Only there for a count that is flagged and that nobody has decided on: it is used, and whoever uses it is told. */
  flagged?: true;
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

/**
 * The count of a site that holds on a day: of those not refused and not superseded the last one dated up to then, and of that day the
 * last recorded.
 */
export function latestCountId(asOf: string) {
  return sql<string>`(select latest.id from household_counts as latest where latest.site_id = sites.id and latest.counted_on <= ${asOf} and ${holds('latest')} order by latest.counted_on desc, latest.recorded_at desc, latest.id desc limit 1)`;
}

function latestQuery(reader: Reader, operationId: string, asOf: string) {
  return reader
    .selectFrom('sites')
    .leftJoin('household_counts', (join) => join.on('household_counts.id', '=', latestCountId(asOf)))
    .leftJoin('household_count_decisions as decided', 'decided.count_id', 'household_counts.id')
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
      sql<number>`case when flagged = 1 and decided.count_id is null then 1 else 0 end`.as('flagged'),
    ])
    .where('sites.operation_id', '=', operationId)
    .where('sites.active', '=', 1)
    .where('sites.status', '<>', 'closed');
}

type LatestRow = Awaited<ReturnType<ReturnType<typeof latestQuery>['execute']>>[number];

function toSiteCount(row: LatestRow, groups: CountGroup[]): SiteCount {
  const { site_id, code, name, priority, count_id, counted_on, source, flagged, ...figures } = row;
  const site = { site_id, code, name, priority };
  if (count_id === null || counted_on === null || source === null) return { ...site, count: null };
  const mark = flagged === 1 ? { flagged: true as const } : {};
  return { ...site, count: { count_id, counted_on, source, ...figures, groups, ...mark } };
}

/**
 * Every active site of an operation that is not closed, by code, with the count that holds on a day (`YYYY-MM-DD`). Two queries, however
 * many sites there are.
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
  const groupsOfCount = byCount(groups);
  return rows.map((row) => toSiteCount(row, groupsOfCount.get(row.count_id ?? '') ?? []));
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
  const groups = await groupsOf(reader, row.count_id === null ? [] : [row.count_id]);
  return toSiteCount(row, groups.get(row.count_id ?? '') ?? []);
}

/** One page of what `latestCounts` gives. */
export async function listLatestCounts(
  reader: Reader,
  request: PageRequest & { operation_id: string; within?: string | null | undefined },
  asOf: string,
) {
  const columns = {
    code: 'sites.code',
    name: 'sites.name',
    priority: 'sites.priority',
    site_id: 'sites.id',
  };
  let query = latestQuery(reader, request.operation_id, asOf);
  if (request.within != null) query = query.where('sites.id', 'in', sitesWithin(request.within));
  const page = await fetchPage(query, { columns, key: ['sites.id'], keyFields: ['site_id'] }, request);
  return mapPage(page, async (rows) => {
    const groups = await groupsOf(
      reader,
      rows.flatMap((row) => (row.count_id === null ? [] : [row.count_id])),
    );
    return rows.map((row) => {
      const { count, ...site } = toSiteCount(row, groups.get(row.count_id ?? '') ?? []);
      return { ...site, count: count === null ? null : { ...count, flagged: count.flagged === true } };
    });
  });
}

/**
 * For each site and day the count that held at the site on that day, by `site day`: what a new count of that day is compared with. A
 * site without one is not in it.
 */
export async function earlierCounts(
  reader: Reader,
  wanted: readonly { site_id: string; counted_on: string }[],
): Promise<ReadonlyMap<string, EarlierCount & { id: string }>> {
  const sitesOf = new Map<string, string[]>();
  for (const { site_id, counted_on } of wanted) {
    const known = sitesOf.get(counted_on);
    if (known === undefined) sitesOf.set(counted_on, [site_id]);
    else known.push(site_id);
  }
  const found = new Map<string, EarlierCount & { id: string }>();
  for (const [day, sites] of sitesOf) {
    for (const ids of parts(sites)) {
      const rows = await reader
        .selectFrom('sites')
        .innerJoin('household_counts', (join) => join.on('household_counts.id', '=', latestCountId(day)))
        .select([
          'sites.id as site_id',
          'household_counts.id as id',
          'counted_on',
          'households',
          'individuals',
        ])
        .where('sites.id', 'in', ids)
        .execute();
      for (const { site_id, ...count } of rows) found.set(`${site_id} ${day}`, count);
    }
  }
  return found;
}

/** The counts that hold at a site between two days, oldest first, the last recorded of each day alone; `limit` of the newest. */
export async function countTrend(
  reader: Reader,
  siteId: string,
  { from, to, limit }: { from: string | undefined; to: string | undefined; limit: number },
) {
  let query = reader
    .selectFrom('household_counts')
    .leftJoin('household_count_decisions as decided', 'decided.count_id', 'household_counts.id')
    .select([
      'household_counts.id as count_id',
      'counted_on',
      'source',
      'households',
      'individuals',
      'females',
      'males',
      sql<number>`case when flagged = 1 and decided.count_id is null then 1 else 0 end`.as('flagged'),
    ])
    .where('site_id', '=', siteId)
    .where(holds('household_counts'))
    .where(
      sql<boolean>`not exists (select 1 from household_counts as later where later.site_id = household_counts.site_id and later.counted_on = household_counts.counted_on
        and (later.recorded_at, later.id) > (household_counts.recorded_at, household_counts.id) and ${holds('later')})`,
    );
  if (from !== undefined) query = query.where('counted_on', '>=', from);
  if (to !== undefined) query = query.where('counted_on', '<=', to);
  const rows = await query.orderBy('counted_on', 'desc').limit(limit).execute();
  return rows.reverse();
}

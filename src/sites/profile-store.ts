import { sql } from 'kysely';
import { sitesWithin } from '../access/scope-store.ts';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { SiteTables, WorkKind } from '../database/tables/sites.ts';
import { latestCountId } from './count-store.ts';
import type { SiteStatus, WorkState } from './states.ts';

/** Moves a site to a status if it stands in one of the others; false when it does not. */
export async function stepSite(
  tx: Tx,
  id: string,
  status: SiteStatus,
  from: readonly SiteStatus[],
  at: string,
): Promise<boolean> {
  const result = await tx
    .updateTable('sites')
    .set({ status, version: sql`version + 1`, updated_at: at })
    .where('id', '=', id)
    .where('status', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function insertStatusChange(tx: Tx, row: SiteTables['site_status_changes']): Promise<void> {
  await tx.insertInto('site_status_changes').values(row).execute();
}

/** The day of a site's last change of status; null before any. */
export async function lastStatusDay(reader: Reader, siteId: string): Promise<string | null> {
  const row = await reader
    .selectFrom('site_status_changes')
    .select('happened_on')
    .where('site_id', '=', siteId)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.happened_on ?? null;
}

export async function listStatusChanges(reader: Reader, siteId: string, request: PageRequest) {
  const query = reader.selectFrom('site_status_changes').selectAll().where('site_id', '=', siteId);
  return fetchPage(
    query,
    { columns: { id: 'site_status_changes.id' }, key: ['site_status_changes.id'] },
    request,
  );
}

function openedProfile<Row extends { vehicles: string | null }>(row: Row) {
  const vehicles = row.vehicles === null ? null : (JSON.parse(row.vehicles) as string[]);
  return { ...row, vehicles } as Omit<Row, 'vehicles'> & { vehicles: never[] | null };
}

export async function insertProfile(
  tx: Tx,
  {
    vehicles,
    ...row
  }: Omit<SiteTables['site_profiles'], 'vehicles'> & { vehicles: readonly string[] | null },
): Promise<void> {
  const packed = vehicles === null ? null : JSON.stringify(vehicles);
  await tx
    .insertInto('site_profiles')
    .values({ ...row, vehicles: packed })
    .execute();
}

export async function listProfiles(reader: Reader, siteId: string, request: PageRequest) {
  const query = reader.selectFrom('site_profiles').selectAll().where('site_id', '=', siteId);
  const page = await fetchPage(
    query,
    { columns: { id: 'site_profiles.id' }, key: ['site_profiles.id'] },
    request,
  );
  return mapPage(page, (rows) => rows.map(openedProfile));
}

export async function findProfile(reader: Reader, id: string) {
  const row = await reader.selectFrom('site_profiles').selectAll().where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : openedProfile(row);
}

export async function insertRoadClosure(tx: Tx, row: SiteTables['site_road_closures']): Promise<void> {
  await tx.insertInto('site_road_closures').values(row).execute();
}

/** Opens a closed road again; false when it is open already, or was closed after that day. */
export async function reopenRoad(tx: Tx, id: string, day: string): Promise<boolean> {
  const result = await tx
    .updateTable('site_road_closures')
    .set({ reopened_on: day })
    .where('id', '=', id)
    .where('reopened_on', 'is', null)
    .where('closed_on', '<=', day)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function findRoadClosure(reader: Reader, siteId: string, id: string) {
  return reader
    .selectFrom('site_road_closures')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function listRoadClosures(reader: Reader, siteId: string, request: PageRequest) {
  const query = reader.selectFrom('site_road_closures').selectAll().where('site_id', '=', siteId);
  return fetchPage(
    query,
    { columns: { id: 'site_road_closures.id' }, key: ['site_road_closures.id'] },
    request,
  );
}

export interface NewWorkRow {
  id: string;
  site_id: string;
  kind: WorkKind;
  description: string;
  recorded_by: string;
}

export async function insertWork(tx: Tx, row: NewWorkRow, at: string): Promise<void> {
  await tx
    .insertInto('site_works')
    .values({ ...row, state: 'planned', created_at: at, updated_at: at })
    .execute();
}

export async function findWork(reader: Reader, siteId: string, id: string) {
  return reader
    .selectFrom('site_works')
    .selectAll()
    .where('site_id', '=', siteId)
    .where('id', '=', id)
    .executeTakeFirst();
}

export async function listWorks(reader: Reader, siteId: string, request: PageRequest) {
  const query = reader.selectFrom('site_works').selectAll().where('site_id', '=', siteId);
  return fetchPage(query, { columns: { id: 'site_works.id' }, key: ['site_works.id'] }, request);
}

export interface WorkStep {
  state: WorkState;
  started_on?: string;
  finished_on?: string;
}

/** Collective centres, and how many of them are profiled, profiled and upgraded, and have had their sanitation repaired. */
export async function countCommitments(reader: Reader, operationId: string | undefined) {
  const has = (what: ReturnType<typeof sql>) =>
    sql<number>`cast(coalesce(sum(case when ${what} then 1 else 0 end), 0) as bigint)`;
  const profiled = sql`exists (select 1 from site_profiles where site_profiles.site_id = sites.id)`;
  const done = sql`exists (select 1 from site_works where site_works.site_id = sites.id and state = 'done')`;
  const sanitation = sql`exists (select 1 from site_works where site_works.site_id = sites.id and state = 'done' and site_works.kind = 'sanitation')`;
  let query = reader
    .selectFrom('sites')
    .select([
      sql<number>`cast(count(*) as bigint)`.as('centres'),
      has(profiled).as('profiled'),
      has(sql`${profiled} and ${done}`).as('upgraded'),
      has(sanitation).as('sanitation'),
    ])
    .where('sites.kind', '=', 'collective_centre');
  if (operationId !== undefined) query = query.where('sites.operation_id', '=', operationId);
  return query.executeTakeFirstOrThrow();
}

function latestProfileId(asOf: string) {
  return sql<string>`(select profile.id from site_profiles as profile where profile.site_id = sites.id and profile.profiled_on <= ${asOf} order by profile.profiled_on desc, profile.recorded_at desc, profile.id desc limit 1)`;
}

function indicatorQuery(reader: Reader, asOf: string) {
  return reader
    .selectFrom('sites')
    .leftJoin('household_counts', (join) => join.on('household_counts.id', '=', latestCountId(asOf)))
    .leftJoin('household_count_decisions as decided', 'decided.count_id', 'household_counts.id')
    .leftJoin('site_profiles', (join) => join.on('site_profiles.id', '=', latestProfileId(asOf)))
    .select([
      'sites.id as site_id',
      'sites.code as code',
      'sites.name as name',
      'sites.capacity as capacity',
      'household_counts.id as count_id',
      'counted_on',
      'households',
      'individuals',
      'females',
      'males',
      sql<number>`case when flagged = 1 and decided.count_id is null then 1 else 0 end`.as('count_flagged'),
      'site_profiles.id as profile_id',
      'profiled_on',
      'covered_area_m2',
      'toilets',
      'water_points',
      'water_litres_a_day',
      'bathing_facilities',
      'laundry_facilities',
    ]);
}

export type IndicatorRow = Awaited<ReturnType<ReturnType<typeof indicatorQuery>['execute']>>[number];

/** What the indicators of one site are made from, as of a day. */
export async function findIndicatorRow(reader: Reader, siteId: string, asOf: string) {
  return indicatorQuery(reader, asOf).where('sites.id', '=', siteId).executeTakeFirst();
}

/** The same for the active sites of an operation. */
export async function listIndicatorRows(
  reader: Reader,
  request: PageRequest & { operation_id: string; within?: string | null | undefined },
  asOf: string,
) {
  let query = indicatorQuery(reader, asOf)
    .where('sites.operation_id', '=', request.operation_id)
    .where('sites.active', '=', 1);
  if (request.within != null) query = query.where('sites.id', 'in', sitesWithin(request.within));
  const columns = { code: 'sites.code', name: 'sites.name', site_id: 'sites.id' };
  return fetchPage(query, { columns, key: ['sites.id'], keyFields: ['site_id'] }, request);
}

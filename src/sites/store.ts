import { operationsWithin, sitesWithin } from '../access/scope-store.ts';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { SiteKind, SiteStatus } from '../database/tables/sites.ts';
import { type Placed, placeOf } from './place-of-site.ts';
import { type OperationState, running } from './states.ts';

const operationColumns = [
  'id',
  'code',
  'name',
  'kind',
  'state',
  'started_on',
  'standing_down_on',
  'ended_on',
  'lead',
  'version',
  'created_at',
  'updated_at',
] as const;

export interface OperationFilter {
  code?: string | undefined;
  state?: OperationState | undefined;
  /** Only what is of the sites this person is assigned to. */
  within?: string | null | undefined;
}

export async function listOperations(reader: Reader, request: PageRequest & OperationFilter) {
  let query = reader.selectFrom('operations').select(operationColumns);
  if (request.code !== undefined) query = query.where('code', '=', request.code);
  if (request.state !== undefined) query = query.where('state', '=', request.state);
  if (request.within != null) query = query.where('operations.id', 'in', operationsWithin(request.within));
  const columns = {
    code: 'operations.code',
    name: 'operations.name',
    started_on: 'operations.started_on',
    id: 'operations.id',
  };
  return fetchPage(query, { columns, key: ['operations.id'] }, request);
}

export async function findOperation(reader: Reader, id: string) {
  return reader.selectFrom('operations').select(operationColumns).where('id', '=', id).executeTakeFirst();
}

export interface NewOperationRow {
  id: string;
  code: string;
  name: string;
  kind: string;
  started_on: string;
  lead?: string | null;
}

/** False when the code is taken. */
export async function insertOperation(tx: Tx, row: NewOperationRow, at: string): Promise<boolean> {
  const result = await tx
    .insertInto('operations')
    .values({ ...row, state: 'open', ended_on: null, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Holds an open operation until the transaction ends, so that imports into it take turns; false when it is not open. */
export async function holdOpenOperation(tx: Tx, id: string): Promise<boolean> {
  return holdOperation(tx, id, ['open']);
}

/** The same for one that may stand down. */
export async function holdRunningOperation(tx: Tx, id: string): Promise<boolean> {
  return holdOperation(tx, id, running);
}

async function holdOperation(tx: Tx, id: string, states: readonly OperationState[]): Promise<boolean> {
  const result = await tx
    .updateTable('operations')
    .set((eb) => ({ state: eb.ref('state') }))
    .where('id', '=', id)
    .where('state', 'in', states)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

function siteQuery(reader: Reader) {
  return reader
    .selectFrom('sites')
    .innerJoin('locations', 'locations.site_id', 'sites.id')
    .select([
      'sites.id as id',
      'sites.operation_id as operation_id',
      'sites.code as code',
      'sites.name as name',
      'sites.kind as kind',
      'sites.p_code as p_code',
      'sites.latitude as latitude',
      'sites.longitude as longitude',
      'sites.capacity as capacity',
      'sites.priority as priority',
      'sites.active as active',
      'sites.status as status',
      'locations.id as location_id',
      'sites.version as version',
      'sites.created_at as created_at',
      'sites.updated_at as updated_at',
    ]);
}

type Stored = Placed & { active: number };

function opened<Row extends Stored>(
  row: Row,
): Omit<Row, 'active'> & { active: boolean } & ReturnType<typeof placeOf> {
  return { ...row, active: row.active === 1, ...placeOf(row) };
}

export interface SiteFilter {
  operation_id?: string | undefined;
  kind?: SiteKind | undefined;
  code?: string | undefined;
  /** How the P-code begins: letters and digits only. */
  p_code?: string | undefined;
  active?: boolean | undefined;
  status?: SiteStatus | undefined;
  /** Only what is of the sites this person is assigned to. */
  within?: string | null | undefined;
}

export async function listSites(reader: Reader, request: PageRequest & SiteFilter) {
  let query = siteQuery(reader);
  if (request.operation_id !== undefined)
    query = query.where('sites.operation_id', '=', request.operation_id);
  if (request.kind !== undefined) query = query.where('sites.kind', '=', request.kind);
  if (request.code !== undefined) query = query.where('sites.code', '=', request.code);
  if (request.p_code !== undefined) query = query.where('sites.p_code', 'like', `${request.p_code}%`);
  if (request.status !== undefined) query = query.where('sites.status', '=', request.status);
  if (request.active !== undefined) query = query.where('sites.active', '=', Number(request.active));
  if (request.within != null) query = query.where('sites.id', 'in', sitesWithin(request.within));
  const columns = {
    code: 'sites.code',
    name: 'sites.name',
    priority: 'sites.priority',
    id: 'sites.id',
  };
  return mapPage(await fetchPage(query, { columns, key: ['sites.id'] }, request), (rows) => rows.map(opened));
}

export async function findSite(reader: Reader, id: string) {
  const row = await siteQuery(reader).where('sites.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : opened(row);
}

export interface NewSiteRow {
  id: string;
  location_id: string;
  operation_id: string;
  code: string;
  name: string;
  kind: SiteKind;
  p_code: string | null;
  latitude: number | null;
  longitude: number | null;
  capacity: number | null;
  priority: number;
}

/** What a row of a file is compared with to find its site. */
export interface KnownSite {
  id: string;
  code: string;
  name: string;
  p_code: string | null;
  capacity: number | null;
}

/** Every site of an operation, by code. */
export async function knownSites(reader: Reader, operationId: string): Promise<KnownSite[]> {
  return reader
    .selectFrom('sites')
    .select(['id', 'code', 'name', 'p_code', 'capacity'])
    .where('operation_id', '=', operationId)
    .orderBy('code')
    .execute();
}

/**
 * Adds sites, each with the place of the ledger that it is; those whose code the operation has already are left out. Gives
 * the identifiers of those added.
 */
export async function insertSites(
  tx: Tx,
  rows: readonly NewSiteRow[],
  at: string,
): Promise<ReadonlySet<string>> {
  const added = new Set<string>();
  for (let start = 0; start < rows.length; start += 500) {
    const chunk = rows.slice(start, start + 500);
    const inserted = await tx
      .insertInto('sites')
      .values(chunk.map(({ location_id: _, ...row }) => ({ ...row, created_at: at, updated_at: at })))
      .onConflict((conflict) => conflict.columns(['operation_id', 'code']).doNothing())
      .returning('id')
      .execute();
    for (const { id } of inserted) added.add(id);
    const places = chunk.filter((row) => added.has(row.id)).map((row) => siteLocation(row, at));
    if (places.length > 0) await tx.insertInto('locations').values(places).execute();
  }
  return added;
}

function siteLocation(site: NewSiteRow, at: string) {
  return {
    id: site.location_id,
    kind: 'site' as const,
    warehouse_id: null,
    site_id: site.id,
    code: site.code,
    name: site.name,
    created_at: at,
  };
}

/** Lets the place of the ledger be called as its site is. */
export async function renameSiteLocation(tx: Tx, siteId: string, name: string): Promise<void> {
  await tx.updateTable('locations').set({ name }).where('site_id', '=', siteId).execute();
}

import { sitesWithin } from '../access/scope-store.ts';
import type { Reader } from '../database/database.ts';
import { type Page, type PageRequest, readCursor, refusedCursor, writeCursor } from '../database/paging.ts';
import { present } from '../lib/assert.ts';
import { readHeader } from './revision-store.ts';
import { type OpenLine, openSite, type PlanHeader } from './site-content.ts';
import { readItemCodes } from './store.ts';

export interface PlanLineFilter {
  /** Only what is of the sites this person is assigned to. */
  within?: string | null | undefined;
  site_id?: string | undefined;
  item_id?: string | undefined;
}

/** A computed revision of a plan. */
export interface RevisionKey {
  plan_id: string;
  revision: number;
}

/** Sites read at a time where a page looks for lines of one item. */
const SITES_A_READ = 200;

/**
 * One page of the lines of a revision by line number. A site's lines stand together in one row, which is found through its key
 * however deep the page lies.
 */
export async function listPlanLines(reader: Reader, key: RevisionKey, request: PageRequest & PlanLineFilter) {
  const header = present(await readHeader(reader, key.plan_id, key.revision), 'the header of the revision');
  const descending = request.sort.startsWith('-');
  const [after] = request.cursor === undefined ? [] : readCursor(request.cursor, request.sort, 1);
  const found: (OpenLine & { site_code: string })[] = [];
  if (after !== undefined && typeof after !== 'number') throw refusedCursor();
  const isBeyond = (line: number) => after === undefined || (descending ? line < after : line > after);
  let start = after === undefined ? null : await siteOfNext(reader, key, after, descending);
  for (;;) {
    const sites = await readSitesFrom(reader, key, { start, descending, header, request });
    for (const { site_code, ...site } of sites) {
      const lines = openSite(header, site, request.item_id).filter(({ line_number }) =>
        isBeyond(line_number),
      );
      if (descending) lines.reverse();
      found.push(...lines.map((line) => ({ ...line, site_code })));
    }
    const last = sites.at(-1);
    if (last === undefined || found.length > request.limit) break;
    start = descending ? last.first_line - 1 : last.first_line + 1;
  }
  const data = found.slice(0, request.limit);
  const last = found.length > request.limit ? data.at(-1) : undefined;
  return {
    data: await withNames(reader, key, data),
    next_cursor: last === undefined ? null : writeCursor(request.sort, [last.line_number]),
  } satisfies Page<unknown>;
}

/** A line by its number; not found where it is of a site that `within` is not assigned to. */
export async function findPlanLine(
  reader: Reader,
  key: RevisionKey,
  lineNumber: number,
  within: string | null = null,
) {
  const sort = 'line_number';
  const cursor = writeCursor(sort, [lineNumber - 1]);
  const { data } = await listPlanLines(reader, key, { limit: 1, sort, cursor, within });
  return data.find(({ line_number }) => line_number === lineNumber);
}

/** Where to begin so that the site of the line after (or before) a given one is met first. */
async function siteOfNext(
  reader: Reader,
  { plan_id, revision }: RevisionKey,
  after: number,
  descending: boolean,
): Promise<number> {
  if (descending) return after - 1;
  const row = await reader
    .selectFrom('plan_sites')
    .select('first_line')
    .where('plan_id', '=', plan_id)
    .where('revision', '=', revision)
    .where('first_line', '<=', after + 1)
    .orderBy('first_line', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.first_line ?? 1;
}

interface SitesFrom {
  /** The first line of the first site to be read, at least or at most; null for the end of the list. */
  start: number | null;
  descending: boolean;
  header: PlanHeader;
  request: PageRequest & PlanLineFilter;
}

async function readSitesFrom(
  reader: Reader,
  { plan_id, revision }: RevisionKey,
  { start, descending, header, request }: SitesFrom,
) {
  let query = reader
    .selectFrom('plan_sites')
    .innerJoin('sites', 'sites.id', 'plan_sites.site_id')
    .select([
      'plan_sites.site_id as site_id',
      'sites.code as site_code',
      'plan_sites.priority as priority',
      'first_line',
      'line_count',
      'content',
    ])
    .where('plan_id', '=', plan_id)
    .where('revision', '=', revision);
  if (request.site_id !== undefined) query = query.where('plan_sites.site_id', '=', request.site_id);
  if (request.within != null) query = query.where('plan_sites.site_id', 'in', sitesWithin(request.within));
  const item = header.items.find(({ item_id }) => item_id === request.item_id);
  if (request.item_id !== undefined && item === undefined) return [];
  if (item?.tier === null) query = query.where('beside', '>', 0);
  if (start !== null) query = query.where('first_line', descending ? '<=' : '>=', start);
  const sites = request.item_id === undefined ? Math.min(SITES_A_READ, request.limit + 1) : SITES_A_READ;
  return query
    .orderBy('first_line', descending ? 'desc' : 'asc')
    .limit(sites)
    .execute();
}

/** Lines with the codes and lots they refer to. */
async function withNames(
  reader: Reader,
  { plan_id, revision }: RevisionKey,
  lines: readonly (OpenLine & { site_code: string })[],
) {
  const places = [...new Set(lines.flatMap(({ picks }) => picks.map(({ place }) => place)))];
  const [codes, lots] = await Promise.all([
    readItemCodes(reader, new Set(lines.map(({ item_id }) => item_id))),
    places.length === 0 ? [] : readLots(reader, plan_id, revision, places),
  ]);
  const lotAt = new Map(lots.map(({ place, ...lot }) => [place, lot]));
  return lines.map(({ picks, ...line }) => ({
    ...line,
    item_code: codes.get(line.item_id) ?? '',
    picks: picks.map(({ place, quantity }) => ({
      ...present(lotAt.get(place), 'the lot that a pick refers to'),
      quantity,
    })),
  }));
}

function readLots(reader: Reader, planId: string, revision: number, places: readonly number[]) {
  return reader
    .selectFrom('plan_lots')
    .innerJoin('lots', 'lots.id', 'plan_lots.lot_id')
    .innerJoin('locations', 'locations.id', 'plan_lots.location_id')
    .select([
      'place',
      'lot_id',
      'lots.lot_number as lot_number',
      'lots.expires_on as expires_on',
      'location_id',
      'locations.code as location_code',
    ])
    .where('plan_id', '=', planId)
    .where('revision', '=', revision)
    .where('place', 'in', places)
    .execute();
}

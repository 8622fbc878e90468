import { cellViolation } from '../exchange/cells.ts';
import { inFileOrder } from '../exchange/imports.ts';
import type { CellOf, ExplicitMapping } from '../exchange/mapping.ts';
import type { TableFile } from '../exchange/table-file.ts';
import type { Violation } from '../lib/problem.ts';
import { brokenPCodeRule } from '../places/p-code.ts';
import type { CountField } from './count-fields.ts';
import { type CountFileOptions, type CountReading, type CountRow, readCountFile } from './count-file.ts';
import { NewSiteCodes, SiteFinder, type SiteFound } from './find-sites.ts';
import { placeOfRow } from './place-of-row.ts';
import type { KnownSite, NewSiteRow } from './store.ts';

/** Every centre of a country in one file, and then some. */
export const COUNT_FILE_LIMITS = { maxRows: 200_000 };

export interface CountPlanOptions {
  file_name: string;
  create_sites: boolean;
  /** Day of the rows that give none. */
  counted_on?: string | undefined;
  date_order?: 'DMY' | 'MDY' | undefined;
  mapping?: ExplicitMapping<CountField> | undefined;
}

type PlannedSite = Omit<NewSiteRow, 'operation_id'>;

export interface Taken extends CountRow {
  site_id: string;
  site_code: string;
  /** Persons the site can house, as it is known or as the row says of a new one. */
  site_capacity: number | null;
}

/** What a file would do: the rows to take with their sites, the sites to add, and all that is wrong. */
export interface CountPlan {
  taken: Taken[];
  newSites: PlannedSite[];
  violations: Violation[];
  rows_total: number;
  ignored_columns: string[];
}

interface Surroundings {
  newId: () => string;
  /** In El Salvador. */
  today: string;
}

interface Seen {
  read: CountReading;
  cell: CellOf<CountField>;
}

/** Reads a file and finds the site of each row. Throws what `readTable` throws. */
export function planCounts(
  file: TableFile,
  options: CountPlanOptions,
  sites: readonly KnownSite[],
  around: Surroundings,
): CountPlan {
  const seen: Seen[] = [];
  const read = readCountFile(file, readerOptions(options, seen));
  const good = new Map(read.rows.map((row) => [row.row, row]));
  const readings = seen.map((one) => one.read);
  const finder = new SiteFinder(sites, readings);
  const codes = new NewSiteCodes(sites, readings);
  const rowOfSite = new Map<string, number>();
  const plan: CountPlan = {
    taken: [],
    newSites: [],
    violations: [...read.violations],
    rows_total: read.total_rows,
    ignored_columns: read.ignored_columns,
  };
  for (const one of seen) {
    const site = finder.find(one.read);
    const wrong = [...rowViolations(one, around.today), ...siteViolations(one, site, options.create_sites)];
    const row = good.get(one.read.row);
    if (row !== undefined && wrong.length === 0) {
      const refusal =
        'known' in site
          ? takeOnce(plan, one, row, site.known, rowOfSite)
          : takeNew(plan, one, row, codes, around);
      if (refusal !== null) wrong.push(refusal);
    }
    plan.violations.push(...wrong);
  }
  return { ...plan, violations: inFileOrder(plan.violations) };
}

function readerOptions(options: CountPlanOptions, seen: Seen[]): CountFileOptions {
  return {
    ...(options.counted_on === undefined ? {} : { defaultCountedOn: options.counted_on }),
    ...(options.date_order === undefined ? {} : { dateOrder: options.date_order }),
    ...(options.mapping === undefined ? {} : { mapping: options.mapping }),
    limits: COUNT_FILE_LIMITS,
    onRow: (read, cell) => seen.push({ read, cell }),
  };
}

/** What the reader cannot know: what day it is and which P-codes there are. */
function rowViolations({ read, cell }: Seen, now: string): Violation[] {
  const violations: Violation[] = [];
  if (read.counted_on !== null && read.counted_on > now) {
    violations.push(cellViolation(cell('counted_on'), 'date_in_future', undefined, read.counted_on));
  }
  const pCodeRule = read.p_code === null ? null : brokenPCodeRule(read.p_code);
  if (pCodeRule !== null) violations.push(cellViolation(cell('p_code'), pCodeRule));
  return violations;
}

function siteViolations({ read, cell }: Seen, site: SiteFound, createSites: boolean): Violation[] {
  const named = cell(read.site_code === null ? 'site_name' : 'site_code');
  if ('ambiguous' in site) {
    const params = { count: site.ambiguous, resource: 'sites' };
    return [cellViolation(cell('site_name'), 'ambiguous_name', params)];
  }
  if ('known' in site || createSites) return [];
  // A row that names no site at all has been told so.
  const isNamed = read.site_code !== null || read.site_name !== null;
  return isNamed ? [cellViolation(named, 'unknown_reference', { resource: 'site' })] : [];
}

/** Two rows that name one site in different ways would count its people twice. */
function takeOnce(
  plan: CountPlan,
  { read, cell }: Seen,
  row: CountRow,
  site: KnownSite,
  rowOfSite: Map<string, number>,
): Violation | null {
  const first = rowOfSite.get(site.id);
  if (first !== undefined) {
    const named = cell(read.site_code === null ? 'site_name' : 'site_code');
    return cellViolation(named, 'same_site', { site: site.code, first_row: first });
  }
  rowOfSite.set(site.id, row.row);
  plan.taken.push({ ...row, site_id: site.id, site_code: site.code, site_capacity: site.capacity });
  return null;
}

function takeNew(
  plan: CountPlan,
  { read, cell }: Seen,
  row: CountRow,
  codes: NewSiteCodes,
  { newId }: Surroundings,
): Violation | null {
  const code = codes.codeFor(read);
  if (code === null) return cellViolation(cell('site_code'), 'code_format');
  const place = placeOfRow(row);
  if ('rule' in place) return cellViolation(cell(place.field), place.rule, { candidates: place.candidates });
  const { latitude, longitude, capacity } = row;
  const id = newId();
  plan.taken.push({ ...row, site_id: id, site_code: code, site_capacity: capacity });
  plan.newSites.push({
    id,
    location_id: newId(),
    code,
    name: row.site_name ?? code,
    kind: 'collective_centre',
    p_code: place.p_code,
    latitude,
    longitude,
    capacity,
    priority: 1,
  });
  return null;
}

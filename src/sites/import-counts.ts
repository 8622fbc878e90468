import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { findImports, insertImport } from '../database/imports.ts';
import { cellViolation } from '../exchange/cells.ts';
import { alreadyImported, assertAccepted, type ImportOutcome, inFileOrder } from '../exchange/imports.ts';
import type { CellOf } from '../exchange/mapping.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { sha256 } from '../lib/hash.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import {
  type CountField,
  type CountFileOptions,
  type CountReading,
  type CountRow,
  readCountFile,
} from './count-file.ts';
import { sexesMissing } from './count-rules.ts';
import { insertCounts } from './count-store.ts';
import { NewSiteCodes, SiteFinder, type SiteFound } from './find-sites.ts';
import { OPERATION_TIME_ZONE } from './operations.ts';
import { brokenPCodeRule } from './p-code.ts';
import type { countImportQuery } from './schema.ts';
import {
  findOperation,
  holdOpenOperation,
  insertSites,
  type KnownSite,
  knownSites,
  type NewSiteRow,
} from './store.ts';

const KIND = 'household_counts';

type Options = z.infer<typeof countImportQuery>;

interface CountSums {
  households: number;
  individuals: number;
  females: number;
  males: number;
}

export interface CountImportOutcome extends ImportOutcome, CountSums {
  sites_created: number;
}

/**
 * Takes household counts from a file into an operation. A file that is there already changes nothing. Throws `not_found`,
 * `state_conflict` when the operation is closed, `forbidden` when sites are to be added by someone who may not,
 * `import_rejected` with every violation, and what `readTable` throws; nothing is saved then.
 */
export async function importCounts(
  tx: Tx,
  context: Context,
  principal: Principal,
  operationId: string,
  file: Uint8Array,
  options: Options,
): Promise<CountImportOutcome> {
  if (options.create_sites && !principal.permissions.has('sites.write')) {
    throw new Problem('forbidden', { permission: 'sites.write' });
  }
  const operation = found(await findOperation(tx, operationId), 'operation', operationId);
  const held = await holdOpenOperation(tx, operationId);
  assertStepped(held, 'operation', operation, 'import household counts', ['open']);
  const fileSha256 = sha256(file);
  const [earlier] = await findImports(tx, KIND, { id: operationId, andItsParts: false }, fileSha256);
  if (earlier !== undefined) {
    return { ...alreadyImported(earlier, options.dry_run), sites_created: 0, ...sumsOf([]) };
  }
  const plan = planImport(file, options, await knownSites(tx, operationId), {
    newId: () => context.ids.next(),
    today: today(context.clock, OPERATION_TIME_ZONE),
  });
  assertAccepted(plan.violations, plan.taken.length, options);
  const importId = context.ids.next();
  await insertImport(tx, {
    id: importId,
    kind: KIND,
    scope_id: operationId,
    file_name: options.file_name,
    file_sha256: fileSha256,
    rows_total: plan.rows_total,
    rows_taken: plan.taken.length,
    rows_refused: plan.rows_total - plan.taken.length,
    imported_by: principal.person_id,
    imported_at: instant(context.clock),
  });
  await save(tx, context, principal, { ...plan, importId, operationId, source: options.source });
  return {
    import_id: options.dry_run ? null : importId,
    already_imported: false,
    dry_run: options.dry_run,
    rows_total: plan.rows_total,
    rows_taken: plan.taken.length,
    rows_refused: plan.rows_total - plan.taken.length,
    ignored_columns: plan.ignored_columns,
    violations: plan.violations,
    sites_created: plan.newSites.length,
    ...sumsOf(plan.taken),
  };
}

type PlannedSite = Omit<NewSiteRow, 'operation_id'>;

interface Taken extends CountRow {
  site_id: string;
}

interface ImportPlan {
  taken: Taken[];
  newSites: PlannedSite[];
  violations: Violation[];
  rows_total: number;
  ignored_columns: string[];
}

interface Surroundings {
  newId: () => string;
  today: string;
}

interface Seen {
  read: CountReading;
  cell: CellOf<CountField>;
}

/** What the file would do: the rows to take with their sites, the sites to add, and all that is wrong. */
function planImport(
  file: Uint8Array,
  options: Options,
  sites: readonly KnownSite[],
  around: Surroundings,
): ImportPlan {
  const seen: Seen[] = [];
  const read = readCountFile(file, options.file_name, readerOptions(options, seen));
  const good = new Map(read.rows.map((row) => [row.row, row]));
  const readings = seen.map((one) => one.read);
  const finder = new SiteFinder(sites, readings);
  const codes = new NewSiteCodes(sites, readings);
  const rowOfSite = new Map<string, number>();
  const plan: ImportPlan = {
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

function readerOptions(options: Options, seen: Seen[]): CountFileOptions {
  return {
    ...(options.counted_on === undefined ? {} : { defaultCountedOn: options.counted_on }),
    ...(options.date_order === undefined ? {} : { dateOrder: options.date_order }),
    onRow: (read, cell) => seen.push({ read, cell }),
  };
}

/** What the reader cannot know: what day it is, which P-codes there are, that a count adds up as those entered by hand. */
function rowViolations({ read, cell }: Seen, now: string): Violation[] {
  const violations: Violation[] = [];
  if (read.counted_on !== null && read.counted_on > now) {
    violations.push(cellViolation(cell('counted_on'), 'date_in_future', undefined, read.counted_on));
  }
  const pCodeRule = read.p_code === null ? null : brokenPCodeRule(read.p_code);
  if (pCodeRule !== null) violations.push(cellViolation(cell('p_code'), pCodeRule));
  for (const { rule, field, params } of sexesMissing(read)) {
    const parts = `${cell('females').column} + ${cell('males').column}`;
    const names = { parts, total: cell(field).column };
    violations.push(cellViolation(cell(field), rule, { ...params, ...names }));
  }
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
  plan: ImportPlan,
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
  plan.taken.push({ ...row, site_id: site.id });
  return null;
}

function takeNew(
  plan: ImportPlan,
  { read, cell }: Seen,
  row: CountRow,
  codes: NewSiteCodes,
  { newId }: Surroundings,
): Violation | null {
  const code = codes.codeFor(read);
  if (code === null) return cellViolation(cell('site_code'), 'code_format');
  const { p_code, latitude, longitude, capacity } = row;
  const id = newId();
  plan.taken.push({ ...row, site_id: id });
  plan.newSites.push({
    id,
    location_id: newId(),
    code,
    name: row.site_name ?? code,
    kind: 'collective_centre',
    p_code,
    latitude,
    longitude,
    capacity,
    priority: 1,
  });
  return null;
}

async function save(
  tx: Tx,
  context: Context,
  principal: Principal,
  {
    taken,
    newSites,
    importId,
    operationId,
    source,
  }: Pick<ImportPlan, 'taken' | 'newSites'> & {
    importId: string;
    operationId: string;
    source: Options['source'];
  },
): Promise<void> {
  const at = instant(context.clock);
  const sites = newSites.map((site) => ({ ...site, operation_id: operationId }));
  const added = await insertSites(tx, sites, at);
  // Someone added one of them by hand this very moment: asked again, the file finds it.
  if (added.size !== sites.length) throw new Problem('busy');
  const recorded = { source, import_id: importId, recorded_by: principal.person_id, recorded_at: at };
  await insertCounts(
    tx,
    taken.map(({ site_id, counted_on, households, individuals, females, males, groups }) => ({
      id: context.ids.next(),
      site_id,
      counted_on,
      households,
      individuals,
      females,
      males,
      groups,
      ...recorded,
    })),
  );
}

function sumsOf(rows: readonly CountRow[]): CountSums {
  const sums = { households: 0, individuals: 0, females: 0, males: 0 };
  for (const row of rows) {
    sums.households += row.households ?? 0;
    sums.individuals += row.individuals ?? 0;
    sums.females += row.females ?? 0;
    sums.males += row.males ?? 0;
  }
  return sums;
}

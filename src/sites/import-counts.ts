import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { findImports, insertImport } from '../database/imports.ts';
import { alreadyImported, assertAccepted, type ImportOutcome } from '../exchange/imports.ts';
import type { TableFile } from '../exchange/table-file.ts';
import { assert } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { readMapping } from '../mappings/write.ts';
import type { CountRow } from './count-file.ts';
import { type CountPlan, planCounts, type Taken } from './count-plan.ts';
import { type Flag, flagsOf } from './count-rules.ts';
import { earlierCounts, insertCounts } from './count-store.ts';
import { OPERATION_TIME_ZONE } from './operations.ts';
import type { countImportQuery } from './schema.ts';
import { running } from './states.ts';
import { findOperation, holdRunningOperation, insertSites, knownSites } from './store.ts';

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
  flags: readonly RowFlag[];
}

/** A flag of a row that was taken. */
export interface RowFlag extends Flag {
  row: number;
  site_code: string;
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
  file: TableFile,
  options: Options,
): Promise<CountImportOutcome> {
  if (options.create_sites && !principal.permissions.has('sites.write')) {
    throw new Problem('forbidden', { permission: 'sites.write' });
  }
  const operation = found(await findOperation(tx, operationId), 'operation', operationId);
  const held = await holdRunningOperation(tx, operationId);
  assertStepped(held, 'operation', operation, 'import household counts', running);
  const fileSha256 = file.sha256;
  const [earlier] = await findImports(tx, KIND, { id: operationId, andItsParts: false }, fileSha256);
  if (earlier !== undefined) {
    return { ...alreadyImported(earlier, options.dry_run), sites_created: 0, flags: [], ...sumsOf([]) };
  }
  const saved = await readMapping(tx, KIND, options.mapping_id);
  const reading = { ...options, mapping: saved.mapping, date_order: options.date_order ?? saved.date_order };
  const plan = planCounts(file, reading, await knownSites(tx, operationId), {
    newId: () => context.ids.next(),
    today: today(context.clock, OPERATION_TIME_ZONE),
  });
  assertAccepted(plan.violations, plan.taken.length, options);
  const importId = context.ids.next();
  const isFirst = await insertImport(tx, {
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
  assert(isFirst, 'imports into an operation take turns');
  const judged = await judge(tx, plan);
  await save(tx, context, principal, {
    ...plan,
    taken: judged,
    importId,
    operationId,
    source: options.source,
  });
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
    flags: judged.flatMap(({ row, site_code, flags }) => flags.map((flag) => ({ row, site_code, ...flag }))),
    ...sumsOf(plan.taken),
  };
}

type Judged = Taken & { flags: readonly Flag[] };

/** Compares each row taken with its site and with the count that held there before. */
async function judge(tx: Tx, { taken, newSites }: CountPlan): Promise<Judged[]> {
  const added = new Set(newSites.map(({ id }) => id));
  const earlier = await earlierCounts(
    tx,
    taken.filter(({ site_id }) => !added.has(site_id)),
  );
  return taken.map((row) => {
    const before = earlier.get(`${row.site_id} ${row.counted_on}`) ?? null;
    return { ...row, flags: flagsOf(row, { capacity: row.site_capacity, earlier: before }) };
  });
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
  }: Pick<CountPlan, 'newSites'> & {
    taken: readonly Judged[];
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
    taken.map(
      ({ site_id, counted_on, households, individuals, females, males, groups, vulnerable, flags }) => ({
        id: context.ids.next(),
        site_id,
        counted_on,
        households,
        individuals,
        females,
        males,
        groups,
        vulnerable,
        flags,
        supersedes_id: null,
        ...recorded,
      }),
    ),
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

import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { findImports, insertImport } from '../database/imports.ts';
import { cellViolation } from '../exchange/cells.ts';
import { alreadyImported, assertAccepted, type ImportOutcome, inFileOrder } from '../exchange/imports.ts';
import type { CellOf } from '../exchange/mapping.ts';
import type { TableFile } from '../exchange/table-file.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { findOperation, holdOpenOperation } from '../sites/store.ts';
import { withoutValues } from './cells.ts';
import { type HouseholdField, type HouseholdRow, readHouseholdFile } from './household-file.ts';
import { insertHouseholds, siteIdsByCode, takenTexts } from './household-store.ts';
import { documentFingerprint, sealPersonalData } from './personal-data.ts';
import type { householdImportQuery } from './schema.ts';

const KIND = 'households';

type Options = z.infer<typeof householdImportQuery>;

export interface HouseholdImportOutcome extends ImportOutcome {
  persons: number;
}

/**
 * Registers the households of a file. A file that is there already changes nothing. Throws `not_found`, `state_conflict` when
 * the operation is closed, `import_rejected` with every violation, none of which repeats personal data, and what `readTable`
 * throws; nothing is saved then.
 */
export async function importHouseholds(
  tx: Tx,
  context: Context,
  principal: Principal,
  operationId: string,
  file: TableFile,
  options: Options,
): Promise<HouseholdImportOutcome> {
  const operation = found(await findOperation(tx, operationId), 'operation', operationId);
  const held = await holdOpenOperation(tx, operationId);
  assertStepped(held, 'operation', operation, 'import households', ['open']);
  const file_sha256 = file.sha256;
  const [earlier] = await findImports(tx, KIND, { id: operationId, andItsParts: false }, file_sha256);
  if (earlier !== undefined) return { ...alreadyImported(earlier, options.dry_run), persons: 0 };

  const plan = await planImport(tx, context, operationId, file);
  assertAccepted(plan.violations, plan.taken.length, options);
  const importId = context.ids.next();
  const counts = {
    rows_total: plan.rows_total,
    rows_taken: plan.taken.length,
    rows_refused: plan.rows_total - plan.taken.length,
  };
  await insertImport(tx, {
    id: importId,
    kind: KIND,
    scope_id: operationId,
    file_name: options.file_name,
    file_sha256,
    ...counts,
    imported_by: principal.person_id,
    imported_at: instant(context.clock),
  });
  await save(tx, context, operationId, plan.taken);
  return {
    import_id: options.dry_run ? null : importId,
    already_imported: false,
    dry_run: options.dry_run,
    ...counts,
    ignored_columns: plan.ignored_columns,
    violations: plan.violations,
    persons: plan.taken.reduce((sum, row) => sum + row.household_size, 0),
  };
}

interface Seen {
  readonly read: HouseholdRow;
  readonly cell: CellOf<HouseholdField>;
  /** Of its document. */
  readonly fingerprint: string | null;
}

interface Taken extends HouseholdRow {
  readonly site_id: string | null;
}

interface ImportPlan {
  readonly taken: Taken[];
  readonly violations: Violation[];
  readonly rows_total: number;
  readonly ignored_columns: string[];
}

/** What the file would do: the households to register with their sites, and all that is wrong. */
async function planImport(
  tx: Tx,
  context: Context,
  operationId: string,
  file: TableFile,
): Promise<ImportPlan> {
  const seen: Seen[] = [];
  const { rows, violations, total_rows, ignored_columns } = readHouseholdFile(file, {
    onRow: (read, cell) => {
      const { document } = read;
      const fingerprint = document === null ? null : documentFingerprint(context.sealing, document);
      seen.push({ read, cell, fingerprint });
    },
  });
  const sites = await siteIdsByCode(tx, operationId);
  const known = await registeredAlready(tx, operationId, seen);
  const good = new Set(rows.map((row) => row.row));
  const taken: Taken[] = [];
  for (const one of seen) {
    const wrong = rowViolations(one, sites, known);
    const { site_code } = one.read;
    if (wrong.length === 0 && good.has(one.read.row)) {
      taken.push({ ...one.read, site_id: site_code === null ? null : (sites.get(site_code) ?? null) });
    }
    violations.push(...withoutValues(wrong));
  }
  return { taken, violations: inFileOrder(violations), rows_total: total_rows, ignored_columns };
}

interface Registered {
  readonly codes: ReadonlySet<string>;
  readonly fingerprints: ReadonlySet<string>;
}

async function registeredAlready(tx: Tx, operationId: string, seen: readonly Seen[]): Promise<Registered> {
  const codes = seen.map((one) => one.read.code);
  const fingerprints = seen.flatMap(({ fingerprint }) => (fingerprint === null ? [] : [fingerprint]));
  return {
    codes: await takenTexts(tx, operationId, 'code', codes),
    fingerprints: await takenTexts(tx, operationId, 'document_fingerprint', fingerprints),
  };
}

/** What the reader cannot know: which sites there are, and who is registered. */
function rowViolations(
  { read, cell, fingerprint }: Seen,
  sites: ReadonlyMap<string, string>,
  registered: Registered,
): Violation[] {
  const violations: Violation[] = [];
  if (read.site_code !== null && !sites.has(read.site_code)) {
    violations.push(cellViolation(cell('site_code'), 'unknown_reference', { resource: 'site' }));
  }
  if (registered.codes.has(read.code)) violations.push(cellViolation(cell('code'), 'already_registered'));
  if (fingerprint !== null && registered.fingerprints.has(fingerprint)) {
    violations.push(cellViolation(cell('document'), 'already_registered'));
  }
  return violations;
}

async function save(tx: Tx, context: Context, operationId: string, rows: readonly Taken[]): Promise<void> {
  const households = rows.map(({ code, site_id, household_size, head_name, document, account }) => {
    const id = context.ids.next();
    const sealed = sealPersonalData(context.sealing, id, { head_name, document, account });
    return { id, operation_id: operationId, code, site_id, household_size, ...sealed };
  });
  const added = await insertHouseholds(tx, households, instant(context.clock));
  // Someone registered one of them by hand this very moment: asked again, the file finds it.
  if (added !== households.length) throw new Problem('busy');
}

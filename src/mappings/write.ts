import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import { isUniqueViolation } from '../database/errors.ts';
import { assertEdited } from '../database/guards.ts';
import { updateVersioned } from '../database/versioned.ts';
import { type ImportField, type ImportKind, importFields } from '../exchange/import-kinds.ts';
import type { ExplicitMapping } from '../exchange/mapping.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import type { importMappingChange, newImportMapping } from './schema.ts';
import { findMapping, insertMapping, type MappedColumns } from './store.ts';

/** Saves a mapping. Throws `conflict` when one of its kind has the name. */
export async function addMapping(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newImportMapping>,
) {
  const id = context.ids.next();
  const added = await insertMapping(
    tx,
    { id, ...input, created_by: principal.person_id },
    instant(context.clock),
  );
  if (!added) throw new Problem('conflict', { resource: 'import mapping', field: 'name', value: input.name });
  return found(await findMapping(tx, id), 'import mapping', id);
}

/** Changes a mapping. Throws `not_found`, `precondition_failed`, `invalid_request` for a field its kind does not have, `conflict`. */
export async function changeMapping(
  tx: Tx,
  context: Context,
  id: string,
  version: number,
  change: z.infer<typeof importMappingChange>,
) {
  const before = found(await findMapping(tx, id), 'import mapping', id);
  assertFields(before.kind, change.columns ?? {});
  const { columns, ...fields } = change;
  const written = { ...fields, ...(columns === undefined ? {} : { columns: JSON.stringify(columns) }) };
  try {
    const edited = await updateVersioned(
      tx,
      'import_mappings',
      { id, version },
      written,
      instant(context.clock),
    );
    assertEdited(edited, 'import mapping', before, version);
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Problem('conflict', { resource: 'import mapping', field: 'name', value: change.name ?? '' });
  }
  return found(await findMapping(tx, id), 'import mapping', id);
}

function assertFields(kind: ImportKind, columns: MappedColumns): void {
  const known: readonly string[] = importFields[kind];
  const violations = Object.keys(columns)
    .filter((field) => !known.includes(field))
    .map((field): Violation => ({ rule: 'unknown_field', pointer: `/body/columns/${field}`, value: field }));
  if (violations.length > 0) throw new Problem('invalid_request', {}, violations);
}

/** How files are read through a saved mapping; without one, by what their columns are usually called. */
export interface SavedMapping<Kind extends ImportKind> {
  mapping?: ExplicitMapping<ImportField<Kind>>;
  date_order?: 'DMY' | 'MDY';
}

/** The mapping an import names. Throws `not_found` when there is none of that kind in use. */
export async function readMapping<Kind extends ImportKind>(
  reader: Reader,
  kind: Kind,
  id: string | undefined,
): Promise<SavedMapping<Kind>> {
  if (id === undefined) return {};
  const saved = await findMapping(reader, id);
  if (saved === undefined || saved.kind !== kind || !saved.active) {
    throw new Problem('not_found', { resource: 'import mapping', id });
  }
  return {
    mapping: saved.columns as ExplicitMapping<ImportField<Kind>>,
    ...(saved.date_order === null ? {} : { date_order: saved.date_order }),
  };
}

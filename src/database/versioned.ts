import { sql } from 'kysely';
import type { Reader, Tx } from './database.ts';

/** Tables whose rows people edit: each has `id`, `version` and `updated_at`. */
export type VersionedTable =
  | 'categories'
  | 'items'
  | 'grants'
  | 'warehouses'
  | 'lots'
  | 'operations'
  | 'sites'
  | 'requests'
  | 'plans'
  | 'programmes'
  | 'claims'
  | 'households'
  | 'import_mappings'
  | 'feeds'
  | 'site_works'
  | 'preparedness_targets'
  | 'carriers'
  | 'transport_legs';

/** Writes a change if the row still has the version that was read; false when it has not. */
export async function updateVersioned(
  tx: Tx,
  table: VersionedTable,
  row: { id: string; version: number },
  change: Readonly<Record<string, unknown>>,
  at: string,
): Promise<boolean> {
  const written = Object.entries(change).filter(([, value]) => value !== undefined);
  const result = await tx
    .updateTable(table as 'items')
    .set({ ...Object.fromEntries(written.map(toColumn)), version: sql`version + 1`, updated_at: at } as never)
    .where('id', '=', row.id)
    .where('version', '=', row.version)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

function toColumn([name, value]: [string, unknown]): [string, unknown] {
  return [name, typeof value === 'boolean' ? Number(value) : value];
}

type ReferencedTable =
  | 'categories'
  | 'items'
  | 'grants'
  | 'locations'
  | 'lots'
  | 'sites'
  | 'operations'
  | 'warehouses'
  | 'households'
  | 'carriers';

/** Which of the identifiers no row of the table has. */
export async function missingIds(
  reader: Reader,
  table: ReferencedTable,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const missing = new Set(ids);
  const unique = [...missing];
  for (let start = 0; start < unique.length; start += 500) {
    const rows = await reader
      .selectFrom(table as 'items')
      .select('id')
      .where('id', 'in', unique.slice(start, start + 500))
      .execute();
    for (const row of rows) missing.delete(row.id);
  }
  return missing;
}

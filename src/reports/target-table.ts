import type { TableDefinition, TableRow } from '../documents/table.ts';
import type { Language } from '../lib/localized.ts';
import { columns } from './columns.ts';

const targetColumns = columns(
  'target_code',
  'target_name',
  'warehouse_code',
  'target_unit',
  'required',
  'covered',
  'missing',
  'expiring_before',
  'covered_then',
  'item_codes',
  'units_required',
  'ready',
  'built',
  'units_missing',
  'expiring',
);

type TargetKey = (typeof targetColumns)[number]['key'];

export const targetTable: TableDefinition<TargetKey> = {
  name: 'preparedness-targets',
  title: { es: 'Metas de preparación', en: 'Preparedness targets' },
  columns: targetColumns,
};

const units = {
  kits: { es: 'kits', en: 'kits' },
  households: { es: 'hogares', en: 'households' },
  persons: { es: 'personas', en: 'persons' },
};

/** What covers a target, as `preparedness` works it out. */
export interface CoverageRow {
  code: string;
  name_es: string;
  name_en: string;
  warehouse_id: string | null;
  unit: keyof typeof units;
  required: number;
  covered: number;
  missing: number;
  expiring_before: string;
  covered_then: number;
  needs: readonly {
    items: readonly { item_code: string }[];
    required: number;
    ready: number;
    built: number;
    missing: number;
    expiring: number;
  }[];
}

/** A row for each need of a target, the target's own figures on each. `codes` gives the code of a warehouse. */
export function targetLines(
  row: CoverageRow,
  codes: ReadonlyMap<string, string>,
  language: Language,
): TableRow<TargetKey>[] {
  return row.needs.map((need) => ({
    target_code: row.code,
    target_name: language === 'es' ? row.name_es : row.name_en,
    warehouse_code: row.warehouse_id === null ? null : (codes.get(row.warehouse_id) ?? null),
    target_unit: units[row.unit][language],
    required: row.required,
    covered: row.covered,
    missing: row.missing,
    expiring_before: row.expiring_before,
    covered_then: row.covered_then,
    item_codes: need.items.map(({ item_code }) => item_code).join(', '),
    units_required: need.required,
    ready: need.ready,
    built: need.built,
    units_missing: need.missing,
    expiring: need.expiring,
  }));
}

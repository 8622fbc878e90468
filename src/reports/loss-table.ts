import type { TableDefinition, TableRow } from '../documents/table.ts';
import type { Language } from '../lib/localized.ts';
import { columns } from './columns.ts';
import type { LossRow } from './loss-store.ts';
import { lotValue } from './stock-tables.ts';
import { movementWords, reasonWords, wordOf } from './words.ts';

const lossColumns = columns(
  'occurred_on',
  'posted_at',
  'kind',
  'document_number',
  'item_code',
  'item_name',
  'base_unit',
  'lot_number',
  'grant_code',
  'donor_name',
  'expires_on',
  'lost_at',
  'lost',
  'unit_value',
  'value',
  'currency',
  'reason',
  'note',
  'posted_by',
  'movement_id',
  'lot_id',
);

type LossKey = (typeof lossColumns)[number]['key'];

export const lossTable: TableDefinition<LossKey> = {
  name: 'loss-and-damage',
  title: { es: 'Pérdidas y daños', en: 'Loss and damage' },
  columns: lossColumns,
};

/** Goods lost, more than zero; less for what a reversal took back. Field by field, see `movementLine`. */
export function lossLine(row: LossRow, language: Language): TableRow<LossKey> {
  const isTakenBack = row.kind === 'reversal';
  const lost = isTakenBack ? -row.quantity : row.quantity;
  return {
    occurred_on: row.occurred_on,
    posted_at: row.posted_at,
    kind: movementWords[row.kind][language],
    document_number: row.document_number,
    item_code: row.item_code,
    item_name: language === 'es' ? row.name_es : row.name_en,
    base_unit: row.base_unit,
    lot_number: row.lot_number,
    grant_code: row.grant_code,
    donor_name: row.donor_name,
    expires_on: row.expires_on,
    lost_at: isTakenBack ? row.to_code : row.from_code,
    lost,
    unit_value: row.unit_value,
    value: lotValue({ unit_value: row.unit_value, on_hand: lost }),
    currency: row.currency,
    reason: wordOf(reasonWords, row.reason, language),
    note: row.note,
    posted_by: row.posted_by,
    movement_id: row.movement_id,
    lot_id: row.lot_id,
  };
}

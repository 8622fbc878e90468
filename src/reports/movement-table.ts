import type { TableDefinition, TableRow } from '../documents/table.ts';
import type { Language } from '../lib/localized.ts';
import { columns } from './columns.ts';
import type { MovementLineRow } from './movement-store.ts';
import { movementWords, placeName, reasonWords, wordOf } from './words.ts';

const movementColumns = columns(
  'posted_at',
  'occurred_on',
  'kind',
  'document_number',
  'item_code',
  'item_name',
  'base_unit',
  'lot_number',
  'grant_code',
  'expires_on',
  'from_place',
  'to_place',
  'quantity',
  'reason',
  'note',
  'posted_by',
  'movement_id',
  'lot_id',
);

type MovementKey = (typeof movementColumns)[number]['key'];

export const movementTable: TableDefinition<MovementKey> = {
  name: 'stock-movements',
  title: { es: 'Movimientos', en: 'Stock movements' },
  columns: movementColumns,
};

/**
 * One line of the ledger as people read it. Field by field: copying rows with a spread made them outlive many collections, and a
 * long report grew by a hundred megabytes.
 */
export function movementLine(row: MovementLineRow, language: Language): TableRow<MovementKey> {
  return {
    posted_at: row.posted_at,
    occurred_on: row.occurred_on,
    document_number: row.document_number,
    item_code: row.item_code,
    base_unit: row.base_unit,
    lot_number: row.lot_number,
    grant_code: row.grant_code,
    expires_on: row.expires_on,
    quantity: row.quantity,
    note: row.note,
    posted_by: row.posted_by,
    movement_id: row.movement_id,
    lot_id: row.lot_id,
    kind: movementWords[row.kind][language],
    item_name: language === 'es' ? row.name_es : row.name_en,
    from_place: placeName(row.from_kind, row.from_code, language),
    to_place: placeName(row.to_kind, row.to_code, language),
    reason: wordOf(reasonWords, row.reason, language),
  };
}

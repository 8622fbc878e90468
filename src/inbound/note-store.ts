import { sql } from 'kysely';
import type { Reader } from '../database/database.ts';

/** What stands at the top and the foot of a goods received note. */
export async function findNoteHead(reader: Reader, receiptId: string) {
  return reader
    .selectFrom('receipts')
    .innerJoin('warehouses', 'warehouses.id', 'receipts.warehouse_id')
    .innerJoin('people', 'people.id', 'receipts.posted_by')
    .leftJoin('expected_consignments', 'expected_consignments.id', 'receipts.expected_consignment_id')
    .leftJoin('transfers', 'transfers.id', 'receipts.transfer_id')
    .select([
      'receipts.number as number',
      'receipts.received_from as received_from',
      'receipts.reference as reference',
      'receipts.received_on as received_on',
      'receipts.means as means',
      'receipts.transport_document as transport_document',
      'receipts.note as note',
      'warehouses.code as warehouse_code',
      'warehouses.name as warehouse_name',
      'warehouses.country as country',
      'people.name as received_by',
      sql<string | null>`coalesce(expected_consignments.number, transfers.number)`.as('source_number'),
    ])
    .where('receipts.id', '=', receiptId)
    .executeTakeFirst();
}

/** The lines of a goods received note as they were counted, with what is printed of item, lot and donor. */
export async function listNoteLines(reader: Reader, receiptId: string) {
  return reader
    .selectFrom('receipt_counts')
    .innerJoin('items', 'items.id', 'receipt_counts.item_id')
    .innerJoin('grants', 'grants.id', 'receipt_counts.grant_id')
    .leftJoin('expected_lines', 'expected_lines.id', 'receipt_counts.expected_line_id')
    .leftJoin('lots', (join) =>
      join.on(
        'lots.id',
        '=',
        sql<string>`coalesce(receipt_counts.lot_id, receipt_counts.damaged_lot_id, receipt_counts.over_lot_id)`,
      ),
    )
    .select([
      'receipt_counts.line_number as line_number',
      'items.code as item_code',
      'items.name_es as name_es',
      'items.name_en as name_en',
      'items.base_unit as unit_type',
      'items.weight_g as unit_weight_g',
      'grants.donor_name as donor',
      'grants.code as grant_code',
      'receipt_counts.lot_number as lot_number',
      sql<string | null>`coalesce(lots.expires_on, expected_lines.expires_on)`.as('expires_on'),
      'receipt_counts.good as good',
      'receipt_counts.damaged as damaged',
      'receipt_counts.missing as missing',
      'receipt_counts.over as over',
      'receipt_counts.over_decision as over_decision',
    ])
    .where('receipt_id', '=', receiptId)
    .orderBy('receipt_counts.line_number')
    .execute();
}

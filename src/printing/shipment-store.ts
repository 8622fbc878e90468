import { sql } from 'kysely';
import { packingOf } from '../catalogue/item-parts-store.ts';
import type { Reader } from '../database/database.ts';

export type ShipmentKind = 'consignment' | 'transfer';

/** The lines of a shipment with all that is printed of item, lot, donor and bin. */
export async function listShipmentLines(reader: Reader, kind: ShipmentKind, id: string) {
  const lines =
    kind === 'consignment'
      ? reader
          .selectFrom('consignment_lines')
          .select(['id', 'line_number', 'lot_id', 'location_id', 'quantity'])
          .where('consignment_id', '=', id)
      : reader
          .selectFrom('transfer_lines')
          .select(['id', 'line_number', 'lot_id', 'location_id', 'quantity'])
          .where('transfer_id', '=', id);
  const rows = await reader
    .selectFrom(lines.as('lines'))
    .innerJoin('lots', 'lots.id', 'lines.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .innerJoin('locations', 'locations.id', 'lines.location_id')
    .select([
      'lines.id as id',
      'lines.line_number as line_number',
      'lines.quantity as quantity',
      'items.id as item_id',
      'items.code as item_code',
      'items.name_es as name_es',
      'items.name_en as name_en',
      'items.base_unit as unit_type',
      'items.weight_g as unit_weight_g',
      'items.volume_ml as unit_volume_ml',
      'lots.lot_number as lot_number',
      'lots.expires_on as expires_on',
      'lots.unit_value as unit_value',
      'lots.currency as currency',
      'lots.units_per_pack as units_per_pack',
      'grants.donor_name as donor',
      'locations.code as bin',
    ])
    .orderBy('lines.line_number')
    .execute();
  const packing = await packingOf(
    reader,
    rows.map((row) => row.item_id),
  );
  return rows.map((row) => ({ ...row, packing: packing.get(row.item_id) ?? [] }));
}

export type ShipmentLineRow = Awaited<ReturnType<typeof listShipmentLines>>[number];

/** Numbers of the requests that a plan promised something at a site and did not take it back, by item. */
export async function requestNumbersByItem(reader: Reader, planId: string, siteId: string) {
  const rows = await reader
    .selectFrom('request_promises')
    .innerJoin('requests', 'requests.id', 'request_promises.request_id')
    .select(['requests.number as number', 'request_promises.item_id as item_id'])
    .distinct()
    .where('request_promises.plan_id', '=', planId)
    .where('request_promises.site_id', '=', siteId)
    .whereRef('request_promises.quantity', '>', 'request_promises.released')
    .orderBy('requests.number')
    .execute();
  const numbers = new Map<string, string[]>();
  for (const { number, item_id } of rows) numbers.set(item_id, [...(numbers.get(item_id) ?? []), number]);
  return numbers;
}

/** What stands at the top and the foot of the papers of a transfer. */
export async function findTransferHead(reader: Reader, id: string) {
  return reader
    .selectFrom('transfers')
    .innerJoin('warehouses as sender', 'sender.id', 'transfers.from_warehouse_id')
    .innerJoin('warehouses as receiver', 'receiver.id', 'transfers.to_warehouse_id')
    .leftJoin('people', 'people.id', 'transfers.departed_by')
    .select([
      'transfers.number as number',
      'transfers.state as state',
      'transfers.updated_at as updated_at',
      'transfers.means as means',
      'transfers.expected_on as expected_on',
      'transfers.transporter as transporter',
      'transfers.vehicle_plate as vehicle_plate',
      'transfers.transport_document as transport_document',
      'transfers.departed_on as departed_on',
      'people.name as departed_by_name',
      'sender.code as from_code',
      'sender.name as from_name',
      'sender.country as from_country',
      'receiver.code as to_code',
      'receiver.name as to_name',
      'receiver.country as to_country',
    ])
    .where('transfers.id', '=', id)
    .executeTakeFirst();
}

/** What was received of a transfer so far: who signed, what was noted, how many units of each bucket. Reversed receipts are left out. */
export async function listTransferReceipts(reader: Reader, id: string) {
  return reader
    .selectFrom('receipts')
    .innerJoin('people', 'people.id', 'receipts.posted_by')
    .innerJoin('receipt_counts', 'receipt_counts.receipt_id', 'receipts.id')
    .leftJoin('receipt_reversals', 'receipt_reversals.receipt_id', 'receipts.id')
    .select([
      'receipts.id as id',
      'receipts.received_on as date',
      'receipts.posted_at as posted_at',
      'receipts.note as note',
      'people.name as name',
      sql<number>`cast(sum(receipt_counts.good) as bigint)`.as('good'),
      sql<number>`cast(sum(receipt_counts.damaged) as bigint)`.as('damaged'),
      sql<number>`cast(sum(receipt_counts.missing) as bigint)`.as('missing'),
    ])
    .where('receipts.transfer_id', '=', id)
    .where('receipt_reversals.receipt_id', 'is', null)
    .groupBy(['receipts.id', 'receipts.received_on', 'receipts.posted_at', 'receipts.note', 'people.name'])
    .orderBy('receipts.id')
    .execute();
}

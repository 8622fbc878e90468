import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';

export interface ReceiptRow {
  id: string;
  number: string;
  warehouse_id: string;
  reference: string;
  received_from: string;
  received_on: string;
  means: 'sea' | 'air' | 'road' | 'rail' | 'hand' | 'opening_balance';
  transport_document: string | null;
  movement_id: string;
  import_id: string | null;
  posted_by: string;
  posted_at: string;
}

export interface ReceiptLineRow {
  lot_id: string;
  location_id: string;
  quantity: number;
}

export async function insertReceipt(
  tx: Tx,
  receipt: ReceiptRow,
  lines: readonly ReceiptLineRow[],
): Promise<void> {
  await tx.insertInto('receipts').values(receipt).execute();
  for (let start = 0; start < lines.length; start += 200) {
    const rows = lines.slice(start, start + 200).map(({ lot_id, location_id, quantity }, index) => ({
      receipt_id: receipt.id,
      line_number: start + index + 1,
      lot_id,
      location_id,
      quantity,
    }));
    await tx.insertInto('receipt_lines').values(rows).execute();
  }
}

const receiptColumns = [
  'id',
  'number',
  'warehouse_id',
  'reference',
  'received_from',
  'received_on',
  'means',
  'transport_document',
  'movement_id',
  'posted_at',
] as const;

export async function listReceipts(
  reader: Reader,
  request: PageRequest & { warehouse_id?: string | undefined },
) {
  let query = reader.selectFrom('receipts').select(receiptColumns);
  if (request.warehouse_id !== undefined) query = query.where('warehouse_id', '=', request.warehouse_id);
  const columns = { received_on: 'receipts.received_on', number: 'receipts.number', id: 'receipts.id' };
  const page = await fetchPage(query, { columns, key: ['receipts.id'] }, request);
  return mapPage(page, (rows) => withReceiptLines(reader, rows));
}

export async function findReceipt(reader: Reader, id: string) {
  const rows = await reader.selectFrom('receipts').select(receiptColumns).where('id', '=', id).execute();
  return (await withReceiptLines(reader, rows))[0];
}

async function withReceiptLines<Row extends { id: string }>(reader: Reader, rows: Row[]) {
  if (rows.length === 0) return [];
  const lines = await reader
    .selectFrom('receipt_lines')
    .innerJoin('lots', 'lots.id', 'receipt_lines.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .innerJoin('locations', 'locations.id', 'receipt_lines.location_id')
    .select([
      'receipt_lines.receipt_id as receipt_id',
      'lots.id as lot_id',
      'lots.lot_number as lot_number',
      'items.id as item_id',
      'items.code as item_code',
      'grants.code as grant_code',
      'lots.expires_on as expires_on',
      'locations.id as location_id',
      'locations.code as location_code',
      'receipt_lines.quantity as quantity',
    ])
    .where(
      'receipt_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('receipt_lines.line_number')
    .execute();
  return rows.map((row) => ({
    ...row,
    lines: lines.filter((line) => line.receipt_id === row.id).map(({ receipt_id: _, ...line }) => line),
  }));
}

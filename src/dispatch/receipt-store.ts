import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { Buckets } from '../stock/buckets.ts';

export interface NewReceiptRow {
  id: string;
  number: string;
  consignment_id: string;
  received_on: string;
  closes: boolean;
  received_by_name: string;
  note: string | null;
  posted_by: string;
  posted_at: string;
}

export interface ReceivedLine extends Buckets {
  consignment_line_id: string;
  over_decision: 'accept' | 'return' | 'refuse' | null;
  /** The lot at the site that goods over were accepted into. */
  over_lot_id: string | null;
}

export async function insertReceipt(
  tx: Tx,
  receipt: NewReceiptRow,
  lines: readonly ReceivedLine[],
): Promise<void> {
  await tx
    .insertInto('consignment_receipts')
    .values({ ...receipt, closes: Number(receipt.closes) })
    .execute();
  for (let start = 0; start < lines.length; start += 500) {
    const rows = lines.slice(start, start + 500).map((line) => ({ receipt_id: receipt.id, ...line }));
    await tx.insertInto('consignment_receipt_lines').values(rows).execute();
  }
}

const receiptColumns = [
  'id',
  'number',
  'consignment_id',
  'received_on',
  'closes',
  'received_by_name',
  'note',
  'posted_by',
  'posted_at',
] as const;

export async function listReceipts(reader: Reader, consignmentId: string, request: PageRequest) {
  const query = reader
    .selectFrom('consignment_receipts')
    .select(receiptColumns)
    .where('consignment_id', '=', consignmentId);
  const columns = { id: 'consignment_receipts.id' };
  const page = await fetchPage(query, { columns, key: ['consignment_receipts.id'] }, request);
  return mapPage(page, (rows) => withLines(reader, rows));
}

export async function findReceipt(reader: Reader, id: string) {
  const rows = await reader
    .selectFrom('consignment_receipts')
    .select(receiptColumns)
    .where('id', '=', id)
    .execute();
  return (await withLines(reader, rows))[0];
}

/** Every receipt of a consignment without its lines, oldest first. */
export async function listReceiptHeads(reader: Reader, consignmentId: string) {
  return reader
    .selectFrom('consignment_receipts')
    .select(receiptColumns)
    .where('consignment_id', '=', consignmentId)
    .orderBy('id')
    .execute();
}

interface StoredLine extends ReceivedLine {
  line_number: number;
  item_code: string;
  lot_number: string;
}

async function withLines<Row extends { id: string; closes: number }>(
  reader: Reader,
  rows: Row[],
): Promise<(Omit<Row, 'closes'> & { closes: boolean; lines: StoredLine[] })[]> {
  if (rows.length === 0) return [];
  const lines = await reader
    .selectFrom('consignment_receipt_lines')
    .innerJoin('consignment_lines', 'consignment_lines.id', 'consignment_receipt_lines.consignment_line_id')
    .innerJoin('items', 'items.id', 'consignment_lines.item_id')
    .innerJoin('lots', 'lots.id', 'consignment_lines.lot_id')
    .select([
      'consignment_receipt_lines.receipt_id as receipt_id',
      'consignment_receipt_lines.consignment_line_id as consignment_line_id',
      'consignment_lines.line_number as line_number',
      'items.code as item_code',
      'lots.lot_number as lot_number',
      'consignment_receipt_lines.good as good',
      'consignment_receipt_lines.damaged as damaged',
      'consignment_receipt_lines.missing as missing',
      'consignment_receipt_lines.over as over',
      'consignment_receipt_lines.over_decision as over_decision',
      'consignment_receipt_lines.over_lot_id as over_lot_id',
    ])
    .where(
      'consignment_receipt_lines.receipt_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('consignment_lines.line_number')
    .execute();
  const linesOf = new Map<string, StoredLine[]>(rows.map((row) => [row.id, []]));
  for (const { receipt_id, ...line } of lines) linesOf.get(receipt_id)?.push(line);
  return rows.map((row) => ({ ...row, closes: row.closes === 1, lines: linesOf.get(row.id) ?? [] }));
}

import type { Insertable } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { Tables } from '../database/tables/index.ts';

export type ReceiptRow = Insertable<Tables['receipts']>;

/** What entered stock: a quantity of a lot in a bin. */
export interface ReceiptLineRow {
  lot_id: string;
  location_id: string;
  quantity: number;
}

/** What was counted of a line, in four buckets. */
export type ReceiptCountRow = Omit<Tables['receipt_counts'], 'receipt_id' | 'line_number'>;

export async function insertReceipt(
  tx: Tx,
  receipt: ReceiptRow,
  lines: readonly ReceiptLineRow[],
  counts: readonly ReceiptCountRow[],
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
  for (let start = 0; start < counts.length; start += 100) {
    const rows = counts
      .slice(start, start + 100)
      .map((count, index) => ({ ...count, receipt_id: receipt.id, line_number: start + index + 1 }));
    await tx.insertInto('receipt_counts').values(rows).execute();
  }
}

function receiptQuery(reader: Reader) {
  return reader
    .selectFrom('receipts')
    .leftJoin('receipt_reversals', 'receipt_reversals.receipt_id', 'receipts.id')
    .leftJoin('movements as undone', 'undone.reverses_movement_id', 'receipts.movement_id')
    .select([
      'receipts.id as id',
      'receipts.number as number',
      'receipts.warehouse_id as warehouse_id',
      'receipts.reference as reference',
      'receipts.received_from as received_from',
      'receipts.received_on as received_on',
      'receipts.means as means',
      'receipts.transport_document as transport_document',
      'receipts.movement_id as movement_id',
      'receipts.expected_consignment_id as expected_consignment_id',
      'receipts.transfer_id as transfer_id',
      'receipts.closes as closes',
      'receipts.note as note',
      'receipts.posted_at as posted_at',
      'receipt_reversals.reversed_at as reversed_at',
      'undone.posted_at as undone_at',
    ]);
}

export interface ReceiptFilter {
  warehouse_id?: string | undefined;
  expected_consignment_id?: string | undefined;
  transfer_id?: string | undefined;
}

export async function listReceipts(reader: Reader, request: PageRequest & ReceiptFilter) {
  let query = receiptQuery(reader);
  const { warehouse_id, expected_consignment_id, transfer_id } = request;
  if (warehouse_id !== undefined) query = query.where('receipts.warehouse_id', '=', warehouse_id);
  if (expected_consignment_id !== undefined)
    query = query.where('receipts.expected_consignment_id', '=', expected_consignment_id);
  if (transfer_id !== undefined) query = query.where('receipts.transfer_id', '=', transfer_id);
  const columns = { received_on: 'receipts.received_on', number: 'receipts.number', id: 'receipts.id' };
  const page = await fetchPage(query, { columns, key: ['receipts.id'] }, request);
  return mapPage(page, (rows) => withReceiptLines(reader, rows));
}

export async function findReceipt(reader: Reader, id: string) {
  const rows = await receiptQuery(reader).where('receipts.id', '=', id).execute();
  return (await withReceiptLines(reader, rows))[0];
}

type ReceiptHead = Awaited<ReturnType<ReturnType<typeof receiptQuery>['execute']>>[number];

async function withReceiptLines(reader: Reader, rows: readonly ReceiptHead[]) {
  if (rows.length === 0) return [];
  const ids = rows.map((row) => row.id);
  const [lines, counts] = await Promise.all([readLines(reader, ids), readCounts(reader, ids)]);
  return rows.map(({ closes, reversed_at, undone_at, ...row }) => ({
    ...row,
    closes: closes === 1,
    reversed_at: reversed_at ?? undone_at,
    counts: counts.filter((count) => count.receipt_id === row.id).map(({ receipt_id: _, ...count }) => count),
    lines: lines.filter((line) => line.receipt_id === row.id).map(({ receipt_id: _, ...line }) => line),
  }));
}

function readLines(reader: Reader, receiptIds: readonly string[]) {
  return reader
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
    .where('receipt_id', 'in', receiptIds)
    .orderBy('receipt_lines.line_number')
    .execute();
}

function readCounts(reader: Reader, receiptIds: readonly string[]) {
  return reader
    .selectFrom('receipt_counts')
    .innerJoin('items', 'items.id', 'receipt_counts.item_id')
    .select([
      'receipt_id',
      'line_number',
      'expected_line_id',
      'transfer_line_id',
      'item_id',
      'items.code as item_code',
      'grant_id',
      'lot_number',
      'lot_id',
      'good',
      'damaged',
      'missing',
      'over',
      'damaged_lot_id',
      'over_decision',
      'over_lot_id',
    ])
    .where('receipt_id', 'in', receiptIds)
    .orderBy('line_number')
    .execute();
}

/**
 * Whether a receipt is undone by its own reversal alone, because more than its movement hangs on it: a consignment or transfer
 * that it counts for, or claims; gives its number then.
 */
export async function boundReceipt(reader: Reader, id: string): Promise<string | undefined> {
  const row = await reader
    .selectFrom('receipts')
    .select('number')
    .where('id', '=', id)
    .where((eb) =>
      eb.or([
        eb('expected_consignment_id', 'is not', null),
        eb('transfer_id', 'is not', null),
        eb.exists(
          eb
            .selectFrom('receipt_counts')
            .select('line_number')
            .whereRef('receipt_id', '=', 'receipts.id')
            .where((counts) =>
              counts.or([counts('damaged', '>', 0), counts('missing', '>', 0), counts('over', '>', 0)]),
            ),
        ),
      ]),
    )
    .executeTakeFirst();
  return row?.number;
}

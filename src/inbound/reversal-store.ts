import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import type { MovementKind } from '../database/tables/stock.ts';

/** Marks a receipt as reversed; false when it is already. */
export async function markReversed(
  tx: Tx,
  row: { receipt_id: string; note: string; reversed_by: string; reversed_at: string },
): Promise<boolean> {
  const result = await tx
    .insertInto('receipt_reversals')
    .values(row)
    .onConflict((conflict) => conflict.column('receipt_id').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

export interface ReceiptMovement {
  id: string;
  kind: Exclude<MovementKind, 'reversal'>;
  document_kind: string;
  lines: { lot_id: string; from_location_id: string; to_location_id: string; quantity: number }[];
}

/** What a receipt has posted, the last first. */
export async function listReceiptMovements(reader: Reader, receiptId: string): Promise<ReceiptMovement[]> {
  const rows = await reader
    .selectFrom('movements')
    .innerJoin('movement_lines', 'movement_lines.movement_id', 'movements.id')
    .select([
      'movements.id as id',
      'movements.kind as kind',
      'movements.document_kind as document_kind',
      'lot_id',
      'from_location_id',
      'to_location_id',
      'quantity',
    ])
    .where('document_id', '=', receiptId)
    .where('movements.kind', '<>', 'reversal')
    .orderBy('movements.id', 'desc')
    .orderBy('line_number')
    .execute();
  const movements = new Map<string, ReceiptMovement>();
  for (const { id, kind, document_kind, ...line } of rows) {
    const movement = movements.get(id) ?? {
      id,
      kind: kind as ReceiptMovement['kind'],
      document_kind,
      lines: [],
    };
    movement.lines.push(line);
    movements.set(id, movement);
  }
  return [...movements.values()];
}

/** What has taken a lot out of a place since a movement and still stands, by the number of its document. */
export async function listTakenSince(
  reader: Reader,
  lotId: string,
  locationId: string,
  movementId: string,
): Promise<string[]> {
  const rows = await reader
    .selectFrom('movement_lines')
    .innerJoin('movements', 'movements.id', 'movement_lines.movement_id')
    .leftJoin('movements as undone', 'undone.reverses_movement_id', 'movements.id')
    .leftJoin('consignments', 'consignments.id', 'movements.document_id')
    .leftJoin('transfers', 'transfers.id', 'movements.document_id')
    .leftJoin('receipts', 'receipts.id', 'movements.document_id')
    .leftJoin('conversions', 'conversions.id', 'movements.document_id')
    .select([
      'movements.kind as kind',
      'movements.occurred_on as occurred_on',
      sql<string>`coalesce(consignments.number, transfers.number, receipts.number, conversions.number,
        movements.reference, movements.id)`.as('document'),
    ])
    .where('movement_lines.lot_id', '=', lotId)
    .where('movement_lines.from_location_id', '=', locationId)
    .where('movements.id', '>', movementId)
    .where('movements.kind', '<>', 'reversal')
    .where('undone.id', 'is', null)
    .orderBy('movements.id')
    .limit(20)
    .execute();
  return rows.map(({ kind, occurred_on, document }) => `${kind} ${document} (${occurred_on})`);
}

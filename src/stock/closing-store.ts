import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';

export interface ClosingRow {
  id: string;
  warehouse_id: string;
  closed_through: string | null;
  closed_through_before: string | null;
  note: string | null;
  closed_by: string;
  closed_at: string;
}

/** Keeps others from changing the warehouse before the transaction ends. Movements go on. */
export async function holdWarehouse(tx: Tx, id: string, at: string): Promise<void> {
  await tx
    .updateTable('warehouses')
    .set({ version: sql<number>`version + 1`, updated_at: at })
    .where('id', '=', id)
    .execute();
}

/** Closes a warehouse through a day. Waits for every movement of it that is under way, and lets later ones wait. */
export async function closeThrough(tx: Tx, id: string, closedThrough: string | null): Promise<void> {
  await tx.updateTable('warehouses').set({ closed_through: closedThrough }).where('id', '=', id).execute();
}

export async function insertClosing(tx: Tx, row: ClosingRow): Promise<void> {
  await tx.insertInto('warehouse_closings').values(row).execute();
}

/** Every time the closed period of a warehouse was moved. */
export async function listClosings(reader: Reader, warehouseId: string, request: PageRequest) {
  const query = reader
    .selectFrom('warehouse_closings')
    .innerJoin('people', 'people.id', 'warehouse_closings.closed_by')
    .select([
      'warehouse_closings.id as id',
      'warehouse_id',
      'closed_through',
      'closed_through_before',
      'note',
      'closed_by',
      'people.name as closed_by_name',
      'closed_at',
    ])
    .where('warehouse_id', '=', warehouseId);
  return fetchPage(
    query,
    { columns: { id: 'warehouse_closings.id' }, key: ['warehouse_closings.id'] },
    request,
  );
}

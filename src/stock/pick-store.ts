import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import type { LotStock } from './fefo.ts';

/** A lot in a bin, with the names people know them by. */
export interface WarehouseLot extends LotStock {
  location_code: string;
}

function inBins(reader: Reader, warehouseId: string) {
  return reader
    .selectFrom('balances')
    .innerJoin('locations', 'locations.id', 'balances.location_id')
    .innerJoin('lots', 'lots.id', 'balances.lot_id')
    .where('locations.warehouse_id', '=', warehouseId)
    .where('balances.quantity', '>', 0);
}

/** What lies in the bins of a warehouse, of all items or one, in a fixed order. What lies in a quarantine bin is in quarantine. */
export async function listBinLots(
  reader: Reader,
  warehouseId: string,
  itemId?: string,
): Promise<WarehouseLot[]> {
  let query = inBins(reader, warehouseId).select([
    'lots.id as lot_id',
    'lots.lot_number as lot_number',
    'locations.id as location_id',
    'locations.code as location_code',
    'lots.item_id as item_id',
    'lots.grant_id as grant_id',
    'lots.expires_on as expires_on',
    'lots.received_on as received_on',
    sql<
      LotStock['condition']
    >`case when lots.condition = 'good' and locations.purpose = 'quarantine' then 'quarantine' else lots.condition end`.as(
      'condition',
    ),
    'balances.quantity as on_hand',
    'balances.reserved as reserved',
  ]);
  if (itemId !== undefined) query = query.where('lots.item_id', '=', itemId);
  return query.orderBy('lots.item_id').orderBy('lots.id').orderBy('locations.id').execute();
}

/** Waits for whoever moves the lots of an item in a warehouse, and keeps them where they are until the transaction ends. */
export async function holdItemBalances(tx: Tx, itemId: string, warehouseId: string): Promise<void> {
  const held = await inBins(tx, warehouseId)
    .select(['balances.lot_id as lot_id', 'balances.location_id as location_id'])
    .where('lots.item_id', '=', itemId)
    .orderBy('balances.lot_id')
    .orderBy('balances.location_id')
    .execute();
  await Promise.all(
    held.map(({ lot_id, location_id }) =>
      tx
        .updateTable('balances')
        .set({ reserved: sql<number>`reserved` })
        .where('lot_id', '=', lot_id)
        .where('location_id', '=', location_id)
        .execute(),
    ),
  );
}

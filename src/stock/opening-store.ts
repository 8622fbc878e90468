import type { Reader, Tx } from '../database/database.ts';

/** Holds a warehouse until the transaction ends, so that imports into it take turns; false when there is none. */
export async function holdWarehouse(tx: Tx, id: string): Promise<boolean> {
  const result = await tx
    .updateTable('warehouses')
    .set((eb) => ({ active: eb.ref('active') }))
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface KnownItem {
  id: string;
  code: string;
  name_es: string;
  name_en: string;
  base_unit: string;
}

/** The whole catalogue, as much of it as rows of a list are compared with. */
export async function knownItems(reader: Reader): Promise<KnownItem[]> {
  return reader
    .selectFrom('items')
    .select(['id', 'code', 'name_es', 'name_en', 'base_unit'])
    .orderBy('code')
    .execute();
}

export interface KnownGrant {
  id: string;
  code: string;
  donor_name: string;
}

export async function knownGrants(reader: Reader): Promise<KnownGrant[]> {
  return reader.selectFrom('grants').select(['id', 'code', 'donor_name']).orderBy('code').execute();
}

export interface KnownLot {
  item_id: string;
  grant_id: string;
  lot_number: string;
  expires_on: string | null;
}

/** Every lot of the items. */
export async function knownLots(reader: Reader, itemIds: readonly string[]): Promise<KnownLot[]> {
  const lots: KnownLot[] = [];
  for (let start = 0; start < itemIds.length; start += 500) {
    const rows = await reader
      .selectFrom('lots')
      .select(['item_id', 'grant_id', 'lot_number', 'expires_on'])
      .where('item_id', 'in', itemIds.slice(start, start + 500))
      .execute();
    lots.push(...rows);
  }
  return lots;
}

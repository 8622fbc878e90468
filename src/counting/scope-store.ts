import { sql } from 'kysely';
import type { Reader } from '../database/database.ts';
import type { LotQuantity } from './abc.ts';

/** The items of a category. */
export async function itemsOfCategory(reader: Reader, category: string): Promise<string[]> {
  const rows = await reader
    .selectFrom('items')
    .select('id')
    .where('category', '=', category)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.id);
}

/** What lies of each lot in the bins of a warehouse. */
export async function lotsOnHand(reader: Reader, warehouseId: string): Promise<LotQuantity[]> {
  return reader
    .selectFrom('locations')
    .innerJoin('balances', 'balances.location_id', 'locations.id')
    .innerJoin('lots', 'lots.id', 'balances.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .select([
      'items.id as item_id',
      'items.code as item_code',
      'balances.quantity as quantity',
      'lots.unit_value as unit_value',
      'lots.currency as currency',
    ])
    .where('locations.warehouse_id', '=', warehouseId)
    .where('balances.quantity', '>', 0)
    .execute();
}

/** What left a warehouse of each lot since a day, movements between its own bins apart. */
export async function lotsMoved(reader: Reader, warehouseId: string, since: string): Promise<LotQuantity[]> {
  return reader
    .selectFrom('movement_lines')
    .innerJoin('locations as left', 'left.id', 'movement_lines.from_location_id')
    .innerJoin('locations as entered', 'entered.id', 'movement_lines.to_location_id')
    .innerJoin('lots', 'lots.id', 'movement_lines.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .select([
      'items.id as item_id',
      'items.code as item_code',
      sql<number>`cast(sum(movement_lines.quantity) as bigint)`.as('quantity'),
      'lots.unit_value as unit_value',
      'lots.currency as currency',
    ])
    .where('left.warehouse_id', '=', warehouseId)
    .where('movement_lines.occurred_on', '>=', since)
    .where(({ or, eb }) =>
      or([eb('entered.warehouse_id', 'is', null), eb('entered.warehouse_id', '<>', warehouseId)]),
    )
    .groupBy(['lots.id', 'items.id', 'items.code', 'lots.unit_value', 'lots.currency'])
    .execute();
}

export interface ScopedBalance {
  lot_id: string;
  location_id: string;
  quantity: number;
}

/** What lies in the bins and of the items of a count, in the order people walk: by bin, item and lot. */
export async function balancesInScope(reader: Reader, countId: string): Promise<ScopedBalance[]> {
  return reader
    .selectFrom('stock_counts')
    .innerJoin('stock_count_bins', 'stock_count_bins.count_id', 'stock_counts.id')
    .innerJoin('locations', 'locations.id', 'stock_count_bins.location_id')
    .innerJoin('balances', 'balances.location_id', 'locations.id')
    .innerJoin('lots', 'lots.id', 'balances.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .select([
      'balances.lot_id as lot_id',
      'balances.location_id as location_id',
      'balances.quantity as quantity',
    ])
    .where('stock_counts.id', '=', countId)
    .where('balances.quantity', '>', 0)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('every_item', '=', 1),
        exists(
          selectFrom('stock_count_items')
            .select('item_id')
            .where('stock_count_items.count_id', '=', countId)
            .whereRef('stock_count_items.item_id', '=', 'lots.item_id'),
        ),
      ]),
    )
    .orderBy('locations.code')
    .orderBy('items.code')
    .orderBy('lots.lot_number')
    .orderBy('lots.id')
    .execute();
}

/** Whether a bin and the item of a lot are within a count; undefined when there is no such lot or place. */
export async function placeInScope(reader: Reader, countId: string, lotId: string, locationId: string) {
  const row = await reader
    .selectFrom('lots')
    .innerJoin('stock_counts', (join) => join.on('stock_counts.id', '=', countId))
    .innerJoin('locations', (join) => join.on('locations.id', '=', locationId))
    .leftJoin('stock_count_bins', (join) =>
      join
        .onRef('stock_count_bins.count_id', '=', 'stock_counts.id')
        .onRef('stock_count_bins.location_id', '=', 'locations.id'),
    )
    .leftJoin('stock_count_items', (join) =>
      join
        .onRef('stock_count_items.count_id', '=', 'stock_counts.id')
        .onRef('stock_count_items.item_id', '=', 'lots.item_id'),
    )
    .leftJoin('balances', (join) =>
      join.onRef('balances.lot_id', '=', 'lots.id').onRef('balances.location_id', '=', 'locations.id'),
    )
    .select([
      'lots.lot_number as lot_number',
      'locations.code as location_code',
      'every_item',
      'stock_count_bins.location_id as bin',
      'stock_count_items.item_id as item',
      'balances.quantity as on_hand',
    ])
    .where('lots.id', '=', lotId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { lot_number, location_code, every_item, bin, item, on_hand } = row;
  const isInside = bin !== null && (every_item === 1 || item !== null);
  return { lot_number, location_code, isInside, on_hand: on_hand ?? 0 };
}

/** The lot of an item, number and grant, where there is one. */
export async function findLotByNames(reader: Reader, itemId: string, lotNumber: string, grantId: string) {
  const row = await reader
    .selectFrom('lots')
    .select('id')
    .where('item_id', '=', itemId)
    .where('lot_number', '=', lotNumber)
    .where('grant_id', '=', grantId)
    .executeTakeFirst();
  return row?.id;
}

/** Identifiers behind the codes that a row of a sheet gives; null where there is nothing of that code. */
export async function countScopeNames(
  reader: Reader,
  countId: string,
  { bin, item, grant }: { bin: string; item: string; grant: string },
) {
  const [bins, items, grants] = await Promise.all([
    reader
      .selectFrom('stock_count_bins')
      .innerJoin('locations', 'locations.id', 'stock_count_bins.location_id')
      .select('locations.id as id')
      .where('count_id', '=', countId)
      .where('locations.code', '=', bin)
      .execute(),
    reader.selectFrom('items').select('id').where('code', '=', item).execute(),
    reader.selectFrom('grants').select('id').where('code', '=', grant).execute(),
  ]);
  return { bin_id: bins[0]?.id ?? null, item_id: items[0]?.id ?? null, grant_id: grants[0]?.id ?? null };
}

import { sql } from 'kysely';
import type { Reader } from '../database/database.ts';
import type { Part } from './buildable.ts';

/** How many identifiers go into one statement. */
const BATCH = 500;

/** Runs a query for identifiers in batches and gives all its rows. */
async function inBatches<Row>(
  ids: Iterable<string>,
  query: (some: string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const all = [...new Set(ids)].sort();
  const rows: Row[] = [];
  for (let start = 0; start < all.length; start += BATCH)
    rows.push(...(await query(all.slice(start, start + BATCH))));
  return rows;
}

/** A bin with its warehouse; undefined for any other place. */
export function findBin(reader: Reader, locationId: string) {
  return reader
    .selectFrom('locations')
    .innerJoin('warehouses', 'warehouses.id', 'locations.warehouse_id')
    .select([
      'locations.id as id',
      'locations.code as code',
      'warehouses.id as warehouse_id',
      'warehouses.code as warehouse_code',
      'warehouses.time_zone as time_zone',
    ])
    .where('locations.id', '=', locationId)
    .executeTakeFirst();
}

/** A kit with the composition agreed for it; its identifier is null while none is. */
export function findKit(reader: Reader, itemId: string) {
  return reader
    .selectFrom('items')
    .leftJoin('kit_compositions', (join) =>
      join.onRef('kit_compositions.kit_item_id', '=', 'items.id').on('kit_compositions.state', '=', 'agreed'),
    )
    .select(['items.id as id', 'items.code as code', 'kit_compositions.id as composition_id'])
    .where('items.id', '=', itemId)
    .where('items.kind', '=', 'kit')
    .executeTakeFirst();
}

/** The agreed compositions of kits and of every kit inside them. */
export async function agreedParts(
  reader: Reader,
  kitIds: Iterable<string>,
): Promise<ReadonlyMap<string, readonly Part[]>> {
  const partsOf = new Map<string, Part[]>();
  const asked = new Set<string>();
  for (let next = [...kitIds]; next.length > 0; ) {
    for (const id of next) asked.add(id);
    const rows = await inBatches(next, (some) =>
      reader
        .selectFrom('kit_compositions')
        .innerJoin('kit_composition_lines', 'composition_id', 'kit_compositions.id')
        .select(['kit_item_id', 'item_id', 'quantity'])
        .where('kit_item_id', 'in', some)
        .where('state', '=', 'agreed')
        .orderBy('kit_item_id')
        .orderBy('item_id')
        .execute(),
    );
    for (const { kit_item_id, ...part } of rows)
      partsOf.set(kit_item_id, [...(partsOf.get(kit_item_id) ?? []), part]);
    next = [...new Set(rows.map((row) => row.item_id))].filter((id) => !asked.has(id));
  }
  return partsOf;
}

/** Balances in the bins of a warehouse from which something may be taken on a day: good, in no quarantine bin, not expired, not all reserved. */
function freeBalances(reader: Reader, warehouseId: string, today: string) {
  return reader
    .selectFrom('balances')
    .innerJoin('locations', 'locations.id', 'balances.location_id')
    .innerJoin('lots', 'lots.id', 'balances.lot_id')
    .where('locations.warehouse_id', '=', warehouseId)
    .where('locations.purpose', '<>', 'quarantine')
    .where('lots.condition', '=', 'good')
    .where((eb) => eb.or([eb('lots.expires_on', 'is', null), eb('lots.expires_on', '>=', today)]))
    .where(sql<boolean>`balances.quantity > balances.reserved`);
}

/** Free quantity by item; items without any are left out. */
export async function freeAmounts(
  reader: Reader,
  warehouseId: string,
  today: string,
  itemIds: Iterable<string>,
): Promise<Map<string, number>> {
  const rows = await inBatches(itemIds, (some) =>
    freeBalances(reader, warehouseId, today)
      .select([
        'lots.item_id as item_id',
        sql<number>`cast(sum(balances.quantity - balances.reserved) as bigint)`.as('quantity'),
      ])
      .where('lots.item_id', 'in', some)
      .groupBy('lots.item_id')
      .execute(),
  );
  return new Map(rows.map((row) => [row.item_id, row.quantity]));
}

/** Free quantity by item and last good day, for what has one. */
export function freeExpiring(
  reader: Reader,
  warehouseId: string,
  today: string,
  itemIds: Iterable<string>,
): Promise<{ item_id: string; expires_on: string; quantity: number }[]> {
  return inBatches(itemIds, (some) =>
    freeBalances(reader, warehouseId, today)
      .select([
        'lots.item_id as item_id',
        sql<string>`lots.expires_on`.as('expires_on'),
        sql<number>`cast(sum(balances.quantity - balances.reserved) as bigint)`.as('quantity'),
      ])
      .where('lots.expires_on', 'is not', null)
      .where('lots.item_id', 'in', some)
      .groupBy(['lots.item_id', 'lots.expires_on'])
      .execute(),
  );
}

export interface FreeLot {
  item_id: string;
  lot_id: string;
  location_id: string;
  quantity: number;
}

/**
 * Free lots of items by place, first expiry first: earliest expiry, lots without one last; then oldest receipt, lot number, lot
 * and place.
 */
export function freeLots(
  reader: Reader,
  warehouseId: string,
  today: string,
  itemIds: Iterable<string>,
): Promise<FreeLot[]> {
  return inBatches(itemIds, (some) =>
    freeBalances(reader, warehouseId, today)
      .select([
        'lots.item_id as item_id',
        'lots.id as lot_id',
        'locations.id as location_id',
        sql<number>`balances.quantity - balances.reserved`.as('quantity'),
      ])
      .where('lots.item_id', 'in', some)
      .orderBy(sql`case when lots.expires_on is null then 1 else 0 end`)
      .orderBy('lots.expires_on')
      .orderBy('lots.received_on')
      .orderBy('lots.lot_number')
      .orderBy('lots.id')
      .orderBy('locations.code')
      .orderBy('locations.id')
      .execute(),
  );
}

/** Codes of items, by identifier. */
export async function itemCodes(reader: Reader, itemIds: Iterable<string>): Promise<Map<string, string>> {
  const rows = await inBatches(itemIds, (some) =>
    reader.selectFrom('items').select(['id', 'code']).where('id', 'in', some).execute(),
  );
  return new Map(rows.map((row) => [row.id, row.code]));
}

/** Which warehouse each place belongs to; places outside warehouses and unknown ones are left out. */
export async function warehousesOf(
  reader: Reader,
  locationIds: Iterable<string>,
): Promise<Map<string, string | null>> {
  const rows = await inBatches(locationIds, (some) =>
    reader.selectFrom('locations').select(['id', 'warehouse_id']).where('id', 'in', some).execute(),
  );
  return new Map(rows.map((row) => [row.id, row.warehouse_id]));
}

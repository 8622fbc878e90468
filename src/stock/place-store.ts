import type { Reader } from '../database/database.ts';
import { DEFAULT_TIME_ZONE, type Place } from './places.ts';

/** A place with its warehouse; undefined when there is none. */
export async function findPlace(reader: Reader, id: string): Promise<Place | undefined> {
  const row = await reader
    .selectFrom('locations')
    .leftJoin('warehouses', 'warehouses.id', 'locations.warehouse_id')
    .select([
      'locations.id as id',
      'locations.kind as kind',
      'locations.code as code',
      'locations.purpose as purpose',
      'locations.warehouse_id as warehouse_id',
      'warehouses.code as warehouse_code',
      'warehouses.time_zone as time_zone',
    ])
    .where('locations.id', '=', id)
    .executeTakeFirst();
  return row === undefined ? undefined : { ...row, time_zone: row.time_zone ?? DEFAULT_TIME_ZONE };
}

export interface LotName {
  lot_id: string;
  lot_number: string;
  item_id: string;
  item_code: string;
}

/** What people call a lot; undefined when there is none. */
export async function findLotName(reader: Reader, lotId: string): Promise<LotName | undefined> {
  return reader
    .selectFrom('lots')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .select([
      'lots.id as lot_id',
      'lots.lot_number as lot_number',
      'items.id as item_id',
      'items.code as item_code',
    ])
    .where('lots.id', '=', lotId)
    .executeTakeFirst();
}

/** Through which day a warehouse is closed; null when it is not. */
export async function readClosedThrough(reader: Reader, warehouseId: string): Promise<string | null> {
  const row = await reader
    .selectFrom('warehouses')
    .select('closed_through')
    .where('id', '=', warehouseId)
    .executeTakeFirst();
  return row?.closed_through ?? null;
}

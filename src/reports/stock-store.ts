import { sql } from 'kysely';
import { inBatches } from '../database/batches.ts';
import type { Reader } from '../database/database.ts';
import type { BinPurpose, LocationKind, LotCondition } from '../database/tables/stock.ts';
import { horizonOf, stockAt } from '../stock/history-store.ts';
import { stockCondition } from '../stock/stock-store.ts';

/** Where goods are ours; the counter-places only close the ledger. */
const OWN_PLACES = ['bin', 'in_transit', 'site'] as const;

export interface StockFilter {
  warehouse_id?: string | undefined;
  item_id?: string | undefined;
  grant_id?: string | undefined;
  lot_id?: string | undefined;
  location_kind?: (typeof OWN_PLACES)[number] | undefined;
  /** As things were at the end of this day. */
  as_of?: string | undefined;
  /** As things were known at this instant. */
  known_at?: string | undefined;
}

export interface StockRow {
  warehouse_code: string | null;
  time_zone: string | null;
  location_kind: LocationKind;
  location_code: string;
  location_name: string;
  location_purpose: BinPurpose | null;
  item_code: string;
  name_es: string;
  name_en: string;
  base_unit: string;
  lot_id: string;
  lot_number: string;
  grant_code: string;
  donor_name: string;
  received_on: string;
  expires_on: string | null;
  condition: LotCondition;
  unit_value: string | null;
  currency: string | null;
  on_hand: number;
  /** Null for the past: what was promised then is not kept by day. */
  reserved: number | null;
}

/** Every lot at every place of ours where some of it is, or was, in the order of warehouses, places, items and lots. */
export async function* streamStock(
  reader: Reader,
  filter: StockFilter,
): AsyncGenerator<readonly StockRow[], void> {
  const horizon = await horizonOf(reader, filter);
  const held =
    horizon === undefined
      ? reader
          .selectFrom('balances')
          .select([
            'lot_id',
            'location_id',
            'quantity as on_hand',
            sql<number | null>`reserved`.as('reserved'),
          ])
      : reader
          .selectFrom(stockAt(horizon, 'stock'))
          .select([
            'lot_id',
            'location_id',
            'on_hand',
            sql<number | null>`cast(null as bigint)`.as('reserved'),
          ]);
  const query = reader
    .selectFrom(held.as('held'))
    .innerJoin('lots', 'lots.id', 'held.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .innerJoin('locations', 'locations.id', 'held.location_id')
    .leftJoin('warehouses', 'warehouses.id', 'locations.warehouse_id')
    .select([
      'warehouses.code as warehouse_code',
      'warehouses.time_zone as time_zone',
      'locations.kind as location_kind',
      'locations.code as location_code',
      'locations.name as location_name',
      'locations.purpose as location_purpose',
      'items.code as item_code',
      'items.name_es as name_es',
      'items.name_en as name_en',
      'items.base_unit as base_unit',
      'lots.id as lot_id',
      'lots.lot_number as lot_number',
      'grants.code as grant_code',
      'grants.donor_name as donor_name',
      'lots.received_on as received_on',
      'lots.expires_on as expires_on',
      'lots.condition as condition',
      'lots.unit_value as unit_value',
      'lots.currency as currency',
      'held.on_hand as on_hand',
      'held.reserved as reserved',
    ])
    .where('held.on_hand', '<>', 0)
    .where('locations.kind', 'in', filter.location_kind === undefined ? OWN_PLACES : [filter.location_kind])
    .where(stockCondition(filter));
  const ordered = query
    .orderBy(sql`coalesce(warehouses.code, '')`)
    .orderBy('locations.code')
    .orderBy('items.code')
    .orderBy('lots.lot_number')
    .orderBy('held.lot_id')
    .orderBy('held.location_id');
  yield* inBatches(reader, ordered);
}

import { sql } from 'kysely';
import { inBatches } from '../database/batches.ts';
import type { Reader } from '../database/database.ts';
import { type MovementFilter, type MovementLineRow, movementLines } from './movement-store.ts';

/** What has a card of its own: a lot in a warehouse, or a lot in one of its bins. */
export type CardLevel = 'warehouse' | 'bin';

export interface CardFilter extends Omit<MovementFilter, 'from_day' | 'kind' | 'movement_id'> {
  location_id?: string | undefined;
}

/** A line of the ledger as a card sees it. */
export interface CardLineRow extends MovementLineRow {
  keeper_code: string;
  keeper_name: string;
  /** The bin on this side of the line. */
  place_id: string;
  place_code: string;
  donor_name: string;
  /** The stock level below which the warehouse is not to fall; null where none is set. */
  minimum: number | null;
  /** More than zero for what came. */
  change: number;
}

type End = 'origin' | 'destination';

/** Lines at one end of which lies a bin; on the card of a warehouse, not those that stay inside it. */
function side(reader: Reader, level: CardLevel, here: End, filter: CardFilter) {
  const there: End = here === 'origin' ? 'destination' : 'origin';
  const sign = here === 'origin' ? sql`-1` : sql`1`;
  let query = movementLines(reader)
    .innerJoin('warehouses as keeper', 'keeper.id', `${here}.warehouse_id`)
    .leftJoin('stock_levels as level', (join) =>
      join.onRef('level.warehouse_id', '=', 'keeper.id').onRef('level.item_id', '=', 'items.id'),
    )
    .select([
      'keeper.code as keeper_code',
      'keeper.name as keeper_name',
      `${here}.id as place_id`,
      `${here}.code as place_code`,
      'grants.donor_name as donor_name',
      'level.minimum as minimum',
      sql<number>`${sign} * line.quantity`.as('change'),
    ])
    .where(`${here}.kind`, '=', 'bin');
  if (level === 'warehouse') {
    query = query.where((eb) =>
      eb.or([
        eb(`${there}.warehouse_id`, 'is', null),
        eb(`${there}.warehouse_id`, '<>', eb.ref(`${here}.warehouse_id`)),
      ]),
    );
  }
  const { warehouse_id, location_id, lot_id, item_id, grant_id, to_day, known_at } = filter;
  if (warehouse_id !== undefined) query = query.where('keeper.id', '=', warehouse_id);
  if (location_id !== undefined) query = query.where(`${here}.id`, '=', location_id);
  if (lot_id !== undefined) query = query.where('line.lot_id', '=', lot_id);
  if (item_id !== undefined) query = query.where('lots.item_id', '=', item_id);
  if (grant_id !== undefined) query = query.where('lots.grant_id', '=', grant_id);
  if (to_day !== undefined) query = query.where('line.occurred_on', '<=', to_day);
  if (known_at !== undefined) query = query.where('movement.posted_at', '<=', known_at);
  return query;
}

/** Every line of every card from its first on, card by card, in the order it happened and within a day was posted. */
export function streamCardLines(
  reader: Reader,
  level: CardLevel,
  filter: CardFilter,
): AsyncIterable<readonly CardLineRow[]> {
  const both = side(reader, level, 'destination', filter).unionAll(side(reader, level, 'origin', filter));
  const place = level === 'bin' ? (['place_code', 'place_id'] as const) : [];
  let ordered = reader.selectFrom(both.as('card')).selectAll('card').orderBy('keeper_code');
  for (const column of [
    ...place,
    'item_code',
    'lot_number',
    'lot_id',
    'occurred_on',
    'movement_id',
    'line_number',
  ] as const)
    ordered = ordered.orderBy(column);
  return inBatches(reader, ordered);
}

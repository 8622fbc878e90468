import { type SelectQueryBuilder, sql } from 'kysely';
import { inBatches } from '../database/batches.ts';
import type { Reader } from '../database/database.ts';
import type { MovementKind } from '../database/tables/stock.ts';

export interface MovementFilter {
  movement_id?: string | undefined;
  warehouse_id?: string | undefined;
  item_id?: string | undefined;
  lot_id?: string | undefined;
  grant_id?: string | undefined;
  kind?: MovementKind | undefined;
  from_day?: string | undefined;
  to_day?: string | undefined;
  /** Only what was posted by this instant. */
  known_at?: string | undefined;
}

/** Lines of the ledger with what they mean, one row each; filters and orders are the caller's. */
export function movementLines(reader: Reader) {
  return reader
    .selectFrom('movement_lines as line')
    .innerJoin('movements as movement', 'movement.id', 'line.movement_id')
    .innerJoin('lots', 'lots.id', 'line.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .innerJoin('locations as origin', 'origin.id', 'line.from_location_id')
    .innerJoin('locations as destination', 'destination.id', 'line.to_location_id')
    .innerJoin('people', 'people.id', 'movement.posted_by')
    .leftJoin('receipts', 'receipts.id', 'movement.document_id')
    .leftJoin('consignments', 'consignments.id', 'movement.document_id')
    .leftJoin('transfers', 'transfers.id', 'movement.document_id')
    .leftJoin('conversions', 'conversions.id', 'movement.document_id')
    .leftJoin('stock_counts', 'stock_counts.id', 'movement.document_id')
    .leftJoin('grant_loans', 'grant_loans.id', 'movement.document_id')
    .select([
      'movement.id as movement_id',
      'line.line_number as line_number',
      'movement.kind as kind',
      'line.occurred_on as occurred_on',
      'movement.posted_at as posted_at',
      sql<
        string | null
      >`coalesce(movement.reference, receipts.number, consignments.number, transfers.number, conversions.number, stock_counts.number, grant_loans.number)`.as(
        'document_number',
      ),
      'movement.reason as reason',
      'movement.note as note',
      'movement.reverses_movement_id as reverses_movement_id',
      'people.name as posted_by',
      'items.code as item_code',
      'items.name_es as name_es',
      'items.name_en as name_en',
      'items.base_unit as base_unit',
      'lots.id as lot_id',
      'lots.lot_number as lot_number',
      'lots.expires_on as expires_on',
      'lots.unit_value as unit_value',
      'lots.currency as currency',
      'grants.code as grant_code',
      'origin.id as from_id',
      'origin.kind as from_kind',
      'origin.code as from_code',
      'origin.warehouse_id as from_warehouse_id',
      'destination.id as to_id',
      'destination.kind as to_kind',
      'destination.code as to_code',
      'destination.warehouse_id as to_warehouse_id',
      'line.quantity as quantity',
    ]);
}

type Lines = ReturnType<typeof movementLines>;

export type MovementLineRow = Lines extends SelectQueryBuilder<infer _DB, infer _TB, infer Row> ? Row : never;

/** Every line of the ledger that the filter leaves, in the order they were posted. */
export function streamMovements(
  reader: Reader,
  filter: MovementFilter,
): AsyncIterable<readonly MovementLineRow[]> {
  const lines = filteredLines(movementLines(reader), filter)
    .orderBy('line.movement_id')
    .orderBy('line.line_number');
  return inBatches(reader, lines);
}

/** The lines that a filter leaves. */
export function filteredLines(lines: Lines, filter: MovementFilter): Lines {
  let query = lines;
  const { warehouse_id, from_day, to_day } = filter;
  if (filter.movement_id !== undefined) query = query.where('movement.id', '=', filter.movement_id);
  if (filter.kind !== undefined) query = query.where('movement.kind', '=', filter.kind);
  if (filter.item_id !== undefined) query = query.where('lots.item_id', '=', filter.item_id);
  if (filter.lot_id !== undefined) query = query.where('line.lot_id', '=', filter.lot_id);
  if (filter.grant_id !== undefined) query = query.where('lots.grant_id', '=', filter.grant_id);
  if (from_day !== undefined) query = query.where('line.occurred_on', '>=', from_day);
  if (to_day !== undefined) query = query.where('line.occurred_on', '<=', to_day);
  if (filter.known_at !== undefined) query = query.where('movement.posted_at', '<=', filter.known_at);
  if (warehouse_id !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb('origin.warehouse_id', '=', warehouse_id),
        eb('destination.warehouse_id', '=', warehouse_id),
      ]),
    );
  }
  return query;
}

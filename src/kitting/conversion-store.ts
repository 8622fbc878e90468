import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import { CONVERSION } from '../stock/places.ts';
import type { LotAmount } from './recipes.ts';

export interface ConversionRow {
  id: string;
  number: string;
  kind: 'build' | 'take_apart' | 'repack';
  warehouse_id: string;
  item_id: string;
  composition_id: string | null;
  quantity: number;
  movement_id: string;
  posted_by: string;
  posted_at: string;
}

/** Writes a conversion with the lots it made (more than zero) or undid (less). */
export async function insertConversion(
  tx: Tx,
  conversion: ConversionRow,
  lots: readonly LotAmount[],
): Promise<void> {
  await tx.insertInto('conversions').values(conversion).execute();
  for (const lot of lots)
    await tx
      .insertInto('conversion_lots')
      .values({ conversion_id: conversion.id, ...lot })
      .execute();
}

/** Says for good what one unit of a lot consists of. */
export async function insertComponents(
  tx: Tx,
  lotId: string,
  components: readonly LotAmount[],
): Promise<void> {
  for (const { lot_id: component_lot_id, quantity } of components)
    await tx.insertInto('lot_components').values({ lot_id: lotId, component_lot_id, quantity }).execute();
}

/** What one unit of the lot consists of, as it was said when the lot was made; nothing for a lot that came from outside. */
export function componentsOf(reader: Reader, lotId: string): Promise<LotAmount[]> {
  return reader
    .selectFrom('lot_components')
    .select(['component_lot_id as lot_id', 'quantity'])
    .where('lot_id', '=', lotId)
    .orderBy('component_lot_id')
    .execute();
}

function conversionQuery(reader: Reader) {
  return reader
    .selectFrom('conversions')
    .innerJoin('items', 'items.id', 'conversions.item_id')
    .innerJoin('movements', 'movements.id', 'conversions.movement_id')
    .leftJoin('movements as reversals', 'reversals.reverses_movement_id', 'movements.id')
    .leftJoin('kit_compositions', 'kit_compositions.id', 'conversions.composition_id')
    .select([
      'conversions.id as id',
      'conversions.number as number',
      'conversions.kind as kind',
      'conversions.warehouse_id as warehouse_id',
      'conversions.item_id as item_id',
      'items.code as item_code',
      'kit_compositions.version_number as composition_version',
      'conversions.quantity as quantity',
      'movements.occurred_on as occurred_on',
      'movements.note as note',
      'conversions.movement_id as movement_id',
      'reversals.id as reversed_by_movement_id',
      'conversions.posted_by as posted_by',
      'conversions.posted_at as posted_at',
    ]);
}

export interface ConversionFilter {
  kind?: ConversionRow['kind'] | undefined;
  warehouse_id?: string | undefined;
  item_id?: string | undefined;
  lot_id?: string | undefined;
}

export async function listConversions(reader: Reader, request: PageRequest & ConversionFilter) {
  let query = conversionQuery(reader);
  if (request.kind !== undefined) query = query.where('conversions.kind', '=', request.kind);
  if (request.warehouse_id !== undefined)
    query = query.where('conversions.warehouse_id', '=', request.warehouse_id);
  if (request.item_id !== undefined) query = query.where('conversions.item_id', '=', request.item_id);
  const { lot_id } = request;
  if (lot_id !== undefined) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('conversion_lots')
          .select('conversion_id')
          .whereRef('conversion_id', '=', 'conversions.id')
          .where('lot_id', '=', lot_id),
      ),
    );
  }
  const page = await fetchPage(
    query,
    { columns: { id: 'conversions.id', number: 'conversions.number' }, key: ['conversions.id'] },
    request,
  );
  return mapPage(page, (rows) => withLots(reader, rows));
}

export async function findConversion(reader: Reader, id: string) {
  const rows = await conversionQuery(reader).where('conversions.id', '=', id).execute();
  return (await withLots(reader, rows))[0];
}

/** Each with the lots that came into bins by it (more than zero) and those that went into others (less). */
async function withLots<Row extends { movement_id: string }>(reader: Reader, rows: Row[]) {
  if (rows.length === 0) return [];
  const lots = await reader
    .selectFrom('movement_lines')
    .innerJoin('lots', 'lots.id', 'movement_lines.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .select([
      'movement_id',
      'lot_id',
      'lot_number',
      'item_id',
      'items.code as item_code',
      'grant_id',
      'grants.code as grant_code',
      'expires_on',
      'unit_value',
      'lots.currency as currency',
      'units_per_pack',
      sql<number>`cast(sum(case when from_location_id = ${CONVERSION} then quantity else -quantity end) as bigint)`.as(
        'quantity',
      ),
    ])
    .where(
      'movement_id',
      'in',
      rows.map((row) => row.movement_id),
    )
    .groupBy([
      'movement_id',
      'lot_id',
      'lot_number',
      'item_id',
      'items.code',
      'grant_id',
      'grants.code',
      'expires_on',
      'unit_value',
      'lots.currency',
      'units_per_pack',
    ])
    .orderBy('lot_id')
    .execute();
  return rows.map((row) => ({
    ...row,
    lots: lots.filter((lot) => lot.movement_id === row.movement_id).map(({ movement_id: _, ...lot }) => lot),
  }));
}

/** Lots that contain a lot, each with how much of it is in one unit: what a recall has to find. */
export function listContaining(reader: Reader, lotId: string, request: PageRequest) {
  const query = reader
    .selectFrom('lot_components')
    .innerJoin('lots', 'lots.id', 'lot_components.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .select([
      'lots.id as id',
      'lots.lot_number as lot_number',
      'lots.item_id as item_id',
      'items.code as item_code',
      'lots.grant_id as grant_id',
      'lots.expires_on as expires_on',
      'lots.condition as condition',
      'lot_components.quantity as quantity',
    ])
    .where('lot_components.component_lot_id', '=', lotId);
  return fetchPage(
    query,
    { columns: { id: 'lot_components.lot_id' }, key: ['lot_components.lot_id'] },
    request,
  );
}

import { sql } from 'kysely';
import type { Reader } from '../database/database.ts';
import type { LotStock } from '../stock/fefo.ts';
import { listBinLots } from '../stock/pick-store.ts';
import type { Fulfilment } from './model.ts';

/**
 * What the sites of an operation, or one of them, got, what is on its way to them, and what approved plans still hold for them, by site and
 * item. One statement: what leaves or arrives meanwhile is seen on one side only, never on both or on none.
 */
export async function listFulfilment(
  reader: Reader,
  operationId: string,
  siteId?: string,
): Promise<Fulfilment[]> {
  let sent = reader
    .selectFrom('consignment_lines')
    .innerJoin('consignments', 'consignments.id', 'consignment_lines.consignment_id')
    .innerJoin('sites', 'sites.id', 'consignments.site_id')
    .select([
      'consignments.site_id as site_id',
      'consignment_lines.item_id as item_id',
      'consignment_lines.good as delivered',
      sql<number>`case when consignments.state = 'in_transit' then quantity - good - damaged - missing else 0 end`.as(
        'in_transit',
      ),
      sql<number>`0`.as('promised'),
    ])
    .where('sites.operation_id', '=', operationId)
    .where('consignments.state', 'in', ['in_transit', 'received']);
  let held = reader
    .selectFrom('reservations')
    .innerJoin('reservation_holds', 'reservation_holds.reservation_id', 'reservations.id')
    .innerJoin('sites', 'sites.id', 'reservations.site_id')
    .select([
      'sites.id as site_id',
      'reservations.item_id as item_id',
      sql<number>`0`.as('delivered'),
      sql<number>`0`.as('in_transit'),
      'reservation_holds.remaining as promised',
    ])
    .where('sites.operation_id', '=', operationId)
    .where('reservations.holder_kind', '=', 'plan')
    .where('reservation_holds.remaining', '>', 0);
  if (siteId !== undefined) {
    sent = sent.where('sites.id', '=', siteId);
    held = held.where('sites.id', '=', siteId);
  }
  return reader
    .selectFrom(sent.unionAll(held).as('parts'))
    .select([
      'site_id',
      'item_id',
      sql<number>`cast(sum(delivered) as bigint)`.as('delivered'),
      sql<number>`cast(sum(in_transit) as bigint)`.as('in_transit'),
      sql<number>`cast(sum(promised) as bigint)`.as('promised'),
    ])
    .groupBy(['site_id', 'item_id'])
    .orderBy('site_id')
    .orderBy('item_id')
    .execute();
}

/** What lies in the bins of a warehouse, in a fixed order. */
export async function listWarehouseLots(reader: Reader, warehouseId: string): Promise<LotStock[]> {
  const lots = await listBinLots(reader, warehouseId);
  return lots.map(({ location_code: _, ...lot }) => lot);
}

/** How many lines a plan of an operation by a standard will have at least: active sites × items. */
export async function countCells(
  reader: Reader,
  { operation_id, standard_id }: { operation_id: string; standard_id: string },
): Promise<number> {
  const [sites, items] = await Promise.all([
    reader
      .selectFrom('sites')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('operation_id', '=', operation_id)
      .where('active', '=', 1)
      .executeTakeFirst(),
    reader
      .selectFrom('entitlement_lines')
      .select((eb) => eb.fn.count<number>('item_id').distinct().as('count'))
      .where('standard_id', '=', standard_id)
      .executeTakeFirst(),
  ]);
  return (sites?.count ?? 0) * (items?.count ?? 0);
}

/** The lots in the bins of a warehouse whose grants may forbid a use: they set limits or days, or the lot has parts of other grants. */
export async function listRestrictedLots(reader: Reader, warehouseId: string): Promise<ReadonlySet<string>> {
  const rows = await reader
    .selectFrom('balances')
    .innerJoin('locations', 'locations.id', 'balances.location_id')
    .innerJoin('lots', 'lots.id', 'balances.lot_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .select('lots.id as id')
    .where('locations.warehouse_id', '=', warehouseId)
    .where('balances.quantity', '>', 0)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('grants.starts_on', 'is not', null),
        eb('grants.ends_on', 'is not', null),
        exists(
          selectFrom('grant_limits')
            .select('grant_limits.grant_id')
            .whereRef('grant_limits.grant_id', '=', 'grants.id'),
        ),
        exists(
          selectFrom('lot_components')
            .select('lot_components.lot_id')
            .whereRef('lot_components.lot_id', '=', 'lots.id'),
        ),
      ]),
    )
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** What sites of an operation received in good condition of an item after a day, by site and item. */
export async function listReceivedAfter(
  reader: Reader,
  operationId: string,
  itemIds: readonly string[],
  day: string,
): Promise<{ site_id: string; item_id: string; good: number }[]> {
  return reader
    .selectFrom('consignment_receipt_lines')
    .innerJoin('consignment_receipts', 'consignment_receipts.id', 'consignment_receipt_lines.receipt_id')
    .innerJoin('consignment_lines', 'consignment_lines.id', 'consignment_receipt_lines.consignment_line_id')
    .innerJoin('consignments', 'consignments.id', 'consignment_lines.consignment_id')
    .innerJoin('sites', 'sites.id', 'consignments.site_id')
    .select([
      'consignments.site_id as site_id',
      'consignment_lines.item_id as item_id',
      sql<number>`cast(sum(consignment_receipt_lines.good) as bigint)`.as('good'),
    ])
    .where('sites.operation_id', '=', operationId)
    .where('consignment_lines.item_id', 'in', itemIds)
    .where('consignment_receipts.received_on', '>', day)
    .groupBy(['consignments.site_id', 'consignment_lines.item_id'])
    .orderBy('consignments.site_id')
    .orderBy('consignment_lines.item_id')
    .execute();
}

/** How many persons of which vulnerable groups some counts state, by count and group. */
export async function listVulnerable(
  reader: Reader,
  countIds: readonly string[],
): Promise<{ count_id: string; vulnerable_group: string; persons: number }[]> {
  const found: { count_id: string; vulnerable_group: string; persons: number }[] = [];
  for (let start = 0; start < countIds.length; start += 500) {
    const rows = await reader
      .selectFrom('household_count_vulnerable')
      .select(['count_id', 'vulnerable_group', 'persons'])
      .where('count_id', 'in', countIds.slice(start, start + 500))
      .orderBy('count_id')
      .orderBy('vulnerable_group')
      .execute();
    found.push(...rows);
  }
  return found;
}

import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { LocationKind } from '../database/tables/stock.ts';
import { type Horizon, stockAt } from './history-store.ts';
import { DEFAULT_TIME_ZONE } from './places.ts';
import { daysByZone, stockCondition } from './stock-store.ts';

/** A quantity summed over the rows that meet a condition. */
function sumWhere(condition: RawBuilder<unknown>, value: RawBuilder<unknown>) {
  return sql<number>`cast(coalesce(sum(case when ${condition} then ${value} end), 0) as bigint)`;
}

const atKind = (kind: LocationKind) => sql`locations.kind = ${sql.lit(kind)}`;

export interface ItemFilter {
  warehouse_id?: string | undefined;
}

/** A page of the items that something is or was of; of one warehouse, those that it has or had. */
async function pageOfItems(reader: Reader, request: PageRequest & ItemFilter) {
  const { warehouse_id } = request;
  let query = reader
    .selectFrom('items')
    .select([
      'items.id as id',
      'items.code as item_code',
      'items.name_es as name_es',
      'items.name_en as name_en',
      'items.base_unit as base_unit',
    ]);
  if (warehouse_id !== undefined) {
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('lots')
          .innerJoin('balances', 'balances.lot_id', 'lots.id')
          .innerJoin('locations', 'locations.id', 'balances.location_id')
          .select('lots.id')
          .whereRef('lots.item_id', '=', 'items.id')
          .where('locations.warehouse_id', '=', warehouse_id),
      ),
    );
  }
  const columns = { item_code: 'items.code', id: 'items.id' };
  return fetchPage(query, { columns, key: ['items.id'] }, request);
}

/** Where a quantity of each item is: columns for a query over `stock` and its `locations`. */
function wherever(quantity: RawBuilder<unknown>) {
  return [
    sumWhere(atKind('bin'), quantity).as('on_hand'),
    sumWhere(atKind('in_transit'), quantity).as('in_transit'),
    sumWhere(atKind('site'), quantity).as('at_sites'),
    sumWhere(atKind('distributed'), quantity).as('distributed'),
    sumWhere(atKind('loss'), quantity).as('lost'),
  ] as const;
}

const nothing = { on_hand: 0, in_transit: 0, at_sites: 0, distributed: 0, lost: 0 };

/** Every item with what is where of it, over all warehouses or one. The sums are made for the items of the page alone. */
export async function listItemStock(
  reader: Reader,
  request: PageRequest & ItemFilter,
  todayIn: (timeZone: string) => string,
) {
  const page = await pageOfItems(reader, request);
  if (page.data.length === 0) return { ...page, data: [] };
  const days = await daysByZone(reader, todayIn);
  const day = sql`case time_zone ${sql.join(
    [...days.map(({ zone, day }) => sql`when ${zone} then ${day}`), sql`else ${todayIn(DEFAULT_TIME_ZONE)}`],
    sql` `,
  )} end`;
  const isUnusable = sql`(lots.condition <> 'good' or lots.expires_on < ${day} or locations.purpose = 'quarantine')`;
  const sums = await reader
    .selectFrom('lots')
    .innerJoin('balances', 'balances.lot_id', 'lots.id')
    .innerJoin('locations', 'locations.id', 'balances.location_id')
    .leftJoin('warehouses', 'warehouses.id', 'locations.warehouse_id')
    .select([
      'lots.item_id as item_id',
      ...wherever(sql`balances.quantity`),
      sumWhere(sql`${atKind('bin')} and ${isUnusable}`, sql`balances.quantity - balances.reserved`).as(
        'held',
      ),
      sumWhere(atKind('bin'), sql`balances.reserved`).as('reserved'),
    ])
    .where(stockCondition({ warehouse_id: request.warehouse_id }))
    .where('lots.item_id', 'in', idsOf(page.data))
    .groupBy('lots.item_id')
    .execute();
  const sumOf = new Map(sums.map(({ item_id, ...sum }) => [item_id, sum]));
  return mapPage(page, (rows) =>
    rows.map((row) => {
      const sum = sumOf.get(row.id) ?? { ...nothing, held: 0, reserved: 0 };
      return { ...row, ...sum, available: sum.on_hand - sum.held - sum.reserved };
    }),
  );
}

const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

/** The same from the ledger, as it was or as it was known then; what was held and promised is not on it. */
export async function listItemStockAt(reader: Reader, request: PageRequest & ItemFilter, horizon: Horizon) {
  const page = await pageOfItems(reader, request);
  if (page.data.length === 0) return { ...page, data: [] };
  const sums = await reader
    .selectFrom('lots')
    // The lots of the page's items come first: an engine without statistics may start with all balances.
    .crossJoin(stockAt(horizon, 'stock', { warehouse_id: request.warehouse_id }))
    .whereRef('stock.lot_id', '=', 'lots.id')
    .innerJoin('locations', 'locations.id', 'stock.location_id')
    .select(['lots.item_id as item_id', ...wherever(sql`stock.on_hand`)])
    .where(stockCondition({ warehouse_id: request.warehouse_id }))
    .where('lots.item_id', 'in', idsOf(page.data))
    .groupBy('lots.item_id')
    .execute();
  const sumOf = new Map(sums.map(({ item_id, ...sum }) => [item_id, sum]));
  const unknown = { held: null, reserved: null, available: null };
  return mapPage(page, (rows) =>
    rows.map((row) => ({ ...row, ...nothing, ...sumOf.get(row.id), ...unknown })),
  );
}

import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { mapPage, type PageRequest } from '../database/paging.ts';
import { latestCountId } from './count-store.ts';
import { findOperation, listOperations, type OperationFilter } from './store.ts';

/** P-codes of the areas each operation is about, in order. */
async function areasOf(reader: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const areas = new Map<string, string[]>();
  if (ids.length === 0) return areas;
  const rows = await reader
    .selectFrom('operation_areas')
    .select(['operation_id', 'p_code'])
    .where('operation_id', 'in', ids)
    .orderBy('operation_id')
    .orderBy('p_code')
    .execute();
  for (const { operation_id, p_code } of rows) {
    areas.set(operation_id, [...(areas.get(operation_id) ?? []), p_code]);
  }
  return areas;
}

export async function listOperationsWithAreas(reader: Reader, request: PageRequest & OperationFilter) {
  return mapPage(await listOperations(reader, request), async (rows) => {
    const areas = await areasOf(
      reader,
      rows.map(({ id }) => id),
    );
    return rows.map((row) => ({ ...row, areas: areas.get(row.id) ?? [] }));
  });
}

export async function findOperationWithAreas(reader: Reader, id: string) {
  const row = await findOperation(reader, id);
  return row === undefined ? undefined : { ...row, areas: (await areasOf(reader, [id])).get(id) ?? [] };
}

/** Replaces the areas of an operation. */
export async function setAreas(tx: Tx, id: string, pCodes: readonly string[]): Promise<void> {
  await tx.deleteFrom('operation_areas').where('operation_id', '=', id).execute();
  if (pCodes.length === 0) return;
  await tx
    .insertInto('operation_areas')
    .values(pCodes.map((p_code) => ({ operation_id: id, p_code })))
    .execute();
}

const whole = (sum: ReturnType<typeof sql<number>>) => sql<number>`cast(coalesce(${sum}, 0) as bigint)`;

/**
 * Sites and people of an operation on a day, by the status of the sites: of each active site the count that holds then, found
 * through the index, so that neither other operations nor earlier counts are read.
 */
export async function peopleTotals(reader: Reader, operationId: string, asOf: string) {
  return reader
    .selectFrom('sites')
    .leftJoin('household_counts', (join) => join.on('household_counts.id', '=', latestCountId(asOf)))
    .leftJoin('household_count_decisions as decided', 'decided.count_id', 'household_counts.id')
    .select([
      'sites.status as status',
      sql<number>`cast(count(*) as bigint)`.as('sites'),
      sql<number>`cast(count(household_counts.id) as bigint)`.as('counted'),
      whole(sql`sum(case when flagged = 1 and decided.count_id is null then 1 else 0 end)`).as('flagged'),
      whole(sql`sum(households)`).as('households'),
      whole(sql`sum(individuals)`).as('individuals'),
      whole(sql`sum(females)`).as('females'),
      whole(sql`sum(males)`).as('males'),
      whole(sql`sum(capacity)`).as('capacity'),
    ])
    .where('sites.operation_id', '=', operationId)
    .where('sites.active', '=', 1)
    .groupBy('sites.status')
    .orderBy('sites.status')
    .execute();
}

interface ItemFigures {
  need: number;
  delivered: number;
  in_transit: number;
}

/** What the latest plan in force found needed, and what sites of the operation received and have on the way, by item. */
export async function itemTotals(reader: Reader, operationId: string) {
  const plan = await reader
    .selectFrom('plans')
    .select('totals')
    .where('operation_id', '=', operationId)
    .where('state', 'in', ['approved', 'dispatched', 'completed'])
    .orderBy('computed_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  const sent = await reader
    .selectFrom('sites')
    .innerJoin('consignments', 'consignments.site_id', 'sites.id')
    .innerJoin('consignment_lines', 'consignment_lines.consignment_id', 'consignments.id')
    .select([
      'consignment_lines.item_id as item_id',
      whole(sql`sum(good)`).as('delivered'),
      whole(
        sql`sum(case when consignments.state = 'in_transit' then quantity - good - damaged - missing else 0 end)`,
      ).as('in_transit'),
    ])
    .where('sites.operation_id', '=', operationId)
    .where('consignments.state', 'in', ['in_transit', 'received'])
    .groupBy('consignment_lines.item_id')
    .execute();
  const figures = new Map<string, ItemFigures>();
  const needed = JSON.parse(plan?.totals ?? '[]') as readonly { item_id: string; need: number }[];
  for (const { item_id, need } of needed) figures.set(item_id, { need, delivered: 0, in_transit: 0 });
  for (const { item_id, delivered, in_transit } of sent) {
    figures.set(item_id, { need: figures.get(item_id)?.need ?? 0, delivered, in_transit });
  }
  if (figures.size === 0) return [];
  const items = await reader
    .selectFrom('items')
    .select(['id as item_id', 'code as item_code', 'base_unit'])
    .where('id', 'in', [...figures.keys()])
    .orderBy('code')
    .execute();
  return items.map((item) => ({
    ...item,
    ...(figures.get(item.item_id) ?? { need: 0, delivered: 0, in_transit: 0 }),
  }));
}

import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import { movingTransfers, openExpected } from '../inbound/states.ts';
import { compareCodeUnits } from '../lib/compare.ts';

const targetColumns = [
  'id',
  'code',
  'name_es',
  'name_en',
  'warehouse_id',
  'quantity',
  'unit',
  'source',
  'active',
  'version',
  'created_at',
  'updated_at',
] as const;

export interface TargetFilter {
  warehouse_id?: string | undefined;
  active?: boolean | undefined;
}

export async function listTargets(reader: Reader, request: PageRequest & TargetFilter) {
  let query = reader.selectFrom('preparedness_targets').select(targetColumns);
  if (request.warehouse_id !== undefined) query = query.where('warehouse_id', '=', request.warehouse_id);
  if (request.active !== undefined) query = query.where('active', '=', Number(request.active));
  const columns = { code: 'preparedness_targets.code', id: 'preparedness_targets.id' };
  const page = await fetchPage(query, { columns, key: ['preparedness_targets.id'] }, request);
  return mapPage(page, (rows) => withNeeds(reader, rows));
}

export async function findTarget(reader: Reader, id: string) {
  const rows = await reader
    .selectFrom('preparedness_targets')
    .select(targetColumns)
    .where('id', '=', id)
    .execute();
  return (await withNeeds(reader, rows))[0];
}

export type TargetRow = NonNullable<Awaited<ReturnType<typeof findTarget>>>;

interface StoredNeed {
  items: { item_id: string; item_code: string }[];
  rate_numerator: number;
  rate_denominator: number;
}

async function withNeeds<Row extends { id: string; active: number }>(
  reader: Reader,
  rows: Row[],
): Promise<(Omit<Row, 'active'> & { active: boolean; needs: StoredNeed[] })[]> {
  if (rows.length === 0) return [];
  const items = await reader
    .selectFrom('preparedness_target_items')
    .innerJoin('items', 'items.id', 'preparedness_target_items.item_id')
    .select([
      'target_id',
      'line_number',
      'item_id',
      'items.code as item_code',
      'rate_numerator',
      'rate_denominator',
    ])
    .where(
      'target_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('target_id')
    .orderBy('line_number')
    .orderBy('choice')
    .execute();
  return rows.map((row) => {
    const own = items.filter((item) => item.target_id === row.id);
    const lines = [...new Set(own.map((item) => item.line_number))];
    const needs = lines.map((line) => {
      const choices = own.filter((item) => item.line_number === line);
      return {
        items: choices.map(({ item_id, item_code }) => ({ item_id, item_code })),
        rate_numerator: choices[0]?.rate_numerator ?? 1,
        rate_denominator: choices[0]?.rate_denominator ?? 1,
      };
    });
    return { ...row, active: row.active === 1, needs };
  });
}

export interface NewTargetRow {
  id: string;
  code: string;
  name_es: string;
  name_en: string;
  warehouse_id: string | null;
  quantity: number;
  unit: 'kits' | 'households' | 'persons';
  source: string;
}

export interface NeedRow {
  item_ids: readonly string[];
  rate_numerator: number;
  rate_denominator: number;
}

/** False when the code is taken. */
export async function insertTarget(
  tx: Tx,
  target: NewTargetRow,
  needs: readonly NeedRow[],
  at: string,
): Promise<boolean> {
  const result = await tx
    .insertInto('preparedness_targets')
    .values({ ...target, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  if (result.numInsertedOrUpdatedRows !== 1n) return false;
  const rows = needs.flatMap(({ item_ids, rate_numerator, rate_denominator }, line) =>
    item_ids.map((item_id, choice) => ({
      target_id: target.id,
      line_number: line + 1,
      choice: choice + 1,
      item_id,
      rate_numerator,
      rate_denominator,
    })),
  );
  for (let start = 0; start < rows.length; start += 200)
    await tx
      .insertInto('preparedness_target_items')
      .values(rows.slice(start, start + 200))
      .execute();
  return true;
}

/** Warehouses that are in use, by code. */
export function activeWarehouses(reader: Reader) {
  return reader
    .selectFrom('warehouses')
    .select(['id', 'code', 'time_zone'])
    .where('active', '=', 1)
    .orderBy('code')
    .execute();
}

/**
 * What is still to come of some items to a warehouse, soonest first: of open consignments, and on the road from other warehouses as
 * far as it is good on a day.
 */
export async function listArrivals(
  reader: Reader,
  warehouseId: string,
  itemIds: readonly string[],
  day: string,
) {
  if (itemIds.length === 0) return [];
  const [expected, moving] = await Promise.all([
    listExpected(reader, warehouseId, itemIds),
    listMoving(reader, warehouseId, itemIds, day),
  ]);
  return [...expected, ...moving].sort((a, b) => compareCodeUnits(a.expected_on, b.expected_on));
}

function listExpected(reader: Reader, warehouseId: string, itemIds: readonly string[]) {
  return reader
    .selectFrom('expected_lines')
    .innerJoin('expected_consignments', 'expected_consignments.id', 'expected_consignment_id')
    .innerJoin('items', 'items.id', 'expected_lines.item_id')
    .select([
      sql<string | null>`expected_consignments.id`.as('expected_consignment_id'),
      sql<string | null>`nullif(expected_consignments.id, expected_consignments.id)`.as('transfer_id'),
      'expected_consignments.number as number',
      'expected_consignments.expected_on as expected_on',
      'expected_lines.item_id as item_id',
      'items.code as item_code',
      sql<number>`expected_lines.quantity - good - damaged - missing`.as('quantity'),
    ])
    .where('expected_consignments.warehouse_id', '=', warehouseId)
    .where('expected_consignments.state', 'in', openExpected)
    .where('expected_lines.item_id', 'in', itemIds)
    .where(sql<boolean>`expected_lines.quantity > good + damaged + missing`)
    .orderBy('expected_consignments.expected_on')
    .orderBy('expected_consignments.id')
    .orderBy('expected_lines.line_number')
    .execute();
}

function listMoving(reader: Reader, warehouseId: string, itemIds: readonly string[], day: string) {
  const expectedOn = sql<string>`coalesce(transfers.expected_on, transfers.departed_on)`;
  return reader
    .selectFrom('transfer_lines')
    .innerJoin('transfers', 'transfers.id', 'transfer_id')
    .innerJoin('lots', 'lots.id', 'transfer_lines.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .select([
      sql<string | null>`nullif(transfers.id, transfers.id)`.as('expected_consignment_id'),
      sql<string | null>`transfers.id`.as('transfer_id'),
      'transfers.number as number',
      expectedOn.as('expected_on'),
      'lots.item_id as item_id',
      'items.code as item_code',
      sql<number>`cast(sum(transfer_lines.quantity - good - damaged - missing) as bigint)`.as('quantity'),
    ])
    .where('transfers.to_warehouse_id', '=', warehouseId)
    .where('transfers.state', 'in', movingTransfers)
    .where('lots.item_id', 'in', itemIds)
    .where('lots.condition', '=', 'good')
    .where((eb) => eb.or([eb('lots.expires_on', 'is', null), eb('lots.expires_on', '>=', day)]))
    .where(sql<boolean>`transfer_lines.quantity > good + damaged + missing`)
    .groupBy(['transfers.id', 'transfers.number', expectedOn, 'lots.item_id', 'items.code'])
    .orderBy(expectedOn)
    .orderBy('transfers.id')
    .orderBy('items.code')
    .execute();
}

export interface LevelRow {
  id: string;
  warehouse_id: string;
  item_id: string;
  minimum: number;
  reorder: number;
  set_by: string;
  set_at: string;
}

/** Sets the levels of an item in a warehouse, whatever they were. */
export async function putLevel(tx: Tx, level: LevelRow): Promise<void> {
  await tx
    .insertInto('stock_levels')
    .values(level)
    .onConflict((conflict) =>
      conflict.columns(['warehouse_id', 'item_id']).doUpdateSet({
        minimum: level.minimum,
        reorder: level.reorder,
        set_by: level.set_by,
        set_at: level.set_at,
      }),
    )
    .execute();
}

export interface LevelFilter {
  warehouse_id: string;
  item_id?: string | undefined;
  below?: 'minimum' | 'reorder' | undefined;
}

/** Levels of a warehouse, each with what is free of the item on a day. */
export async function listLevels(reader: Reader, request: PageRequest & LevelFilter, today: string) {
  const free = sql<number>`cast(coalesce((
    select sum(balances.quantity - balances.reserved) from lots
    join balances on balances.lot_id = lots.id join locations on locations.id = balances.location_id
    where lots.item_id = stock_levels.item_id and locations.warehouse_id = stock_levels.warehouse_id
      and locations.purpose <> 'quarantine' and lots.condition = 'good' and (lots.expires_on is null or lots.expires_on >= ${today})), 0) as bigint)`;
  let query = reader
    .selectFrom('stock_levels')
    .innerJoin('items', 'items.id', 'stock_levels.item_id')
    .select([
      'stock_levels.id as id',
      'stock_levels.warehouse_id as warehouse_id',
      'stock_levels.item_id as item_id',
      'items.code as item_code',
      'minimum',
      'reorder',
      free.as('available'),
      'set_by',
      'set_at',
    ])
    .where('stock_levels.warehouse_id', '=', request.warehouse_id);
  if (request.item_id !== undefined) query = query.where('stock_levels.item_id', '=', request.item_id);
  if (request.below === 'minimum') query = query.where(sql<boolean>`${free} < stock_levels.minimum`);
  if (request.below === 'reorder') query = query.where(sql<boolean>`${free} < stock_levels.reorder`);
  const page = await fetchPage(
    query,
    { columns: { item_code: 'items.code', id: 'stock_levels.id' }, key: ['stock_levels.id'] },
    request,
  );
  return mapPage(page, (rows) =>
    rows.map((row) => ({
      ...row,
      state: stateOf(row),
      to_reorder: Math.max(0, row.reorder - row.available),
    })),
  );
}

function stateOf({ available, minimum, reorder }: { available: number; minimum: number; reorder: number }) {
  if (available < minimum) return 'below_minimum' as const;
  return available < reorder ? ('below_reorder' as const) : ('enough' as const);
}

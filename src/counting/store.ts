import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { StockCountMode } from '../database/tables/counting.ts';
import type { CountScope } from './schema.ts';
import { type CountState, type CountStep, countSteps, unfinished } from './states.ts';

function countQuery(reader: Reader) {
  return reader
    .selectFrom('stock_counts')
    .innerJoin('warehouses', 'warehouses.id', 'stock_counts.warehouse_id')
    .select([
      'stock_counts.id as id',
      'stock_counts.number as number',
      'stock_counts.warehouse_id as warehouse_id',
      'warehouses.code as warehouse_code',
      'warehouses.time_zone as time_zone',
      'stock_counts.mode as mode',
      'stock_counts.blind as blind',
      'stock_counts.state as state',
      'stock_counts.scope as scope',
      'stock_counts.every_item as every_item',
      'stock_counts.threshold_value as threshold_value',
      'stock_counts.threshold_currency as threshold_currency',
      'stock_counts.threshold_share_percent as threshold_share_percent',
      'stock_counts.note as note',
      'stock_counts.round as round',
      'stock_counts.round_started_at as round_started_at',
      'stock_counts.opened_by as opened_by',
      'stock_counts.opened_at as opened_at',
      'stock_counts.closed_by as closed_by',
      'stock_counts.closed_at as closed_at',
      'stock_counts.approved_by as approved_by',
      'stock_counts.approved_at as approved_at',
      'stock_counts.posted_by as posted_by',
      'stock_counts.posted_at as posted_at',
      'stock_counts.cancelled_by as cancelled_by',
      'stock_counts.cancelled_at as cancelled_at',
      'stock_counts.movement_id as movement_id',
    ]);
}

type StoredCount = Awaited<ReturnType<ReturnType<typeof countQuery>['executeTakeFirstOrThrow']>>;

/** A count as use cases take it. */
export type Count = ReturnType<typeof readCount>;

function readCount(row: StoredCount) {
  const { blind, every_item, scope, ...rest } = row;
  return {
    ...rest,
    blind: blind === 1,
    every_item: every_item === 1,
    scope: JSON.parse(scope) as CountScope,
  };
}

/** A count without what only the service needs to know. */
export function publicCount({ time_zone: _, every_item: __, ...count }: Count) {
  return count;
}

export interface CountFilter {
  warehouse_id?: string | undefined;
  state?: CountState | undefined;
}

export async function listCounts(reader: Reader, request: PageRequest & CountFilter) {
  let query = countQuery(reader);
  if (request.warehouse_id !== undefined)
    query = query.where('stock_counts.warehouse_id', '=', request.warehouse_id);
  if (request.state !== undefined) query = query.where('stock_counts.state', '=', request.state);
  const page = await fetchPage(
    query,
    { columns: { id: 'stock_counts.id' }, key: ['stock_counts.id'] },
    request,
  );
  return mapPage(page, (rows) => rows.map((row) => publicCount(readCount(row))));
}

export async function findCount(reader: Reader, id: string): Promise<Count | undefined> {
  const row = await countQuery(reader).where('stock_counts.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : readCount(row);
}

export interface NewCountRow {
  id: string;
  number: string;
  warehouse_id: string;
  mode: StockCountMode;
  blind: number;
  freezes: number;
  every_item: number;
  scope: string;
  threshold_value: string;
  threshold_currency: string;
  threshold_share_percent: number;
  note: string | null;
  round_started_at: string;
  opened_by: string;
  opened_at: string;
}

/** Writes a count and what it covers. */
export async function insertCount(
  tx: Tx,
  row: NewCountRow,
  locationIds: readonly string[],
  itemIds: readonly string[],
): Promise<void> {
  await tx
    .insertInto('stock_counts')
    .values({ ...row, state: 'open' })
    .execute();
  for (let start = 0; start < locationIds.length; start += 400) {
    const part = locationIds.slice(start, start + 400);
    await tx
      .insertInto('stock_count_bins')
      .values(part.map((location_id) => ({ count_id: row.id, location_id })))
      .execute();
  }
  for (let start = 0; start < itemIds.length; start += 400) {
    const part = itemIds.slice(start, start + 400);
    await tx
      .insertInto('stock_count_items')
      .values(part.map((item_id) => ({ count_id: row.id, item_id })))
      .execute();
  }
}

/** Numbers of the other unfinished counts that cover a bin and an item of this one. */
export async function findOverlapping(reader: Reader, id: string): Promise<string[]> {
  const rows = await reader
    .selectFrom('stock_counts as other')
    .innerJoin('stock_counts as own', 'own.warehouse_id', 'other.warehouse_id')
    .select('other.number')
    .where('own.id', '=', id)
    .where('other.id', '<>', id)
    .where('other.state', 'in', unfinished)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('stock_count_bins as theirs')
          .innerJoin('stock_count_bins as ours', 'ours.location_id', 'theirs.location_id')
          .select('theirs.location_id')
          .whereRef('theirs.count_id', '=', 'other.id')
          .where('ours.count_id', '=', id),
      ),
    )
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('other.every_item', '=', 1),
        eb('own.every_item', '=', 1),
        exists(
          selectFrom('stock_count_items as theirs')
            .innerJoin('stock_count_items as ours', 'ours.item_id', 'theirs.item_id')
            .select('theirs.item_id')
            .whereRef('theirs.count_id', '=', 'other.id')
            .where('ours.count_id', '=', id),
        ),
      ]),
    )
    .orderBy('other.number')
    .execute();
  return rows.map((row) => row.number);
}

export interface StepDetails {
  closed_by?: string;
  closed_at?: string;
  approved_by?: string;
  approved_at?: string;
  posted_by?: string;
  posted_at?: string;
  cancelled_by?: string;
  cancelled_at?: string;
  movement_id?: string;
  round_started_at?: string;
}

/**
 * Takes a step if the count stands where it may start from, and holds the count until the transaction ends, so that whoever
 * enters, closes, approves or posts takes turns; false when it stands elsewhere. A count that is over freezes nothing.
 */
export async function stepCount(
  tx: Tx,
  id: string,
  step: CountStep,
  details: StepDetails = {},
): Promise<boolean> {
  const { from, to } = countSteps[step];
  const result = await tx
    .updateTable('stock_counts')
    .set({
      ...details,
      ...(to === null ? { state: sql<CountState>`state` } : { state: to }),
      ...(step === 'recount' ? { round: sql<number>`round + 1` } : {}),
      ...(step === 'post' || step === 'cancel' ? { freezes: 0 } : {}),
    })
    .where('id', '=', id)
    .where('state', 'in', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function setCountMovement(tx: Tx, id: string, movementId: string): Promise<void> {
  await tx.updateTable('stock_counts').set({ movement_id: movementId }).where('id', '=', id).execute();
}

/** Whether a person entered a quantity in any round of a count. */
export async function hasCounted(reader: Reader, countId: string, personId: string): Promise<boolean> {
  const row = await reader
    .selectFrom('stock_count_entries')
    .select('id')
    .where('count_id', '=', countId)
    .where('counted_by', '=', personId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';

const valueColumns = [
  'id',
  'item_id',
  'currency',
  'valid_from',
  'unit_value',
  'source',
  'recorded_by',
  'recorded_at',
] as const;

/** The whole history of an item's unit values. */
export function listUnitValues(
  reader: Reader,
  itemId: string,
  request: PageRequest & { currency?: string | undefined },
) {
  let query = reader.selectFrom('item_unit_values').select(valueColumns).where('item_id', '=', itemId);
  if (request.currency !== undefined) query = query.where('currency', '=', request.currency);
  const columns = { valid_from: 'item_unit_values.valid_from', id: 'item_unit_values.id' };
  return fetchPage(query, { columns, key: ['item_unit_values.id'] }, request);
}

/** What one base unit of an item is worth in a currency from a day on. */
export interface UnitValue {
  item_id: string;
  currency: string;
  valid_from: string;
  /** Exact decimal text. */
  unit_value: string;
}

const IDS_A_QUERY = 500;

/**
 * The value of each item in each currency as of a day: the one valid from the latest day not after it, and of several for one
 * day the last recorded. `knownAt` leaves out what was recorded later. Ordered by item and currency.
 */
export async function unitValuesOn(
  reader: Reader,
  itemIds: readonly string[],
  day: string,
  knownAt?: string,
): Promise<UnitValue[]> {
  const found: UnitValue[] = [];
  for (let start = 0; start < itemIds.length; start += IDS_A_QUERY) {
    let query = reader
      .selectFrom('item_unit_values')
      .select(['item_id', 'currency', 'valid_from', 'unit_value'])
      .where('item_id', 'in', itemIds.slice(start, start + IDS_A_QUERY))
      .where('valid_from', '<=', day)
      .orderBy('item_id')
      .orderBy('currency')
      .orderBy('valid_from', 'desc')
      .orderBy('id', 'desc');
    if (knownAt !== undefined) query = query.where('recorded_at', '<=', knownAt);
    for (const row of await query.execute()) {
      const last = found.at(-1);
      if (last?.item_id !== row.item_id || last.currency !== row.currency) found.push(row);
    }
  }
  return found;
}

/** The whole history of each item's values; of several for one day the last recorded comes last. */
export async function unitValuesOf(reader: Reader, itemIds: readonly string[]): Promise<UnitValue[]> {
  const found: UnitValue[] = [];
  for (let start = 0; start < itemIds.length; start += IDS_A_QUERY) {
    const rows = await reader
      .selectFrom('item_unit_values')
      .select(['item_id', 'currency', 'valid_from', 'unit_value'])
      .where('item_id', 'in', itemIds.slice(start, start + IDS_A_QUERY))
      .orderBy('item_id')
      .orderBy('id')
      .execute();
    found.push(...rows);
  }
  return found;
}

export async function insertUnitValues(
  tx: Tx,
  values: readonly (UnitValue & { id: string; source: string | null })[],
  recorded: { by: string; at: string },
): Promise<void> {
  for (let start = 0; start < values.length; start += IDS_A_QUERY) {
    await tx
      .insertInto('item_unit_values')
      .values(
        values
          .slice(start, start + IDS_A_QUERY)
          .map((value) => ({ ...value, recorded_by: recorded.by, recorded_at: recorded.at })),
      )
      .execute();
  }
}

export function findUnitValue(reader: Reader, id: string) {
  return reader.selectFrom('item_unit_values').select(valueColumns).where('id', '=', id).executeTakeFirst();
}

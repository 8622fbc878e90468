import type { Reader, Tx } from '../database/database.ts';
import type { PackingLevel } from './packed-load.ts';

/** What may be issued instead: `ratio_numerator` of it for every `ratio_denominator` of the item. */
export interface Substitute {
  item_id: string;
  item_code: string;
  ratio_numerator: number;
  ratio_denominator: number;
}

export interface ItemParts {
  /** The smallest level first. */
  packing: PackingLevel[];
  /** The first to be tried first. */
  substitutes: Substitute[];
}

const IDS_A_QUERY = 500;

/** Packing levels and substitutes of each item. */
export async function partsOf(
  reader: Reader,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, ItemParts>> {
  const parts = new Map<string, ItemParts>(itemIds.map((id) => [id, { packing: [], substitutes: [] }]));
  for (let start = 0; start < itemIds.length; start += IDS_A_QUERY) {
    const ids = itemIds.slice(start, start + IDS_A_QUERY);
    const [levels, substitutes] = await Promise.all([packingRows(reader, ids), substituteRows(reader, ids)]);
    for (const { of, ...level } of levels) parts.get(of)?.packing.push(level);
    for (const { of, ...substitute } of substitutes) parts.get(of)?.substitutes.push(substitute);
  }
  return parts;
}

/** Packing levels of each item, the smallest first. */
export async function packingOf(
  reader: Reader,
  itemIds: readonly string[],
): Promise<ReadonlyMap<string, readonly PackingLevel[]>> {
  const packing = new Map<string, PackingLevel[]>(itemIds.map((id) => [id, []]));
  const ids = [...packing.keys()];
  for (let start = 0; start < ids.length; start += IDS_A_QUERY) {
    for (const { of, ...level } of await packingRows(reader, ids.slice(start, start + IDS_A_QUERY))) {
      packing.get(of)?.push(level);
    }
  }
  return packing;
}

function packingRows(reader: Reader, itemIds: readonly string[]) {
  return reader
    .selectFrom('item_packing')
    .select(['item_id as of', 'level', 'quantity', 'weight_g', 'volume_ml'])
    .where('item_id', 'in', itemIds)
    .orderBy('item_id')
    .orderBy('quantity')
    .execute();
}

function substituteRows(reader: Reader, itemIds: readonly string[]) {
  return reader
    .selectFrom('item_substitutes')
    .innerJoin('items', 'items.id', 'item_substitutes.substitute_id')
    .select([
      'item_substitutes.item_id as of',
      'item_substitutes.substitute_id as item_id',
      'items.code as item_code',
      'ratio_numerator',
      'ratio_denominator',
    ])
    .where('item_substitutes.item_id', 'in', itemIds)
    .orderBy('item_substitutes.item_id')
    .orderBy('position')
    .execute();
}

/** Replaces the packing levels of an item. The caller holds the item's row. */
export async function replacePacking(tx: Tx, itemId: string, levels: readonly PackingLevel[]): Promise<void> {
  await tx.deleteFrom('item_packing').where('item_id', '=', itemId).execute();
  if (levels.length === 0) return;
  await tx
    .insertInto('item_packing')
    .values(levels.map((level) => ({ item_id: itemId, ...level })))
    .execute();
}

/** Replaces the substitutes of an item, in the order given. The caller holds the item's row. */
export async function replaceSubstitutes(
  tx: Tx,
  itemId: string,
  substitutes: readonly { item_id: string; ratio_numerator: number; ratio_denominator: number }[],
): Promise<void> {
  await tx.deleteFrom('item_substitutes').where('item_id', '=', itemId).execute();
  if (substitutes.length === 0) return;
  await tx
    .insertInto('item_substitutes')
    .values(
      substitutes.map(({ item_id, ...ratio }, index) => ({
        item_id: itemId,
        position: index + 1,
        substitute_id: item_id,
        ...ratio,
      })),
    )
    .execute();
}

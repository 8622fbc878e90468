import { nextNumber } from '../database/counters.ts';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';
import type { KitUser } from '../database/tables/catalogue.ts';
import type { KitLine, KnownFigures } from './kit-contents.ts';

/** The agreed composition of every kit that has one. */
export async function agreedCompositions(reader: Reader): Promise<Map<string, KitLine[]>> {
  const rows = await reader
    .selectFrom('kit_compositions')
    .innerJoin('kit_composition_lines', 'kit_composition_lines.composition_id', 'kit_compositions.id')
    .select(['kit_item_id', 'item_id', 'quantity'])
    .where('state', '=', 'agreed')
    .orderBy('kit_item_id')
    .orderBy('item_id')
    .execute();
  const compositions = new Map<string, KitLine[]>();
  for (const { kit_item_id, ...line } of rows) {
    const lines = compositions.get(kit_item_id);
    if (lines === undefined) compositions.set(kit_item_id, [line]);
    else lines.push(line);
  }
  return compositions;
}

/** Holds the agreements of all kits until the transaction ends: two that would make a circle together take turns. */
export async function holdAgreements(tx: Tx): Promise<void> {
  await nextNumber(tx, 'KIT-AGREEMENT');
}

export interface PartRow extends KnownFigures {
  id: string;
  code: string;
  kind: 'item' | 'kit';
}

/** Code, kind and figures of items. */
export function partsByIds(reader: Reader, ids: readonly string[]): Promise<PartRow[]> {
  if (ids.length === 0) return Promise.resolve([]);
  return reader
    .selectFrom('items')
    .select(['id', 'code', 'kind', 'weight_g', 'volume_ml'])
    .where('id', 'in', ids)
    .orderBy('code')
    .execute();
}

/** Replaces the lines of a draft that still has the version that was read; false when it is no draft or has another. */
export async function replaceDraft(
  tx: Tx,
  draft: { kit_item_id: string; version_number: number; version: number },
  change: { lines?: readonly KitLine[] | undefined; source?: string | null | undefined },
): Promise<boolean> {
  const row = await tx
    .updateTable('kit_compositions')
    .set((eb) => ({
      version: eb('version', '+', 1),
      ...(change.source === undefined ? {} : { source: change.source }),
    }))
    .where('kit_item_id', '=', draft.kit_item_id)
    .where('version_number', '=', draft.version_number)
    .where('version', '=', draft.version)
    .where('state', '=', 'draft')
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) return false;
  if (change.lines === undefined) return true;
  await tx.deleteFrom('kit_composition_lines').where('composition_id', '=', row.id).execute();
  await tx
    .insertInto('kit_composition_lines')
    .values(change.lines.map((line) => ({ composition_id: row.id, ...line })))
    .execute();
  return true;
}

export interface KitFamily {
  id: string;
  code: string;
  name_es: string;
  name_en: string;
  created_at: string;
}

export function listKitFamilies(reader: Reader, request: PageRequest & { code?: string | undefined }) {
  let query = reader.selectFrom('kit_families').select(['id', 'code', 'name_es', 'name_en', 'created_at']);
  if (request.code !== undefined) query = query.where('code', '=', request.code);
  const columns = { code: 'kit_families.code', id: 'kit_families.id' };
  return fetchPage(query, { columns, key: ['kit_families.id'] }, request);
}

export async function hasKitFamily(reader: Reader, code: string): Promise<boolean> {
  const row = await reader
    .selectFrom('kit_families')
    .select('id')
    .where('code', '=', code)
    .executeTakeFirst();
  return row !== undefined;
}

export async function isVariantTaken(reader: Reader, family: string, variant: string): Promise<boolean> {
  const row = await reader
    .selectFrom('items')
    .select('id')
    .where('kit_family', '=', family)
    .where('kit_variant', '=', variant)
    .executeTakeFirst();
  return row !== undefined;
}

/** Which of the items are kits without any composition. */
export async function kitsWithoutComposition(
  reader: Reader,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await reader
    .selectFrom('items')
    .leftJoin('kit_compositions', 'kit_compositions.kit_item_id', 'items.id')
    .select('items.id')
    .where('items.id', 'in', ids)
    .where('items.kind', '=', 'kit')
    .where('kit_compositions.id', 'is', null)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** Makes a kit a variant of a family, if it is in none. */
export async function placeInFamily(
  tx: Tx,
  kitId: string,
  place: { kit_family: string; kit_variant: string; intended_for: KitUser },
): Promise<void> {
  await tx.updateTable('items').set(place).where('id', '=', kitId).where('kit_family', 'is', null).execute();
}

/** False when the code is taken. */
export async function insertKitFamily(tx: Tx, family: KitFamily): Promise<boolean> {
  const result = await tx
    .insertInto('kit_families')
    .values(family)
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

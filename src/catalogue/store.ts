import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { KitUser } from '../database/tables/catalogue.ts';
import { updateVersioned } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { searchText } from '../lib/search-text.ts';
import { partsOf } from './item-parts-store.ts';

const itemColumns = [
  'id',
  'code',
  'kind',
  'name_es',
  'name_en',
  'category',
  'base_unit',
  'weight_g',
  'volume_ml',
  'shelf_life_days',
  'dangerous_goods',
  'un_number',
  'figures_source',
  'active',
  'version',
  'created_at',
  'updated_at',
] as const;

interface Flags {
  dangerous_goods: number;
  active: number;
}

function withFlags<Row extends Flags>(
  row: Row,
): Omit<Row, keyof Flags> & { dangerous_goods: boolean; active: boolean } {
  return { ...row, dangerous_goods: row.dangerous_goods === 1, active: row.active === 1 };
}

const itemOrders = { code: 'items.code', name_es: 'items.name_es', name_en: 'items.name_en', id: 'items.id' };

export interface ItemFilter {
  kind?: 'item' | 'kit' | undefined;
  category?: string | undefined;
  code?: string | undefined;
  active?: boolean | undefined;
  search?: string | undefined;
}

export async function listItems(reader: Reader, request: PageRequest & ItemFilter) {
  let query = reader.selectFrom('items').select(itemColumns);
  if (request.kind !== undefined) query = query.where('kind', '=', request.kind);
  if (request.category !== undefined) query = query.where('category', '=', request.category);
  if (request.code !== undefined) query = query.where('code', '=', request.code);
  if (request.active !== undefined) query = query.where('active', '=', Number(request.active));
  if (request.search !== undefined) {
    const part = `%${searchText(request.search).replaceAll(/[\\%_]/g, '\\$&')}%`;
    query = query.where(sql<boolean>`search_text like ${part} escape '\\'`);
  }
  return mapPage(await fetchPage(query, { columns: itemOrders, key: ['items.id'] }, request), (rows) =>
    withParts(reader, rows.map(withFlags)),
  );
}

async function withParts<Row extends { id: string }>(reader: Reader, rows: Row[]) {
  const parts = await partsOf(
    reader,
    rows.map((row) => row.id),
  );
  return rows.map((row) => ({ ...row, ...present(parts.get(row.id), 'the parts of an item') }));
}

export async function listKits(
  reader: Reader,
  request: PageRequest & { active?: boolean | undefined; family?: string | undefined },
) {
  // A family and what is out of use are few: the index of all kits would lead past them.
  const isNarrow = request.family !== undefined || request.active === false;
  let query = reader
    .selectFrom('items')
    .select(kitColumns)
    .where(isNarrow ? sql`items.kind || ''` : sql`items.kind`, '=', 'kit');
  if (request.active !== undefined) query = query.where('active', '=', Number(request.active));
  if (request.family !== undefined) query = query.where('kit_family', '=', request.family);
  const page = await fetchPage(query, { columns: itemOrders, key: ['items.id'] }, request);
  return mapPage(page, async (rows) => {
    const kits = await withParts(reader, rows.map(withFlags));
    const compositions = await compositionsOf(
      reader,
      kits.map((kit) => kit.id),
    );
    return kits.map((kit) => ({
      ...kit,
      kind: 'kit' as const,
      compositions: compositions.get(kit.id) ?? [],
    }));
  });
}

export async function findItem(reader: Reader, id: string) {
  const rows = await reader.selectFrom('items').select(itemColumns).where('id', '=', id).execute();
  return (await withParts(reader, rows.map(withFlags)))[0];
}

const CODES_A_QUERY = 500;

const kitColumns = [...itemColumns, 'kit_family', 'kit_variant', 'intended_for'] as const;

/** The items and kits of these codes, with their parts. */
export async function findItemsByCode(reader: Reader, codes: readonly string[]) {
  const found = [];
  for (let start = 0; start < codes.length; start += CODES_A_QUERY) {
    const rows = await reader
      .selectFrom('items')
      .select(itemColumns)
      .where('code', 'in', codes.slice(start, start + CODES_A_QUERY))
      .execute();
    found.push(...(await withParts(reader, rows.map(withFlags))));
  }
  return found;
}

/** The item of that id, if it is a kit, with its family. */
export async function findKit(reader: Reader, id: string) {
  const rows = await reader
    .selectFrom('items')
    .select(kitColumns)
    .where('id', '=', id)
    .where('kind', '=', 'kit')
    .execute();
  return (await withParts(reader, rows.map(withFlags)))[0];
}

export interface NewItemRow {
  id: string;
  code: string;
  kind: 'item' | 'kit';
  name_es: string;
  name_en: string;
  category: string;
  base_unit: string;
  weight_g: number | null;
  volume_ml: number | null;
  shelf_life_days: number | null;
  dangerous_goods: boolean;
  un_number?: string | null;
  figures_source?: string | null;
  kit_family?: string | null;
  kit_variant?: string | null;
  intended_for?: KitUser | null;
  active?: boolean;
}

/** False when the code is taken. */
export async function insertItem(tx: Tx, item: NewItemRow, at: string): Promise<boolean> {
  const result = await tx
    .insertInto('items')
    .values({
      ...item,
      search_text: wordsOf(item),
      dangerous_goods: Number(item.dangerous_goods),
      active: Number(item.active ?? true),
      created_at: at,
      updated_at: at,
    })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Writes a change of an item if it still has the version that was read; false when it has not. */
export function updateItem(
  tx: Tx,
  item: { id: string; code: string; name_es: string; name_en: string },
  version: number,
  change: Readonly<Record<string, unknown>> & { name_es?: string | undefined; name_en?: string | undefined },
  at: string,
): Promise<boolean> {
  const { name_es = item.name_es, name_en = item.name_en } = change;
  const search_text = wordsOf({ code: item.code, name_es, name_en });
  return updateVersioned(tx, 'items', { id: item.id, version }, { ...change, search_text }, at);
}

function wordsOf({ code, name_es, name_en }: { code: string; name_es: string; name_en: string }): string {
  return searchText(code, name_es, name_en);
}

export interface Composition {
  version_number: number;
  state: 'draft' | 'agreed' | 'superseded';
  agreed_with: string | null;
  agreed_on: string | null;
  /** The person who recorded it, and when. */
  agreed_by: string | null;
  agreed_at: string | null;
  source: string | null;
  /** Rises with every edit of the draft. */
  version: number;
  lines: { item_id: string; item_code: string; quantity: number }[];
}

export async function findCompositions(reader: Reader, kitItemId: string): Promise<Composition[]> {
  return (await compositionsOf(reader, [kitItemId])).get(kitItemId) ?? [];
}

/** The compositions of each kit, oldest version first, in two queries. */
async function compositionsOf(
  reader: Reader,
  kitItemIds: readonly string[],
): Promise<ReadonlyMap<string, Composition[]>> {
  const ofKit = new Map<string, Composition[]>(kitItemIds.map((id) => [id, []]));
  if (kitItemIds.length === 0) return ofKit;
  const versions = await reader
    .selectFrom('kit_compositions')
    .select([
      'id',
      'kit_item_id',
      'version_number',
      'state',
      'agreed_with',
      'agreed_on',
      'agreed_by',
      'agreed_at',
      'source',
      'version',
    ])
    .where('kit_item_id', 'in', kitItemIds)
    .orderBy('kit_item_id')
    .orderBy('version_number')
    .execute();
  const lines = await reader
    .selectFrom('kit_composition_lines')
    .innerJoin('kit_compositions', 'kit_compositions.id', 'kit_composition_lines.composition_id')
    .innerJoin('items', 'items.id', 'kit_composition_lines.item_id')
    .select(['composition_id', 'item_id', 'items.code as item_code', 'quantity'])
    .where('kit_compositions.kit_item_id', 'in', kitItemIds)
    .orderBy('items.code')
    .execute();
  const linesOf = new Map<string, Composition['lines']>(versions.map((version) => [version.id, []]));
  for (const { composition_id, ...line } of lines) linesOf.get(composition_id)?.push(line);
  for (const { id, kit_item_id, ...version } of versions) {
    ofKit.get(kit_item_id)?.push({ ...version, lines: linesOf.get(id) ?? [] });
  }
  return ofKit;
}

export async function insertComposition(
  tx: Tx,
  composition: { id: string; kit_item_id: string; version_number: number; source?: string | null },
  lines: readonly { item_id: string; quantity: number }[],
  at: string,
): Promise<void> {
  await tx
    .insertInto('kit_compositions')
    .values({
      ...composition,
      state: 'draft',
      agreed_with: null,
      agreed_on: null,
      agreed_by: null,
      created_at: at,
    })
    .execute();
  await tx
    .insertInto('kit_composition_lines')
    .values(lines.map((line) => ({ composition_id: composition.id, ...line })))
    .execute();
}

/** Marks a draft as agreed and the version agreed before it as superseded; false when it is no draft. */
export async function agreeComposition(
  tx: Tx,
  kitItemId: string,
  versionNumber: number,
  agreement: { agreed_with: string; agreed_on: string; agreed_by: string; agreed_at: string },
): Promise<boolean> {
  await tx
    .updateTable('kit_compositions')
    .set({ state: 'superseded' })
    .where('kit_item_id', '=', kitItemId)
    .where('state', '=', 'agreed')
    .execute();
  const result = await tx
    .updateTable('kit_compositions')
    .set({ state: 'agreed', ...agreement })
    .where('kit_item_id', '=', kitItemId)
    .where('version_number', '=', versionNumber)
    .where('state', '=', 'draft')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

const grantColumns = [
  'id',
  'code',
  'donor_name',
  'title',
  'starts_on',
  'ends_on',
  'currency',
  'cash_budget_cents',
  'cash_committed_cents',
  'active',
  'version',
  'created_at',
  'updated_at',
] as const;

interface GrantAmounts {
  cash_budget_cents: number;
  cash_committed_cents: number;
  active: number;
}

function withAvailable<Row extends GrantAmounts>(
  row: Row,
): Omit<Row, 'active'> & { active: boolean; cash_available_cents: number } {
  return {
    ...row,
    active: row.active === 1,
    cash_available_cents: row.cash_budget_cents - row.cash_committed_cents,
  };
}

export async function listGrants(
  reader: Reader,
  request: PageRequest & { code?: string | undefined; active?: boolean | undefined },
) {
  let query = reader.selectFrom('grants').select(grantColumns);
  if (request.code !== undefined) query = query.where('code', '=', request.code);
  if (request.active !== undefined) query = query.where('active', '=', Number(request.active));
  const columns = { code: 'grants.code', donor_name: 'grants.donor_name', id: 'grants.id' };
  return mapPage(await fetchPage(query, { columns, key: ['grants.id'] }, request), (rows) =>
    rows.map(withAvailable),
  );
}

export async function findGrant(reader: Reader, id: string) {
  const row = await reader.selectFrom('grants').select(grantColumns).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : withAvailable(row);
}

export interface NewGrantRow {
  id: string;
  code: string;
  donor_name: string;
  title: string;
  starts_on: string | null;
  ends_on: string | null;
  currency: string;
  cash_budget_cents: number;
}

/** False when the code is taken. */
export async function insertGrant(tx: Tx, grant: NewGrantRow, at: string): Promise<boolean> {
  const result = await tx
    .insertInto('grants')
    .values({ ...grant, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column('code').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

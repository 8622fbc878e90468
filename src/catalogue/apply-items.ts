import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { comparableText } from '../exchange/text.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { knownCategories } from './category-store.ts';
import { replacePacking, replaceSubstitutes } from './item-parts-store.ts';
import {
  changesOf,
  checkStatement,
  type FieldChange,
  type ItemAsIs,
  type ItemStatement,
  type Refuse,
} from './item-statement.ts';
import type { StatedValue } from './item-texts.ts';
import { findItemsByCode, insertItem, type NewItemRow, updateItem } from './store.ts';
import { insertUnitValues, unitValuesOf } from './value-store.ts';

type Known = Awaited<ReturnType<typeof findItemsByCode>>[number];

/** What one statement comes to. */
export interface Planned<S extends { statement: ItemStatement }> {
  source: S;
  change: 'added' | 'changed' | 'unchanged';
  fields: FieldChange[];
}

export interface ItemPlan<S extends { statement: ItemStatement }> {
  planned: Planned<S>[];
  violations: Violation[];
}

interface Surroundings {
  known: ReadonlyMap<string, Known>;
  /** Comparable code or name → code. */
  categories: ReadonlyMap<string, string>;
  /** `item currency day` → the value recorded last for that very day. */
  values: ReadonlyMap<string, string>;
}

/**
 * Compares statements with the catalogue; nothing is written. `place` names where a field of a statement stands. A statement
 * with a violation is not planned, and neither is one whose substitute is only there in such a statement. A kit is refused unless
 * kits are taken, for a table says nothing of what it is made of.
 */
export async function planItems<S extends { statement: ItemStatement }>(
  tx: Tx,
  sources: readonly S[],
  { takeKits }: { takeKits: boolean },
  place: (source: S, field: keyof ItemStatement, violation: Parameters<Refuse>[1]) => Violation,
): Promise<ItemPlan<S>> {
  const around = await surroundings(tx, sources);
  const violations: Violation[] = [];
  let good: S[] = [];
  for (const source of sources) {
    const wrong: Violation[] = [];
    const refuse: Refuse = (field, violation) => wrong.push(place(source, field, violation));
    const { statement } = source;
    const item = around.known.get(statement.code);
    if (item?.kind === 'kit' && !takeKits) refuse('code', { rule: 'is_a_kit', value: statement.code });
    checkStatement(item === undefined ? null : asIs(item), statement, refuse);
    if (statement.category !== undefined && !around.categories.has(comparableText(statement.category))) {
      const params = { resource: 'category' };
      refuse('category', { rule: 'unknown_reference', value: statement.category, params });
    }
    if (wrong.length === 0) good.push(source);
    for (const violation of wrong) violations.push(violation);
  }
  for (let before = -1; before !== good.length; ) {
    before = good.length;
    const there = new Set([...around.known.keys(), ...good.map(({ statement }) => statement.code)]);
    good = good.filter((source) => {
      const missing = (source.statement.substitutes ?? []).filter(({ code }) => !there.has(code));
      for (const { code } of missing) {
        const violation = { rule: 'unknown_reference', value: code, params: { resource: 'item' } } as const;
        violations.push(place(source, 'substitutes', violation));
      }
      return missing.length === 0;
    });
  }
  return { planned: good.map((source) => planOne(source, around)), violations };
}

function planOne<S extends { statement: ItemStatement }>(source: S, around: Surroundings): Planned<S> {
  const { statement } = source;
  const known = around.known.get(statement.code);
  const category = statement.category && around.categories.get(comparableText(statement.category));
  const resolved = { ...statement, category };
  const fields = changesOf(known === undefined ? null : asIs(known), resolved, (value) =>
    known === undefined ? null : (around.values.get(valueKey(known.id, value)) ?? null),
  );
  const change = known === undefined ? 'added' : fields.length === 0 ? 'unchanged' : 'changed';
  return { source: { ...source, statement: resolved }, change, fields };
}

const valueKey = (itemId: string, { currency, valid_from }: Pick<StatedValue, 'currency' | 'valid_from'>) =>
  `${itemId} ${currency} ${valid_from}`;

async function surroundings(tx: Tx, sources: readonly { statement: ItemStatement }[]): Promise<Surroundings> {
  const codes = new Set(
    sources.flatMap(({ statement }) => [
      statement.code,
      ...(statement.substitutes ?? []).map((substitute) => substitute.code),
    ]),
  );
  const items = await findItemsByCode(tx, [...codes]);
  const valued = items.map(({ id }) => id);
  const values = new Map<string, string>();
  for (const value of await unitValuesOf(tx, valued))
    values.set(valueKey(value.item_id, value), value.unit_value);
  const categories = new Map<string, string>();
  for (const { code, name_es, name_en } of await knownCategories(tx)) {
    for (const text of [name_en, name_es]) {
      if (!categories.has(comparableText(text))) categories.set(comparableText(text), code);
    }
  }
  for (const { code } of await knownCategories(tx)) categories.set(comparableText(code), code);
  return { known: new Map(items.map((item) => [item.code, item])), categories, values };
}

function asIs(item: Known): ItemAsIs {
  return {
    ...item,
    substitutes: item.substitutes.map(({ item_code, ...rest }) => ({ ...rest, code: item_code })),
  };
}

/** Writes what was planned. Throws `busy` when someone changed one of the items meanwhile. */
export async function saveItems(
  tx: Tx,
  context: Context,
  principal: Principal,
  planned: readonly Planned<{ statement: ItemStatement }>[],
): Promise<void> {
  const changed = planned.filter(({ change }) => change !== 'unchanged');
  const codes = changed.flatMap(({ source }) => [
    source.statement.code,
    ...(source.statement.substitutes ?? []).map(({ code }) => code),
  ]);
  const before = new Map((await findItemsByCode(tx, [...new Set(codes)])).map((item) => [item.code, item]));
  const ids = new Map([...before].map(([code, { id }]) => [code, id]));
  const at = instant(context.clock);
  for (const { source } of changed) {
    const { statement } = source;
    const known = before.get(statement.code);
    const id = known?.id ?? context.ids.next();
    ids.set(statement.code, id);
    const isSaved =
      known === undefined ? await add(tx, id, statement, at) : await edit(tx, known, statement, at);
    if (!isSaved) throw new Problem('busy');
    if (statement.packing !== undefined) await replacePacking(tx, id, statement.packing);
  }
  const idOf = (code: string) => present(ids.get(code), 'an item that was planned');
  for (const { source } of changed) {
    const { code, substitutes } = source.statement;
    if (substitutes === undefined) continue;
    const rows = substitutes.map(({ code: other, ...ratio }) => ({ item_id: idOf(other), ...ratio }));
    await replaceSubstitutes(tx, idOf(code), rows);
  }
  const values = changed.flatMap(({ source: { statement }, fields }) =>
    (statement.unit_values ?? [])
      .filter((value) =>
        fields.some(({ field }) => field === `unit_value ${value.currency} ${value.valid_from}`),
      )
      .map((value) => ({ id: context.ids.next(), item_id: idOf(statement.code), source: null, ...value })),
  );
  await insertUnitValues(tx, values, { by: principal.person_id, at });
}

function add(tx: Tx, id: string, statement: ItemStatement, at: string): Promise<boolean> {
  const { name_es = '', name_en = '', category = '', base_unit = '' } = statement;
  const row: NewItemRow = {
    id,
    kind: statement.kind ?? 'item',
    code: statement.code,
    name_es,
    name_en,
    category,
    base_unit,
    weight_g: statement.weight_g ?? null,
    volume_ml: statement.volume_ml ?? null,
    shelf_life_days: statement.shelf_life_days ?? null,
    dangerous_goods: statement.dangerous_goods ?? false,
    un_number: statement.un_number ?? null,
    figures_source: statement.figures_source ?? null,
    active: statement.active ?? true,
  };
  return insertItem(tx, row, at);
}

function edit(tx: Tx, known: Known, statement: ItemStatement, at: string): Promise<boolean> {
  const { code, kind, packing, substitutes, unit_values, ...change } = statement;
  return updateItem(tx, known, known.version, change, at);
}

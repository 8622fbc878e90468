import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertEdited } from '../database/guards.ts';
import { missingIds, updateVersioned } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { findCategory, hasCategory, insertCategory } from './category-store.ts';
import { replacePacking, replaceSubstitutes } from './item-parts-store.ts';
import { brokenItemRules } from './item-rules.ts';
import type { categoryChange, itemChange, newCategory, newItem, newItemValue } from './schema.ts';
import { findItem, insertItem, updateItem } from './store.ts';
import { findUnitValue, insertUnitValues } from './value-store.ts';

/** Where the catalogue is kept: the day that decides which value holds, and what lies in the future. */
export const OFFICE_TIME_ZONE = 'America/El_Salvador';

/** Adds a category. Throws `conflict` when the code is taken, `unknown_reference` for a parent that is not there. */
export async function addCategory(tx: Tx, context: Context, input: z.infer<typeof newCategory>) {
  const parent = input.parent_id;
  if (parent !== null && (await missingIds(tx, 'categories', [parent])).size > 0) {
    throw new Problem('unknown_reference', {}, [unknown('/body/parent_id', 'category', parent)]);
  }
  const id = context.ids.next();
  if (!(await insertCategory(tx, { id, ...input }, instant(context.clock)))) {
    throw new Problem('conflict', { resource: 'category', field: 'code', value: input.code });
  }
  return present(await findCategory(tx, id), 'the category just added');
}

/** Renames a category. Throws `not_found`, `precondition_failed`. */
export async function changeCategory(
  tx: Tx,
  context: Context,
  id: string,
  version: number,
  change: z.infer<typeof categoryChange>,
) {
  const before = found(await findCategory(tx, id), 'category', id);
  const edited = await updateVersioned(tx, 'categories', { id, version }, change, instant(context.clock));
  assertEdited(edited, 'category', before, version);
  return present(await findCategory(tx, id), 'the category just changed');
}

/**
 * Adds an item. Throws `conflict` when the code is taken, `unknown_reference` for a category or substitute that is not there,
 * `item_rule` for data that contradicts itself.
 */
export async function addItem(
  tx: Tx,
  context: Context,
  input: z.infer<typeof newItem>,
  kind: 'item' | 'kit' = 'item',
) {
  const id = context.ids.next();
  const { packing, substitutes, ...fields } = input;
  assertItemRules(brokenItemRules(input));
  await assertReferences(tx, input);
  if (!(await insertItem(tx, { id, kind, ...fields }, instant(context.clock)))) {
    throw new Problem('conflict', { resource: 'item', field: 'code', value: input.code });
  }
  await replacePacking(tx, id, packing);
  await replaceSubstitutes(tx, id, substitutes);
  return present(await findItem(tx, id), 'the item just added');
}

/** Changes an item. Throws `not_found`, `precondition_failed`, `unknown_reference`, `item_rule`. */
export async function changeItem(
  tx: Tx,
  context: Context,
  id: string,
  version: number,
  change: z.infer<typeof itemChange>,
) {
  const before = found(await findItem(tx, id), 'item', id);
  const { packing, substitutes, ...fields } = change;
  const { dangerous_goods = before.dangerous_goods, un_number = before.un_number } = change;
  assertItemRules(brokenItemRules({ packing, substitutes, dangerous_goods, un_number }, id));
  await assertReferences(tx, change);
  const edited = await updateItem(tx, before, version, fields, instant(context.clock));
  assertEdited(edited, 'item', before, version);
  if (packing !== undefined) await replacePacking(tx, id, packing);
  if (substitutes !== undefined) await replaceSubstitutes(tx, id, substitutes);
  return present(await findItem(tx, id), 'the item just changed');
}

/** Adds to the history of an item's unit values: the last recorded for a day is the one that holds. Throws `not_found`. */
export async function recordUnitValue(
  tx: Tx,
  context: Context,
  principal: Principal,
  itemId: string,
  input: z.infer<typeof newItemValue>,
) {
  found(await findItem(tx, itemId), 'item', itemId);
  const id = context.ids.next();
  const recorded = { by: principal.person_id, at: instant(context.clock) };
  await insertUnitValues(tx, [{ id, item_id: itemId, ...input }], recorded);
  return present(await findUnitValue(tx, id), 'the value just recorded');
}

function assertItemRules(violations: readonly Violation[]): void {
  if (violations.length > 0) throw new Problem('item_rule', {}, violations);
}

async function assertReferences(
  tx: Tx,
  item: { category?: string | undefined; substitutes?: readonly { item_id: string }[] | undefined },
): Promise<void> {
  const violations: Violation[] = [];
  if (item.category !== undefined && !(await hasCategory(tx, item.category))) {
    violations.push(unknown('/body/category', 'category', item.category));
  }
  const substitutes = (item.substitutes ?? []).map(({ item_id }) => item_id);
  const missing = await missingIds(tx, 'items', substitutes);
  for (const [index, id] of substitutes.entries()) {
    if (missing.has(id)) violations.push(unknown(`/body/substitutes/${index}/item_id`, 'item', id));
  }
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

function unknown(pointer: string, resource: string, value: string): Violation {
  return { rule: 'unknown_reference', pointer, value, params: { resource } };
}

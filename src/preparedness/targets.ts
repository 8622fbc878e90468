import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { findStandard } from '../catalogue/standard-store.ts';
import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import { assertEdited } from '../database/guards.ts';
import { missingIds, updateVersioned } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { findWarehouse } from '../stock/store.ts';
import { ratesOf } from './rates.ts';
import type { newLevel, newTarget, targetChange } from './schema.ts';
import { findTarget, insertTarget, listLevels, type NeedRow, putLevel } from './store.ts';

type NewTarget = z.infer<typeof newTarget>;

/** Adds a target. Throws `unknown_reference` naming each item that is unknown or named twice, `not_found`, `conflict`. */
export async function addTarget(tx: Tx, context: Context, input: NewTarget) {
  const { needs: stated, standard_id, persons_per_household, ...fields } = input;
  if (input.warehouse_id !== null)
    found(await findWarehouse(tx, input.warehouse_id), 'warehouse', input.warehouse_id);
  const needs =
    stated ??
    (await needsOfStandard(tx, present(standard_id, 'a standard'), input.unit, persons_per_household));
  await assertItems(tx, needs);
  const id = context.ids.next();
  if (!(await insertTarget(tx, { id, ...fields }, needs, instant(context.clock))))
    throw new Problem('conflict', { resource: 'preparedness target', field: 'code', value: input.code });
  return present(await findTarget(tx, id), 'the target just added');
}

/** The items per household and per person of a standard, for one household or one person. */
async function needsOfStandard(
  reader: Reader,
  standardId: string,
  unit: NewTarget['unit'],
  personsPerHousehold: number,
): Promise<NeedRow[]> {
  const standard = found(await findStandard(reader, standardId), 'entitlement standard', standardId);
  const rates = ratesOf(standard.lines, unit === 'households', personsPerHousehold);
  if (rates.length === 0) {
    const pointer = '/body/standard_id';
    throw new Problem('unknown_reference', {}, [
      { rule: 'standard_without_households', pointer, value: standard.code },
    ]);
  }
  return rates.map(({ item_id, numerator, denominator }) => ({
    item_ids: [item_id],
    rate_numerator: numerator,
    rate_denominator: denominator,
  }));
}

/** Every item exists and stands in the target once. */
async function assertItems(reader: Reader, needs: readonly NeedRow[]): Promise<void> {
  const items = needs.flatMap(({ item_ids }, line) =>
    item_ids.map((item_id, choice) => ({ item_id, pointer: `/body/needs/${line}/item_ids/${choice}`, line })),
  );
  const missing = await missingIds(
    reader,
    'items',
    items.map(({ item_id }) => item_id),
  );
  const firstOf = new Map<string, number>();
  const violations = items.flatMap(({ item_id, pointer, line }): Violation[] => {
    if (missing.has(item_id))
      return [{ rule: 'unknown_reference', pointer, value: item_id, params: { resource: 'item' } }];
    const first = firstOf.get(item_id);
    if (first !== undefined) return [{ rule: 'duplicate_line', pointer, params: { first } }];
    firstOf.set(item_id, line + 1);
    return [];
  });
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

/** Changes a target. Throws `not_found`, `precondition_failed`. */
export async function changeTarget(
  tx: Tx,
  context: Context,
  id: string,
  version: number,
  change: z.infer<typeof targetChange>,
) {
  const before = found(await findTarget(tx, id), 'preparedness target', id);
  const row = { id, version };
  const edited = await updateVersioned(tx, 'preparedness_targets', row, change, instant(context.clock));
  assertEdited(edited, 'preparedness target', before, version);
  return present(await findTarget(tx, id), 'the target just changed');
}

/** Sets minimum and reorder level of an item in a warehouse. Throws `not_found`, `unknown_reference`. */
export async function setLevel(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newLevel>,
) {
  const warehouse = found(await findWarehouse(tx, input.warehouse_id), 'warehouse', input.warehouse_id);
  if ((await missingIds(tx, 'items', [input.item_id])).size > 0) {
    const pointer = '/body/item_id';
    throw new Problem('unknown_reference', {}, [
      { rule: 'unknown_reference', pointer, value: input.item_id, params: { resource: 'item' } },
    ]);
  }
  const set = { set_by: principal.person_id, set_at: instant(context.clock) };
  await putLevel(tx, { id: context.ids.next(), ...input, ...set });
  const { warehouse_id, item_id } = input;
  const day = today(context.clock, warehouse.time_zone);
  const page = await listLevels(tx, { warehouse_id, item_id, limit: 1, sort: 'id' }, day);
  return present(page.data[0], 'the level just set');
}

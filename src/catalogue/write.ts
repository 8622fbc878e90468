import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { isUniqueViolation } from '../database/errors.ts';
import { assertEdited, assertStepped } from '../database/guards.ts';
import { missingIds, updateVersioned } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { addItem } from './items.ts';
import type { grantChange, newGrant, newKit, newStandard } from './schema.ts';
import {
  agreeComposition,
  findCompositions,
  findGrant,
  findItem,
  findStandard,
  insertComposition,
  insertGrant,
  insertStandard,
  latestStandardVersion,
} from './store.ts';

/** A kit is an item with a composition, first as a draft. Throws `conflict`, `unknown_reference`. */
export async function addKit(tx: Tx, context: Context, input: z.infer<typeof newKit>) {
  const { lines, ...fields } = input;
  await assertItems(tx, lines);
  const item = await addItem(tx, context, fields, 'kit');
  await insertComposition(
    tx,
    { id: context.ids.next(), kit_item_id: item.id, version_number: 1 },
    lines,
    instant(context.clock),
  );
  return readKit(tx, item.id);
}

/** A kit with all its compositions. Throws `not_found`. */
export async function readKit(reader: Parameters<typeof findItem>[0], id: string) {
  const item = await findItem(reader, id);
  if (item?.kind !== 'kit') throw new Problem('not_found', { resource: 'kit', id });
  return { ...item, kind: 'kit' as const, compositions: await findCompositions(reader, id) };
}

/** Drafts the next composition of a kit. Throws `not_found`, `unknown_reference`. */
export async function draftComposition(
  tx: Tx,
  context: Context,
  kitId: string,
  lines: readonly { item_id: string; quantity: number }[],
) {
  const kit = await readKit(tx, kitId);
  await assertItems(tx, lines);
  const versionNumber = Math.max(0, ...kit.compositions.map((composition) => composition.version_number)) + 1;
  await insertComposition(
    tx,
    { id: context.ids.next(), kit_item_id: kitId, version_number: versionNumber },
    lines,
    instant(context.clock),
  );
  return readKit(tx, kitId);
}

/** Records that the Sector agreed to a draft; the one agreed before is superseded. Throws `not_found`, `state_conflict`. */
export async function recordAgreement(
  tx: Tx,
  principal: Principal,
  kitId: string,
  versionNumber: number,
  agreement: { agreed_with: string; agreed_on: string },
) {
  const kit = await readKit(tx, kitId);
  const composition = found(
    kit.compositions.find((candidate) => candidate.version_number === versionNumber),
    'kit composition',
    String(versionNumber),
  );
  const agreed = await agreeComposition(tx, kitId, versionNumber, {
    ...agreement,
    agreed_by: principal.person_id,
  });
  const current = { id: `${kit.code} v${versionNumber}`, state: composition.state };
  assertStepped(agreed, 'kit composition', current, 'agree', ['draft']);
  return readKit(tx, kitId);
}

/** Adds a grant. Throws `conflict` when the code is taken, `forbidden` for a cash budget without the permission. */
export async function addGrant(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newGrant>,
) {
  if (input.cash_budget_cents > 0) assertMayBudget(principal);
  const id = context.ids.next();
  if (!(await insertGrant(tx, { id, ...input }, instant(context.clock)))) {
    throw new Problem('conflict', { resource: 'grant', field: 'code', value: input.code });
  }
  return present(await findGrant(tx, id), 'the grant just added');
}

/**
 * Changes a grant. Throws `not_found`, `precondition_failed`, `grant_days` when it would end before it starts, and
 * `budget_below_committed` when the budget would not cover what is approved.
 */
export async function changeGrant(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  version: number,
  change: z.infer<typeof grantChange>,
) {
  const before = found(await findGrant(tx, id), 'grant', id);
  const { starts_on = before.starts_on, ends_on = before.ends_on } = change;
  if (starts_on !== null && ends_on !== null && ends_on < starts_on) {
    throw new Problem('grant_days', { code: before.code, starts_on, ends_on });
  }
  const budget = change.cash_budget_cents;
  if (budget !== undefined && budget !== before.cash_budget_cents) assertMayBudget(principal);
  if (budget !== undefined && budget < before.cash_committed_cents) {
    throw new Problem('budget_below_committed', {
      code: before.code,
      committed_cents: before.cash_committed_cents,
    });
  }
  const edited = await updateVersioned(tx, 'grants', { id, version }, change, instant(context.clock));
  assertEdited(edited, 'grant', before, version);
  return present(await findGrant(tx, id), 'the grant just changed');
}

/** The cash budget guards every payment list, so those who plan goods do not set it. */
function assertMayBudget(principal: Principal): void {
  if (!principal.permissions.has('grants.budget'))
    throw new Problem('forbidden', { permission: 'grants.budget' });
}

/** Adds the next version of an entitlement standard. Throws `unknown_reference`, `conflict` when two do so at once. */
export async function addStandard(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newStandard>,
) {
  const { lines, ...fields } = input;
  await assertItems(tx, lines);
  const id = context.ids.next();
  const version_number = (await latestStandardVersion(tx, input.code)) + 1;
  try {
    await insertStandard(
      tx,
      { id, ...fields, version_number, created_by: principal.person_id },
      lines,
      instant(context.clock),
    );
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Problem('conflict', { resource: 'entitlement standard', field: 'code', value: input.code });
  }
  return present(await findStandard(tx, id), 'the standard just added');
}

/** Every line names an item that exists, once. */
async function assertItems(tx: Tx, lines: readonly { item_id: string; basis?: string }[]): Promise<void> {
  const missing = await missingIds(
    tx,
    'items',
    lines.map((line) => line.item_id),
  );
  const firstOf = new Map<string, number>();
  const violations = lines.flatMap((line, index): Violation[] => {
    const pointer = `/body/lines/${index}/item_id`;
    if (missing.has(line.item_id)) {
      return [{ rule: 'unknown_reference', pointer, value: line.item_id, params: { resource: 'item' } }];
    }
    const key = `${line.item_id} ${line.basis ?? ''}`;
    const first = firstOf.get(key);
    if (first !== undefined) return [{ rule: 'duplicate_line', pointer, params: { first } }];
    firstOf.set(key, index + 1);
    return [];
  });
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

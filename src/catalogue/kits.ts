import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import { assertEdited, assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { addItem, OFFICE_TIME_ZONE } from './items.ts';
import { type Compositions, flatten, type KitLine, measureOfLines, pathToItself } from './kit-contents.ts';
import {
  agreedCompositions,
  hasKitFamily,
  holdAgreements,
  insertKitFamily,
  isVariantTaken,
  partsByIds,
  replaceDraft,
} from './kit-store.ts';
import { assertItems } from './lines.ts';
import type { Measure } from './packed-load.ts';
import type { agreement, compositionChange, newComposition, newKit, newKitFamily } from './schema.ts';
import { compositionSteps } from './states.ts';
import { agreeComposition, findCompositions, findKit, insertComposition } from './store.ts';

/**
 * A kit is an item with a composition, first as a draft. Throws `conflict` when the code, or the variant of its family, is
 * taken; `unknown_reference`; `item_rule`.
 */
export async function addKit(tx: Tx, context: Context, input: z.infer<typeof newKit>) {
  const { lines, source, ...fields } = input;
  await assertItems(tx, lines);
  const family = fields.kit_family;
  if (family !== null && !(await hasKitFamily(tx, family))) {
    const params = { resource: 'kit family' };
    throw new Problem('unknown_reference', {}, [
      { rule: 'unknown_reference', pointer: '/body/kit_family', value: family, params },
    ]);
  }
  if ((family === null) !== (fields.kit_variant === null)) {
    throw new Problem('item_rule', {}, [{ rule: 'family_and_variant', pointer: '/body/kit_variant' }]);
  }
  if (
    family !== null &&
    fields.kit_variant !== null &&
    (await isVariantTaken(tx, family, fields.kit_variant))
  ) {
    throw new Problem('conflict', { resource: 'kit', field: 'kit_variant', value: fields.kit_variant });
  }
  const item = await addItem(tx, context, fields, 'kit');
  await insertComposition(
    tx,
    { id: context.ids.next(), kit_item_id: item.id, version_number: 1, source },
    lines,
    instant(context.clock),
  );
  return readKit(tx, item.id);
}

/** Adds a family of kits. Throws `conflict` when the code is taken. */
export async function addKitFamily(tx: Tx, context: Context, input: z.infer<typeof newKitFamily>) {
  const family = { id: context.ids.next(), ...input, created_at: instant(context.clock) };
  if (await insertKitFamily(tx, family)) return family;
  throw new Problem('conflict', { resource: 'kit family', field: 'code', value: input.code });
}

/** A kit with all its compositions. Throws `not_found`. */
export async function readKit(reader: Reader, id: string) {
  const item = found(await findKit(reader, id), 'kit', id);
  return { ...item, kind: 'kit' as const, compositions: await findCompositions(reader, id) };
}

/** Drafts the next composition of a kit. Throws `not_found`, `unknown_reference`, `kit_cycle`. */
export async function draftComposition(
  tx: Tx,
  context: Context,
  kitId: string,
  { lines, source }: z.infer<typeof newComposition>,
) {
  const kit = await readKit(tx, kitId);
  await assertItems(tx, lines);
  await assertNoCycle(tx, kitId, lines);
  const versionNumber = Math.max(0, ...kit.compositions.map((composition) => composition.version_number)) + 1;
  await insertComposition(
    tx,
    { id: context.ids.next(), kit_item_id: kitId, version_number: versionNumber, source },
    lines,
    instant(context.clock),
  );
  return readKit(tx, kitId);
}

/**
 * Changes a draft. Throws `not_found`, `state_conflict` once it was agreed, `precondition_failed`, `unknown_reference`,
 * `kit_cycle`.
 */
export async function editDraft(
  tx: Tx,
  kitId: string,
  versionNumber: number,
  version: number,
  change: z.infer<typeof compositionChange>,
) {
  const { kit, composition } = await readComposition(tx, kitId, versionNumber);
  if (change.lines !== undefined) {
    await assertItems(tx, change.lines);
    await assertNoCycle(tx, kitId, change.lines);
  }
  const draft = { kit_item_id: kitId, version_number: versionNumber, version };
  if (!(await replaceDraft(tx, draft, change))) {
    const current = { id: nameOf(kit, versionNumber), ...composition };
    assertStepped(
      composition.state === 'draft',
      'kit composition',
      current,
      'edit',
      compositionSteps.edit.from,
    );
    assertEdited(false, 'kit composition', current, version);
  }
  return readKit(tx, kitId);
}

/**
 * Records that the Sector agreed to a draft; the one agreed before is superseded. Throws `not_found`, `state_conflict`,
 * `item_rule` for a day in the future, `kit_cycle` when another kit was meanwhile agreed to hold this one.
 */
export async function recordAgreement(
  tx: Tx,
  context: Context,
  principal: Principal,
  kitId: string,
  versionNumber: number,
  agreed: z.infer<typeof agreement>,
) {
  const { kit, composition } = await readComposition(tx, kitId, versionNumber);
  if (agreed.agreed_on > today(context.clock, OFFICE_TIME_ZONE)) {
    throw new Problem('item_rule', {}, [
      { rule: 'date_in_future', pointer: '/body/agreed_on', value: agreed.agreed_on },
    ]);
  }
  await holdAgreements(tx);
  const isAgreed = await agreeComposition(tx, kitId, versionNumber, {
    ...agreed,
    agreed_by: principal.person_id,
    agreed_at: instant(context.clock),
  });
  const current = { id: nameOf(kit, versionNumber), state: composition.state };
  assertStepped(isAgreed, 'kit composition', current, 'agree', compositionSteps.agree.from);
  const compositions = await agreedCompositions(tx);
  await assertNoCycle(tx, kitId, compositions.get(kitId) ?? [], compositions);
  return readKit(tx, kitId);
}

/** What one kit is made of in the end, and what it weighs: its own figures, else those of its parts. Throws `not_found`. */
export async function readContents(reader: Reader, kitId: string, versionNumber: number | undefined) {
  const kit = await readKit(reader, kitId);
  const agreed = kit.compositions.find(({ state }) => state === 'agreed');
  const composition = found(
    versionNumber === undefined
      ? (agreed ?? kit.compositions.at(-1))
      : kit.compositions.find((candidate) => candidate.version_number === versionNumber),
    'kit composition',
    String(versionNumber ?? 1),
  );
  const compositions = await agreedCompositions(reader);
  const ids = idsWithin(composition.lines, compositions);
  const parts = new Map((await partsByIds(reader, ids)).map((part) => [part.id, part]));
  const flat = flatten(composition.lines, compositions, (id) => parts.get(id)?.kind === 'kit');
  if (flat === null)
    throw new Problem('item_rule', {}, [{ rule: 'kit_too_large', params: { code: kit.code } }]);
  const rowOf = (id: string) => present(parts.get(id), 'an item of a kit');
  const measured = (name: 'weight_g' | 'volume_ml') => {
    const own = kit[name];
    return own === null
      ? { ...measureOfLines(name, composition.lines, compositions, parts), from: 'components' as const }
      : { ...({ known: own, complete: true } satisfies Measure), from: 'own' as const };
  };
  return {
    kit_id: kit.id,
    kit_code: kit.code,
    version_number: composition.version_number,
    state: composition.state,
    items: [...flat.items]
      .map(([item_id, quantity]) => ({ item_id, item_code: rowOf(item_id).code, quantity }))
      .sort((a, b) => (a.item_code < b.item_code ? -1 : 1)),
    unresolved: [...flat.unresolved].map((id) => rowOf(id).code).sort(),
    weight_g: measured('weight_g'),
    volume_ml: measured('volume_ml'),
  };
}

async function readComposition(tx: Tx, kitId: string, versionNumber: number) {
  const kit = await readKit(tx, kitId);
  const composition = found(
    kit.compositions.find((candidate) => candidate.version_number === versionNumber),
    'kit composition',
    String(versionNumber),
  );
  return { kit, composition };
}

const nameOf = (kit: { code: string }, versionNumber: number) => `${kit.code} v${versionNumber}`;

function idsWithin(lines: readonly KitLine[], compositions: Compositions): string[] {
  const ids = new Set<string>();
  const add = (parts: readonly KitLine[]): void => {
    for (const { item_id } of parts) {
      if (ids.has(item_id)) continue;
      ids.add(item_id);
      add(compositions.get(item_id) ?? []);
    }
  };
  add(lines);
  return [...ids];
}

async function assertNoCycle(
  tx: Tx,
  kitId: string,
  lines: readonly KitLine[],
  compositions?: Compositions,
): Promise<void> {
  const path = pathToItself(kitId, lines, compositions ?? (await agreedCompositions(tx)));
  if (path === null) return;
  const codes = new Map((await partsByIds(tx, [...new Set(path)])).map(({ id, code }) => [id, code]));
  throw new Problem('kit_cycle', { path: path.map((id) => codes.get(id) ?? id).join(' → ') });
}

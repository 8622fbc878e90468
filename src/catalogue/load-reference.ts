import { referenceItems } from '../../db/reference/items.ts';
import { referenceDrafts, referenceFamily } from '../../db/reference/kits.ts';
import { moreItems } from '../../db/reference/more-items.ts';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assert, present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { type Planned, planItems, saveItems } from './apply-items.ts';
import type { ItemStatement } from './item-statement.ts';
import {
  hasKitFamily,
  insertKitFamily,
  isVariantTaken,
  kitsWithoutComposition,
  placeInFamily,
} from './kit-store.ts';
import { findItemsByCode, insertComposition } from './store.ts';

/** The reference catalogue as statements; kits come after the items they are made of. */
function statements(): { statement: ItemStatement }[] {
  const kits = new Set(referenceDrafts.map(({ code }) => code));
  const all = [...referenceItems, ...moreItems].map(({ source, ...item }) => ({
    statement: {
      ...item,
      figures_source: source,
      un_number: item.un_number ?? null,
      kind: kits.has(item.code) ? ('kit' as const) : ('item' as const),
    },
  }));
  return [
    ...all.filter((one) => one.statement.kind === 'item'),
    ...all.filter((one) => one.statement.kind === 'kit'),
  ];
}

/**
 * Adds what of the reference catalogue is not there: items, kits with a draft of their composition, the family of hygiene kits.
 * What the mission keeps otherwise stays, and is told; with `overwrite` it is set to the reference. Loading again changes
 * nothing.
 */
export async function loadReference(
  tx: Tx,
  context: Context,
  principal: Principal,
  options: { dry_run: boolean; overwrite: boolean },
) {
  const plan = await planItems(
    tx,
    statements(),
    { takeKits: true },
    (_source, _field, violation) => violation,
  );
  assert(plan.violations.length === 0, 'the reference catalogue does not contradict itself');
  const decided = plan.planned.map((one) => ({
    ...one,
    change: one.change === 'changed' && !options.overwrite ? ('kept' as const) : one.change,
  }));
  const taken = decided.filter(
    (one): one is (typeof decided)[number] & Planned<{ statement: ItemStatement }> => one.change !== 'kept',
  );
  await saveItems(tx, context, principal, taken);
  const families_added = await addFamily(tx, context);
  const drafts_added = await addDrafts(tx, context);
  const count = (change: string) => decided.filter((one) => one.change === change).length;
  return {
    dry_run: options.dry_run,
    added: count('added'),
    changed: count('changed'),
    kept: count('kept'),
    unchanged: count('unchanged'),
    families_added,
    drafts_added,
    items: decided.map(({ source, change, fields }) => ({ code: source.statement.code, change, fields })),
  };
}

async function addFamily(tx: Tx, context: Context): Promise<number> {
  if (await hasKitFamily(tx, referenceFamily.code)) return 0;
  const family = { id: context.ids.next(), ...referenceFamily, created_at: instant(context.clock) };
  return Number(await insertKitFamily(tx, family));
}

/** A kit without any composition gets the draft of the reference, and its place in the family where that is free. */
async function addDrafts(tx: Tx, context: Context): Promise<number> {
  const codes = referenceDrafts.flatMap(({ code, lines }) => [code, ...lines.map((line) => line.item_code)]);
  const ids = new Map((await findItemsByCode(tx, [...new Set(codes)])).map(({ code, id }) => [code, id]));
  const idOf = (code: string) => present(ids.get(code), 'an item of the reference catalogue');
  const bare = await kitsWithoutComposition(
    tx,
    referenceDrafts.map(({ code }) => idOf(code)),
  );
  const drafts = referenceDrafts.filter(({ code }) => bare.has(idOf(code)));
  for (const { code, lines, source, variant } of drafts) {
    const row = { id: context.ids.next(), kit_item_id: idOf(code), version_number: 1, source };
    const parts = lines.map(({ item_code, quantity }) => ({ item_id: idOf(item_code), quantity }));
    await insertComposition(tx, row, parts, instant(context.clock));
    if (variant !== undefined && !(await isVariantTaken(tx, variant.kit_family, variant.kit_variant))) {
      await placeInFamily(tx, idOf(code), variant);
    }
  }
  return drafts.length;
}

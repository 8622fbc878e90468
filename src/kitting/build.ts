import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { groupBy } from '../lib/group-by.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { CONVERSION } from '../stock/places.ts';
import { ensureLot, findLots, type Lot } from '../stock/store.ts';
import { Compositions, howMany, nothingBuilt, type Part, requirementOf, timesKits } from './buildable.ts';
import { insertComponents } from './conversion-store.ts';
import {
  convert,
  nextConversionNumber,
  placesElsewhere,
  readConversion,
  type Workplace,
  workAt,
} from './convert.ts';
import {
  type Inherited,
  inheritedOf,
  type LotAmount,
  type Recipe,
  recipesOf,
  takeInOrder,
} from './recipes.ts';
import type { newBuild } from './schema.ts';
import { agreedParts, type FreeLot, findKit, freeAmounts, freeLots, itemCodes } from './store.ts';

type NewBuild = z.infer<typeof newBuild>;

/** Digits before the point that the value of a unit may have. */
const MAX_VALUE_DIGITS = 9;

/** One request to build, with what all its steps need. */
interface Work {
  readonly tx: Tx;
  readonly context: Context;
  readonly principal: Principal;
  readonly at: Workplace;
  readonly input: NewBuild;
  readonly compositions: Compositions;
}

/**
 * Builds kits of their agreed composition into a bin: the parts come first expiry first from the warehouse's free stock, or from
 * the lots that are named. Kits of the same lots make one lot. Throws `not_found`, `kit_rule`, `unknown_reference`,
 * `kit_parts_short` with how many can be built and what binds, and what `post` throws.
 */
export async function build(tx: Tx, context: Context, principal: Principal, input: NewBuild) {
  const at = await workAt(tx, context, input);
  const kit = found(await findKit(tx, input.kit_item_id), 'kit', input.kit_item_id);
  const compositions = new Compositions(await agreedParts(tx, [kit.id]));
  const work: Work = { tx, context, principal, at, input, compositions };
  const parts = compositions.of(kit.id);
  if (kit.composition_id === null || parts === undefined) {
    const rule = kit.composition_id === null ? 'kit_not_agreed' : 'kit_in_itself';
    throw new Problem('kit_rule', {}, [{ rule, pointer: '/body/kit_item_id', value: kit.code }]);
  }
  if (input.components !== undefined) {
    const lots = await namedLots(work, input.components, parts);
    return readConversion(tx, await assemble(work, kit.id, input.quantity, lots));
  }
  for (const [inner, quantity] of await innerBuilds(work, parts)) {
    const number = await nextConversionNumber(tx);
    await assemble(
      { ...work, at: { ...at, number } },
      inner,
      quantity,
      await fefoLots(work, inner, quantity),
    );
  }
  const lots = await fefoLots(work, kit.id, input.quantity);
  return readConversion(tx, await assemble(work, kit.id, input.quantity, lots));
}

/** The kits to be built on the way, innermost first. Throws `kit_parts_short` when the stock does not allow what is asked. */
async function innerBuilds(work: Work, parts: readonly Part[]): Promise<ReadonlyMap<string, number>> {
  const { tx, at, input, compositions } = work;
  const inside = input.build_nested ? compositions : nothingBuilt;
  const items = [...parts, ...compositions.innermostFirst().flatMap((kit) => compositions.of(kit) ?? [])];
  const stock = await freeAmounts(
    tx,
    at.bin.warehouse_id,
    at.today,
    items.map((part) => part.item_id),
  );
  const { built, short } = requirementOf(timesKits(parts, input.quantity), stock, inside);
  if (short.size === 0) return built;
  const possible = howMany(parts, stock, inside);
  const codes = await itemCodes(tx, [...short.keys(), ...possible.short.keys()]);
  const codeOf = (item: string) => present(codes.get(item), 'the code of an item');
  const violations = [...short].map(([item, lacking]): Violation => {
    const params = { item_code: codeOf(item), available: stock.get(item) ?? 0, lacking };
    return { rule: 'kit_part_short', pointer: '/body/quantity', value: codeOf(item), params };
  });
  const binding = [...possible.short.keys()].map(codeOf).sort().join(', ');
  const warehouse = at.bin.warehouse_code;
  throw new Problem(
    'kit_parts_short',
    { asked: input.quantity, possible: possible.quantity, warehouse, binding },
    violations.sort((a, b) => ((a.value ?? '') < (b.value ?? '') ? -1 : 1)),
  );
}

type LotsOf = ReadonlyMap<string, readonly FreeLot[]>;

/** The lots of each part, first expiry first, exactly as much as the kits need. */
async function fefoLots({ tx, at, compositions }: Work, kit: string, quantity: number): Promise<LotsOf> {
  const parts = compositions.of(kit) ?? [];
  const free = await freeLots(
    tx,
    at.bin.warehouse_id,
    at.today,
    parts.map((part) => part.item_id),
  );
  const ofItem = (item: string) => gatherByLot(free.filter((lot) => lot.item_id === item));
  return new Map(
    parts.map((part) => [part.item_id, takeInOrder(ofItem(part.item_id), part.quantity * quantity)]),
  );
}

/** Places of one lot next to each other, where the lot first stands. */
function gatherByLot(lots: readonly FreeLot[]): FreeLot[] {
  return [...groupBy(lots, (lot) => lot.lot_id).values()].flat();
}

/** The lots that are named, which must be what the composition says, neither more nor less, in this warehouse. */
async function namedLots(
  { tx, at, input }: Work,
  components: NonNullable<NewBuild['components']>,
  parts: readonly Part[],
): Promise<LotsOf> {
  const facts = await findLots(
    tx,
    components.map((line) => line.lot_id),
  );
  const places = components.map(({ location_id }, index) => ({
    location_id,
    pointer: `/body/components/${index}/location_id`,
  }));
  const unknown = components.flatMap(({ lot_id }, index): Violation[] => {
    if (facts.has(lot_id)) return [];
    const pointer = `/body/components/${index}/lot_id`;
    return [{ rule: 'unknown_reference', pointer, value: lot_id, params: { resource: 'lot' } }];
  });
  const violations = [...unknown, ...(await placesElsewhere(tx, places, at.bin))];
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
  const named = components.map((line): FreeLot => {
    const { item_id } = present(facts.get(line.lot_id), 'a lot that is there');
    return { ...line, item_id };
  });
  const ofItem = groupBy(named, (lot) => lot.item_id);
  const needed = timesKits(parts, input.quantity);
  const items = new Set([...needed.keys(), ...ofItem.keys()]);
  const codes = await itemCodes(tx, items);
  const wrong = [...items].flatMap((item): Violation[] => {
    const asked = needed.get(item) ?? 0;
    const given = (ofItem.get(item) ?? []).reduce((sum, lot) => sum + lot.quantity, 0);
    if (asked === given) return [];
    const item_code = present(codes.get(item), 'the code of an item');
    return [{ rule: 'kit_constituent', pointer: '/body/components', params: { item_code, asked, given } }];
  });
  if (wrong.length > 0) throw new Problem('kit_rule', {}, wrong);
  return new Map([...ofItem].map(([item, lots]) => [item, gatherByLot(lots)]));
}

/** Makes the kits of these lots and gives the identifier of the conversion. */
async function assemble(work: Work, kit: string, quantity: number, lotsOf: LotsOf): Promise<string> {
  const { tx, context, principal, at, input, compositions } = work;
  const parts = compositions.of(kit) ?? [];
  const taken = [...lotsOf.values()].flat();
  const facts = await findLots(
    tx,
    taken.map((lot) => lot.lot_id),
  );
  const recipes = recipesOf(parts, lotsOf, quantity);
  const made = await registerKits(work, kit, recipes, facts);
  const agreed = present(await findKit(tx, kit), 'the kit');
  return convert(tx, context, principal, at, {
    kind: 'build',
    item_id: kit,
    composition_id: present(agreed.composition_id, 'the agreed composition'),
    quantity,
    note: input.note,
    lots: made,
    lines: [
      ...taken.map((lot) => ({
        lot_id: lot.lot_id,
        from_location_id: lot.location_id,
        to_location_id: CONVERSION,
        quantity: lot.quantity,
      })),
      ...made.map((lot) => ({ ...lot, from_location_id: CONVERSION, to_location_id: at.bin.id })),
    ],
  });
}

/** One lot for the kits of each recipe, with what it inherits. Throws `kit_rule`, `conflict`. */
async function registerKits(
  { tx, context, at, input }: Work,
  kit: string,
  recipes: readonly Recipe[],
  facts: ReadonlyMap<string, Lot>,
): Promise<LotAmount[]> {
  const inherited = recipes.map((recipe) => inheritedOf(recipe, facts));
  const grants = inherited.map((one) => carryingGrant(one, input.grant_id));
  const grantCodes = new Map([...facts.values()].map((lot) => [lot.grant_id, lot.grant_code]));
  // Whoever names a grant means these kits; those built on the way are under their own.
  const isUnused =
    input.grant_id !== undefined && kit === input.kit_item_id && !grants.includes(input.grant_id);
  const violations = inherited.flatMap((one, index): Violation[] => {
    const found: Violation[] = [];
    const codes = one.grant_ids.map((grant) => grantCodes.get(grant)).sort();
    if (grants[index] === undefined || isUnused) {
      const params = { grants: codes.join(', ') };
      found.push({ rule: 'kit_grant_needed', pointer: '/body/grant_id', params });
    }
    if ((one.unit_value?.split('.')[0] ?? '').length > MAX_VALUE_DIGITS) {
      found.push({ rule: 'kit_value_too_large', pointer: '/body/kit_item_id', value: one.unit_value });
    }
    return found;
  });
  if (violations.length > 0) throw new Problem('kit_rule', {}, unique(violations));
  const made: LotAmount[] = [];
  for (const [index, recipe] of recipes.entries()) {
    const { expires_on, unit_value, currency } = present(inherited[index], 'what the kits inherit');
    const lot = {
      id: context.ids.next(),
      item_id: kit,
      lot_number: `${at.number}-${index + 1}`,
      grant_id: present(grants[index], 'the grant of the kits'),
      expires_on,
      manufactured_on: null,
      received_on: at.occurred_on,
      condition: 'good' as const,
      unit_value,
      currency,
    };
    const stored = await ensureLot(tx, lot, instant(context.clock));
    if (stored.id !== lot.id) {
      throw new Problem('conflict', { resource: 'lot', field: 'lot_number', value: lot.lot_number });
    }
    await insertComponents(tx, lot.id, recipe.lots);
    made.push({ lot_id: lot.id, quantity: recipe.kits });
  }
  return made;
}

/** The grant that a kit lot goes under: that of all its parts, or of several the one named; undefined while none is. */
function carryingGrant({ grant_ids }: Inherited, named: string | undefined): string | undefined {
  return grant_ids.length === 1 ? grant_ids[0] : grant_ids.find((grant) => grant === named);
}

function unique(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.map((one) => [JSON.stringify(one), one])).values()];
}

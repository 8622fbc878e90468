import { assert, present } from '../lib/assert.ts';
import { fromBillionths, toBillionths } from '../lib/decimal.ts';
import type { Part } from './buildable.ts';

/** A quantity of one lot, in the order in which lots are used. */
export interface LotAmount {
  lot_id: string;
  quantity: number;
}

/** So many kits, each of exactly these lots. */
export interface Recipe {
  kits: number;
  /** In one kit. */
  lots: LotAmount[];
}

/**
 * Fills kits one after the other from the lots of each part, in their order. Kits of the same lots share a recipe, so that any
 * number of a recipe's kits taken apart gives whole units back. The lots of each part add up to exactly what the kits need.
 */
export function recipesOf(
  parts: readonly Part[],
  lotsOf: ReadonlyMap<string, readonly LotAmount[]>,
  kits: number,
): Recipe[] {
  const streams = parts.map((part) => ({
    perKit: part.quantity,
    lots: gatherLots(lotsOf.get(part.item_id) ?? []),
  }));
  for (const { perKit, lots } of streams) {
    const total = lots.reduce((sum, lot) => sum + lot.quantity, 0);
    assert(total === perKit * kits, 'the lots of a part add up to what the kits need');
  }
  const starts = [...new Set([0, ...streams.flatMap(({ perKit, lots }) => changes(perKit, lots))])]
    .filter((kit) => kit < kits)
    .sort((a, b) => a - b);
  const recipes = new Map<string, Recipe>();
  starts.forEach((first, index) => {
    const count = (starts[index + 1] ?? kits) - first;
    const lots = streams.flatMap(({ perKit, lots }) => within(lots, first * perKit, perKit));
    const key = JSON.stringify(lots.map(({ lot_id, quantity }) => [lot_id, quantity]));
    const recipe = recipes.get(key) ?? { kits: 0, lots };
    recipe.kits += count;
    recipes.set(key, recipe);
  });
  return [...recipes.values()];
}

/** One entry for each lot, where it first stood. */
function gatherLots(lots: readonly LotAmount[]): LotAmount[] {
  const sums = new Map<string, number>();
  for (const { lot_id, quantity } of lots) sums.set(lot_id, (sums.get(lot_id) ?? 0) + quantity);
  return [...sums].map(([lot_id, quantity]) => ({ lot_id, quantity }));
}

/** The kits from which on something changes: where a lot ends inside a kit, that kit and the one after it. */
function changes(perKit: number, lots: readonly LotAmount[]): number[] {
  let end = 0;
  return lots.flatMap(({ quantity }) => {
    end += quantity;
    const kit = Math.floor(end / perKit);
    return end % perKit === 0 ? [kit] : [kit, kit + 1];
  });
}

/** What lies from a position on in the row of lots. */
function within(lots: readonly LotAmount[], from: number, length: number): LotAmount[] {
  const found: LotAmount[] = [];
  let start = 0;
  for (const { lot_id, quantity } of lots) {
    const part = Math.min(start + quantity, from + length) - Math.max(start, from);
    if (part > 0) found.push({ lot_id, quantity: part });
    start += quantity;
  }
  return found;
}

/** Takes a quantity from lots in their order. They hold at least as much. */
export function takeInOrder<Lot extends LotAmount>(lots: readonly Lot[], quantity: number): Lot[] {
  const taken: Lot[] = [];
  let wanted = quantity;
  for (const lot of lots) {
    const part = Math.min(wanted, lot.quantity);
    if (part > 0) taken.push({ ...lot, quantity: part });
    wanted -= part;
  }
  assert(wanted === 0, 'the lots hold what is taken from them');
  return taken;
}

export interface PartLot {
  id: string;
  grant_id: string;
  expires_on: string | null;
  unit_value: string | null;
  currency: string | null;
}

/** What a kit has from the lots in it. */
export interface Inherited {
  /** More than one when the parts belong to different grants. */
  grant_ids: string[];
  expires_on: string | null;
  unit_value: string | null;
  currency: string | null;
}

/**
 * Of one kit of a recipe: the earliest expiry of its parts, their grants, and the exact sum of their values, known when each of
 * them is, all in one currency.
 */
export function inheritedOf(recipe: Recipe, lots: ReadonlyMap<string, PartLot>): Inherited {
  const parts = recipe.lots.map(({ lot_id, quantity }) => ({
    lot: present(lots.get(lot_id), 'the lot of a part'),
    quantity,
  }));
  const expiries = parts.flatMap(({ lot }) => lot.expires_on ?? []).sort();
  const currencies = [...new Set(parts.map(({ lot }) => (lot.unit_value === null ? null : lot.currency)))];
  const currency = currencies.length === 1 ? (currencies[0] ?? null) : null;
  return {
    grant_ids: [...new Set(parts.map(({ lot }) => lot.grant_id))].sort(),
    expires_on: expiries[0] ?? null,
    unit_value:
      currency === null
        ? null
        : sumOfValues(parts.map(({ lot, quantity }) => [present(lot.unit_value, 'a value'), quantity])),
    currency,
  };
}

/** The exact sum of decimal values, each so many times, without trailing zeros: `[['0.25', 3], ['1.1', 1]]` → `1.85`. */
export function sumOfValues(values: readonly (readonly [value: string, times: number])[]): string {
  return fromBillionths(
    values.reduce((sum, [value, times]) => sum + toBillionths(value) * BigInt(times), 0n),
  );
}

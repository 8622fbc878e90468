import { type Amounts, type Compositions, Pool, requirementOf } from '../kitting/buildable.ts';

/** What one unit of a target (a kit, a household, a person) takes: numerator/denominator units of any of the items. */
export interface Need {
  /** Items that stand for each other, the preferred one first. */
  item_ids: readonly string[];
  rate_numerator: number;
  rate_denominator: number;
}

/** What one warehouse has free. */
export interface Store {
  free: Amounts;
  compositions: Compositions;
}

export interface NeedCoverage {
  /** Units of the items. */
  required: number;
  ready: number;
  built: number;
  missing: number;
  /** Units of the target for which this need is met. */
  covers: number;
}

export interface Coverage {
  /** Units of the target for which every need is met. */
  covered: number;
  missing: number;
  needs: NeedCoverage[];
  /** What would have to come in, by item, so that nothing is missing; of a kit that can be built, its parts. */
  restore: Map<string, number>;
}

/** Units of an item for so many units of a target, rounded up. */
export function unitsFor(quantity: number, { rate_numerator, rate_denominator }: Need): number {
  return Math.ceil((quantity * rate_numerator) / rate_denominator);
}

/**
 * How far stock covers a target. Needs are served in their order, each from the warehouses in theirs: what is ready, then what can
 * be built there. A part that goes into one kit is not counted for another. A household is covered when every item of its set is.
 *
 * `restore` looks at all warehouses together: goods that only have to be moved or built are not bought again.
 */
export function coverageOf(quantity: number, needs: readonly Need[], stores: readonly Store[]): Coverage {
  const pools = stores.map((store) => new Pool(store.free, store.compositions));
  const demand = new Map<string, number>();
  const add = (item: string, units: number) => demand.set(item, (demand.get(item) ?? 0) + units);
  const covered = needs.map((need): NeedCoverage => {
    const required = unitsFor(quantity, need);
    let missing = required;
    let ready = 0;
    for (const item_id of need.item_ids) {
      for (const pool of pools) {
        if (missing === 0) break;
        const given = pool.promise({ item_id, quantity: missing });
        missing -= given.promised;
        ready += given.ready;
        add(item_id, given.promised);
      }
    }
    if (missing > 0 && need.item_ids[0] !== undefined) add(need.item_ids[0], missing);
    const units = required - missing;
    const covers = Math.min(quantity, Math.floor((units * need.rate_denominator) / need.rate_numerator));
    return { required, ready, built: units - ready, missing, covers };
  });
  const whole = Math.min(quantity, ...covered.map((need) => need.covers));
  return { covered: whole, missing: quantity - whole, needs: covered, restore: restoring(demand, stores) };
}

function restoring(demand: Amounts, stores: readonly Store[]): Map<string, number> {
  const together = new Map<string, number>();
  for (const { free } of stores)
    for (const [item, units] of free) together.set(item, (together.get(item) ?? 0) + units);
  const [first] = stores;
  if (first === undefined) return new Map(demand);
  return new Map(requirementOf(demand, together, first.compositions).short);
}

/** Use of one item while a surge lasts. */
export interface Use {
  item_id: string;
  /** Units on one day: numerator/denominator. */
  numerator: number;
  denominator: number;
}

export interface DaysOfCover {
  item_id: string;
  /** Full days that this item alone lasts; null when there is more than can run out within a century. */
  days: number | null;
}

/** A hundred years: beyond it nothing is said. */
const MAX_DAYS = 36_500;

/** What is still good once so many full days are over. */
export interface Later {
  days: number;
  free: Amounts;
}

/**
 * How long each item lasts on its own, and all of them together with shared parts counted once. In full days. What expires meanwhile
 * serves only the days up to its last: whatever is used from a day on has to be covered by what is good then, for every day after
 * which something of `later` is gone. Goods are used first expiry first, so this is enough.
 */
export function daysOfCover(
  uses: readonly Use[],
  store: Store,
  later: readonly Later[] = [],
): { together: number | null; items: DaysOfCover[] } {
  const stages = [{ days: 0, free: store.free }, ...later];
  const lasting = (some: readonly Use[]) => {
    const isCovered = (from: number, to: number, free: Amounts) =>
      requirementOf(usedBetween(some, from, to), free, store.compositions).short.size === 0;
    return fullDays((to) => stages.every(({ days, free }) => days >= to || isCovered(days, to, free)));
  };
  return {
    together: lasting(uses),
    items: uses.map((use) => ({ item_id: use.item_id, days: lasting([use]) })),
  };
}

/** Items used after some days and until the end of another, each rounded up at the end of a day. */
function usedBetween(uses: readonly Use[], from: number, to: number): Map<string, number> {
  const within = ({ numerator, denominator }: Use, days: number) =>
    Math.ceil((numerator * days) / denominator);
  return new Map(uses.map((use) => [use.item_id, within(use, to) - within(use, from)]));
}

function fullDays(lasts: (days: number) => boolean): number | null {
  if (lasts(MAX_DAYS)) return null;
  let below = 0;
  let above = MAX_DAYS;
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2);
    if (lasts(middle)) below = middle;
    else above = middle;
  }
  return below;
}

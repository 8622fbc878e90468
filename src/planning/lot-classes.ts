import { compareCodeUnits } from '../lib/compare.ts';
import type { LotPick } from '../stock/fefo.ts';
import { LotFlow } from './lot-flow.ts';
import type { PlaceLimit, PlanLot, PlanSite } from './model.ts';

/** The lots of one item sorted into classes that the same sites may use, and the sites into groups that may use the same classes. */
export interface LotClasses {
  /** The class of each usable lot, in their order. */
  readonly classOf: Int32Array;
  readonly classCount: number;
  /** The group of each claim, in their order. */
  readonly group: Int32Array;
  /** For each group, the classes it may use. */
  readonly groups: readonly (readonly number[])[];
}

/** Answers which sites a place limit allows; what was worked out for one item is there for the next. */
export class PlaceRule {
  readonly #limits: readonly PlaceLimit[];
  readonly #sites: readonly PlanSite[];
  readonly #allowed = new Map<number, Uint8Array>();

  constructor(limits: readonly PlaceLimit[], sites: readonly PlanSite[]) {
    this.#limits = limits;
    this.#sites = sites;
  }

  /** 1 for each site, in the order of the plan, that the limit allows. */
  allowedBy(limit: number): Uint8Array {
    const known = this.#allowed.get(limit);
    if (known !== undefined) return known;
    const { site_ids, p_codes } = this.#limits[limit] as PlaceLimit;
    const ids = new Set(site_ids);
    const allowed = Uint8Array.from(this.#sites, ({ site_id, p_code }) =>
      ids.has(site_id) || p_codes.some((prefix) => p_code?.startsWith(prefix)) ? 1 : 0,
    );
    this.#allowed.set(limit, allowed);
    return allowed;
  }

  /** The same text for limits that allow the same, however they are numbered. */
  nameOf(limit: number): string {
    const { site_ids, p_codes } = this.#limits[limit] as PlaceLimit;
    return JSON.stringify([[...site_ids].sort(compareCodeUnits), [...p_codes].sort(compareCodeUnits)]);
  }
}

/** Null where every site may use every lot. */
export function lotClasses(
  usable: readonly LotPick[],
  lots: readonly PlanLot[],
  siteOf: ArrayLike<number>,
  rule: PlaceRule,
): LotClasses | null {
  const limitsOf = new Map(lots.map(({ lot_id, place_limits }) => [lot_id, place_limits ?? []]));
  const byName = new Map<string, readonly number[]>();
  const names = usable.map(({ lot_id }) => {
    const limits = limitsOf.get(lot_id) ?? [];
    const name = [...new Set(limits.map((limit) => rule.nameOf(limit)))].sort(compareCodeUnits).join(' ');
    byName.set(name, limits);
    return name;
  });
  const classes = [...byName].sort(([a], [b]) => compareCodeUnits(a, b));
  if (classes.every(([name]) => name === '')) return null;
  const indexOf = new Map(classes.map(([name], index) => [name, index]));
  const masks = classes.map(([, limits]) => limits.map((limit) => rule.allowedBy(limit)));
  const known = new Map<string, number>();
  const groups: number[][] = [];
  const group = Int32Array.from(siteOf, (site) => {
    const own = masks.flatMap((allowed, index) => (allowed.every((mask) => mask[site] === 1) ? [index] : []));
    const key = own.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, groups.length);
    return groups.push(own) - 1;
  });
  if (groups.length === 1 && groups[0]?.length === classes.length) return null;
  return {
    classOf: Int32Array.from(names, (name) => indexOf.get(name) as number),
    classCount: classes.length,
    group,
    groups,
  };
}

/**
 * What each group takes of each class (group × number of classes + class) when lots that expire first are used as far as they can
 * be: a lot is added only after those before it, and only as much of it is kept as lets more be given.
 */
export function firstExpiryFlow(
  { classOf, classCount, groups }: LotClasses,
  usable: readonly LotPick[],
  demand: Float64Array,
): Float64Array {
  const flow = new LotFlow(
    groups,
    Array.from({ length: classCount }, () => 0),
  );
  const wanted = demand.reduce((sum, quantity) => sum + quantity, 0);
  let placed = 0;
  for (const [index, { quantity }] of usable.entries()) {
    if (placed === wanted) break;
    const own = classOf[index] as number;
    flow.add(own, quantity);
    flow.meet(demand);
    flow.dropLeft(own);
    placed = flow.placed();
  }
  return flow.table();
}

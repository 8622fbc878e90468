import { compareCodeUnits } from '../lib/compare.ts';
import { groupBy } from '../lib/group-by.ts';
import { pickInTurn, usableStock } from '../stock/fefo.ts';
import { allocate } from './allocate.ts';
import {
  type ExclusionReason,
  exclusionReasons,
  floorOfProduct,
  type ItemTotal,
  type LotPick,
  type LotStock,
  type PlanInput,
  type PlanLine,
  type PlanOptions,
  type ShortfallPart,
  wholeNumber,
} from './model.ts';
import { basisOf, flagsOf, type NeedLine, needLines } from './needs.ts';

/** A plan worked out. Its lines are put together when they are asked for: all of them at once take far more room. */
export interface WorkedPlan {
  /** How many lines there are. */
  readonly count: number;
  readonly totals: ItemTotal[];
  /** The lines from one index up to before another. */
  lines(from: number, to: number): PlanLine[];
}

/**
 * The plan: what each site needs of each item, what it gets from which lots, and why the rest is missing.
 *
 * Lines are sorted by site priority, site code, tier (lines that only a request asks for last) and item; totals by
 * item. The same inputs in any row order give the same result; `canonicalJson` gives its bytes. For every line
 * gap = allocated + shortfall, the reasons sum to the shortfall and the picks to what is allocated; for every item
 * allocated = min(gap, usable) and no lot is picked beyond what is usable. Lots go to sites in the order of the lines.
 * Fails, as on a bug of the caller, on figures that are not whole, on dates that do not exist and on rows given twice
 * (see `needLines` and `usableStock`). `progress` hears how many of the items are done.
 */
export function workOutPlan(
  input: PlanInput,
  progress: (done: number, of: number) => void = () => {},
): WorkedPlan {
  const lots = groupBy(input.lots, ({ item_id }) => item_id);
  const needs = needLines(input);
  const ownIndexes = new Map<string, number[]>();
  for (const [index, { item_id }] of needs.entries()) {
    const known = ownIndexes.get(item_id);
    if (known === undefined) ownIndexes.set(item_id, [index]);
    else known.push(index);
  }
  const allocated = new Float64Array(needs.length);
  const reasons = new Array<ShortfallPart[]>(needs.length);
  const picks = new Array<LotPick[]>(needs.length);
  const totals: ItemTotal[] = [];
  for (const [itemId, indexes] of ownIndexes) {
    const own = indexes.map((index) => needs[index] as NeedLine);
    const item = planItem(itemId, own, lots.get(itemId) ?? [], input);
    for (const [at, index] of indexes.entries()) {
      allocated[index] = item.allocated[at] as number;
      reasons[index] = item.reasons[at] as ShortfallPart[];
      picks[index] = item.picks[at] as LotPick[];
    }
    totals.push(item.total);
    progress(totals.length, ownIndexes.size);
  }
  return {
    count: needs.length,
    totals: totals.sort((a, b) => compareCodeUnits(a.item_id, b.item_id)),
    lines: (from, to) =>
      needs.slice(from, to).map((need, at) => {
        const index = from + at;
        return planLine(
          need,
          allocated[index] as number,
          reasons[index] as ShortfallPart[],
          picks[index] as LotPick[],
        );
      }),
  };
}

/** JSON with the keys of every object in code-unit order: equal values give equal bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (part === null || typeof part !== 'object' || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => compareCodeUnits(a, b)));
  });
}

/**
 * Splits the shortfalls of one item over their reasons; one list for each shortfall, reasons of quantity 0 left out.
 *
 * What is kept out of the plan explains the item's shortfall, reason by reason in the order of `exclusionReasons` and
 * up to its quantity; what remains is `no_stock`. Each reason is spread over the sites in proportion to what they still
 * have unexplained, by rounding running totals down, so both the sums per site and those per reason are exact.
 */
export function explainShortfalls(
  shortfalls: readonly number[],
  excluded: Readonly<Record<ExclusionReason, number>>,
): ShortfallPart[][] {
  const parts: ShortfallPart[][] = shortfalls.map(() => []);
  const unexplained = [...shortfalls];
  for (const reason of [...exclusionReasons, 'no_stock'] as const) {
    const total = unexplained.reduce((sum, quantity) => sum + quantity, 0);
    const explained = reason === 'no_stock' ? total : Math.min(total, excluded[reason]);
    if (explained === 0) continue;
    for (const [index, quantity] of spread(explained, unexplained, total).entries()) {
      if (quantity > 0) parts[index]?.push({ reason, quantity });
      unexplained[index] = (unexplained[index] as number) - quantity;
    }
  }
  return parts;
}

/** Spreads `quantity` ≤ `total` over weights that sum to `total`: no part exceeds its weight, the parts sum to `quantity`. */
function spread(quantity: number, weights: readonly number[], total: number): number[] {
  let weightSoFar = 0;
  let givenSoFar = 0;
  return weights.map((weight) => {
    weightSoFar += weight;
    const due = total === 0 ? 0 : floorOfProduct(weightSoFar, quantity, total);
    const part = due - givenSoFar;
    givenSoFar = due;
    return part;
  });
}

interface PlannedItem {
  /** In the order of the item's needs, as are the reasons and the picks. */
  allocated: number[];
  reasons: ShortfallPart[][];
  picks: LotPick[][];
  total: ItemTotal;
}

function planItem(
  itemId: string,
  needs: readonly NeedLine[],
  lots: readonly LotStock[],
  input: PlanInput,
): PlannedItem {
  const stock = usableStock(lots, itemId, {
    as_of: input.as_of,
    arrival_on: input.arrival_on,
    minimum_remaining_days: input.options.minimum_remaining_days,
  });
  const floor = wholeNumber(input.options.reserve_floor?.[itemId] ?? 0, `reserve floor of item ${itemId}`);
  const excluded = { ...stock.excluded, reserve_floor: Math.min(floor, stock.usable) };
  const usable = stock.usable - excluded.reserve_floor;
  const allocated = shares(usable, needs, input.options);
  const reasons = explainShortfalls(
    needs.map(({ gap }, index) => gap - (allocated[index] as number)),
    excluded,
  );
  const total: ItemTotal = { item_id: itemId, need: 0, gap: 0, usable, allocated: 0, shortfall: 0, excluded };
  for (const [index, { need, gap }] of needs.entries()) {
    const quantity = allocated[index] as number;
    total.need += need;
    total.gap += gap;
    total.allocated += quantity;
    total.shortfall += gap - quantity;
  }
  return { allocated, reasons, picks: pickInTurn(stock, allocated), total };
}

/** Needs are in the order of their sites' codes within a priority, which is the order that ties are decided in. */
function shares(supply: number, needs: readonly NeedLine[], options: PlanOptions): number[] {
  const claims = {
    need: Float64Array.from(needs, ({ need }) => need),
    base: Float64Array.from(
      needs,
      ({ delivered, in_transit, promised }) => delivered + in_transit + promised,
    ),
    priority: Float64Array.from(needs, ({ site }) => site.priority),
    weight: Float64Array.from(needs, ({ site }) => options.site_weights?.[site.site_id] ?? 1),
  };
  const lowerSharePercent = options.lower_priority_share_percent ?? 0;
  return [...allocate(claims, { classes: [supply], lowerSharePercent }).given];
}

function planLine(need: NeedLine, allocated: number, reasons: ShortfallPart[], picks: LotPick[]): PlanLine {
  const { site, from: _, ...line } = need;
  return {
    site_id: site.site_id,
    priority: site.priority,
    ...line,
    allocated,
    shortfall: need.gap - allocated,
    reasons,
    flags: flagsOf(need),
    basis: basisOf(need),
    picks,
  };
}

import { assert } from '../lib/assert.ts';
import type { Violation } from '../lib/problem.ts';
import { pickInTurn, type UsableStock, usableStock } from '../stock/fefo.ts';
import { allocate } from './allocate.ts';
import { firstExpiryFlow, type LotClasses, lotClasses, type PlaceRule } from './lot-classes.ts';
import {
  type ExclusionReason,
  exclusionReasons,
  floorOfProduct,
  type ItemTotal,
  type LotPick,
  type Pin,
  type PlanInput,
  type PlanLot,
  type ShortfallPart,
  type ShortfallReason,
  wholeNumber,
} from './model.ts';
import type { NeedSite, NeedTable } from './need-table.ts';

/** What the sites get of one item. All lists are in the order of the item's lines. */
export interface SharedItem {
  readonly allocated: Float64Array;
  /** How much of each shortfall each reason explains; reasons that explain nothing are left out. */
  readonly reasons: ReadonlyMap<ShortfallReason, Float64Array>;
  readonly picks: readonly LotPick[][];
  readonly total: ItemTotal;
}

/** One item of a plan: its lines of the table, its lots, and what officers fixed of it by site. */
export interface ItemToShare {
  readonly item_id: string;
  readonly cells: Int32Array;
  readonly lots: readonly PlanLot[];
  readonly pins: ReadonlyMap<string, Pin>;
}

/**
 * Shares one item. Cells that an officer fixed get that quantity before all others; the rest is shared exactly as if neither
 * they nor what they got were there. Pins above a gap or beyond the stock are named in `refused`.
 */
export function shareItem(
  table: NeedTable,
  item: ItemToShare,
  input: PlanInput,
  rule: PlaceRule,
  refused: Violation[],
): SharedItem {
  const { item_id, cells, lots } = item;
  const { as_of, arrival_on, options } = input;
  const { minimum_remaining_days } = options;
  const stock = usableStock(lots, item_id, { as_of, arrival_on, minimum_remaining_days });
  const floor = wholeNumber(options.reserve_floor?.[item_id] ?? 0, `reserve floor of item ${item_id}`);
  const excluded = { ...stock.excluded, reserve_floor: Math.min(floor, stock.usable) };
  const usable = stock.usable - excluded.reserve_floor;
  const siteOf = Int32Array.from(cells, (cell) => table.siteOf[cell] as number);
  const classes = lotClasses(stock.lots, lots, siteOf, rule);
  const pinned = pinsOf(table, item, refused);
  const allocated = shares({ table, item, input, stock, usable, classes, pinned });
  checkPins(table, item, { allocated, pinned, usable }, refused);
  const total: ItemTotal = { item_id, need: 0, gap: 0, usable, allocated: 0, shortfall: 0, excluded };
  const unexplained = new Float64Array(cells.length);
  for (const [at, cell] of cells.entries()) {
    const shortfall = (table.gap[cell] as number) - (allocated[at] as number);
    total.need += table.need[cell] as number;
    total.gap += table.gap[cell] as number;
    total.allocated += allocated[at] as number;
    total.shortfall += shortfall;
    unexplained[at] = shortfall;
  }
  // What is left while sites lack it is of grants that do not allow it for them.
  const beyondReach = classes === null ? 0 : usable - total.allocated;
  const kept = { ...excluded, earmark: excluded.earmark + beyondReach };
  return {
    allocated,
    reasons: explain(unexplained, pinned, kept),
    picks: classes === null ? pickInTurn(stock, [...allocated]) : pickByClass(stock, allocated, classes),
    total,
  };
}

/** The quantity each line is fixed at, NaN where it is not. */
function pinsOf(table: NeedTable, { cells, pins }: ItemToShare, refused: Violation[]): Float64Array {
  const pinned = new Float64Array(cells.length).fill(Number.NaN);
  if (pins.size === 0) return pinned;
  for (const [at, cell] of cells.entries()) {
    const { site } = table.sites[table.siteOf[cell] as number] as NeedSite;
    const pin = pins.get(site.site_id);
    if (pin === undefined) continue;
    const gap = table.gap[cell] as number;
    if (pin.quantity > gap) refused.push(pinViolation('pin_above_gap', site.code, pin, gap));
    pinned[at] = Math.min(wholeNumber(pin.quantity, 'a pin'), gap);
  }
  return pinned;
}

function checkPins(
  table: NeedTable,
  { cells, pins }: ItemToShare,
  { allocated, pinned }: { allocated: Float64Array; pinned: Float64Array; usable: number },
  refused: Violation[],
): void {
  if (pins.size === 0) return;
  for (const [at, cell] of cells.entries()) {
    const given = allocated[at] as number;
    if (Number.isNaN(pinned[at]) || given === pinned[at]) continue;
    const { site } = table.sites[table.siteOf[cell] as number] as NeedSite;
    refused.push(pinViolation('pin_beyond_stock', site.code, pins.get(site.site_id) as Pin, given));
  }
}

function pinViolation(
  rule: 'pin_above_gap' | 'pin_beyond_stock',
  site_code: string,
  { item_id, quantity }: Pin,
  most: number,
): Violation {
  return { rule, value: site_code, params: { site_code, item_id, quantity, most } };
}

interface Sharing {
  table: NeedTable;
  item: ItemToShare;
  input: PlanInput;
  stock: UsableStock;
  usable: number;
  classes: LotClasses | null;
  pinned: Float64Array;
}

/** Lines are in the order of their sites' codes within a priority, which is the order that ties are decided in. */
function shares({ table, item, input, stock, usable, classes, pinned }: Sharing): Float64Array {
  const { cells } = item;
  const { site_weights, lower_priority_share_percent } = input.options;
  const siteAt = (cell: number) => (table.sites[table.siteOf[cell] as number] as NeedSite).site;
  const base = Float64Array.from(
    cells,
    (cell) =>
      (table.delivered[cell] as number) +
      (table.inTransit[cell] as number) +
      (table.promised[cell] as number),
  );
  const isPinned = (at: number) => !Number.isNaN(pinned[at]);
  const claims = {
    need: Float64Array.from(cells, (cell, at) =>
      isPinned(at) ? (base[at] as number) + (pinned[at] as number) : (table.need[cell] as number),
    ),
    base,
    priority: Float64Array.from(cells, (cell) => siteAt(cell).priority),
    weight: Float64Array.from(cells, (cell) => site_weights?.[siteAt(cell).site_id] ?? 1),
    first: Uint8Array.from(cells, (_, at) => (isPinned(at) ? 1 : 0)),
    ...(classes === null ? {} : { group: classes.group }),
  };
  const lowerSharePercent = lower_priority_share_percent ?? 0;
  if (classes === null) return allocate(claims, { classes: [usable], lowerSharePercent }).given;
  const supplies = Array.from({ length: classes.classCount }, () => 0);
  for (const [index, { quantity }] of stock.lots.entries()) {
    const own = classes.classOf[index] as number;
    supplies[own] = (supplies[own] as number) + quantity;
  }
  const supply = { classes: supplies, groups: classes.groups, lowerSharePercent, most: usable };
  return allocate(claims, supply).given;
}

/** Each line takes, of what its group gets of each class, the lots that expire first. */
function pickByClass(stock: UsableStock, allocated: Float64Array, classes: LotClasses): LotPick[][] {
  const { group, groups, classCount, classOf } = classes;
  const demand = new Float64Array(groups.length);
  for (const [at, quantity] of allocated.entries()) {
    const own = group[at] as number;
    demand[own] = (demand[own] as number) + quantity;
  }
  const flow = firstExpiryFlow(classes, stock.lots, demand);
  const queues = Array.from({ length: classCount }, (_, own) =>
    stock.lots.flatMap((lot, index) => (classOf[index] === own ? [{ index, ...lot }] : [])),
  );
  return Array.from(allocated, (quantity, at) => {
    const row = (group[at] as number) * classCount;
    const picks: LotPick[] = [];
    for (let wanted = quantity; wanted > 0; ) {
      const open = (groups[group[at] as number] ?? []).filter((own) => (flow[row + own] as number) > 0);
      const next = open
        .map((own) => ({ own, lot: queues[own]?.[0] }))
        .sort((a, b) => (a.lot?.index ?? 0) - (b.lot?.index ?? 0))[0];
      const lot = next?.lot;
      assert(lot !== undefined, `the lots of item ${stock.item_id} reach what was given`);
      const own = (next as { own: number }).own;
      const part = Math.min(wanted, lot.quantity, flow[row + own] as number);
      picks.push({ lot_id: lot.lot_id, location_id: lot.location_id, quantity: part });
      wanted -= part;
      flow[row + own] = (flow[row + own] as number) - part;
      lot.quantity -= part;
      if (lot.quantity === 0) queues[own]?.shift();
    }
    return picks;
  });
}

/**
 * Splits the shortfalls of one item over their reasons. What a pin withholds is `pinned`. Of the rest, what is kept out of the plan
 * explains it, reason by reason in the order of `exclusionReasons` and up to its quantity; what remains is `no_stock`.
 * Each reason is spread over the sites in proportion to what they still have unexplained, by rounding running totals
 * down, so both the sums per site and those per reason are exact.
 */
export function explain(
  shortfalls: Float64Array,
  pinned: Float64Array,
  excluded: Readonly<Record<ExclusionReason, number>>,
): Map<ShortfallReason, Float64Array> {
  const reasons = new Map<ShortfallReason, Float64Array>();
  const unexplained = shortfalls.map((quantity, at) => (Number.isNaN(pinned[at]) ? quantity : 0));
  const byPin = shortfalls.map((quantity, at) => quantity - (unexplained[at] as number));
  for (const reason of [...exclusionReasons, 'no_stock'] as const) {
    const total = unexplained.reduce((sum, quantity) => sum + quantity, 0);
    const explained = reason === 'no_stock' ? total : Math.min(total, excluded[reason]);
    if (explained === 0) continue;
    const parts = spread(explained, unexplained, total);
    for (const [at, quantity] of parts.entries()) unexplained[at] = (unexplained[at] as number) - quantity;
    reasons.set(reason, parts);
  }
  if (byPin.some((quantity) => quantity > 0)) reasons.set('pinned', byPin);
  return reasons;
}

/** The reasons of one line, in their fixed order. */
export function reasonsAt(reasons: ReadonlyMap<ShortfallReason, Float64Array>, at: number): ShortfallPart[] {
  return [...reasons].flatMap(([reason, parts]) =>
    (parts[at] as number) > 0 ? [{ reason, quantity: parts[at] as number }] : [],
  );
}

/** Spreads `quantity` ≤ `total` over weights that sum to `total`: no part exceeds its weight, the parts sum to `quantity`. */
function spread(quantity: number, weights: Float64Array, total: number): Float64Array {
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

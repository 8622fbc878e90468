import type { Violation } from '../lib/problem.ts';
import { type UsableStock, usableStock } from '../stock/fefo.ts';
import { allocate, type Claims } from './allocate.ts';
import { type LotClasses, lotClasses, type PlaceRule } from './lot-classes.ts';
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
import { type Picks, pickByClass, pickFromAll } from './pick-lots.ts';

/** What the sites get of one item. All lists are in the order of the item's lines. */
export interface SharedItem {
  readonly allocated: Float64Array;
  /** How much of each shortfall each reason explains; reasons that explain nothing are left out. */
  readonly reasons: ReadonlyMap<ShortfallReason, Float64Array>;
  readonly picks: Picks;
  /** The usable lots that picks refer to. */
  readonly lots: readonly LotPick[];
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
  const siteOf = cells.map((cell) => table.siteOf[cell] as number);
  const classes = lotClasses(stock.lots, lots, siteOf, rule);
  const pinned = pinsOf(table, item, refused);
  const allocated = shares({ table, item, input, stock, usable, classes, pinned });
  checkPins(table, item, { allocated, pinned, usable }, refused);
  const total: ItemTotal = { item_id, need: 0, gap: 0, usable, allocated: 0, shortfall: 0, excluded };
  const unexplained = new Float64Array(cells.length);
  for (let at = 0; at < cells.length; at += 1) {
    const cell = cells[at] as number;
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
    picks: classes === null ? pickFromAll(stock, allocated) : pickByClass(stock, allocated, classes),
    lots: stock.lots,
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
  const claims = { ...claimsOf(table, item.cells, pinned), ...(classes && { group: classes.group }) };
  const lowerSharePercent = input.options.lower_priority_share_percent ?? 0;
  if (classes === null) return allocate(claims, { classes: [usable], lowerSharePercent }).given;
  const supplies = Array.from({ length: classes.classCount }, () => 0);
  for (const [index, { quantity }] of stock.lots.entries()) {
    const own = classes.classOf[index] as number;
    supplies[own] = (supplies[own] as number) + quantity;
  }
  const supply = { classes: supplies, groups: classes.groups, lowerSharePercent, most: usable };
  return allocate(claims, supply).given;
}

/** What each line asks for; a pinned one asks for what it is pinned at, before all others. */
function claimsOf(table: NeedTable, cells: Int32Array, pinned: Float64Array): Claims {
  const count = cells.length;
  const need = new Float64Array(count);
  const base = new Float64Array(count);
  const priority = new Float64Array(count);
  const size = new Float64Array(count);
  const first = new Uint8Array(count);
  for (let at = 0; at < count; at += 1) {
    const cell = cells[at] as number;
    const site = table.siteOf[cell] as number;
    const coming = (table.delivered[cell] as number) + (table.inTransit[cell] as number);
    base[at] = coming + (table.promised[cell] as number);
    const isPinned = !Number.isNaN(pinned[at]);
    need[at] = isPinned ? (base[at] as number) + (pinned[at] as number) : (table.need[cell] as number);
    priority[at] = table.priority[site] as number;
    size[at] = isPinned ? (need[at] as number) : (table.size[cell] as number);
    first[at] = isPinned ? 1 : 0;
  }
  return { need, base, priority, size, first };
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
    for (let at = 0; at < parts.length; at += 1)
      unexplained[at] = (unexplained[at] as number) - (parts[at] as number);
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

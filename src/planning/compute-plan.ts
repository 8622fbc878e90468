import { compareCodeUnits } from '../lib/compare.ts';
import { groupBy } from '../lib/group-by.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { PlaceRule } from './lot-classes.ts';
import type { ItemTotal, LotPick, Pin, PlanInput } from './model.ts';
import { type NeedSite, type NeedTable, needTable, type PlanItem } from './need-table.ts';
import { type ItemToShare, type SharedItem, shareItem } from './share-item.ts';
import type { PlanHeader, StoredSite } from './site-content.ts';

/** A plan worked out. The content of its sites is put together when it is asked for: all of it at once takes far more room. */
export interface WorkedPlan {
  /** How many lines there are. */
  readonly count: number;
  readonly siteCount: number;
  readonly totals: readonly ItemTotal[];
  readonly header: PlanHeader;
  /** The lots that are picked from and how much of each, in the order that picks refer to. */
  readonly lots: readonly LotPick[];
  /** The sites from one index up to before another, each with its lines. */
  sites(from: number, to: number): StoredSite[];
}

/**
 * The plan: what each site needs of each item, what it gets from which lots, and why the rest is missing.
 *
 * Lines are sorted by site priority, site code, tier (lines that only a request asks for last) and item; totals by
 * item. The same inputs in any row order give the same result; `canonicalJson` gives its bytes. For every line
 * gap = allocated + shortfall, the reasons sum to the shortfall and the picks to what is allocated; no lot is picked
 * beyond what is usable nor for a site that its grants do not allow; and where neither grants nor pins limit an item,
 * allocated = min(gap, usable). Lots go to sites in the order of the lines. Throws `plan_rule` naming pins that cannot be kept.
 * Fails, as on a bug of the caller, on figures that are not whole, on dates that do not exist and on rows given twice
 * (see `needTable` and `usableStock`). `progress` hears how many of the items are done.
 */
export function workOutPlan(
  input: PlanInput,
  progress: (done: number, of: number) => void = () => {},
): WorkedPlan {
  const table = needTable(input);
  const { cells, position } = cellsByItem(table);
  const lots = groupBy(input.lots, ({ item_id }) => item_id);
  const pins = pinsByItem(input, table);
  const rule = new PlaceRule(
    input.place_limits ?? [],
    table.sites.map(({ site }) => site),
  );
  const refused: Violation[] = [];
  const shared = table.items.map(({ item_id }, index) => {
    const own: ItemToShare = {
      item_id,
      cells: cells[index] as Int32Array,
      lots: lots.get(item_id) ?? [],
      pins: pins.get(item_id) ?? new Map(),
    };
    const item = shareItem(table, own, input, rule, refused);
    progress(index + 1, table.items.length);
    return item;
  });
  if (refused.length > 0) throw new Problem('plan_rule', {}, refused);
  const { used, places } = usedLots(shared);
  const parts = { table, shared, position, places, pins };
  return {
    count: table.count,
    siteCount: table.sites.length,
    totals: shared.map(({ total }) => total).sort((a, b) => compareCodeUnits(a.item_id, b.item_id)),
    header: {
      as_of: input.as_of,
      options: input.options,
      items: table.items.map(({ item_id, tier }) => ({ item_id, tier })),
      standards: table.items.flatMap(({ standards }) => standards),
    },
    lots: used,
    sites: (from, to) => table.sites.slice(from, to).map((site) => storedSite(site, parts)),
  };
}

/** JSON with the keys of every object in code-unit order: equal values give equal bytes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

/** Orders of keys met before: objects of one kind come by the ten thousand. */
const keyOrders = new Map<string, string[]>();

function sorted(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(sorted);
  const keys = Object.keys(value);
  const shape = keys.join();
  let order = keyOrders.get(shape);
  if (order === undefined) {
    order = keys.sort(compareCodeUnits);
    if (keys.length < 20 && keyOrders.size < 100) keyOrders.set(shape, order);
  }
  const result: Record<string, unknown> = {};
  for (const key of order) result[key] = sorted((value as Record<string, unknown>)[key]);
  return result;
}

/** The cells of each item in the order of the lines, and at which place each cell stands there. */
function cellsByItem({ items, itemOf, count }: NeedTable): { cells: Int32Array[]; position: Int32Array } {
  const sizes = new Int32Array(items.length);
  for (const item of itemOf) sizes[item] = (sizes[item] as number) + 1;
  const cells = Array.from(sizes, (size) => new Int32Array(size));
  const position = new Int32Array(count);
  sizes.fill(0);
  for (let cell = 0; cell < count; cell += 1) {
    const item = itemOf[cell] as number;
    const at = sizes[item] as number;
    (cells[item] as Int32Array)[at] = cell;
    position[cell] = at;
    sizes[item] = at + 1;
  }
  return { cells, position };
}

/** Pins by item and site. Throws `plan_rule` for those that name a cell the plan does not have, or one twice. */
function pinsByItem({ pins }: PlanInput, { sites, items, itemOf }: NeedTable): Map<string, Map<string, Pin>> {
  const siteOf = new Map(sites.map((site) => [site.site.site_id, site]));
  const found = new Map<string, Map<string, Pin>>();
  const violations: Violation[] = [];
  for (const pin of pins ?? []) {
    const { site_id, item_id } = pin;
    const site = siteOf.get(site_id);
    const has = (cell: number) => items[itemOf[cell] as number]?.item_id === item_id;
    const isCell = site !== undefined && cellsOf(site).some(has);
    const own = found.get(item_id) ?? new Map<string, Pin>();
    if (!isCell) violations.push({ rule: 'pin_without_line', value: site_id, params: { site_id, item_id } });
    else if (own.has(site_id))
      violations.push({ rule: 'pin_twice', value: site_id, params: { site_id, item_id } });
    else found.set(item_id, own.set(site_id, pin));
  }
  if (violations.length > 0) throw new Problem('plan_rule', {}, violations);
  return found;
}

function cellsOf({ first, end }: NeedSite): number[] {
  return Array.from({ length: end - first }, (_, at) => first + at);
}

/** Every lot and place picked from, once, with the sum of its picks; and by item, which of these each usable lot is. */
function usedLots(shared: readonly SharedItem[]): { used: LotPick[]; places: Int32Array[] } {
  const used: LotPick[] = [];
  const places = shared.map(({ picks, lots }) => {
    const taken = new Float64Array(lots.length);
    for (let at = 0; at < picks.lot.length; at += 1) {
      const lot = picks.lot[at] as number;
      taken[lot] = (taken[lot] as number) + (picks.quantity[at] as number);
    }
    return Int32Array.from(lots, ({ lot_id, location_id }, lot) =>
      (taken[lot] as number) === 0
        ? -1
        : used.push({ lot_id, location_id, quantity: taken[lot] as number }) - 1,
    );
  });
  return { used, places };
}

interface Parts {
  table: NeedTable;
  shared: readonly SharedItem[];
  position: Int32Array;
  places: readonly Int32Array[];
  pins: ReadonlyMap<string, ReadonlyMap<string, Pin>>;
}

/** Written straight as text: a plan has cells by the hundred thousand, and objects for them would live only to be written. */
function storedSite({ site, requests, first, end }: NeedSite, parts: Parts): StoredSite {
  const { table } = parts;
  let cells = '';
  let beside = 0;
  for (let cell = first; cell < end; cell += 1) {
    cells += `${cell === first ? '' : ','}${storedCell(cell, site.site_id, parts)}`;
    if ((table.items[table.itemOf[cell] as number] as PlanItem).tier === null) beside += 1;
  }
  return {
    site_id: site.site_id,
    priority: site.priority,
    first_line: first + 1,
    line_count: end - first,
    beside,
    content: `{"count":${JSON.stringify(site.count)},"requests":${JSON.stringify(requests)},"cells":[${cells}]}`,
  };
}

/** JSON of a `StoredCell`. */
function storedCell(cell: number, siteId: string, { table, shared, position, places, pins }: Parts): string {
  const item = table.itemOf[cell] as number;
  const { allocated, reasons, picks } = shared[item] as SharedItem;
  const at = position[cell] as number;
  const place = places[item] as Int32Array;
  let told = '';
  for (const [reason, parts] of reasons) {
    const quantity = parts[at] as number;
    if (quantity > 0) told += `${told === '' ? '' : ','}"${reason}":${quantity}`;
  }
  let picked = '';
  for (let pick = picks.first[at] as number; pick < (picks.first[at + 1] as number); pick += 1) {
    picked += `${picked === '' ? '' : ','}${place[picks.lot[pick] as number]},${picks.quantity[pick]}`;
  }
  const pin = pins.get((table.items[item] as PlanItem).item_id)?.get(siteId);
  const because = pin === undefined ? 0 : JSON.stringify(pin.reason);
  const coming = `${table.delivered[cell]},${table.inTransit[cell]},${table.promised[cell]}`;
  return `[${item},${table.need[cell]},${coming},${allocated[at]},${told === '' ? 0 : `{${told}}`},${picked === '' ? 0 : `[${picked}]`},${because}]`;
}

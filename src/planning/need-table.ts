import { assert } from '../lib/assert.ts';
import { compareCodeUnits } from '../lib/compare.ts';
import { groupBy } from '../lib/group-by.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import {
  type ApprovedRequestLine,
  ceilOfProduct,
  type Fulfilment,
  floorOfProduct,
  nearestOfProduct,
  type PlanInput,
  type PlanOptions,
  type PlanSite,
  type StandardLine,
  wholeNumber,
} from './model.ts';
import { sumOf } from './sums.ts';
import { checkCount, checkOptions, unitsOf } from './units.ts';

/** What every site needs of every item and has coming, as columns: a line for each is put together only when it is read. */
export interface NeedTable {
  /** In the order of the lines: by priority, code and identifier. */
  readonly sites: readonly NeedSite[];
  /** First those of the standard, which every site has, by tier and identifier; then those that only requests name. */
  readonly items: readonly PlanItem[];
  /** Of each site: 1 is served first; 1 is the usual weight. */
  readonly priority: Float64Array;
  readonly weight: Float64Array;
  readonly count: number;
  /** Index of each line's site and item. */
  readonly siteOf: Int32Array;
  readonly itemOf: Int32Array;
  readonly need: Float64Array;
  /** need, each part of it times the weight of its standard line, times the weight of the site: coverage is reckoned on it. */
  readonly size: Float64Array;
  readonly delivered: Float64Array;
  readonly inTransit: Float64Array;
  readonly promised: Float64Array;
  /** max(0, need − delivered − in transit − promised) */
  readonly gap: Float64Array;
}

export interface NeedSite {
  readonly site: PlanSite;
  readonly requests: readonly ApprovedRequestLine[];
  /** Its lines are those from `first` to before `end`. */
  readonly first: number;
  readonly end: number;
}

export interface PlanItem {
  readonly item_id: string;
  /** The most urgent tier of the standards that name it; null where only a request does. */
  readonly tier: number | null;
  readonly standards: readonly StandardLine[];
}

/** The largest need of one line. Beyond any relief operation, so that what is above is a slip in a count or a rate. */
const MAX_NEED = 1_000_000_000_000;

const none: readonly never[] = [];

/**
 * One line for every site and every item of the standards, and for every item a site's approved requests name; sorted by
 * site priority, site code, tier (lines that only a request asks for last) and item.
 *
 * need = max(sum over the item's standard lines of ceil(units × rate), sum of the requests). A site without a count
 * needs what it requested. Fulfilment of pairs without a line is ignored. Throws `plan_rule` naming each line whose need
 * is above `MAX_NEED` and each item whose needs no longer sum exactly. Fails on a site given twice, a request for a
 * site not given, and figures that are not whole.
 */
export function needTable(input: PlanInput): NeedTable {
  checkOptions(input.options);
  const items = planItems(input);
  const indexOf = new Map(items.map(({ item_id }, index) => [item_id, index]));
  const sites = needSites(input, items, indexOf);
  const fulfilment = groupBy(input.fulfilment, ({ site_id }) => site_id);
  const count = sites.at(-1)?.end ?? 0;
  const table = {
    sites,
    items,
    priority: Float64Array.from(sites, ({ site }) => site.priority),
    weight: Float64Array.from(sites, ({ site }) => input.options.site_weights?.[site.site_id] ?? 1),
    count,
    siteOf: new Int32Array(count),
    itemOf: new Int32Array(count),
    need: new Float64Array(count),
    size: new Float64Array(count),
    delivered: new Float64Array(count),
    inTransit: new Float64Array(count),
    promised: new Float64Array(count),
    gap: new Float64Array(count),
  };
  const common = items.filter(({ tier }) => tier !== null).length;
  for (const [index, one] of sites.entries()) {
    fillSite(table, index, common, {
      input,
      indexOf,
      fulfilled: fulfilment.get(one.site.site_id) ?? none,
    });
  }
  assertSummable(table);
  return table;
}

function planItems({ lines, requests }: PlanInput): PlanItem[] {
  const standards = groupBy([...lines].sort(compareStandardLines), ({ item_id }) => item_id);
  const common = [...standards]
    .map(([item_id, own]) => ({ item_id, tier: Math.min(...own.map(({ tier }) => tier)), standards: own }))
    .sort((a, b) => a.tier - b.tier || compareCodeUnits(a.item_id, b.item_id));
  const beside = [...new Set(requests.map(({ item_id }) => item_id))]
    .filter((itemId) => !standards.has(itemId))
    .sort(compareCodeUnits);
  return [...common, ...beside.map((item_id) => ({ item_id, tier: null, standards: none }))];
}

function needSites(
  { sites, requests }: PlanInput,
  items: readonly PlanItem[],
  indexOf: ReadonlyMap<string, number>,
): NeedSite[] {
  const bySite = groupBy(requests, ({ site_id }) => site_id);
  const siteIds = new Set(sites.map(({ site_id }) => site_id));
  assert(siteIds.size === sites.length, 'each site is given once');
  for (const siteId of bySite.keys()) assert(siteIds.has(siteId), `requests name site ${siteId} of the plan`);
  const common = items.filter(({ tier }) => tier !== null).length;
  let end = 0;
  return [...sites].sort(compareSites).map((site) => {
    const own = [...(bySite.get(site.site_id) ?? none)].sort(compareRequestLines);
    const beside = new Set(
      own.map(({ item_id }) => indexOf.get(item_id) as number).filter((at) => at >= common),
    );
    const first = end;
    end += common + beside.size;
    return { site, requests: own, first, end };
  });
}

type Filled = { -readonly [Key in keyof NeedTable]: NeedTable[Key] };

interface SiteSources {
  input: PlanInput;
  indexOf: ReadonlyMap<string, number>;
  fulfilled: readonly Fulfilment[];
}

function fillSite(
  table: Filled,
  index: number,
  common: number,
  { input, indexOf, fulfilled }: SiteSources,
): void {
  const { site, requests, first, end } = table.sites[index] as NeedSite;
  if (site.count !== null) checkCount(site.count);
  const lineOf = new Map<number, number>();
  for (let at = 0; at < common; at += 1) {
    table.itemOf[first + at] = at;
    standardNeed(table, first + at, table.items[at] as PlanItem, site, input);
  }
  const beside = [...new Set(requests.map(({ item_id }) => indexOf.get(item_id) as number))]
    .filter((item) => item >= common)
    .sort((a, b) => a - b);
  for (const [at, item] of beside.entries()) {
    table.itemOf[first + common + at] = item;
    lineOf.set(item, first + common + at);
  }
  const cellOf = (itemId: string): number | undefined => {
    const item = indexOf.get(itemId);
    return item === undefined ? undefined : item < common ? first + item : lineOf.get(item);
  };
  for (const [itemId, own] of groupBy(requests, ({ item_id }) => item_id)) {
    const cell = cellOf(itemId) as number;
    const requested = sumOf(own, ({ quantity }) => quantity);
    const beyond = Math.max(0, requested - (table.need[cell] as number));
    table.need[cell] = (table.need[cell] as number) + beyond;
    table.size[cell] = (table.size[cell] as number) + beyond;
  }
  for (const row of fulfilled) {
    const cell = cellOf(row.item_id);
    if (cell === undefined) continue;
    add(table.delivered, cell, row.delivered);
    add(table.inTransit, cell, row.in_transit);
    add(table.promised, cell, row.promised);
  }
  for (let cell = first; cell < end; cell += 1) {
    table.siteOf[cell] = index;
    table.size[cell] = (table.size[cell] as number) * (table.weight[index] as number);
    const coming = (table.delivered[cell] as number) + (table.inTransit[cell] as number);
    table.gap[cell] = Math.max(0, (table.need[cell] as number) - coming - (table.promised[cell] as number));
  }
}

function add(column: Float64Array, cell: number, quantity: number): void {
  column[cell] = wholeNumber((column[cell] as number) + wholeNumber(quantity, 'a quantity'), 'a sum');
}

/** Not `sumOf`: a sum that is not exact any more is above `MAX_NEED`, which is said of all lines at once. */
function standardNeed(
  table: Filled,
  cell: number,
  { standards }: PlanItem,
  { count }: PlanSite,
  { options }: PlanInput,
): void {
  if (count === null) return;
  for (const line of standards) {
    const quantity = rateQuantity(line, unitsOf(line, count, options).units ?? 0, options);
    table.need[cell] = (table.need[cell] as number) + quantity;
    table.size[cell] = (table.size[cell] as number) + quantity * (line.weight ?? 1);
  }
}

const rounded = { up: ceilOfProduct, nearest: nearestOfProduct, down: floorOfProduct } as const;

/** What one standard line gives for so many units: units × rate, rounded as the line says, each time it is given. */
export function rateQuantity(line: StandardLine, units: number, options: PlanOptions): number {
  const denominator = wholeNumber(line.rate_denominator, 'rate denominator');
  assert(denominator > 0, 'a rate has a denominator from 1 up');
  const numerator = wholeNumber(line.rate_numerator, 'rate numerator');
  return rounded[line.rounding ?? 'up'](units, numerator, denominator) * timesOf(line, options);
}

const HORIZON_DAYS = 30;

/** How often a line is given within the horizon of a plan: once, or at its beginning and every so many days after. */
export function timesOf({ every_days }: StandardLine, { horizon_days }: PlanOptions): number {
  return every_days === undefined ? 1 : Math.ceil((horizon_days ?? HORIZON_DAYS) / every_days);
}

function assertSummable({ sites, items, count, siteOf, itemOf, need }: NeedTable): void {
  const codeOf = (item: number) => items[item]?.standards[0]?.item_code ?? (items[item] as PlanItem).item_id;
  const violations: Violation[] = [];
  const sums = new Float64Array(items.length);
  for (let cell = 0; cell < count; cell += 1) {
    const item = itemOf[cell] as number;
    sums[item] = (sums[item] as number) + (need[cell] as number);
    if ((need[cell] as number) <= MAX_NEED) continue;
    const { code } = (sites[siteOf[cell] as number] as NeedSite).site;
    const params = { site_code: code, item_code: codeOf(item), max: MAX_NEED };
    violations.push({ rule: 'need_too_large', value: code, params });
  }
  if (violations.length > 0) throw new Problem('plan_rule', {}, violations);
  for (const [item, sum] of sums.entries()) {
    if (Number.isSafeInteger(sum)) continue;
    const params = { item_code: codeOf(item), max: Number.MAX_SAFE_INTEGER };
    violations.push({ rule: 'total_too_large', value: codeOf(item), params });
  }
  if (violations.length > 0) throw new Problem('plan_rule', {}, violations);
}

function compareSites(a: PlanSite, b: PlanSite): number {
  return (
    a.priority - b.priority || compareCodeUnits(a.code, b.code) || compareCodeUnits(a.site_id, b.site_id)
  );
}

function compareRequestLines(a: ApprovedRequestLine, b: ApprovedRequestLine): number {
  return (
    compareCodeUnits(a.item_id, b.item_id) ||
    compareCodeUnits(a.request_id, b.request_id) ||
    a.quantity - b.quantity
  );
}

/** The order in which the lines of a standard are applied and told. */
export function compareStandardLines(a: StandardLine, b: StandardLine): number {
  return (
    compareCodeUnits(a.item_id, b.item_id) ||
    a.tier - b.tier ||
    compareCodeUnits(a.basis, b.basis) ||
    a.rate_numerator - b.rate_numerator ||
    a.rate_denominator - b.rate_denominator ||
    compareCodeUnits(detailsOf(a), detailsOf(b))
  );
}

function detailsOf(line: StandardLine): string {
  const { sex, age_bands, vulnerable_group, size_from, size_to, assumed_percent } = line;
  const whom = [sex, age_bands, vulnerable_group, size_from, size_to, assumed_percent];
  return JSON.stringify([whom, line.rounding, line.every_days, line.weight]);
}

import { assert } from '../lib/assert.ts';
import { compareCodeUnits } from '../lib/compare.ts';
import { groupBy } from '../lib/group-by.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import {
  type AgeBand,
  type ApprovedRequestLine,
  type Assumption,
  type CalendarDate,
  type CountGroup,
  type CountSnapshot,
  ceilOfProduct,
  DEFAULT_FEMALE_18_49_OF_18_59_PERCENT,
  dayNumber,
  type Fulfilment,
  type LineBasis,
  type LineFlag,
  type NeedBasis,
  type PlanInput,
  type PlanOptions,
  type PlanSite,
  type RateBasis,
  type StandardLine,
  wholeNumber,
} from './model.ts';

/** How many units of a basis a count holds, and what that rests on. `units` is null where the count has no figure at all. */
export interface Units {
  units: number | null;
  assumptions: Assumption[];
}

/** What a site needs of an item and has coming; gap = max(0, need − delivered − in transit − promised). */
export interface NeedLine {
  site: PlanSite;
  item_id: string;
  tier: number | null;
  need: number;
  delivered: number;
  in_transit: number;
  promised: number;
  gap: number;
  /** What the need rests on; `basisOf` tells it in full. */
  from: NeedSources;
}

interface NeedSources {
  count: ReadCount;
  standards: readonly StandardLine[];
  requests: readonly ApprovedRequestLine[];
}

/**
 * Units of a basis in a count, each assumption named with its figure.
 *
 * Households and individuals stand for each other by the declared household size, rounded up, only where one side is
 * missing; individuals come first from the sexes or the age groups where those were counted. Women and girls of 12–49
 * are the band 12–17 and a declared share of 18–59, infants the two bands under two years; a count without those bands
 * uses a declared share of its individuals (women and girls: at most the females counted). A site counts once, unless its count says that nobody is there.
 */
export function unitsOf(basis: NeedBasis, count: CountSnapshot, options: PlanOptions): Units {
  switch (basis) {
    case 'household':
      return households(count, options);
    case 'person':
      return individuals(count, options);
    case 'female_12_49':
      return femalesOf12To49(count, options);
    case 'infant_0_23_months':
      return infants(count, options);
    case 'site': {
      const nobody = households(count, options).units === 0 && individuals(count, options).units === 0;
      return { units: nobody ? 0 : 1, assumptions: [] };
    }
  }
}

/** The largest need of one line. Beyond any relief operation, so that what is above is a slip in a count or a rate. */
const MAX_NEED = 1_000_000_000_000;

/**
 * One line for every site and every item of the standards, and for every item a site's approved requests name; sorted by
 * site priority, site code, tier (lines that only a request asks for last) and item.
 *
 * need = max(sum over the item's standard lines of ceil(units × rate), sum of the requests). A site without a count
 * needs what it requested and is flagged; a stale count is used and flagged. Fulfilment of pairs without a line is
 * ignored. Throws `plan_rule` naming each line whose need is above `MAX_NEED` and each item whose needs no longer sum exactly.
 * Fails on a site given twice, a request for a site not given, and figures that are not whole.
 */
export function needLines(input: PlanInput): NeedLine[] {
  checkOptions(input.options);
  const standards = groupBy([...input.lines].sort(compareStandardLines), ({ item_id }) => item_id);
  const requests = groupBy(input.requests, ({ site_id }) => site_id);
  const fulfilment = groupBy(input.fulfilment, ({ site_id }) => site_id);
  const siteIds = new Set(input.sites.map(({ site_id }) => site_id));
  assert(siteIds.size === input.sites.length, 'each site is given once');
  for (const siteId of requests.keys())
    assert(siteIds.has(siteId), `requests name site ${siteId} of the plan`);
  const common = itemsOf(standards);
  const lines: NeedLine[] = [];
  for (const site of [...input.sites].sort(compareSites)) {
    const requested = groupBy(requests.get(site.site_id) ?? none, ({ item_id }) => item_id);
    const fulfilled = groupBy(fulfilment.get(site.site_id) ?? none, ({ item_id }) => item_id);
    const count = readCount(site.count, input);
    const beside = [...requested.keys()].filter((itemId) => !standards.has(itemId)).sort(compareCodeUnits);
    const addLine = (itemId: string, tier: number | null) => {
      const from = {
        count,
        standards: standards.get(itemId) ?? none,
        requests: requested.get(itemId) ?? none,
      };
      lines.push(needLine(site, itemId, tier, from, fulfilled.get(itemId) ?? none));
    };
    for (const { itemId, tier } of common) addLine(itemId, tier);
    for (const itemId of beside) addLine(itemId, null);
  }
  assertSummable(lines, input.lines);
  return lines;
}

const none: readonly never[] = [];

/** The items of the standards with their most urgent tier, in the order of lines. */
function itemsOf(
  standards: ReadonlyMap<string, readonly StandardLine[]>,
): { itemId: string; tier: number }[] {
  return [...standards]
    .map(([itemId, lines]) => ({ itemId, tier: Math.min(...lines.map(({ tier }) => tier)) }))
    .sort((a, b) => a.tier - b.tier || compareCodeUnits(a.itemId, b.itemId));
}

function compareSites(a: PlanSite, b: PlanSite): number {
  return (
    a.priority - b.priority || compareCodeUnits(a.code, b.code) || compareCodeUnits(a.site_id, b.site_id)
  );
}

function assertSummable(lines: readonly NeedLine[], standards: readonly StandardLine[]): void {
  const codes = new Map(standards.map(({ item_id, item_code }) => [item_id, item_code]));
  const codeOf = (itemId: string) => codes.get(itemId) ?? itemId;
  const violations = lines.flatMap(({ site, item_id, need }): Violation[] => {
    if (need <= MAX_NEED) return [];
    const params = { site_code: site.code, item_code: codeOf(item_id), max: MAX_NEED };
    return [{ rule: 'need_too_large', value: site.code, params }];
  });
  if (violations.length > 0) throw new Problem('plan_rule', {}, violations);
  const sums = new Map<string, number>();
  for (const { item_id, need } of lines) sums.set(item_id, (sums.get(item_id) ?? 0) + need);
  for (const [itemId, sum] of sums) {
    if (Number.isSafeInteger(sum)) continue;
    const params = { item_code: codeOf(itemId), max: Number.MAX_SAFE_INTEGER };
    violations.push({ rule: 'total_too_large', value: codeOf(itemId), params });
  }
  if (violations.length > 0) throw new Problem('plan_rule', {}, violations);
}

/** A site's count read once: its age judged, its units of every basis at hand. */
interface ReadCount {
  snapshot: CountSnapshot | null;
  stale: boolean;
  flags: LineFlag[];
  unitsOf(basis: NeedBasis): Units;
}

function needLine(
  site: PlanSite,
  itemId: string,
  tier: number | null,
  from: NeedSources,
  fulfilled: readonly Fulfilment[],
): NeedLine {
  // Not `sumOf`: a sum that is not exact any more is above `MAX_NEED`, which is said of all lines at once.
  let standard = 0;
  if (from.count.snapshot !== null) {
    for (const line of from.standards) standard += rateQuantity(line, from.count);
  }
  const need = Math.max(
    standard,
    sumOf(from.requests, ({ quantity }) => quantity),
  );
  const delivered = sumOf(fulfilled, (row) => row.delivered);
  const inTransit = sumOf(fulfilled, (row) => row.in_transit);
  const promised = sumOf(fulfilled, (row) => row.promised);
  return {
    site,
    item_id: itemId,
    tier,
    need,
    delivered,
    in_transit: inTransit,
    promised,
    gap: Math.max(0, need - delivered - inTransit - promised),
    from,
  };
}

/** What a plan cannot know for sure about a line's need. */
export function flagsOf({ from }: NeedLine): LineFlag[] {
  return [...from.count.flags];
}

/** Why a line's need is what it is. */
export function basisOf({ from: { count, standards, requests } }: NeedLine): LineBasis {
  return {
    count_id: count.snapshot?.count_id ?? null,
    counted_on: count.snapshot?.counted_on ?? null,
    source: count.snapshot?.source ?? null,
    stale: count.stale,
    rates: count.snapshot === null ? [] : standards.map((line) => rateBasis(line, count)),
    requested: sumOf(requests, ({ quantity }) => quantity),
    request_ids: [...new Set(requests.map(({ request_id }) => request_id))].sort(compareCodeUnits),
  };
}

function rateQuantity(line: StandardLine, count: ReadCount): number {
  const { units } = count.unitsOf(line.basis);
  const denominator = wholeNumber(line.rate_denominator, 'rate denominator');
  assert(denominator > 0, 'a rate has a denominator from 1 up');
  return ceilOfProduct(units ?? 0, wholeNumber(line.rate_numerator, 'rate numerator'), denominator);
}

function rateBasis(line: StandardLine, count: ReadCount): RateBasis {
  const { units, assumptions } = count.unitsOf(line.basis);
  const { basis, tier, rate_numerator, rate_denominator } = line;
  return {
    basis,
    tier,
    units: units ?? 0,
    rate_numerator,
    rate_denominator,
    quantity: rateQuantity(line, count),
    assumptions: [...assumptions],
  };
}

function readCount(snapshot: CountSnapshot | null, input: PlanInput): ReadCount {
  if (snapshot === null) {
    return { snapshot, stale: false, flags: ['no_count'], unitsOf: () => ({ units: null, assumptions: [] }) };
  }
  checkCount(snapshot);
  const stale = daysBetween(snapshot.counted_on, input.as_of) > input.options.stale_after_days;
  const flags: LineFlag[] = stale ? ['stale_count'] : [];
  if (individuals(snapshot, input.options).units === null) flags.push('count_without_figures');
  const known = new Map<NeedBasis, Units>();
  return {
    snapshot,
    stale,
    flags,
    unitsOf(basis) {
      const units = known.get(basis) ?? unitsOf(basis, snapshot, input.options);
      known.set(basis, units);
      return units;
    },
  };
}

function households(count: CountSnapshot, options: PlanOptions): Units {
  if (count.households !== null) return { units: count.households, assumptions: [] };
  const { units, assumptions } = countedIndividuals(count);
  if (units === null) return { units, assumptions };
  const size = options.assumed_household_size_hundredths;
  return {
    units: ceilOfProduct(units, 100, size),
    assumptions: [...assumptions, { code: 'household_size_hundredths', figure: size }],
  };
}

function individuals(count: CountSnapshot, options: PlanOptions): Units {
  const counted = countedIndividuals(count);
  if (counted.units !== null || count.households === null) return counted;
  const size = options.assumed_household_size_hundredths;
  return {
    units: ceilOfProduct(count.households, size, 100),
    assumptions: [{ code: 'household_size_hundredths', figure: size }],
  };
}

function countedIndividuals(count: CountSnapshot): Units {
  if (count.individuals !== null) return { units: count.individuals, assumptions: [] };
  if (count.females !== null && count.males !== null) {
    const both = count.females + count.males;
    return { units: both, assumptions: [{ code: 'individuals_from_females_and_males', figure: both }] };
  }
  if (count.groups.length === 0) return { units: null, assumptions: [] };
  const counted = sumOf(count.groups, ({ persons }) => persons);
  return { units: counted, assumptions: [{ code: 'individuals_from_groups', figure: counted }] };
}

function femalesOf12To49(count: CountSnapshot, options: PlanOptions): Units {
  const girls = bandOf(count, ['y12_17'], 'female');
  const women = bandOf(count, ['y18_59'], 'female');
  if (!girls.known && !women.known) {
    const share = shareOfIndividuals(
      count,
      options,
      'female_12_49_percent',
      options.assumed_female_12_49_percent,
    );
    if (share.units === null || count.females === null) return share;
    return { ...share, units: Math.min(share.units, count.females) };
  }
  const percent = options.assumed_female_18_49_of_18_59_percent ?? DEFAULT_FEMALE_18_49_OF_18_59_PERCENT;
  return {
    units: girls.persons + ceilOfProduct(women.persons, percent, 100),
    assumptions: [{ code: 'female_18_49_of_18_59_percent', figure: percent }, ...partlyGrouped(count)],
  };
}

function infants(count: CountSnapshot, options: PlanOptions): Units {
  const band = bandOf(count, ['m0_5', 'm6_23']);
  if (band.known) return { units: band.persons, assumptions: partlyGrouped(count) };
  return shareOfIndividuals(count, options, 'infant_0_23_months_percent', options.assumed_infant_percent);
}

function shareOfIndividuals(
  count: CountSnapshot,
  options: PlanOptions,
  code: 'female_12_49_percent' | 'infant_0_23_months_percent',
  percent: number,
): Units {
  const { units, assumptions } = individuals(count, options);
  if (units === null) return { units, assumptions };
  return {
    units: ceilOfProduct(units, percent, 100),
    assumptions: [...assumptions, { code, figure: percent }],
  };
}

/** Persons in some bands. Known where a row names one of them, or where the rows hold everybody, so that absent means none. */
function bandOf(count: CountSnapshot, bands: readonly AgeBand[], sex?: CountGroup['sex']): BandFigure {
  const rows = count.groups.filter((row) => bands.includes(row.age_band) && (sex ?? row.sex) === row.sex);
  const everybody = count.groups.length > 0 && partlyGrouped(count).length === 0;
  return { known: rows.length > 0 || everybody, persons: sumOf(rows, ({ persons }) => persons) };
}

interface BandFigure {
  known: boolean;
  persons: number;
}

/** Says so when the age groups leave out some of the individuals counted: a figure from bands is then too low. */
function partlyGrouped(count: CountSnapshot): Assumption[] {
  const grouped = sumOf(count.groups, ({ persons }) => persons);
  const counted = countedIndividuals(count).units ?? grouped;
  return grouped < counted ? [{ code: 'groups_cover_persons', figure: grouped }] : [];
}

function checkCount(count: CountSnapshot): void {
  const { households, individuals, females, males, groups } = count;
  for (const [what, figure] of Object.entries({ households, individuals, females, males })) {
    wholeNumber(figure ?? 0, `${what} of count ${count.count_id}`);
  }
  for (const { persons } of groups) wholeNumber(persons, `persons of count ${count.count_id}`);
}

function checkOptions(options: PlanOptions): void {
  wholeNumber(options.stale_after_days, 'stale_after_days');
  const size = wholeNumber(options.assumed_household_size_hundredths, 'assumed_household_size_hundredths');
  assert(size >= 100, 'a household has at least one person');
  const percents = [
    options.assumed_female_12_49_percent,
    options.assumed_female_18_49_of_18_59_percent ?? DEFAULT_FEMALE_18_49_OF_18_59_PERCENT,
    options.assumed_infant_percent,
  ];
  for (const percent of percents)
    assert(wholeNumber(percent, 'percent') <= 100, 'a share is at most 100 percent');
}

function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return dayNumber(to) - dayNumber(from);
}

function compareStandardLines(a: StandardLine, b: StandardLine): number {
  return (
    compareCodeUnits(a.item_id, b.item_id) ||
    a.tier - b.tier ||
    compareCodeUnits(a.basis, b.basis) ||
    a.rate_numerator - b.rate_numerator ||
    a.rate_denominator - b.rate_denominator
  );
}

function sumOf<T>(rows: readonly T[], quantityOf: (row: T) => number): number {
  return wholeNumber(
    rows.reduce((sum, row) => sum + wholeNumber(quantityOf(row), 'a quantity'), 0),
    'a sum',
  );
}

import { assert } from '../lib/assert.ts';
import {
  type AgeBand,
  type Assumption,
  type CountGroup,
  type CountSnapshot,
  ceilOfProduct,
  DEFAULT_FEMALE_18_49_OF_18_59_PERCENT,
  type PlanOptions,
  type Whom,
  wholeNumber,
} from './model.ts';
import { sumOf } from './sums.ts';

/** How many units of a basis a count holds, and what that rests on. `units` is null where the count has no figure at all. */
export interface Units {
  units: number | null;
  assumptions: Assumption[];
}

/**
 * Units of a basis in a count, each assumption named with its figure.
 *
 * Households and individuals stand for each other by the declared household size, rounded up, only where one side is
 * missing; individuals come first from the sexes or the age groups where those were counted. Women and girls of 12–49
 * are the band 12–17 and a declared share of 18–59, infants the two bands under two years; a count without those bands
 * uses a declared share of its individuals (women and girls: at most the females counted). A site counts once, unless its count says that nobody is there.
 */
export function unitsOf(whom: Whom, count: CountSnapshot, options: PlanOptions): Units {
  switch (whom.basis) {
    case 'household':
      return households(count, options);
    case 'person':
      return individuals(count, options);
    case 'female_12_49':
      return femalesOf12To49(count, options);
    case 'infant_0_23_months':
      return infants(count, options);
    case 'group':
      return group(whom, count, options);
    case 'vulnerable':
      return vulnerable(whom, count, options);
    case 'household_size': {
      const all = households(count, options);
      return shareOf(all, 'household_size_share_percent', whom.assumed_percent ?? 0);
    }
    case 'site': {
      const nobody = households(count, options).units === 0 && individuals(count, options).units === 0;
      return { units: nobody ? 0 : 1, assumptions: [] };
    }
  }
}

/** Persons of a sex and age bands. Sexes alone are counted where no bands are asked for. */
function group({ sex, age_bands, assumed_percent }: Whom, count: CountSnapshot, options: PlanOptions): Units {
  if (age_bands === undefined) {
    const counted = sex === 'female' ? count.females : sex === 'male' ? count.males : null;
    if (counted !== null) return { units: counted, assumptions: [] };
  }
  const band = bandOf(count, age_bands ?? everyBand, sex);
  if (band.known) return { units: band.persons, assumptions: partlyGrouped(count) };
  return assumedShare(count, options, assumed_percent, 'group');
}

/** Persons of a vulnerable group, as counted; a group that the count leaves out is assumed where a share is declared. */
function vulnerable(whom: Whom, count: CountSnapshot, options: PlanOptions): Units {
  const counted = count.vulnerable?.find(
    ({ vulnerable_group }) => vulnerable_group === whom.vulnerable_group,
  );
  if (counted !== undefined) return { units: counted.persons, assumptions: [] };
  return assumedShare(count, options, whom.assumed_percent, 'vulnerable');
}

function assumedShare(
  count: CountSnapshot,
  options: PlanOptions,
  percent: number | undefined,
  of: 'group' | 'vulnerable',
): Units {
  if (percent === undefined) return { units: 0, assumptions: [{ code: `${of}_unknown`, figure: 0 }] };
  return shareOf(individuals(count, options), `${of}_percent`, percent);
}

function shareOf({ units, assumptions }: Units, code: Assumption['code'], percent: number): Units {
  if (units === null) return { units, assumptions };
  return {
    units: ceilOfProduct(units, percent, 100),
    assumptions: [...assumptions, { code, figure: percent }],
  };
}

const everyBand: readonly AgeBand[] = ['m0_5', 'm6_23', 'y2_4', 'y5_11', 'y12_17', 'y18_59', 'y60_plus'];

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
  return shareOf(individuals(count, options), code, percent);
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

/** Fails on a count whose figures are not whole. */
export function checkCount(count: CountSnapshot): void {
  const { households, individuals, females, males, groups } = count;
  for (const [what, figure] of Object.entries({ households, individuals, females, males })) {
    wholeNumber(figure ?? 0, `${what} of count ${count.count_id}`);
  }
  for (const { persons } of groups) wholeNumber(persons, `persons of count ${count.count_id}`);
}

/** Fails on figures that an operation cannot have declared. */
export function checkOptions(options: PlanOptions): void {
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

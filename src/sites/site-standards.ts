/**
 * What a site is measured against. Each figure carries where it is from; one marked `configured` reached this project second-hand and
 * is set by the operator of the service.
 */
export interface SiteStandards {
  /** Persons a toilet at first, before more can be built. */
  readonly personsPerToiletAtFirst: number;
}

export const indicatorCodes = [
  'covered_area',
  'water',
  'water_points',
  'toilets',
  'bathing',
  'laundry',
] as const;
export type IndicatorCode = (typeof indicatorCodes)[number];

/** met; minimum: enough for survival or for the first days only; not_met; unknown: a figure it needs is missing. */
export const indicatorStatuses = ['met', 'minimum', 'not_met', 'unknown'] as const;
export type IndicatorStatus = (typeof indicatorStatuses)[number];

export interface Facilities {
  covered_area_m2: number | null;
  water_litres_a_day: number | null;
  water_points: number | null;
  toilets: number | null;
  bathing_facilities: number | null;
  laundry_facilities: number | null;
}

export interface Indicator {
  code: IndicatorCode;
  status: IndicatorStatus;
  /** Exact decimal, cut after two places; null where it cannot be said. */
  value: string | null;
  unit: string;
  standard: string;
  minimum: string | null;
  source: string;
  configured: boolean;
  /** How many more (m², litres a day, facilities) would meet the standard; null where unknown. */
  missing: number | null;
}

const HANDBOOK = 'domain figures: covered space, water and sanitation of collective sites';

/** A figure for each person: at least `standard` hundredths of a unit. */
interface Supply {
  readonly code: IndicatorCode;
  readonly field: keyof Facilities;
  readonly unit: string;
  readonly standard: number;
  readonly minimum: number | null;
}

/** So many persons to each facility at most. */
interface Sharing {
  readonly code: IndicatorCode;
  readonly field: keyof Facilities;
  readonly unit: string;
  readonly standard: number;
}

const supplies: readonly Supply[] = [
  { code: 'covered_area', field: 'covered_area_m2', unit: 'm2/person', standard: 350, minimum: null },
  { code: 'water', field: 'water_litres_a_day', unit: 'l/person/day', standard: 1500, minimum: 750 },
];

const sharings: readonly Sharing[] = [
  { code: 'water_points', field: 'water_points', unit: 'persons/tap', standard: 250 },
  { code: 'toilets', field: 'toilets', unit: 'persons/toilet', standard: 20 },
  { code: 'bathing', field: 'bathing_facilities', unit: 'persons/facility', standard: 50 },
  { code: 'laundry', field: 'laundry_facilities', unit: 'persons/facility', standard: 100 },
];

/** Hundredths as a decimal with two places: 350 → `3.50`. */
function decimal(hundredths: number): string {
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}

/** A site's facilities against the people in it. Compared exactly; only what is shown is cut to two places. */
export function siteIndicators(
  people: number | null,
  facilities: Facilities,
  standards: SiteStandards,
): Indicator[] {
  return [
    ...supplies.map((supply) => supplyIndicator(supply, people, facilities[supply.field])),
    ...sharings.map((sharing) => sharingIndicator(sharing, people, facilities[sharing.field], standards)),
  ];
}

function supplyIndicator(supply: Supply, people: number | null, amount: number | null): Indicator {
  const { code, unit, standard, minimum } = supply;
  const common = {
    code,
    unit,
    standard: `>= ${decimal(standard)}`,
    minimum: minimum === null ? null : `>= ${decimal(minimum)}`,
    source: HANDBOOK,
    configured: false,
  };
  if (people === null || amount === null) return { ...common, status: 'unknown', value: null, missing: null };
  const missing = Math.max(0, Math.ceil((people * standard) / 100) - amount);
  const reaches = (figure: number) => amount * 100 >= people * figure;
  const status = reaches(standard) ? 'met' : minimum !== null && reaches(minimum) ? 'minimum' : 'not_met';
  const value = people === 0 ? null : decimal(Math.floor((amount * 100) / people));
  return { ...common, status, value, missing };
}

function sharingIndicator(
  sharing: Sharing,
  people: number | null,
  facilities: number | null,
  { personsPerToiletAtFirst }: SiteStandards,
): Indicator {
  const { code, unit, standard } = sharing;
  const atFirst = code === 'toilets' ? personsPerToiletAtFirst : null;
  const common = {
    code,
    unit,
    standard: `<= ${decimal(standard * 100)}`,
    minimum: atFirst === null ? null : `<= ${decimal(atFirst * 100)}`,
    source: atFirst === null ? HANDBOOK : `${HANDBOOK}; SITE_PERSONS_PER_TOILET_AT_FIRST`,
    configured: atFirst !== null,
  };
  if (people === null || facilities === null) {
    return { ...common, status: 'unknown', value: null, missing: null };
  }
  const missing = Math.max(0, Math.ceil(people / standard) - facilities);
  const reaches = (figure: number) => people <= facilities * figure;
  const status = reaches(standard) ? 'met' : atFirst !== null && reaches(atFirst) ? 'minimum' : 'not_met';
  const value = facilities === 0 ? null : decimal(Math.floor((people * 100) / facilities));
  return { ...common, status, value, missing };
}

/** The census of 2024 gives 3.14 persons a household; used where a count states households alone, and told where it was. */
export const HOUSEHOLD_SIZE_HUNDREDTHS = 314;

/** People in a site: individuals as counted, else females and males, else households of the size of the census. */
export function peopleOf(count: {
  households: number | null;
  individuals: number | null;
  females: number | null;
  males: number | null;
}): { people: number | null; assumed: 'females_and_males' | 'household_size_3.14' | null } {
  const { households, individuals, females, males } = count;
  if (individuals !== null) return { people: individuals, assumed: null };
  if (females !== null && males !== null) return { people: females + males, assumed: 'females_and_males' };
  if (households === null) return { people: null, assumed: null };
  const people = Math.ceil((households * HOUSEHOLD_SIZE_HUNDREDTHS) / 100);
  return { people, assumed: 'household_size_3.14' };
}

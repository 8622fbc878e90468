import type { CalendarDate } from '../lib/exact.ts';
import type { LotPick, LotStock } from '../stock/fefo.ts';

export { type CalendarDate, dayNumber, wholeNumber } from '../lib/exact.ts';
export type { LotPick, LotStock } from '../stock/fefo.ts';

export const needBases = [
  ...(['household', 'person', 'female_12_49', 'infant_0_23_months', 'site'] as const),
  ...(['group', 'vulnerable', 'household_size'] as const),
] as const;
export type NeedBasis = (typeof needBases)[number];
export type Rounding = 'up' | 'nearest' | 'down';
export type Sex = 'female' | 'male';
export type AgeBand = 'm0_5' | 'm6_23' | 'y2_4' | 'y5_11' | 'y12_17' | 'y18_59' | 'y60_plus';

export interface CountGroup {
  sex: Sex;
  age_band: AgeBand;
  persons: number;
}

/** The household count a plan uses for a site: what was reported, with null where nothing was. */
export interface CountSnapshot {
  count_id: string;
  counted_on: CalendarDate;
  source: string;
  households: number | null;
  individuals: number | null;
  females: number | null;
  males: number | null;
  groups: readonly CountGroup[];
  /** Only there for a count that contradicts something and that nobody has decided on yet. */
  flagged?: true;
  vulnerable?: readonly { vulnerable_group: string; persons: number }[];
}

export interface PlanSite {
  site_id: string;
  code: string;
  /** Read only where a grant limits the P-codes its goods go to. */
  p_code?: string | null;
  /** 1 is served first. */
  priority: number;
  count: CountSnapshot | null;
}

/** Whom a rate is per. */
export interface Whom {
  basis: NeedBasis;
  /** Of a `group`; both when absent, and every age without bands. */
  sex?: Sex;
  age_bands?: readonly AgeBand[];
  /** Of `vulnerable`. */
  vulnerable_group?: string;
  /** Persons in the households meant by `household_size`. */
  size_from?: number;
  size_to?: number;
  /** In a hundred persons (households for `household_size`), where a count does not say how many. */
  assumed_percent?: number;
}

/** `rate_numerator` pieces of the item for every `rate_denominator` units of the basis. */
export interface StandardLine extends Whom {
  item_id: string;
  item_code: string;
  rate_numerator: number;
  rate_denominator: number;
  /** 1 is life-saving. */
  tier: number;
  /** `up` when absent. */
  rounding?: Rounding;
  /** Given again every so many days of the horizon; once when absent. */
  every_days?: number;
  /** 1 when absent. */
  weight?: number;
}

export interface ApprovedRequestLine {
  request_id: string;
  site_id: string;
  item_id: string;
  quantity: number;
}

/** What a site already got of an item, what is on its way, and what approved plans hold for it. */
export interface Fulfilment {
  site_id: string;
  item_id: string;
  delivered: number;
  in_transit: number;
  promised: number;
}

/** Where a grant lets its goods go: to these sites and to all places whose P-code begins with one of these. */
export interface PlaceLimit {
  site_ids: readonly string[];
  p_codes: readonly string[];
}

export interface PlanLot extends LotStock {
  /** Which of the input's place limits hold for it, all of them; a kit has those of all its parts. */
  place_limits?: readonly number[];
}

/** An officer's decision on one cell: exactly so many pieces, 0 for none. */
export interface Pin {
  site_id: string;
  item_id: string;
  quantity: number;
  reason: string;
}

export interface PlanOptions {
  /** A count older than this many days on the plan's date is flagged. */
  stale_after_days: number;
  /** Shelf life a lot must still have on the day it arrives. */
  minimum_remaining_days: number;
  /** Persons per household times 100. 314 is the 2024 census of El Salvador (6,029,976 / 1,920,668). */
  assumed_household_size_hundredths: number;
  /** Women and girls of 12–49 in a hundred persons, where a count has no age bands. 25 [check]. */
  assumed_female_12_49_percent: number;
  /** Women of 18–49 in a hundred women of 18–59: the reported band is ten years too wide. See the default. */
  assumed_female_18_49_of_18_59_percent?: number;
  /** Children under two in a hundred persons, where a count has no age bands. [check] */
  assumed_infant_percent: number;
  /**
   * Of what the sites of a priority and those after it can get of an item, the hundredths kept for those after it. 0 when absent.
   */
  lower_priority_share_percent?: number;
  /** By site: a site of weight 2 is raised to twice the coverage of one of weight 1, which all others have. */
  site_weights?: Readonly<Record<string, number>>;
  /** Days for which what is given again and again is planned; 30 when absent. */
  horizon_days?: number;
  /** Quantity of an item that a plan leaves in the warehouse. */
  reserve_floor?: Readonly<Record<string, number>>;
}

/** A young population's rough share, from no official table [check]: an operation sets its own. */
export const DEFAULT_FEMALE_18_49_OF_18_59_PERCENT = 80;

export interface PlanInput {
  /** The day stock and counts are judged on. */
  as_of: CalendarDate;
  /** The day the goods reach the sites. */
  arrival_on: CalendarDate;
  sites: readonly PlanSite[];
  lines: readonly StandardLine[];
  requests: readonly ApprovedRequestLine[];
  fulfilment: readonly Fulfilment[];
  lots: readonly PlanLot[];
  place_limits?: readonly PlaceLimit[];
  pins?: readonly Pin[];
  options: PlanOptions;
}

/** What a figure rests on besides the count itself. `figure` is in the unit its code ends with, or persons. */
export type AssumptionCode =
  | 'female_12_49_percent'
  | 'female_18_49_of_18_59_percent'
  | 'group_percent'
  | 'group_unknown'
  | 'groups_cover_persons'
  | 'household_size_hundredths'
  | 'household_size_share_percent'
  | 'individuals_from_females_and_males'
  | 'individuals_from_groups'
  | 'infant_0_23_months_percent'
  | 'vulnerable_percent'
  | 'vulnerable_unknown';

export interface Assumption {
  code: AssumptionCode;
  figure: number;
}

/** One standard line at one site: `quantity` = units × rate, rounded as the line says, × times. */
export interface RateBasis {
  basis: NeedBasis;
  tier: number;
  units: number;
  rate_numerator: number;
  rate_denominator: number;
  /** How often it is given within the horizon. */
  times: number;
  quantity: number;
  assumptions: Assumption[];
}

/** Why the need is what it is: need = max(sum of `rates`, `requested`). */
export interface LineBasis {
  count_id: string | null;
  counted_on: CalendarDate | null;
  source: string | null;
  stale: boolean;
  rates: RateBasis[];
  requested: number;
  request_ids: string[];
}

export type LineFlag = 'no_count' | 'stale_count' | 'flagged_count' | 'count_without_figures';

/** Why stock on hand is kept out of a plan, in the order in which it explains a shortfall. */
export const exclusionReasons = [
  'held',
  'expired',
  'expiring',
  'earmark',
  'reserved',
  'reserve_floor',
] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];
/** `pinned`: an officer fixed the quantity. */
export const shortfallReasons = [...exclusionReasons, 'no_stock', 'pinned'] as const;
export type ShortfallReason = (typeof shortfallReasons)[number];

export interface ShortfallPart {
  reason: ShortfallReason;
  quantity: number;
}

/** One item at one site. need ≥ 0; gap = allocated + shortfall; the reasons sum to the shortfall. */
export interface PlanLine {
  site_id: string;
  item_id: string;
  /** The most urgent tier of the standards that name the item; null where only a request does. */
  tier: number | null;
  priority: number;
  need: number;
  delivered: number;
  in_transit: number;
  promised: number;
  gap: number;
  allocated: number;
  shortfall: number;
  reasons: ShortfallPart[];
  flags: LineFlag[];
  basis: LineBasis;
  /** What an officer decided for it, and why. */
  pin: { quantity: number; reason: string } | null;
  picks: LotPick[];
}

/** One item over all sites. Stock on hand = usable + the sum of `excluded`. */
export interface ItemTotal {
  item_id: string;
  need: number;
  gap: number;
  usable: number;
  allocated: number;
  shortfall: number;
  excluded: Record<ExclusionReason, number>;
}

/** floor(a × b / divisor), exact for whole numbers of any product. `divisor` ≥ 1. */
export function floorOfProduct(a: number, b: number, divisor: number): number {
  const product = a * b;
  // Below 2^53 the remainder is exact and so is the division of what it leaves; a rounded quotient would not be.
  if (product <= Number.MAX_SAFE_INTEGER) return (product - (product % divisor)) / divisor;
  return Number((BigInt(a) * BigInt(b)) / BigInt(divisor));
}

/** a × b / divisor to the nearest whole number, halves up; exact for whole numbers of any product. `divisor` ≥ 1. */
export function nearestOfProduct(a: number, b: number, divisor: number): number {
  const below = floorOfProduct(a, b, divisor);
  const rest = BigInt(a) * BigInt(b) - BigInt(below) * BigInt(divisor);
  return rest * 2n >= BigInt(divisor) ? below + 1 : below;
}

/** ceil(a × b / divisor), exact for whole numbers of any product. `divisor` ≥ 1. */
export function ceilOfProduct(a: number, b: number, divisor: number): number {
  const product = a * b;
  if (product <= Number.MAX_SAFE_INTEGER) {
    const rest = product % divisor;
    return (product - rest) / divisor + (rest > 0 ? 1 : 0);
  }
  return Number((BigInt(a) * BigInt(b) + BigInt(divisor) - 1n) / BigInt(divisor));
}

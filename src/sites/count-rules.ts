import type { Params, RuleCode } from '../lib/problem.ts';
import {
  AGE_BANDS,
  type AgeBandCode,
  SEXES,
  type Sex,
  VULNERABLE_GROUPS,
  type VulnerableGroup,
} from './age-bands.ts';

export interface CountGroup {
  sex: Sex;
  age_band: AgeBandCode;
  persons: number;
}

export interface VulnerableCount {
  vulnerable_group: VulnerableGroup;
  persons: number;
}

/** What a count says; null is "not stated", never zero. */
export interface CountFigures {
  households: number | null;
  individuals: number | null;
  females: number | null;
  males: number | null;
  groups: readonly CountGroup[];
  vulnerable: readonly VulnerableCount[];
}

type TotalField = 'households' | 'individuals' | 'females' | 'males';

/** Something about a count that a person has to look at. */
export interface Flag {
  rule: RuleCode;
  field: TotalField;
  params: Params;
}

/** The count that held before, which a new one is compared with. */
export interface EarlierCount {
  counted_on: string;
  households: number | null;
  individuals: number | null;
}

/** More people than this many times the capacity are a slip of the hand, or a disaster of its own. */
const TIMES_CAPACITY = 10;
/** A change beyond this share of the count before is sudden. */
const SUDDEN_PERCENT = 50;

/** Everything in a count that a person has to decide on: contradictions in itself, with its site, with the count before. */
export function flagsOf(
  count: CountFigures,
  { capacity, earlier }: { capacity: number | null; earlier: EarlierCount | null },
): Flag[] {
  return [...contradictions(count), ...overCapacity(count, capacity), ...suddenChange(count, earlier)];
}

interface Parts {
  names: string;
  sum: number;
}

/**
 * Where a count contradicts itself: parts above their whole, more households than people, and parts that are all there and yet not
 * the whole (females and males of the individuals; every age band of a sex).
 */
export function contradictions(count: CountFigures): Flag[] {
  const groups = (names: string, ...sexes: readonly Sex[]): Parts => ({
    names,
    sum: sum(count.groups.filter((group) => sexes.includes(group.sex)).map((group) => group.persons)),
  });
  const ofFemales = groups('groups female', 'female');
  const ofMales = groups('groups male', 'male');
  const ofAll = groups('groups', ...SEXES);
  const limits: ReadonlyArray<readonly [TotalField, Parts]> = [
    ['individuals', { names: 'households', sum: count.households ?? 0 }],
    ['individuals', { names: 'females + males', sum: (count.females ?? 0) + (count.males ?? 0) }],
    ['individuals', ofAll],
    ['females', ofFemales],
    ['males', ofMales],
    ...count.vulnerable.map((group) => vulnerableLimit(group)),
  ];
  const complete: (readonly [TotalField, Parts])[] = [];
  if (count.females !== null && count.males !== null) {
    complete.push(['individuals', { names: 'females + males', sum: count.females + count.males }]);
  }
  if (hasEveryBand(count, 'female')) complete.push(['females', ofFemales]);
  if (hasEveryBand(count, 'male')) complete.push(['males', ofMales]);
  if (SEXES.every((sex) => hasEveryBand(count, sex))) complete.push(['individuals', ofAll]);
  return [
    ...limits.flatMap(([field, parts]) => exceeding(field, count[field], parts)),
    ...complete.flatMap(([field, parts]) => falling(field, count[field], parts)),
  ];
}

function vulnerableLimit({ vulnerable_group, persons }: VulnerableCount): readonly [TotalField, Parts] {
  return ['individuals', { names: vulnerable_group, sum: persons }];
}

function hasEveryBand(count: CountFigures, sex: Sex): boolean {
  return count.groups.filter((group) => group.sex === sex).length === AGE_BANDS.length;
}

function exceeding(field: TotalField, total: number | null, { names, sum }: Parts): Flag[] {
  if (total === null || sum <= total) return [];
  return [
    { rule: 'parts_exceed_total', field, params: { parts: names, sum, total: field, total_value: total } },
  ];
}

function falling(field: TotalField, total: number | null, { names, sum }: Parts): Flag[] {
  if (total === null || sum >= total) return [];
  return [
    {
      rule: 'parts_differ_from_total',
      field,
      params: { parts: names, sum, total: field, total_value: total },
    },
  ];
}

function overCapacity(count: CountFigures, capacity: number | null): Flag[] {
  const field = count.individuals === null ? 'households' : 'individuals';
  const people = count[field];
  if (people === null || capacity === null || capacity === 0 || people <= TIMES_CAPACITY * capacity)
    return [];
  return [{ rule: 'over_capacity', field, params: { people, capacity, times: TIMES_CAPACITY } }];
}

/** Compared in individuals where both counts state them, else in households; from or to nobody is no sudden change. */
function suddenChange(count: CountFigures, earlier: EarlierCount | null): Flag[] {
  if (earlier === null) return [];
  const both = (['individuals', 'households'] as const).find(
    (one) => count[one] !== null && earlier[one] !== null,
  );
  if (both === undefined) return [];
  const [before, after] = [earlier[both] ?? 0, count[both] ?? 0];
  if (before === 0 || after === 0 || Math.abs(after - before) * 100 <= before * SUDDEN_PERCENT) return [];
  const params = { before, after, counted_on: earlier.counted_on, percent: SUDDEN_PERCENT };
  return [{ rule: 'sudden_change', field: both, params }];
}

export const countGaps = [
  'households',
  'individuals',
  'females',
  'males',
  'age_bands',
  'vulnerable_groups',
] as const;
export type CountGap = (typeof countGaps)[number];

/** What a count leaves out: a partial count is welcome, and what is missing in it is seen. */
export function gapsOf(count: CountFigures): CountGap[] {
  const figures = (['households', 'individuals', 'females', 'males'] as const).filter(
    (field) => count[field] === null,
  );
  const isBanded = SEXES.every((sex) => hasEveryBand(count, sex));
  return [
    ...figures,
    ...(isBanded ? [] : (['age_bands'] as const)),
    ...(count.vulnerable.length === VULNERABLE_GROUPS.length ? [] : (['vulnerable_groups'] as const)),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

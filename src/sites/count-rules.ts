import type { Params, RuleCode } from '../lib/problem.ts';
import type { AgeBandCode, Sex } from './age-bands.ts';

export interface CountGroup {
  sex: Sex;
  age_band: AgeBandCode;
  persons: number;
}

/** What a count says; null is "not stated", never zero. */
export interface CountFigures {
  households: number | null;
  individuals: number | null;
  females: number | null;
  males: number | null;
  groups: readonly CountGroup[];
}

type TotalField = 'individuals' | 'females' | 'males';

/** A figure that contradicts others of the same count. */
export interface Contradiction {
  rule: RuleCode;
  field: TotalField;
  params: Params;
}

interface Parts {
  names: string;
  sum: number;
}

/**
 * Where a count contradicts itself: parts above their whole, more households than people, and females and males that are not
 * the individuals where all three are given.
 */
export function contradictions(count: CountFigures): Contradiction[] {
  const groups = (names: string, ...sexes: readonly Sex[]): Parts => ({
    names,
    sum: sum(count.groups.filter((group) => sexes.includes(group.sex)).map((group) => group.persons)),
  });
  const limits: ReadonlyArray<readonly [TotalField, Parts]> = [
    ['individuals', { names: 'households', sum: count.households ?? 0 }],
    ['individuals', { names: 'females + males', sum: (count.females ?? 0) + (count.males ?? 0) }],
    ['individuals', groups('groups', 'female', 'male')],
    ['females', groups('groups female', 'female')],
    ['males', groups('groups male', 'male')],
  ];
  const exceeded = limits.flatMap(([field, parts]) => exceeding(field, count[field], parts));
  return [...exceeded, ...sexesMissing(count)];
}

function exceeding(field: TotalField, total: number | null, { names, sum }: Parts): Contradiction[] {
  if (total === null || sum <= total) return [];
  return [
    { rule: 'parts_exceed_total', field, params: { parts: names, sum, total: field, total_value: total } },
  ];
}

/** Females and males below the individuals; above them is told otherwise. */
export function sexesMissing({ individuals, females, males }: CountFigures): Contradiction[] {
  if (individuals === null || females === null || males === null || females + males >= individuals) return [];
  const params = {
    parts: 'females + males',
    sum: females + males,
    total: 'individuals',
    total_value: individuals,
  };
  return [{ rule: 'parts_differ_from_total', field: 'individuals', params }];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

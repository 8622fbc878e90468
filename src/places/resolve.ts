import { pCodes } from '../../db/reference/p-codes.ts';
import { comparableText } from '../exchange/text.ts';
import type { RuleCode } from '../lib/problem.ts';
import { findPlace, type Place, type PlaceKind, places } from './gazetteer.ts';
import { brokenPCodeRule } from './p-code.ts';

/** A place, or the rule that the words for it break, with the places that may have been meant. */
export type Resolved =
  | { readonly place: Place }
  | { readonly refused: RuleCode; readonly candidates: readonly Place[] };

const refused = (rule: RuleCode, candidates: readonly Place[] = []): Resolved => ({
  refused: rule,
  candidates,
});

const ABBREVIATED: Readonly<Record<string, string>> = {
  sn: 'san',
  sta: 'santa',
  sto: 'santo',
  dpto: 'departamento',
  depto: 'departamento',
  mpio: 'municipio',
};

/** What a name is compared by: no accents, case or punctuation, no `Municipio de` before it, short forms written out. */
export function comparablePlace(name: string): string {
  return comparableText(name)
    .split(' ')
    .map((word) => ABBREVIATED[word] ?? word)
    .join(' ')
    .replace(/^(departamento|municipio|distrito|alcaldia|villa)( municipal)?( de)? (?=.)/u, '');
}

const byName = new Map<string, Place[]>();
for (const place of places) {
  for (const name of new Set([place.name, place.former_name ?? place.name].map(comparablePlace))) {
    byName.set(name, [...(byName.get(name) ?? []), place]);
  }
}

const waterNames = new Set(
  pCodes.filter((one) => one.is_water_body).map(({ name }) => comparablePlace(name)),
);

/** By P-code, which must be that of a department or distrito of El Salvador. */
export function resolvePCode(code: string): Resolved {
  const rule = brokenPCodeRule(code);
  if (rule !== null) return refused(rule);
  const place = findPlace(code);
  return place === undefined ? refused('p_code_unknown') : { place };
}

/**
 * By name: accents, letter case, short forms and the names of 2021 are understood. Most names are those of several places, so
 * a department (its name or P-code) narrows it down, and so does a kind; what is still ambiguous is refused with all it may be.
 */
export function resolveName(
  name: string,
  { department, kind }: { department?: string | undefined; kind?: PlaceKind | undefined } = {},
): Resolved {
  const wanted = comparablePlace(name);
  let found = (byName.get(wanted) ?? []).filter((place) => kind === undefined || place.kind === kind);
  if (department !== undefined) {
    const within = resolveDepartment(department);
    if ('refused' in within) return within;
    const elsewhere = found;
    found = found.filter((place) => place.department_p_code === within.place.key);
    if (found.length === 0 && elsewhere.length > 0) return refused('place_elsewhere', elsewhere);
  }
  const [place, ...others] = found;
  if (place !== undefined && others.length === 0) return { place };
  if (place !== undefined) return refused('place_ambiguous', found);
  return refused(waterNames.has(wanted) ? 'place_water_body' : 'place_unknown');
}

/** A department by its name or P-code. */
export function resolveDepartment(text: string): Resolved {
  const place = findPlace(text.trim().toUpperCase());
  if (place?.kind === 'department') return { place };
  return resolveName(text, { kind: 'department' });
}

export const numberSchemes = ['p_code', 'national'] as const;
export type NumberScheme = (typeof numberSchemes)[number];

/**
 * By number, under the scheme its writer declares: 02 is Santa Ana in the national list and Cabañas in P-codes. Of the national list
 * the departments are known (two digits); P-codes are known to the distrito (four).
 */
export function resolveNumber(number: string, scheme: NumberScheme | undefined): Resolved {
  const digits = /^\d{1,4}$/.test(number) ? number.padStart(number.length > 2 ? 4 : 2, '0') : null;
  if (digits === null) return refused('place_number');
  const national = places.filter(
    (place) => place.kind === 'department' && place.national_department_number === digits.slice(0, 2),
  );
  const coded = findPlace(`SV${digits}`);
  if (scheme === undefined) {
    return refused('place_scheme', [...national, ...(coded === undefined ? [] : [coded])]);
  }
  if (scheme === 'p_code') return resolvePCode(`SV${digits}`);
  const [department] = national;
  if (department === undefined || digits.length > 2) return refused('place_number', national);
  return { place: department };
}

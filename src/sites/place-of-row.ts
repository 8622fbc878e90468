import type { RuleCode } from '../lib/problem.ts';
import { resolveDepartment, resolveName } from '../places/resolve.ts';

/** The P-code that the words of a row name; null where they name none; or the rule they break and in which field. */
export type RowPlace =
  | { readonly p_code: string | null }
  | { readonly rule: RuleCode; readonly field: 'adm1_name' | 'adm2_name'; readonly candidates: string };

interface Named {
  p_code: string | null;
  adm1_name: string | null;
  adm2_name: string | null;
}

/**
 * Where a row that adds a site says the site is: by its P-code, else by its names. Names of a department that El Salvador does not
 * have are those of another country, and are left alone.
 */
export function placeOfRow({ p_code, adm1_name, adm2_name }: Named): RowPlace {
  if (p_code !== null || (adm1_name === null && adm2_name === null)) return { p_code };
  if (adm1_name === null) return areaOf(adm2_name ?? '', undefined);
  const department = resolveDepartment(adm1_name);
  if ('refused' in department) return { p_code: null };
  if (adm2_name === null) return { p_code: department.place.key };
  return areaOf(adm2_name, department.place.key);
}

function areaOf(name: string, department: string | undefined): RowPlace {
  const distrito = resolveName(name, { department, kind: 'distrito' });
  if ('place' in distrito) return { p_code: distrito.place.p_code };
  const municipio = resolveName(name, { department, kind: 'municipio' });
  // A municipio of today has no P-code of its own: its department is the smallest that surely holds.
  if ('place' in municipio) return { p_code: municipio.place.department_p_code };
  if (department === undefined && distrito.refused === 'place_unknown') return { p_code: null };
  const candidates = distrito.candidates
    .map((place) => `${place.name} (${place.p_code}, ${place.department})`)
    .join(', ');
  return { rule: distrito.refused, field: 'adm2_name', candidates };
}

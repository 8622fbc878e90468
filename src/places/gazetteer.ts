import {
  areaCentroids,
  departmentCentroids,
  departmentNumbers,
  municipios,
  namesOfToday,
} from '../../db/reference/municipios.ts';
import { departments, pCodes } from '../../db/reference/p-codes.ts';
import { present } from '../lib/assert.ts';

export const placeKinds = ['department', 'municipio', 'distrito'] as const;
export type PlaceKind = (typeof placeKinds)[number];

/** A place of El Salvador that a site, an operation or a file can name. Lakes and reservoirs are none. */
export interface Place {
  /** The P-code; of a municipio, which has none, its department's and its name. Unique, and the order of lists. */
  readonly key: string;
  readonly kind: PlaceKind;
  /** Of a department or a distrito, as COD-AB of 2021 has it. */
  readonly p_code: string | null;
  /** Of today. */
  readonly name: string;
  /** The other name in use, that of the list of 2021. */
  readonly former_name: string | null;
  readonly department_p_code: string;
  readonly department: string;
  /** The number of its department in the national list, which is not the number in the P-code. */
  readonly national_department_number: string;
  /** The municipio of the reform of 2024 that a distrito belongs to. */
  readonly municipio: string | null;
  /** Centroid; none for a municipio. */
  readonly latitude: number | null;
  readonly longitude: number | null;
}

function centroids(text: string): (readonly [latitude: number, longitude: number])[] {
  return text
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const [latitude, longitude] = pair.split(',').map(Number);
      return [latitude ?? 0, longitude ?? 0] as const;
    });
}

function allPlaces(): Place[] {
  const ofDepartment = centroids(departmentCentroids);
  const ofArea = centroids(areaCentroids);
  const municipioOf = new Map<string, string>();
  const places: Place[] = [];
  for (const [index, { code, name }] of departments.entries()) {
    const common = {
      department_p_code: code,
      department: name,
      national_department_number: present(departmentNumbers[code], 'a national number').national,
    };
    const none = { p_code: null, former_name: null, municipio: null, latitude: null, longitude: null };
    const [latitude, longitude] = present(ofDepartment[index], 'a centroid');
    places.push({
      ...none,
      ...common,
      key: code,
      kind: 'department',
      p_code: code,
      name,
      latitude,
      longitude,
    });
    for (const [municipio, members] of Object.entries(municipios[code] ?? {})) {
      for (const last of members.split(' ')) municipioOf.set(`${code}${last}`, municipio);
      places.push({ ...none, ...common, key: `${code} ${municipio}`, kind: 'municipio', name: municipio });
    }
  }
  const departmentOf = new Map(places.map((place) => [place.key, place]));
  for (const [index, { code, name, department_code, is_water_body }] of pCodes.entries()) {
    if (is_water_body) continue;
    const [latitude, longitude] = present(ofArea[index], 'a centroid');
    const { department, department_p_code, national_department_number } = present(
      departmentOf.get(department_code),
      'the department of a P-code',
    );
    const today = namesOfToday[code];
    places.push({
      key: code,
      kind: 'distrito',
      p_code: code,
      name: today ?? name,
      former_name: today === undefined ? null : name,
      department,
      department_p_code,
      national_department_number,
      municipio: municipioOf.get(code) ?? null,
      latitude,
      longitude,
    });
  }
  return places.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** The 14 departments, the 44 municipios of today and the 262 distritos, in the order of their keys. */
export const places: readonly Place[] = allPlaces();

const byKey: ReadonlyMap<string, Place> = new Map(places.map((place) => [place.key, place]));

/** The place with exactly this key; that of a department or distrito is its P-code. */
export function findPlace(key: string): Place | undefined {
  return byKey.get(key);
}

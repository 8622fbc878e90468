import type { LoadInput, LoadSite } from './load-model.ts';

/** Mean radius of the earth in metres (IUGG). */
const EARTH_RADIUS_M = 6_371_009;

interface Point {
  readonly latitude: number;
  readonly longitude: number;
}

/** Metres along a great circle. */
export function greatCircle(from: Point, to: Point): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const half = (a: number, b: number) => Math.sin(radians(b - a) / 2) ** 2;
  const chord =
    half(from.latitude, to.latitude) +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * half(from.longitude, to.longitude);
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Metres by road between where the trips begin (null) and sites; undefined where neither a figure nor coordinates are known. */
export class Distances {
  readonly #given: ReadonlyMap<string, number>;
  readonly #start: Point | null;
  readonly #detour: number;

  constructor({ distances, start, options }: LoadInput) {
    this.#given = new Map(
      distances.map(({ from_site_id, to_site_id, distance_m }) => [
        `${from_site_id}>${to_site_id}`,
        distance_m,
      ]),
    );
    this.#start = start;
    this.#detour = options.detour_percent / 100;
  }

  /** The figure given for this way, or for the way back, or great circle × detour. */
  between(from: LoadSite | null, to: LoadSite | null): number | undefined {
    const [a, b] = [from?.site_id ?? null, to?.site_id ?? null];
    if (a === b) return 0;
    const given = this.#given.get(`${a}>${b}`) ?? this.#given.get(`${b}>${a}`);
    if (given !== undefined) return given;
    const [here, there] = [this.#pointOf(from), this.#pointOf(to)];
    return here === null || there === null ? undefined : Math.round(greatCircle(here, there) * this.#detour);
  }

  #pointOf(site: LoadSite | null): Point | null {
    if (site === null) return this.#start;
    const { latitude, longitude } = site;
    return latitude === null || longitude === null ? null : { latitude, longitude };
  }
}

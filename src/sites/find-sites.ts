import { CodesInUse, codeFrom, isCode } from '../exchange/codes.ts';
import { comparableText } from '../exchange/text.ts';
import type { CountReading } from './count-file.ts';
import type { KnownSite } from './store.ts';

/** What a row of a file says of its site. */
export type SiteReading = Pick<
  CountReading,
  'site_code' | 'site_name' | 'p_code' | 'adm1_name' | 'adm2_name' | 'latitude' | 'longitude'
>;

/** The site a row is about; `ambiguous` holds how many sites have its name. */
export type SiteFound = { known: KnownSite } | { ambiguous: number } | { unknown: true };

/**
 * Finds the sites of an operation that the rows of a file are about: by code, else by name. A site that some row names by its
 * code is no other row's by name, and one with another P-code than the row says is none of it.
 */
export class SiteFinder {
  readonly #byCode: ReadonlyMap<string, KnownSite>;
  readonly #byName = new Map<string, KnownSite[]>();

  constructor(sites: readonly KnownSite[], readings: readonly SiteReading[]) {
    this.#byCode = new Map(sites.flatMap((site) => codeKeys(site.code).map((key) => [key, site])));
    const named = new Set(readings.map((reading) => this.#withCode(reading)?.id));
    for (const site of sites.filter(({ id }) => !named.has(id))) {
      const name = comparableText(site.name);
      this.#byName.set(name, [...(this.#byName.get(name) ?? []), site]);
    }
  }

  find(reading: SiteReading): SiteFound {
    const withCode = this.#withCode(reading);
    if (withCode !== undefined) return { known: withCode };
    const [first, ...others] = this.#withName(reading);
    if (first === undefined) return { unknown: true };
    return others.length === 0 ? { known: first } : { ambiguous: others.length + 1 };
  }

  /** Names repeat from one municipio to the next, so a P-code that is the same on both sides decides. */
  #withName({ site_name, p_code }: SiteReading): readonly KnownSite[] {
    const name = comparableText(site_name ?? '');
    const named = name === '' ? [] : (this.#byName.get(name) ?? []);
    if (p_code === null) return named;
    const there = named.filter((site) => site.p_code === p_code);
    return there.length > 0 ? there : named.filter((site) => site.p_code === null);
  }

  #withCode({ site_code }: SiteReading): KnownSite | undefined {
    if (site_code === null) return undefined;
    return codeKeys(site_code)
      .map((key) => this.#byCode.get(key))
      .find((site) => site !== undefined);
  }
}

/** As it is written, and without letter case, which people mix. */
function codeKeys(code: string): [string, string] {
  return [`=${code}`, `~${code.toLowerCase()}`];
}

/**
 * Codes for sites to be added: the row's own, else one that follows from its name, and from its place too where another site
 * has that code. Null for a row whose code cannot be one.
 */
export class NewSiteCodes {
  readonly #codes: CodesInUse;

  constructor(sites: readonly KnownSite[], readings: readonly SiteReading[]) {
    const inFile = readings.flatMap(({ site_code }) => (site_code === null ? [] : [site_code]));
    this.#codes = new CodesInUse([...sites.map((site) => site.code), ...inFile]);
  }

  codeFor(reading: SiteReading): string | null {
    if (reading.site_code !== null) return isCode(reading.site_code) ? reading.site_code : null;
    const { site_name, adm1_name, adm2_name, p_code, latitude, longitude } = reading;
    const identity = [site_name, adm1_name, adm2_name, p_code, latitude, longitude];
    return this.#codes.claim(codeFrom(site_name ?? '', 'SITE'), JSON.stringify(identity));
  }
}

import type { Reader } from '../database/database.ts';
import type { Violation } from '../lib/problem.ts';
import { asksWhere, forbiddenUse, type LotEarmark, type Use, type UseSite } from './earmark-rule.ts';
import { findUseSite, readLotEarmarks } from './earmark-store.ts';

/** Where goods are to be used, as far as it is known. */
export interface Destination {
  site_id?: string | null | undefined;
  operation_id?: string | null | undefined;
  /** Finds the site otherwise; only asked when a grant limits where its goods go. */
  findSite?: () => Promise<UseSite | undefined>;
}

/**
 * Every limit that the grants of these lots set against a use on a day, lot by lot; a kit obeys the grants of all its parts. One
 * read; a second where places are limited.
 */
export async function forbiddenLots(
  reader: Reader,
  lotIds: readonly string[],
  destination: Destination,
  day: string,
): Promise<ReadonlyMap<string, Violation[]>> {
  const lots = await readLotEarmarks(reader, lotIds);
  const use = await readUse(reader, lots, destination, day);
  // Parts of one grant may miss the same limit: it is said once.
  const found = new Map<string, Map<string, Violation>>();
  for (const lot of lots) {
    for (const violation of forbiddenUse(lot, use)) {
      const said = found.get(lot.lot_id) ?? new Map<string, Violation>();
      found.set(lot.lot_id, said.set(JSON.stringify(violation), violation));
    }
  }
  return new Map([...found].map(([lotId, said]) => [lotId, [...said.values()]]));
}

async function readUse(
  reader: Reader,
  lots: readonly LotEarmark[],
  { site_id, operation_id, findSite }: Destination,
  day: string,
): Promise<Use> {
  const use: Use = { day, site: null, operation_id: operation_id ?? null };
  if (!lots.some(asksWhere)) return use;
  const site = await (typeof site_id === 'string' ? findUseSite(reader, site_id) : findSite?.());
  return { ...use, site: site ?? null };
}

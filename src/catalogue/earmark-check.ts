import type { Reader } from '../database/database.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { asksWhere, forbiddenUse, type LotEarmark, type Use, type UseSite } from './earmark-rule.ts';
import { findUseSite, readLotEarmarks } from './earmark-store.ts';

/** Where goods are to be used, as far as it is known. */
export interface Destination {
  site_id?: string | null | undefined;
  operation_id?: string | null | undefined;
  /** Finds the site otherwise; only asked when a grant limits where its goods go. */
  findSite?: () => Promise<UseSite | undefined>;
}

/** Every limit that the grants of these lots set against a use on a day, lot by lot. One read; a second where places are limited. */
export async function forbiddenLots(
  reader: Reader,
  lotIds: readonly string[],
  destination: Destination,
  day: string,
): Promise<ReadonlyMap<string, Violation[]>> {
  const lots = [...(await readLotEarmarks(reader, lotIds)).values()];
  const use = await readUse(reader, lots, destination, day);
  const found = new Map<string, Violation[]>();
  for (const lot of lots) {
    const violations = forbiddenUse(lot, use);
    if (violations.length > 0) found.set(lot.lot_id, violations);
  }
  return found;
}

/** Throws `earmark_blocked` naming each lot, its grant, the limit it breaks and what the grant allows. */
export async function assertAllowed(
  reader: Reader,
  lotIds: readonly string[],
  destination: Destination,
  day: string,
): Promise<void> {
  const violations = [...(await forbiddenLots(reader, lotIds, destination, day)).values()].flat();
  if (violations.length > 0) throw new Problem('earmark_blocked', { count: violations.length }, violations);
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

import { forbiddenUse, type LotEarmark } from '../catalogue/earmark-rule.ts';
import { findUseSites, readLotEarmarks } from '../catalogue/earmark-store.ts';
import type { Reader } from '../database/database.ts';
import { compareCodeUnits } from '../lib/compare.ts';
import { groupBy } from '../lib/group-by.ts';
import type { LotStock } from '../stock/fefo.ts';
import { listRestrictedLots } from './input-store.ts';
import type { PlaceLimit, PlanLot, PlanSite } from './model.ts';

/** Lots with what their grants say of where they may go, and sites with what that asks of them. */
export interface Eligibility {
  lots: PlanLot[];
  place_limits: PlaceLimit[];
  sites: PlanSite[];
}

/**
 * What grants allow of a plan's lots on a day: a lot whose grant rules out the item, the operation or the day is marked as
 * earmarked; one whose grant names places refers to those. A kit obeys the grants of all its parts.
 */
export async function readEligibility(
  reader: Reader,
  lots: readonly LotStock[],
  sites: readonly PlanSite[],
  use: { operation_id: string; warehouse_id: string; day: string },
): Promise<Eligibility> {
  const restricted = await listRestrictedLots(reader, use.warehouse_id);
  const terms = await readLotEarmarks(
    reader,
    lots.map(({ lot_id }) => lot_id).filter((id) => restricted.has(id)),
  );
  const termsOf = groupBy([...terms.values()], ({ lot_id }) => lot_id);
  const limits = new Map<string, number>();
  const place_limits: PlaceLimit[] = [];
  const numberOf = (limit: PlaceLimit): number => {
    const key = JSON.stringify(limit);
    const known = limits.get(key);
    if (known !== undefined) return known;
    limits.set(key, place_limits.length);
    return place_limits.push(limit) - 1;
  };
  const marked = lots.map((lot): PlanLot => {
    const own = termsOf.get(lot.lot_id) ?? [];
    if (own.some((term) => isForbidden(term, use))) return { ...lot, earmarked: true };
    const places = own.flatMap((term) => placeLimit(term) ?? []).map(numberOf);
    return places.length === 0 ? lot : { ...lot, place_limits: [...new Set(places)].sort((a, b) => a - b) };
  });
  const asksPCode = place_limits.some(({ p_codes }) => p_codes.length > 0);
  return { lots: marked, place_limits, sites: asksPCode ? await withPCodes(reader, sites) : [...sites] };
}

const isPlace = ({ kind }: LotEarmark['limits'][number]) => kind === 'site' || kind === 'p_code';

/** True where a grant rules a lot out whatever site it would go to. */
function isForbidden(
  term: LotEarmark,
  { operation_id, day }: { operation_id: string; day: string },
): boolean {
  const anywhere = { ...term, limits: term.limits.filter((limit) => !isPlace(limit)) };
  return forbiddenUse(anywhere, { day, site: null, operation_id }).length > 0;
}

function placeLimit({ limits }: LotEarmark): PlaceLimit | null {
  const valuesOf = (kind: string) =>
    limits
      .filter((limit) => limit.kind === kind)
      .map(({ value }) => value)
      .sort(compareCodeUnits);
  const limit = { site_ids: valuesOf('site'), p_codes: valuesOf('p_code') };
  return limit.site_ids.length + limit.p_codes.length === 0 ? null : limit;
}

async function withPCodes(reader: Reader, sites: readonly PlanSite[]): Promise<PlanSite[]> {
  const found = await findUseSites(
    reader,
    sites.map(({ site_id }) => site_id),
  );
  const codes = new Map(found.map(({ id, p_code }) => [id, p_code]));
  return sites.map((site) => ({ ...site, p_code: codes.get(site.site_id) ?? null }));
}

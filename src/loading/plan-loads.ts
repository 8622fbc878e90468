import { compareCodeUnits } from '../lib/compare.ts';
import { describeLoads } from './describe-loads.ts';
import { Distances } from './distances.ts';
import { type LeftOut, makeDrops } from './drops.ts';
import { loadLeg } from './load-leg.ts';
import type { LoadInput, LoadResult, LoadSite, UnservedReason } from './load-model.ts';
import { type Part, roomOf } from './parts.ts';
import { routeDrops } from './route-drops.ts';

/**
 * Who drives what to where: the goods of a plan over a leg onto vehicles, each with its stops in order. Nothing exceeds the
 * payload, volume or pallets of a vehicle, the number of vehicles or what a site lets in; what finds no place is told
 * with its reason. Least lateness, then fewest vehicles, then least distance, as far as the search finds. The same input in any
 * order of rows gives the same result.
 */
export function planLoads(given: LoadInput): LoadResult {
  const input = inOrder(given);
  const distances = new Distances(input);
  const all = input.lines.map((line) => ({ line, quantity: line.quantity }));
  const leg = loadLeg(input, all);
  const siteOf = new Map(input.sites.map((site) => [site.site_id, site]));
  const bySite = new Map<LoadSite, Part[]>();
  const leftOut: LeftOut[] = [...leg.leftOut];
  for (const part of leg.carried) {
    const site = siteOf.get(part.line.site_id) as LoadSite;
    const reason = whyNot(site, distances);
    if (reason !== null) leftOut.push({ parts: [part], reason });
    else bySite.set(site, [...(bySite.get(site) ?? []), part]);
  }
  const made = makeDrops(input, bySite);
  const routed = routeDrops(input, distances, made.drops);
  leftOut.push(...made.leftOut, ...routed.left.map(({ parts }) => ({ parts, reason: 'capacity' as const })));
  return describeLoads(input, distances, { trips: routed.trips, units: leg.units, leftOut });
}

function whyNot(site: LoadSite, distances: Distances): UnservedReason | null {
  if (site.closed) return 'closed';
  return distances.between(null, site) === undefined || distances.between(site, null) === undefined
    ? 'no_coordinates'
    : null;
}

/** Rows in an order of their own: sites by priority and code, lines by site, item, lot and place, the smallest vehicles first. */
function inOrder(input: LoadInput): LoadInput {
  const sites = [...input.sites].sort(
    (a, b) =>
      a.priority - b.priority || compareCodeUnits(a.code, b.code) || compareCodeUnits(a.site_id, b.site_id),
  );
  const rank = new Map(sites.map(({ site_id }, index) => [site_id, index]));
  const rankOf = (id: string) => rank.get(id) as number;
  const lines = [...input.lines].sort(
    (a, b) =>
      rankOf(a.site_id) - rankOf(b.site_id) ||
      compareCodeUnits(a.item_id, b.item_id) ||
      compareCodeUnits(a.lot_id, b.lot_id) ||
      compareCodeUnits(a.location_id, b.location_id),
  );
  const vehicles = [...input.vehicles].sort((a, b) => {
    const [one, other] = [roomOf(a), roomOf(b)];
    return one[0] - other[0] || one[1] - other[1] || compareCodeUnits(a.carrier_id, b.carrier_id);
  });
  return { ...input, sites, lines, vehicles };
}

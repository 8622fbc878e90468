import { findStandard } from '../catalogue/standard-store.ts';
import type { Reader } from '../database/database.ts';
import { present } from '../lib/assert.ts';
import { groupBy } from '../lib/group-by.ts';
import { listGrantedLines } from '../requests/store.ts';
import { latestCounts } from '../sites/count-store.ts';
import { readEligibility } from './eligibility.ts';
import { listFulfilment, listVulnerable, listWarehouseLots } from './input-store.ts';
import type { Pin, PlanInput, PlanOptions, PlanSite, StandardLine } from './model.ts';
import { withoutUsedUp } from './repeated.ts';
import { standardLines } from './standard-lines.ts';

/** What is to be planned; everything else is read. */
export interface Wanted {
  operation_id: string;
  standard_id: string;
  warehouse_id: string;
  as_of: string;
  arrival_on: string;
  options: PlanOptions;
  pins: readonly Pin[];
}

/** Everything the plan rests on, each list in a fixed order: the same state of things gives the same bytes. */
export async function gatherInput(reader: Reader, wanted: Wanted): Promise<PlanInput> {
  const { operation_id, warehouse_id, as_of, arrival_on, options, pins } = wanted;
  const [standard, counted, granted, fulfilment, stock] = await Promise.all([
    findStandard(reader, wanted.standard_id),
    latestCounts(reader, operation_id, as_of),
    listGrantedLines(reader, operation_id),
    listFulfilment(reader, operation_id),
    listWarehouseLots(reader, warehouse_id),
  ]);
  const lines = standardLines(present(standard, 'the standard').lines);
  const siteIds = new Set(counted.map((site) => site.site_id));
  const requests = granted.filter((line) => siteIds.has(line.site_id));
  const items = new Set([...lines, ...requests].map((line) => line.item_id));
  const { lots, sites, place_limits } = await readEligibility(
    reader,
    stock.filter((lot) => items.has(lot.item_id)),
    await planSites(reader, counted, lines),
    { operation_id, warehouse_id, day: as_of },
  );
  return {
    as_of,
    arrival_on,
    sites,
    lines,
    requests,
    fulfilment: (await withoutUsedUp(reader, fulfilment, lines, wanted)).filter(
      (row) => siteIds.has(row.site_id) && items.has(row.item_id),
    ),
    lots,
    ...(place_limits.length === 0 ? {} : { place_limits }),
    ...(pins.length === 0 ? {} : { pins }),
    options,
  };
}

/** Sites with their counts, and with the vulnerable groups counted where a line is for one. */
export async function planSites(
  reader: Reader,
  counted: readonly PlanSite[],
  lines: readonly StandardLine[],
): Promise<PlanSite[]> {
  const sites = counted.map(({ site_id, code, priority, count }) => ({ site_id, code, priority, count }));
  if (!lines.some(({ basis }) => basis === 'vulnerable')) return sites;
  const countIds = sites.flatMap(({ count }) => count?.count_id ?? []);
  const stated = groupBy(await listVulnerable(reader, countIds), ({ count_id }) => count_id);
  return sites.map(({ count, ...site }) => {
    if (count === null) return { ...site, count };
    const vulnerable = (stated.get(count.count_id) ?? []).map(({ count_id: _, ...group }) => group);
    return { ...site, count: { ...count, vulnerable } };
  });
}

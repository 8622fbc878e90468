import { findStandard } from '../catalogue/standard-store.ts';
import type { Reader } from '../database/database.ts';
import { present } from '../lib/assert.ts';
import type { Proposal, ProposedLine } from '../requests/proposal.ts';
import { listAsked } from '../requests/store.ts';
import { latestCountOf } from '../sites/count-store.ts';
import { findSite } from '../sites/store.ts';
import { basisOf } from './explain-need.ts';
import { planSites } from './gather.ts';
import { listFulfilment } from './input-store.ts';
import type { PlanOptions } from './model.ts';
import { needTable } from './need-table.ts';
import { withoutUsedUp } from './repeated.ts';
import { defaultOptions } from './schema.ts';
import { standardLines } from './standard-lines.ts';

/** What a site may ask for: what a plan would find it lacks by the standard, less what it asked for already. */
export async function proposeRequest(
  reader: Reader,
  of: { site_id: string; standard_id: string; as_of: string; except?: string | undefined },
): Promise<Proposal | undefined> {
  const { site_id, standard_id, as_of } = of;
  const [site, standard] = await Promise.all([findSite(reader, site_id), findStandard(reader, standard_id)]);
  if (site === undefined || standard === undefined) return undefined;
  const { operation_id } = site;
  const [counted, fulfilment, asked] = await Promise.all([
    latestCountOf(reader, operation_id, site_id, as_of),
    listFulfilment(reader, operation_id, site_id),
    listAsked(reader, site_id, of.except),
  ]);
  const standards = standardLines(standard.lines);
  const asPlanned = { site_id, code: site.code, priority: site.priority, count: counted?.count ?? null };
  const sites = await planSites(reader, [asPlanned], standards);
  const count = sites[0]?.count ?? null;
  const options = toOptions();
  const table = needTable({
    as_of,
    arrival_on: as_of,
    sites,
    lines: standards,
    requests: [],
    fulfilment: await withoutUsedUp(reader, fulfilment, standards, { operation_id, as_of }),
    lots: [],
    options,
  });
  const codes = new Map(standard.lines.map((line) => [line.item_id, line.item_code]));
  const lines = table.items.map(({ item_id, standards }, index): ProposedLine => {
    const basis = basisOf({ count, requests: [] }, item_id, standards, { as_of, options });
    const { count_id, counted_on, source, stale, rates } = basis;
    const already = asked.get(item_id) ?? 0;
    return {
      item_id,
      item_code: present(codes.get(item_id), 'the code of the item'),
      quantity: Math.max(0, (table.gap[index] ?? 0) - already),
      count_id,
      counted_on,
      source,
      stale,
      rates: rates.map(({ tier: _, assumptions: __, times: ___, ...rate }) => rate),
      need: table.need[index] ?? 0,
      delivered: table.delivered[index] ?? 0,
      in_transit: table.inTransit[index] ?? 0,
      promised: table.promised[index] ?? 0,
      asked: already,
    };
  });
  return { site_id, operation_id, standard_id, count_id: count?.count_id ?? null, lines };
}

function toOptions(): PlanOptions {
  const { reserve_floors: _, site_weights: __, ...options } = defaultOptions;
  return options;
}

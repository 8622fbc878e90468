import type { Context } from '../context.ts';
import type { Reader } from '../database/database.ts';
import { mapPage } from '../database/paging.ts';
import { found } from '../lib/expect.ts';
import { countCommitments, findIndicatorRow, type IndicatorRow, listIndicatorRows } from './profile-store.ts';
import { peopleOf, type SiteStandards, siteIndicators } from './site-standards.ts';

/** A site against the standards, as of a day. Throws `not_found`. */
export async function indicatorsOfSite(reader: Reader, context: Context, siteId: string, asOf: string) {
  const row = found(await findIndicatorRow(reader, siteId, asOf), 'site', siteId);
  return judged(row, context.config.sites);
}

/** One page of the active sites of an operation against the standards, as of a day. */
export async function listIndicators(
  reader: Reader,
  context: Context,
  request: Parameters<typeof listIndicatorRows>[1],
  asOf: string,
) {
  const page = await listIndicatorRows(reader, request, asOf);
  return mapPage(page, (rows) => rows.map((row) => judged(row, context.config.sites)));
}

function judged(row: IndicatorRow, standards: SiteStandards) {
  const { people, assumed } = peopleOf(row);
  const { site_id, code, name, capacity, count_id, counted_on, profile_id, profiled_on } = row;
  return {
    site_id,
    code,
    name,
    people,
    people_assumed: assumed,
    count_id,
    counted_on,
    count_flagged: row.count_flagged === 1,
    profile_id,
    profiled_on,
    capacity,
    over_capacity: people === null || capacity === null ? null : people > capacity,
    indicators: siteIndicators(people, row, standards),
  };
}

/** What the plan of the mission promises for collective centres. */
const COMMITTED = [
  ['centres_profiled', 40],
  ['centres_upgraded', 40],
  ['sanitation_repaired', 4],
] as const;

/** The mission's commitment for collective centres and how far it is met: profiled, profiled and upgraded, sanitation repaired. */
export async function commitmentProgress(reader: Reader, operationId: string | undefined) {
  const { centres, profiled, upgraded, sanitation } = await countCommitments(reader, operationId);
  const reached = {
    centres_profiled: profiled,
    centres_upgraded: upgraded,
    sanitation_repaired: sanitation,
  };
  return {
    source: 'mission plan: 40 collective centres profiled and upgraded, sanitation repaired in 4',
    centres,
    progress: COMMITTED.map(([commitment, target]) => ({
      commitment,
      target,
      reached: reached[commitment],
      missing: Math.max(0, target - reached[commitment]),
    })),
  };
}

import { sql } from 'kysely';
import { type Check, countOf, type Finding } from './check.ts';

/** What must hold of sites and household counts. */
export const siteChecks: readonly Check[] = [
  {
    name: 'site status',
    description: 'every site stands where its last change of status left it, and is open before any',
    counted: countOf('sites'),
    broken: sql<Finding>`
      select 'site ' || sites.code as subject, cast(null as bigint) as stored, cast(null as bigint) as recomputed
      from sites
      where sites.status <> coalesce((select changes.status from site_status_changes as changes
        where changes.site_id = sites.id order by changes.id desc limit 1), 'open')`,
  },
  {
    name: 'count flags',
    description:
      'a household count is marked exactly where it has flags, and only such a count is decided on',
    counted: countOf('household_counts'),
    broken: sql<Finding>`
      select 'household count ' || counts.id as subject, counts.flagged as stored, coalesce(flags.number, 0) as recomputed
      from household_counts as counts
      left join (select count_id, cast(count(*) as bigint) as number from household_count_flags group by count_id) as flags
        on flags.count_id = counts.id
      left join household_count_decisions as decisions on decisions.count_id = counts.id
      where (counts.flagged = 1) <> (coalesce(flags.number, 0) > 0) or (counts.flagged = 0 and decisions.count_id is not null)`,
  },
  {
    name: 'superseded counts',
    description: 'a household count takes the place only of an earlier one of the same site',
    counted: sql`select count(*) as rows from household_counts where supersedes_id is not null`,
    broken: sql<Finding>`
      select 'household count ' || newer.id as subject, cast(null as bigint) as stored, cast(null as bigint) as recomputed
      from household_counts as newer join household_counts as older on older.id = newer.supersedes_id
      where older.site_id <> newer.site_id or older.recorded_at > newer.recorded_at or older.id = newer.id`,
  },
];

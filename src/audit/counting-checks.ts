import { sql } from 'kysely';
import { type Check, countOf, type Finding } from './check.ts';

/** What the adjustment of each count did to a lot in a bin: more is positive. */
const adjusted = sql`
  select count_id, lot_id, location_id, cast(sum(quantity) as bigint) as quantity from (
    select stock_counts.id as count_id, lot_id, to_location_id as location_id, quantity
    from stock_counts join movement_lines on movement_lines.movement_id = stock_counts.movement_id
    union all
    select stock_counts.id, lot_id, from_location_id, -quantity
    from stock_counts join movement_lines on movement_lines.movement_id = stock_counts.movement_id
  ) as entries
  join locations on locations.id = entries.location_id and locations.kind = 'bin'
  group by count_id, lot_id, location_id`;

/** What must hold of stock counts. */
export const countingChecks: readonly Check[] = [
  {
    name: 'stock counts',
    description:
      'the adjustment of every posted count is what its lines differ by, and no other count has one',
    counted: countOf('stock_count_lines'),
    broken: sql<Finding>`
      select 'count ' || stock_counts.number || ' line ' || line_number as subject,
        difference as stored, coalesce(adjusted.quantity, 0) as recomputed
      from stock_counts join stock_count_lines as lines on lines.count_id = stock_counts.id
      left join (${adjusted}) as adjusted on adjusted.count_id = stock_counts.id
        and adjusted.lot_id = lines.lot_id and adjusted.location_id = lines.location_id
      where state = 'posted' and coalesce(difference, 0) <> coalesce(adjusted.quantity, 0)
      union all
      select 'count ' || stock_counts.number || ' lot ' || adjusted.lot_id, cast(null as bigint), adjusted.quantity
      from stock_counts join (${adjusted}) as adjusted on adjusted.count_id = stock_counts.id
      left join stock_count_lines as lines on lines.count_id = stock_counts.id
        and lines.lot_id = adjusted.lot_id and lines.location_id = adjusted.location_id
      where state <> 'posted' or lines.id is null
      union all
      select 'movement ' || movements.id, cast(null as bigint), cast(null as bigint)
      from movements left join stock_counts on stock_counts.movement_id = movements.id
      where document_kind = 'stock_count' and movements.kind = 'adjust' and stock_counts.id is null`,
  },
  {
    name: 'counted quantities',
    description: 'what a line was counted with is the last entry of its history',
    counted: countOf('stock_count_entries'),
    broken: sql<Finding>`
      select 'count ' || stock_counts.number || ' line ' || line_number as subject,
        counted as stored, entered.quantity as recomputed
      from stock_count_lines as lines
      join stock_counts on stock_counts.id = lines.count_id
      left join (
        select line_id, max(id) as id from stock_count_entries group by line_id
      ) as latest on latest.line_id = lines.id
      left join stock_count_entries as entered on entered.id = latest.id
      where coalesce(counted, -1) <> coalesce(entered.quantity, -1)
        or lines.round <> coalesce(entered.round, 0)`,
  },
];

import { sql } from 'kysely';
import { type Check, countOf, type Finding } from './check.ts';

/** Closing balance of every place, lot and day on which a line touched them, from the ledger alone. */
const ledgerDays = sql`
  select location_id, lot_id, day,
    cast(sum(change) over (partition by location_id, lot_id order by day) as bigint) as quantity
  from (
    select location_id, lot_id, day, sum(change) as change from (
      select to_location_id as location_id, lot_id, occurred_on as day, quantity as change from movement_lines
      union all
      select from_location_id as location_id, lot_id, occurred_on as day, -quantity as change from movement_lines
    ) as entries group by location_id, lot_id, day
  ) as days`;

/** Days of the ledger: what was where at the end of each, and which of them are closed. */
export const ledgerChecks: readonly Check[] = [
  {
    name: 'daily balances',
    description: 'the closing balance of every day equals the movements up to it',
    counted: countOf('daily_balances'),
    broken: sql<Finding>`
      select 'lot ' || ledger.lot_id || ' at ' || ledger.location_id || ' on ' || ledger.day as subject,
        kept.quantity as stored, ledger.quantity as recomputed
      from (${ledgerDays}) as ledger
      left join daily_balances as kept
        on kept.location_id = ledger.location_id and kept.lot_id = ledger.lot_id and kept.day = ledger.day
      where kept.quantity is null or kept.quantity <> ledger.quantity
      union all
      select 'lot ' || kept.lot_id || ' at ' || kept.location_id || ' on ' || kept.day, kept.quantity, cast(null as bigint)
      from daily_balances as kept
      left join (${ledgerDays}) as ledger
        on kept.location_id = ledger.location_id and kept.lot_id = ledger.lot_id and kept.day = ledger.day
      where ledger.day is null`,
  },
  {
    name: 'no day below zero',
    description:
      'no bin and no site held less than nothing at the end of any day, and never more came back than was given out',
    counted: countOf('daily_balances'),
    // On the road a day can be short for an hour: where goods come from it is tomorrow before it is where they arrive.
    broken: sql<Finding>`
      select 'lot ' || lot_id || ' at ' || location_id || ' on ' || day as subject, quantity as stored, 0 as recomputed
      from daily_balances join locations on locations.id = daily_balances.location_id
      where quantity < 0 and kind in ('bin', 'site', 'distributed', 'loss')`,
  },
  {
    name: 'warehouse of movements',
    description: 'every movement belongs to the warehouse whose bins it touches, and to no other',
    counted: countOf('movements'),
    broken: sql<Finding>`
      select 'movement ' || movements.id as subject, cast(null as bigint) as stored, cast(null as bigint) as recomputed
      from movements join (
        select movement_id, min(warehouse_id) as first, max(warehouse_id) as last from movement_lines
        join locations on locations.id = from_location_id or locations.id = to_location_id
        group by movement_id
      ) as bins on bins.movement_id = movements.id
      where coalesce(movements.warehouse_id, '') <> coalesce(bins.first, '') or bins.first <> bins.last`,
  },
];

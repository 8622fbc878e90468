import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../database/database.ts';
import { hotQuery, param } from '../database/hot.ts';

/** Closing balance of a lot at a place on a day. */
export interface DayBalance {
  lot_id: string;
  location_id: string;
  day: string;
  quantity: number;
}

/** What the lines of a movement change at both their ends, found by key: this runs with every movement. */
const ends = sql`
  select lot_id, to_location_id as location_id, quantity as change, occurred_on as day from movement_lines
  where movement_id = ${param('movement_id')}
  union all
  select lot_id, from_location_id, -quantity, occurred_on from movement_lines
  where movement_id = ${param('movement_id')}`;

/** The same where several lines may touch one lot at one place. */
const sums = sql`
  select lot_id, location_id, day, cast(sum(change) as bigint) as change from (${ends}) as ends
  group by lot_id, location_id, day`;

const changeDaysQuery = (changes: RawBuilder<unknown>) =>
  hotQuery<DayBalance, Tx>((tx) => ({
    compile: () =>
      sql<DayBalance>`
      insert into daily_balances (location_id, lot_id, day, quantity)
      select changes.location_id, changes.lot_id, changes.day, changes.change + coalesce((
        select latest.quantity from daily_balances as latest
        where latest.location_id = changes.location_id and latest.lot_id = changes.lot_id and latest.day <= changes.day
        order by latest.day desc limit 1), 0)
      from (${changes}) as changes
      union all
      select later.location_id, later.lot_id, later.day, later.quantity + changes.change
      from (${changes}) as changes
      join daily_balances as later on later.location_id = changes.location_id and later.lot_id = changes.lot_id
        and later.day > changes.day
      where true
      on conflict (location_id, lot_id, day) do update set quantity = excluded.quantity
      returning lot_id, location_id, day, quantity`.compile(tx),
  }));

const changeDaysOfOne = changeDaysQuery(ends);
const changeDaysOfSeveral = changeDaysQuery(sums);

/**
 * Carries the lines that were written into the closing balances of their day and of all later days on which something moved, at both
 * their ends; gives them as they are then. The takings hold the balances, and so these rows too.
 */
export async function changeDays(tx: Tx, movementId: string, lines: number): Promise<DayBalance[]> {
  const change = lines === 1 ? changeDaysOfOne : changeDaysOfSeveral;
  return (await change(tx, { movement_id: movementId })).rows;
}

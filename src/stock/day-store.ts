import { sql } from 'kysely';
import type { Tx } from '../database/database.ts';
import { hotQuery, param } from '../database/hot.ts';
import type { LineRow } from './ledger-store.ts';

/** Closing balance of a lot at a place on a day. */
export interface DayBalance {
  lot_id: string;
  location_id: string;
  day: string;
  quantity: number;
}

const changes = sql`
  select lot_id, location_id,
    case when location_id = ${param('to_location_id')} then cast(${param('quantity')} as bigint)
      else -cast(${param('quantity')} as bigint) end as change
  from balances
  where lot_id = ${param('lot_id')} and location_id in (${param('from_location_id')}, ${param('to_location_id')})`;

const changeDaysQuery = hotQuery<DayBalance, Tx>((tx) => ({
  compile: () =>
    sql<DayBalance>`
      insert into daily_balances (location_id, lot_id, day, quantity)
      select changes.location_id, changes.lot_id, cast(${param('day')} as text), changes.change + coalesce((
        select latest.quantity from daily_balances as latest
        where latest.location_id = changes.location_id and latest.lot_id = changes.lot_id and latest.day <= ${param('day')}
        order by latest.day desc limit 1), 0)
      from (${changes}) as changes
      union all
      select later.location_id, later.lot_id, later.day, later.quantity + changes.change
      from (${changes}) as changes
      join daily_balances as later on later.location_id = changes.location_id and later.lot_id = changes.lot_id
        and later.day > ${param('day')}
      where true
      on conflict (location_id, lot_id, day) do update set quantity = excluded.quantity
      returning lot_id, location_id, day, quantity`.compile(tx),
}));

/**
 * Carries a line into the closing balances of its day and of all later days on which something moved, at both its ends; gives
 * them as they are then. Run after the takings, which hold the balances and so these rows too.
 */
export async function changeDays(tx: Tx, line: LineRow, day: string): Promise<DayBalance[]> {
  return (await changeDaysQuery(tx, { ...line, day })).rows;
}

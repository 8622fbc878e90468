import { type RawBuilder, sql } from 'kysely';
import type { Reader } from '../database/database.ts';
import { DEFAULT_TIME_ZONE } from '../stock/places.ts';

/** What day it is in each time zone that a warehouse lies in, and in that of the sites. */
export interface ZoneDays {
  readonly todayIn: (timeZone: string) => string;
  readonly days: readonly { zone: string; day: string }[];
  /** The latest of them. */
  readonly latest: string;
}

export async function readZoneDays(reader: Reader, todayIn: (timeZone: string) => string): Promise<ZoneDays> {
  const rows = await reader.selectFrom('warehouses').select('time_zone').distinct().execute();
  const zones = new Set([DEFAULT_TIME_ZONE, ...rows.map((row) => row.time_zone)]);
  const days = [...zones].sort().map((zone) => ({ zone, day: todayIn(zone) }));
  return { todayIn, days, latest: days.reduce((last, { day }) => (day > last ? day : last), '') };
}

/** The day it is in the time zone of a column. */
export function dayInZone({ days, todayIn }: ZoneDays, column: RawBuilder<unknown>): RawBuilder<string> {
  const cases = days.map(({ zone, day }) => sql`when ${zone} then ${day}`);
  return sql`case ${column} ${sql.join([...cases, sql`else ${todayIn(DEFAULT_TIME_ZONE)}`], sql` `)} end`;
}

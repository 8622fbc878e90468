import { sql } from 'kysely';
import type { Reader } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import { missingIds } from '../database/versioned.ts';
import { dayAt } from '../lib/clock.ts';
import { DEFAULT_TIME_ZONE } from './places.ts';
import {
  balanceOrder,
  daysByZone,
  type LotBalanceRow,
  lotPlaces,
  type StockFilter,
  startsWithLots,
  stockCondition,
} from './stock-store.ts';

/** Which past a report looks at: as it was at the end of a day, as it was known at an instant, or both. */
export interface Moment {
  as_of?: string | undefined;
  known_at?: string | undefined;
}

/** A moment made ready for queries. */
export interface Horizon {
  /** The last day that counts. */
  readonly asOf: string;
  /** What was entered after `at` does not count; on days before `since` that is only what was entered late. Null: all is known. */
  readonly known: { readonly at: string; readonly since: string } | null;
}

/** The horizon of a moment; undefined when nothing is asked but what is. Nobody knew more than the day it was where it was latest. */
export async function horizonOf(reader: Reader, moment: Moment): Promise<Horizon | undefined> {
  const { as_of, known_at } = moment;
  if (known_at === undefined) return as_of === undefined ? undefined : { asOf: as_of, known: null };
  const zones = await daysByZone(reader, (zone) => dayAt(known_at, zone));
  const days = [
    dayAt(known_at, 'UTC'),
    dayAt(known_at, DEFAULT_TIME_ZONE),
    ...zones.map(({ day }) => day),
  ].sort();
  const [since = known_at.slice(0, 10)] = days;
  const latest = days.at(-1) ?? since;
  return { asOf: as_of !== undefined && as_of < latest ? as_of : latest, known: { at: known_at, since } };
}

/** Net change by lot and place that was entered after an instant for days up to the last one that counts. */
function enteredLater(asOf: string, { at, since }: NonNullable<Horizon['known']>) {
  const lines = sql`
    select lot_id, from_location_id, to_location_id, movement_lines.quantity as quantity
    from movements join movement_lines on movement_lines.movement_id = movements.id
    where movements.backdated = 1 and movements.posted_at > ${at} and movements.occurred_on <= ${asOf}
    union all
    select lot_id, from_location_id, to_location_id, movement_lines.quantity as quantity
    from movements join movement_lines on movement_lines.movement_id = movements.id
    where movements.occurred_on between ${since} and ${asOf} and movements.backdated = 0 and movements.posted_at > ${at}`;
  return sql`
    select lot_id, location_id, sum(change) as change from (
      select lot_id, to_location_id as location_id, quantity as change from (${lines}) as arrived
      union all
      select lot_id, from_location_id, -quantity from (${lines}) as gone
    ) as ends group by lot_id, location_id`;
}

/**
 * What of every lot was at every place, as rows of `lot_id`, `location_id` and `on_hand` to select from under the name given; counter-places
 * and places that were empty are among them. Looks one row up for each lot and place, however long the ledger is: the cross join keeps
 * an engine without statistics from starting with the days. A filter only spares looking at what it leaves out anyway: it still has to
 * be a condition of the query.
 */
export function stockAt<const Alias extends string>(
  horizon: Horizon,
  alias: Alias,
  filter: StockFilter = {},
) {
  const { asOf, known } = horizon;
  const places = isRealOnly(filter) ? sql`balances.is_counter_place = 0 and` : sql``;
  const onHand =
    known === null
      ? sql`closing.quantity`
      : sql`closing.quantity - cast(coalesce(later.change, 0) as bigint)`;
  const later =
    known === null
      ? sql``
      : sql`left join (${enteredLater(asOf, known)}) as later
          on later.lot_id = balances.lot_id and later.location_id = balances.location_id`;
  return sql<{ lot_id: string; location_id: string; on_hand: number }>`(
    select balances.lot_id as lot_id, balances.location_id as location_id, ${onHand} as on_hand
    from balances cross join daily_balances as closing
    ${later}
    where ${places} closing.location_id = balances.location_id and closing.lot_id = balances.lot_id and closing.day = (
      select max(earlier.day) from daily_balances as earlier
      where earlier.location_id = balances.location_id and earlier.lot_id = balances.lot_id and earlier.day <= ${asOf}))`.as<Alias>(
    alias,
  );
}

/** What a filter leaves has no counter-place in it; every lot is at several of those, and none of them need be looked at. */
function isRealOnly({ warehouse_id, location_kind }: StockFilter): boolean {
  const isReal = location_kind === 'bin' || location_kind === 'site' || location_kind === 'in_transit';
  return warehouse_id !== undefined || isReal;
}

/** A filter that few rows pass, unless the page is found lot by lot. */
function isNarrow(request: PageRequest & StockFilter): boolean {
  const { item_id, lot_id, grant_id, location_id, warehouse_id } = request;
  return (item_id ?? lot_id ?? grant_id ?? location_id ?? warehouse_id) !== undefined;
}

/** On hand by lot and place, as it was or as it was known; what was empty is left out. */
export async function listStockAt(reader: Reader, request: PageRequest & StockFilter, horizon: Horizon) {
  const stock = stockAt(horizon, 'stock', request);
  const joined = startsWithLots(request)
    ? reader.selectFrom('lots').crossJoin(stock).whereRef('stock.lot_id', '=', 'lots.id')
    : reader.selectFrom(stock).innerJoin('lots', 'lots.id', 'stock.lot_id');
  const query = joined
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .innerJoin('locations', 'locations.id', 'stock.location_id')
    .select([
      'stock.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'lots.item_id as item_id',
      'items.code as item_code',
      'lots.grant_id as grant_id',
      'grants.code as grant_code',
      'lots.expires_on as expires_on',
      'stock.location_id as location_id',
      'locations.kind as location_kind',
      'locations.code as location_code',
      'locations.warehouse_id as warehouse_id',
      'stock.on_hand as on_hand',
    ])
    .where('stock.on_hand', '<>', 0)
    .where(stockCondition(request));
  const page = await fetchPage(query, { ...balanceOrder('stock'), isNarrow: isNarrow(request) }, request);
  return mapPage(page, (rows) => rows.map((row) => ({ ...row, id: `${row.lot_id}:${row.location_id}` })));
}

/** Where a lot was; undefined when there is no such lot. What was promised of it then is not on the ledger. */
export async function findLotBalanceAt(
  reader: Reader,
  lotId: string,
  horizon: Horizon,
): Promise<(Omit<LotBalanceRow, 'reserved'> & { reserved: null }) | undefined> {
  if ((await missingIds(reader, 'lots', [lotId])).size > 0) return undefined;
  const row = await reader
    .selectFrom(stockAt(horizon, 'stock'))
    .innerJoin('locations', 'locations.id', 'stock.location_id')
    .select([...lotPlaces(sql`stock.on_hand`)])
    .where('stock.lot_id', '=', lotId)
    .executeTakeFirstOrThrow();
  return { lot_id: lotId, ...row, reserved: null };
}

import { sql } from 'kysely';
import type { Reader } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { MovementKind } from '../database/tables/stock.ts';
import { movementQuery, withLines } from './ledger-store.ts';

export interface MovementFilter {
  kind?: MovementKind | undefined;
  lot_id?: string | undefined;
  location_id?: string | undefined;
  document_id?: string | undefined;
  warehouse_id?: string | undefined;
  from_day?: string | undefined;
  to_day?: string | undefined;
  as_of?: string | undefined;
  known_at?: string | undefined;
}

const orders = {
  posted_at: 'movements.posted_at',
  occurred_on: 'movements.occurred_on',
  id: 'movements.id',
};

export async function listMovements(reader: Reader, request: PageRequest & MovementFilter) {
  let query = movementQuery(reader);
  if (request.kind !== undefined) {
    // The index of a kind is for one order; in any other, the kind is looked for along the order.
    const kind = request.sort.endsWith('posted_at') ? sql`movements.kind` : sql`movements.kind || ''`;
    query = query.where(kind, '=', request.kind);
  }
  if (request.warehouse_id !== undefined)
    query = query.where('movements.warehouse_id', '=', request.warehouse_id);
  if (request.document_id !== undefined)
    query = query.where('movements.document_id', '=', request.document_id);
  if (request.from_day !== undefined) query = query.where('movements.occurred_on', '>=', request.from_day);
  if (request.to_day !== undefined) query = query.where('movements.occurred_on', '<=', request.to_day);
  if (request.as_of !== undefined) query = query.where('movements.occurred_on', '<=', request.as_of);
  if (request.known_at !== undefined) query = query.where('movements.posted_at', '<=', request.known_at);
  if (request.lot_id !== undefined || request.location_id !== undefined) {
    const touches = (await isSeldom(reader, request)) ? oneOfItsFew(request) : hasLine(request);
    query = query.where(touches);
  }
  const page = await fetchPage(query, { columns: orders, key: ['movements.id'] }, request);
  return mapPage(page, (rows) => withLines(reader, rows));
}

type Touched = Pick<MovementFilter, 'lot_id' | 'location_id'>;

/** A lot or place that so many lines or days touched is met often along any order; what is met seldom is gone to directly. */
const SELDOM = 5_000;

async function isSeldom(reader: Reader, { lot_id, location_id }: Touched): Promise<boolean> {
  const touching =
    lot_id === undefined
      ? sql`select 1 as one from daily_balances where location_id = ${location_id}`
      : sql`select 1 as one from movement_lines where lot_id = ${lot_id}`;
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from (${touching} limit ${SELDOM + 1}) as touching`.execute(reader);
  return (rows[0]?.count ?? 0) <= SELDOM;
}

/** Whether a movement is one of those that touched the lot or place, which are found first. Lines of a place by its lots and their days. */
function oneOfItsFew({ lot_id, location_id }: Touched) {
  const atPlace = sql`${location_id} in (movement_lines.from_location_id, movement_lines.to_location_id)`;
  if (lot_id === undefined)
    return sql<boolean>`movements.id in (
      select movement_lines.movement_id from daily_balances cross join movement_lines
      where daily_balances.location_id = ${location_id} and movement_lines.lot_id = daily_balances.lot_id
        and movement_lines.occurred_on = daily_balances.day and ${atPlace})`;
  const alsoAtPlace = location_id === undefined ? sql`` : sql`and ${atPlace}`;
  return sql<boolean>`movements.id in (
    select movement_lines.movement_id from movement_lines where lot_id = ${lot_id} ${alsoAtPlace})`;
}

/** Whether a movement that was met touches the lot or place; looked for in its own lines and never by way of the lot. */
function hasLine({ lot_id, location_id }: Touched) {
  const ofLot = lot_id === undefined ? sql`` : sql`and movement_lines.lot_id || '' = ${lot_id}`;
  const atPlace =
    location_id === undefined
      ? sql``
      : sql`and ${location_id} in (movement_lines.from_location_id, movement_lines.to_location_id)`;
  return sql<boolean>`exists (
    select 1 from movement_lines where movement_lines.movement_id = movements.id ${ofLot} ${atPlace})`;
}

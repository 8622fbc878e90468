import { sql } from 'kysely';
import { sitesWithin } from '../access/scope-store.ts';
import type { Reader, Tx } from '../database/database.ts';
import { hotQuery, param } from '../database/hot.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { HolderKind } from '../database/tables/reservations.ts';
import { compareCodeUnits } from '../lib/compare.ts';
import { holderName } from './hold-store.ts';
import { type ReservationEnd, type ReservationState, reservationSteps } from './states.ts';

export interface NewReservationRow {
  id: string;
  holder_kind: HolderKind;
  plan_id: string | null;
  request_id: string | null;
  team: string | null;
  held_by: string;
  purpose: string | null;
  site_id: string | null;
  operation_id: string | null;
  warehouse_id: string;
  item_id: string;
  quantity: number;
  waiting: number;
  priority: number;
  until_on: string | null;
  created_by: string;
  created_at: string;
}

const insertQuery = hotQuery<never, Tx>((tx) =>
  tx.insertInto('reservations').values({
    id: param('id'),
    holder_kind: param('holder_kind'),
    plan_id: param('plan_id'),
    request_id: param('request_id'),
    team: param('team'),
    held_by: param('held_by'),
    purpose: param('purpose'),
    site_id: param('site_id'),
    operation_id: param('operation_id'),
    warehouse_id: param('warehouse_id'),
    item_id: param('item_id'),
    quantity: param('quantity'),
    waiting: param('waiting'),
    priority: param('priority'),
    until_on: param('until_on'),
    state: 'open',
    created_by: param('created_by'),
    created_at: param('created_at'),
  }),
);

export async function insertReservation(tx: Tx, row: NewReservationRow): Promise<void> {
  await insertQuery(tx, { ...row });
}

function reservationQuery(reader: Reader) {
  return reader
    .selectFrom('reservations')
    .innerJoin('items', 'items.id', 'reservations.item_id')
    .innerJoin('warehouses', 'warehouses.id', 'reservations.warehouse_id')
    .innerJoin('people', 'people.id', 'reservations.held_by')
    .leftJoin('plans', 'plans.id', 'reservations.plan_id')
    .leftJoin('requests', 'requests.id', 'reservations.request_id')
    .leftJoin('sites', 'sites.id', 'reservations.site_id')
    .select([
      'reservations.id as id',
      'reservations.holder_kind as holder_kind',
      holderName.as('holder'),
      'reservations.held_by as held_by',
      'reservations.plan_id as plan_id',
      'plans.number as plan_number',
      'reservations.request_id as request_id',
      'reservations.purpose as purpose',
      'reservations.site_id as site_id',
      'sites.code as site_code',
      'reservations.operation_id as operation_id',
      'reservations.warehouse_id as warehouse_id',
      'warehouses.code as warehouse_code',
      'reservations.item_id as item_id',
      'items.code as item_code',
      'reservations.quantity as quantity',
      'reservations.waiting as waiting',
      'reservations.priority as priority',
      'reservations.until_on as until_on',
      'reservations.state as state',
      'reservations.created_at as created_at',
      'reservations.ended_at as ended_at',
    ]);
}

export interface ReservationFilter {
  plan_id?: string | undefined;
  request_id?: string | undefined;
  held_by?: string | undefined;
  site_id?: string | undefined;
  warehouse_id?: string | undefined;
  item_id?: string | undefined;
  lot_id?: string | undefined;
  location_id?: string | undefined;
  state?: ReservationState | undefined;
  /** Only what this person holds, or what is for the sites they are assigned to. */
  within?: string | null | undefined;
}

const equalities = ['plan_id', 'request_id', 'held_by', 'site_id', 'warehouse_id', 'item_id'] as const;

/** Reservations with the lots they hold. */
export async function listReservations(reader: Reader, request: PageRequest & ReservationFilter) {
  let query = reservationQuery(reader);
  for (const field of equalities) {
    const value = request[field];
    if (value !== undefined) query = query.where(`reservations.${field}`, '=', value as never);
  }
  if (request.within != null) {
    const { within } = request;
    query = query.where((eb) =>
      eb.or([eb('reservations.held_by', '=', within), eb('reservations.site_id', 'in', sitesWithin(within))]),
    );
  }
  if (request.state !== undefined) {
    // What is asked for besides leads to few; the index of all that are open would lead past it.
    const isNarrowed = [...equalities, 'lot_id', 'location_id'].some(
      (field) => request[field as keyof ReservationFilter] !== undefined,
    );
    query = query.where(
      isNarrowed ? sql`reservations.state || ''` : sql`reservations.state`,
      '=',
      request.state,
    );
  }
  const { lot_id, location_id } = request;
  if (lot_id !== undefined || location_id !== undefined) {
    query = query.where('reservations.id', 'in', holdingAt(lot_id, location_id));
  }
  const page = await fetchPage(
    query,
    { columns: { id: 'reservations.id' }, key: ['reservations.id'] },
    request,
  );
  return mapPage(page, (rows) => withLots(reader, rows));
}

/** The reservations with a hold on a lot or at a place; those at a place by way of the lots that are or were there. */
function holdingAt(lotId: string | undefined, locationId: string | undefined) {
  const atPlace = locationId === undefined ? sql`` : sql`and reservation_holds.location_id = ${locationId}`;
  if (lotId !== undefined)
    return sql<string>`(select reservation_id from reservation_holds where lot_id = ${lotId} ${atPlace})`;
  return sql<string>`(
    select reservation_id from balances cross join reservation_holds
    where balances.location_id = ${locationId} and reservation_holds.lot_id = balances.lot_id ${atPlace})`;
}

type ReservationRow = Awaited<ReturnType<ReturnType<typeof reservationQuery>['executeTakeFirstOrThrow']>>;
type HoldRow = Awaited<ReturnType<ReturnType<typeof holdQuery>['executeTakeFirstOrThrow']>>;

const oneQuery = hotQuery<ReservationRow>((reader) =>
  reservationQuery(reader).where('reservations.id', '=', param<string>('id')),
);
const oneHoldsQuery = hotQuery<HoldRow>((reader) =>
  holdQuery(reader).where('reservation_id', '=', param<string>('id')),
);

/** A reservation with its lots. Both statements are sent together, also behind others that are under way. */
export async function findReservation(reader: Reader, id: string) {
  const [{ rows }, holds] = await Promise.all([oneQuery(reader, { id }), oneHoldsQuery(reader, { id })]);
  return addLots(rows, holds.rows)[0];
}

async function withLots<Row extends { id: string }>(reader: Reader, rows: Row[]) {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  return addLots(rows, await holdQuery(reader).where('reservation_id', 'in', ids).execute());
}

function holdQuery(reader: Reader) {
  return reader
    .selectFrom('reservation_holds')
    .innerJoin('lots', 'lots.id', 'reservation_holds.lot_id')
    .innerJoin('locations', 'locations.id', 'reservation_holds.location_id')
    .select([
      'reservation_id',
      'lot_id',
      'lot_number',
      'expires_on',
      'location_id',
      'locations.code as location_code',
      'quantity',
      'remaining',
      'used',
      'released',
    ])
    .orderBy('reservation_id')
    .orderBy('lot_number')
    .orderBy('lot_id')
    .orderBy('location_id');
}

function addLots<Row extends { id: string }>(rows: readonly Row[], holds: readonly HoldRow[]) {
  return rows.map((row) => {
    const lots = holds
      .filter(({ reservation_id }) => reservation_id === row.id)
      .map(({ reservation_id: _, ...hold }) => hold);
    const sum = (field: 'remaining' | 'used' | 'released') =>
      lots.reduce((total, hold) => total + hold[field], 0);
    return { ...row, remaining: sum('remaining'), used: sum('used'), released: sum('released'), lots };
  });
}

/** Ends open reservations; gives those it ended, in the order of their identifiers. */
export async function endOpen(
  tx: Tx,
  ids: readonly string[],
  end: ReservationEnd,
  by: { ended_by: string | null; ended_at: string },
): Promise<string[]> {
  const { from, to } = reservationSteps[end];
  const ordered = [...ids].sort();
  const results = await Promise.all(
    ordered.map((id) =>
      tx
        .updateTable('reservations')
        .set({ state: to, waiting: 0, ...by })
        .where('id', '=', id)
        .where('state', 'in', from)
        .executeTakeFirst(),
    ),
  );
  return ordered.filter((_, index) => results[index]?.numUpdatedRows === 1n);
}

/** Takes a quantity off what a reservation waits for; false when it waits for less or is not open. */
export async function takeOffWaiting(tx: Tx, id: string, quantity: number): Promise<boolean> {
  const result = await tx
    .updateTable('reservations')
    .set({ waiting: sql<number>`waiting - ${quantity}` })
    .where('id', '=', id)
    .where('state', 'in', reservationSteps.fill.from)
    .where('waiting', '>=', quantity)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/**
 * Ends those of the reservations that hold nothing and wait for nothing any more. Each is taken first and looked at in a
 * statement of its own: of two that use up the last two lots at once, the second sees what the first did.
 */
export async function spend(tx: Tx, ids: readonly string[], at: string): Promise<void> {
  const { from, to } = reservationSteps.spend;
  const ordered = [...new Set(ids)].sort();
  const open = (id: string) =>
    tx.updateTable('reservations').where('id', '=', id).where('state', 'in', from).where('waiting', '=', 0);
  await Promise.all(
    ordered.flatMap((id) => [
      open(id).set({ waiting: sql<number>`waiting` }).execute(),
      open(id)
        .set({ state: to, ended_at: at })
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('reservation_holds')
                .select('reservation_holds.lot_id')
                .where('reservation_id', '=', id)
                .where('remaining', '>', 0),
            ),
          ),
        )
        .execute(),
    ]),
  );
}

/** The reservations of a plan, one for each site and item: for all its sites, or for one. */
export async function listPlanReservations(reader: Reader, planId: string, siteId?: string) {
  let query = reader
    .selectFrom('reservations')
    .select(['id', 'item_id', 'state'])
    .where('plan_id', '=', planId);
  if (siteId !== undefined) query = query.where('site_id', '=', siteId);
  return query.orderBy('id').execute();
}

export interface Place {
  warehouse_id: string;
  item_id: string;
}

function queueQuery(reader: Reader, { warehouse_id, item_id }: Place) {
  return reservationQuery(reader)
    .where('reservations.warehouse_id', '=', warehouse_id)
    .where('reservations.item_id', '=', item_id)
    .where('reservations.waiting', '>', 0);
}

/** Who waits for an item in a warehouse: by priority, within it by who came first. */
export async function listQueue(
  reader: Reader,
  request: PageRequest & Place & Pick<ReservationFilter, 'within'>,
) {
  let query = queueQuery(reader, request);
  if (request.within != null) {
    const { within } = request;
    query = query.where((eb) =>
      eb.or([eb('reservations.held_by', '=', within), eb('reservations.site_id', 'in', sitesWithin(within))]),
    );
  }
  const columns = { priority: 'reservations.priority' };
  const page = await fetchPage(
    query,
    { columns, key: ['reservations.priority', 'reservations.id'], keyFields: ['priority', 'id'] },
    request,
  );
  return mapPage(page, (rows) => withLots(reader, rows));
}

/** The first in the queue of an item. */
export async function headOfQueue(reader: Reader, place: Place) {
  return queueQuery(reader, place)
    .orderBy('reservations.priority')
    .orderBy('reservations.id')
    .limit(1)
    .executeTakeFirst();
}

type WaitingRow = Pick<
  ReservationRow,
  | 'id'
  | 'holder'
  | 'held_by'
  | 'waiting'
  | 'priority'
  | 'item_id'
  | 'item_code'
  | 'warehouse_id'
  | 'created_at'
> &
  Pick<ReservationRow, 'site_id' | 'operation_id'>;

const waitingQuery = hotQuery<WaitingRow>((reader) =>
  reservationQuery(reader)
    .where('reservations.waiting', '>', 0)
    .where('reservations.item_id', '=', (eb) =>
      eb.selectFrom('lots').select('item_id').where('lots.id', '=', param<string>('lot_id')),
    )
    .where('reservations.warehouse_id', '=', (eb) =>
      eb
        .selectFrom('locations')
        .select('warehouse_id')
        .where('locations.id', '=', param<string>('location_id')),
    )
    .orderBy('reservations.priority')
    .orderBy('reservations.id'),
);

/** Who waits for the items of lots in the warehouses where they lie: by priority, within it by who came first. */
export async function listWaiting(
  reader: Reader,
  places: readonly { lot_id: string; location_id: string }[],
): Promise<WaitingRow[]> {
  const found = await Promise.all(
    places.map(({ lot_id, location_id }) => waitingQuery(reader, { lot_id, location_id })),
  );
  const rows = new Map(found.flatMap(({ rows }) => rows).map((row) => [row.id, row]));
  return [...rows.values()].sort((a, b) => a.priority - b.priority || compareCodeUnits(a.id, b.id));
}

/** Keeps for this transaction the reservations that wait for the items of these lots where they lie, in one order for all. */
export async function keepWaiting(
  tx: Tx,
  places: readonly { lot_id: string; location_id: string }[],
): Promise<void> {
  const ids = (await listWaiting(tx, places)).map(({ id }) => id).sort();
  await Promise.all(
    ids.map((id) =>
      tx.updateTable('reservations').set({ waiting: sql<number>`waiting` }).where('id', '=', id).execute(),
    ),
  );
}

/** Open reservations whose last day is over where their goods lie. */
export async function listDue(
  reader: Reader,
  todayIn: (timeZone: string) => string,
): Promise<{ id: string; held_by: string }[]> {
  const zones = await reader
    .selectFrom('warehouses')
    .select('time_zone')
    .distinct()
    .orderBy('time_zone')
    .execute();
  const due = await Promise.all(
    zones.map(({ time_zone }) =>
      reader
        .selectFrom('reservations')
        .innerJoin('warehouses', 'warehouses.id', 'reservations.warehouse_id')
        .select(['reservations.id as id', 'reservations.held_by as held_by'])
        .where('reservations.state', '=', 'open')
        .where('reservations.until_on', '<', todayIn(time_zone))
        .where('warehouses.time_zone', '=', time_zone)
        .orderBy('reservations.until_on')
        .limit(1000)
        .execute(),
    ),
  );
  return due.flat();
}

export async function warehouseZone(reader: Reader, id: string): Promise<string | undefined> {
  const row = await reader
    .selectFrom('warehouses')
    .select('time_zone')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.time_zone;
}

export async function itemCode(reader: Reader, id: string): Promise<string | undefined> {
  return (await reader.selectFrom('items').select('code').where('id', '=', id).executeTakeFirst())?.code;
}

export async function placeNames(reader: Reader, { item_id, warehouse_id }: Place) {
  return reader
    .selectFrom(['items', 'warehouses'])
    .select(['items.code as item_code', 'warehouses.code as warehouse_code'])
    .where('items.id', '=', item_id)
    .where('warehouses.id', '=', warehouse_id)
    .executeTakeFirst();
}

/** A request that may hold goods: who asked, for which site, in which state. */
export async function findAsking(reader: Reader, requestId: string) {
  return reader
    .selectFrom('requests')
    .innerJoin('sites', 'sites.id', 'requests.site_id')
    .select([
      'requests.id as id',
      'requests.number as number',
      'requests.state as state',
      'requests.site_id as site_id',
      'requests.requested_by as requested_by',
    ])
    .where('requests.id', '=', requestId)
    .executeTakeFirst();
}

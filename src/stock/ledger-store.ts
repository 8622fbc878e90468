import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { hotQuery, param } from '../database/hot.ts';
import { rowsQuery } from '../database/rows.ts';
import type { LocationKind, MovementKind } from '../database/tables/stock.ts';
import { isCounterPlace } from './places.ts';

export interface MovementRow {
  id: string;
  kind: MovementKind;
  occurred_on: string;
  reason: string | null;
  note: string | null;
  document_kind: string;
  document_id: string;
  reverses_movement_id: string | null;
  reference: string | null;
  warehouse_id: string | null;
  backdated: 0 | 1;
  posted_by: string;
  posted_at: string;
}

export interface LineRow {
  lot_id: string;
  from_location_id: string;
  to_location_id: string;
  quantity: number;
}

/** Quantity to take from one lot at one place, of which `reserved` comes out of what plans hold there. */
export interface Taking {
  lot_id: string;
  location_id: string;
  quantity: number;
  reserved: number;
}

export interface Putting {
  lot_id: string;
  location_id: string;
  quantity: number;
}

const insertMovementQuery = hotQuery<never, Tx>((tx) =>
  tx.insertInto('movements').values({
    id: param('id'),
    kind: param('kind'),
    occurred_on: param('occurred_on'),
    reason: param('reason'),
    note: param('note'),
    document_kind: param('document_kind'),
    document_id: param('document_id'),
    reverses_movement_id: param('reverses_movement_id'),
    reference: param('reference'),
    warehouse_id: param('warehouse_id'),
    backdated: param('backdated'),
    posted_by: param('posted_by'),
    posted_at: param('posted_at'),
  }),
);

/** Writes a movement, and waits for a closing of its warehouse that is under way (see migration 0008). */
export async function insertMovement(tx: Tx, movement: MovementRow): Promise<void> {
  await insertMovementQuery(tx, { ...movement });
}

const insertLinesQuery = rowsQuery<NumberedLineRow, { line_number: number }>(
  {
    line_number: 'int',
    lot_id: 'text',
    from_location_id: 'text',
    to_location_id: 'text',
    quantity: 'int',
  },
  (rows) => sql`
    insert into movement_lines (movement_id, line_number, lot_id, from_location_id, to_location_id, quantity, occurred_on)
    select cast(${param('movement_id')} as text), rows.line_number, rows.lot_id, rows.from_location_id, rows.to_location_id,
      rows.quantity, cast(${param('occurred_on')} as text)
    from ${rows}
    cross join balances as emptied
    cross join balances as filled
    where emptied.lot_id = rows.lot_id and emptied.location_id = rows.from_location_id
      and filled.lot_id = rows.lot_id and filled.location_id = rows.to_location_id
      and (cast(${param('usable_on')} as text) is null or exists (
        select 1 from lots where lots.id = rows.lot_id and condition = 'good'
          and (expires_on is null or expires_on >= ${param('usable_on')})))
      and not exists (
        select 1 from warehouses where warehouses.id = ${param('warehouse_id')} and closed_through >= ${param('occurred_on')})
    returning line_number`,
);

interface NumberedLineRow extends LineRow {
  line_number: number;
}

/**
 * Writes the lines between two places that have a balance of their lot, on a day that the warehouse has not closed and, where asked,
 * of lots that are good on `usableOn`; false when any of them is not written. Run after the takings and the movement: they hold the
 * balances and the warehouse, and only a statement begun after that sees for sure whether a lot was put on hold before (see
 * `holdBalances`) and the day closed.
 */
export async function insertLines(
  tx: Tx,
  movement: MovementRow,
  lines: readonly LineRow[],
  usableOn: string | null,
): Promise<boolean> {
  const { id: movement_id, occurred_on, warehouse_id } = movement;
  const numbered = lines.map((line, index) => ({ ...line, line_number: index + 1 }));
  const values = { movement_id, occurred_on, warehouse_id, usable_on: usableOn };
  return (await insertLinesQuery(tx, numbered, values)).length === lines.length;
}

/** A rule names at most three kinds of place; a shorter list repeats its last. */
const kindParams = [
  param<LocationKind>('kind_1'),
  param<LocationKind>('kind_2'),
  param<LocationKind>('kind_3'),
];

function kindValues(kinds: readonly LocationKind[]) {
  return { kind_1: kinds[0], kind_2: kinds[1] ?? kinds[0], kind_3: kinds[2] ?? kinds[0] };
}

const takeQuery = hotQuery<never, Tx>((tx) =>
  tx
    .updateTable('balances')
    .set({
      quantity: sql<number>`quantity - ${param('quantity')}`,
      reserved: sql<number>`reserved - ${param('reserved')}`,
    })
    .where('lot_id', '=', param<string>('lot_id'))
    .where('location_id', '=', param<string>('location_id'))
    .where(sql<boolean>`quantity - reserved >= ${param('free')}`)
    .where('reserved', '>=', param<number>('reserved'))
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('locations')
          .select('locations.id')
          .where('locations.id', '=', param<string>('location_id'))
          .where('kind', 'in', kindParams),
      ),
    ),
);

/**
 * Takes a quantity if it is there, free of other reservations, at a place of an allowed kind. One guarded statement; false when
 * any of that does not hold. Whether the lot may leave is asked by `insertLine`.
 */
export async function take(tx: Tx, taking: Taking, kinds: readonly LocationKind[]): Promise<boolean> {
  const free = taking.quantity - taking.reserved;
  const result = await takeQuery(tx, { ...taking, free, ...kindValues(kinds) });
  return result.numAffectedRows === 1n;
}

const putQuery = hotQuery<never, Tx>((tx) =>
  tx
    .insertInto('balances')
    .columns(['lot_id', 'location_id', 'quantity', 'reserved', 'is_counter_place'])
    .expression((eb) =>
      eb
        .selectFrom('locations')
        .select([
          sql<string>`cast(${param('lot_id')} as text)`.as('lot_id'),
          'locations.id as location_id',
          sql<number>`cast(${param('quantity')} as bigint)`.as('quantity'),
          sql<number>`0`.as('reserved'),
          sql<number>`cast(${param('is_counter_place')} as bigint)`.as('is_counter_place'),
        ])
        .where('locations.id', '=', param<string>('location_id'))
        .where('kind', 'in', kindParams)
        .where(({ exists, selectFrom }) =>
          exists(selectFrom('lots').select('lots.id').where('lots.id', '=', param<string>('lot_id'))),
        ),
    )
    .onConflict((conflict) =>
      conflict.columns(['lot_id', 'location_id']).doUpdateSet({
        quantity: sql<number>`balances.quantity + excluded.quantity`,
      }),
    ),
);

/** Adds a quantity to a place of an allowed kind; a counter-place takes negative ones. False when the place is not of such a kind or there is no such lot. */
export async function put(tx: Tx, putting: Putting, kinds: readonly LocationKind[]): Promise<boolean> {
  const is_counter_place = isCounterPlace(putting.location_id) ? 1 : 0;
  const result = await putQuery(tx, { ...putting, is_counter_place, ...kindValues(kinds) });
  return result.numAffectedRows === 1n;
}

interface BalanceRow extends Taking {
  is_counter_place: number;
}

export interface BalanceKey {
  lot_id: string;
  location_id: string;
}

const balanceKinds = {
  lot_id: 'text',
  location_id: 'text',
  quantity: 'int',
  reserved: 'int',
  is_counter_place: 'int',
} as const;

const ofKinds = sql`kind in (${sql.join(kindParams)})`;

const holdAllQuery = rowsQuery<BalanceRow, never>(
  balanceKinds,
  (rows) => sql`
    insert into balances (lot_id, location_id, quantity, reserved, is_counter_place)
    select lots.id, locations.id, 0, 0, rows.is_counter_place
    from ${rows}
    cross join lots
    cross join locations
    where lots.id = rows.lot_id and locations.id = rows.location_id
    order by lots.id, locations.id
    on conflict (lot_id, location_id) do update set quantity = balances.quantity`,
);

/**
 * Holds balances for this transaction, in the order that all writers share, and makes those that are not
 * there yet. Whatever takes from or puts to them afterwards may do so in any order.
 */
export async function holdAll(tx: Tx, places: readonly BalanceKey[]): Promise<void> {
  const once = new Map(places.map((place) => [`${place.lot_id} ${place.location_id}`, place]));
  const rows = [...once.values()].map((place) => balanceRow({ ...place, quantity: 0 }));
  await holdAllQuery(tx, rows);
}

const takeAllQuery = rowsQuery<BalanceRow, BalanceKey>(
  balanceKinds,
  (rows) => sql`
    update balances set quantity = balances.quantity - rows.quantity, reserved = balances.reserved - rows.reserved
    from ${rows}
    where balances.lot_id = rows.lot_id and balances.location_id = rows.location_id
      and balances.quantity - balances.reserved >= rows.quantity - rows.reserved and balances.reserved >= rows.reserved
      and exists (select 1 from locations where locations.id = rows.location_id and ${ofKinds})
    returning balances.lot_id, balances.location_id`,
);

const putAllQuery = rowsQuery<BalanceRow, BalanceKey>(
  balanceKinds,
  (rows) => sql`
    insert into balances (lot_id, location_id, quantity, reserved, is_counter_place)
    select lots.id, locations.id, rows.quantity, 0, rows.is_counter_place
    from ${rows}
    cross join lots
    cross join locations
    where lots.id = rows.lot_id and locations.id = rows.location_id and ${ofKinds}
    on conflict (lot_id, location_id) do update set quantity = balances.quantity + excluded.quantity
    returning lot_id, location_id`,
);

/** Like `take`, for different lots or places whose balances are held (see `holdAll`); gives those that were done. */
export async function takeAll(
  tx: Tx,
  takings: readonly Taking[],
  kinds: readonly LocationKind[],
): Promise<BalanceKey[]> {
  return takeAllQuery(tx, takings.map(balanceRow), kindValues(kinds));
}

/** Like `put`, for different lots or places whose balances are held (see `holdAll`); gives those that were done. */
export async function putAll(
  tx: Tx,
  puttings: readonly Putting[],
  kinds: readonly LocationKind[],
): Promise<BalanceKey[]> {
  return putAllQuery(tx, puttings.map(balanceRow), kindValues(kinds));
}

const balanceRow = (row: Putting & { reserved?: number }): BalanceRow => ({
  ...row,
  reserved: row.reserved ?? 0,
  is_counter_place: isCounterPlace(row.location_id) ? 1 : 0,
});

/**
 * Waits for the movements of a lot that are under way and lets no other begin before the transaction ends, so that what is then
 * said of the lot holds for all of them. Balances are taken in the order that all writers share.
 */
export async function holdBalances(tx: Tx, lotId: string): Promise<void> {
  const places = await tx
    .selectFrom('balances')
    .select('location_id')
    .where('lot_id', '=', lotId)
    .orderBy('location_id')
    .execute();
  const hold = (locationId: string) =>
    tx
      .updateTable('balances')
      .set({ reserved: sql<number>`reserved` })
      .where('lot_id', '=', lotId)
      .where('location_id', '=', locationId)
      .execute();
  await Promise.all(places.map(({ location_id }) => hold(location_id)));
}

export interface BalanceState {
  lot_id: string;
  location_id: string;
  lot_number: string;
  condition: string;
  expires_on: string | null;
  location_code: string;
  location_kind: LocationKind;
  on_hand: number;
  reserved: number;
}

/** What is known of a lot at a place, also when nothing ever lay there; undefined when lot or place does not exist. */
export async function readBalanceState(
  reader: Reader,
  lotId: string,
  locationId: string,
): Promise<BalanceState | undefined> {
  const row = await reader
    .selectFrom('lots')
    .innerJoin('locations', (join) => join.on('locations.id', '=', locationId))
    .leftJoin('balances', (join) =>
      join.onRef('balances.lot_id', '=', 'lots.id').onRef('balances.location_id', '=', 'locations.id'),
    )
    .select([
      'lots.id as lot_id',
      'locations.id as location_id',
      'lot_number',
      'condition',
      'expires_on',
      'locations.code as location_code',
      'locations.kind as location_kind',
      'balances.quantity as quantity',
      'balances.reserved as reserved',
    ])
    .where('lots.id', '=', lotId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { quantity, reserved, ...rest } = row;
  return { ...rest, on_hand: quantity ?? 0, reserved: reserved ?? 0 };
}

/** Movements with the names of warehouse and person, for people to read. */
export function movementQuery(reader: Reader) {
  return reader
    .selectFrom('movements')
    .innerJoin('people', 'people.id', 'movements.posted_by')
    .leftJoin('warehouses', 'warehouses.id', 'movements.warehouse_id')
    .select([
      'movements.id as id',
      'movements.kind as kind',
      'movements.occurred_on as occurred_on',
      'movements.warehouse_id as warehouse_id',
      'warehouses.code as warehouse_code',
      'movements.reason as reason',
      'movements.note as note',
      'movements.document_kind as document_kind',
      'movements.document_id as document_id',
      'movements.reference as reference',
      'movements.reverses_movement_id as reverses_movement_id',
      'movements.posted_by as posted_by',
      'people.name as posted_by_name',
      'movements.posted_at as posted_at',
    ]);
}

export async function findMovement(reader: Reader, id: string) {
  const row = await movementQuery(reader).where('movements.id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : (await withLines(reader, [row]))[0];
}

export async function findReversalOf(reader: Reader, id: string): Promise<string | undefined> {
  const row = await reader
    .selectFrom('movements')
    .select('id')
    .where('reverses_movement_id', '=', id)
    .executeTakeFirst();
  return row?.id;
}

/** A line with the names that people know it by. */
export interface NamedLine extends LineRow {
  lot_number: string;
  item_id: string;
  item_code: string;
  from_location_code: string;
  to_location_code: string;
}

/** Movements with their lines, in the order asked. */
export async function withLines<Row extends { id: string }>(reader: Reader, rows: Row[]) {
  if (rows.length === 0) return [];
  const lines = await reader
    .selectFrom('movement_lines')
    .innerJoin('lots', 'lots.id', 'movement_lines.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('locations as from_place', 'from_place.id', 'movement_lines.from_location_id')
    .innerJoin('locations as to_place', 'to_place.id', 'movement_lines.to_location_id')
    .select([
      'movement_id',
      'movement_lines.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'lots.item_id as item_id',
      'items.code as item_code',
      'from_location_id',
      'from_place.code as from_location_code',
      'to_location_id',
      'to_place.code as to_location_code',
      'quantity',
    ])
    .where(
      'movement_id',
      'in',
      rows.map((row) => row.id),
    )
    .orderBy('movement_id')
    .orderBy('line_number')
    .execute();
  const linesOf = new Map<string, NamedLine[]>(rows.map((row) => [row.id, []]));
  for (const { movement_id, ...line } of lines) linesOf.get(movement_id)?.push(line);
  return rows.map((row) => ({ ...row, lines: linesOf.get(row.id) ?? [] }));
}

import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { hotQuery, param } from '../database/hot.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { Tables } from '../database/tables/index.ts';

function lineQuery(reader: Reader, countId: string) {
  return reader
    .selectFrom('stock_count_lines as lines')
    .innerJoin('lots', 'lots.id', 'lines.lot_id')
    .innerJoin('items', 'items.id', 'lots.item_id')
    .innerJoin('grants', 'grants.id', 'lots.grant_id')
    .innerJoin('locations', 'locations.id', 'lines.location_id')
    .select([
      'lines.id as id',
      'lines.line_number as line_number',
      'lines.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'lots.item_id as item_id',
      'items.code as item_code',
      'grants.code as grant_code',
      'lots.expires_on as expires_on',
      'lines.location_id as location_id',
      'locations.code as location_code',
      'lines.listed as listed',
      'lines.round as round',
      'lines.recount as recount',
      'lines.counted as counted',
      'lines.counted_at as counted_at',
      'lines.counted_by as counted_by',
      'lines.on_hand_at_start as on_hand_at_start',
      'lines.expected as expected',
      'lines.difference as difference',
      'lines.above_threshold as above_threshold',
    ])
    .where('lines.count_id', '=', countId);
}

export interface LineFilter {
  counted?: boolean | undefined;
  recount?: boolean | undefined;
  differs?: boolean | undefined;
  above_threshold?: boolean | undefined;
}

/** The lines of a count. `hide` leaves out what whoever counts blind is not to know. */
export async function listLines(
  reader: Reader,
  countId: string,
  hide: boolean,
  request: PageRequest & LineFilter,
) {
  let query = lineQuery(reader, countId);
  const { counted, recount, differs, above_threshold } = request;
  if (counted !== undefined) query = query.where('lines.counted', counted ? 'is not' : 'is', null);
  if (recount !== undefined) query = query.where('lines.recount', '=', Number(recount));
  if (differs !== undefined) query = query.where('lines.difference', differs ? '<>' : '=', 0);
  if (above_threshold !== undefined)
    query = query.where('lines.above_threshold', '=', Number(above_threshold));
  const spec = {
    columns: { line_number: 'lines.line_number' },
    key: ['lines.line_number'],
    keyFields: ['line_number'],
  };
  const page = await fetchPage(query, spec, request);
  return mapPage(page, (rows) =>
    rows.map((row) => ({
      ...row,
      listed: row.listed === 1,
      recount: row.recount === 1,
      above_threshold: row.above_threshold === null ? null : row.above_threshold === 1,
      ...(hide ? { on_hand_at_start: null } : {}),
      ...(hide && row.recount === 1 ? { counted: null } : {}),
    })),
  );
}

export type SheetRow = Awaited<ReturnType<typeof sheetRows>>[number];

/** Every line of a count as a sheet shows it. */
export async function sheetRows(reader: Reader, countId: string) {
  return lineQuery(reader, countId)
    .select(['items.name_es as name_es', 'items.name_en as name_en', 'items.base_unit as base_unit'])
    .orderBy('lines.line_number')
    .execute();
}

export async function insertLines(
  tx: Tx,
  rows: readonly Pick<
    Tables['stock_count_lines'],
    'id' | 'count_id' | 'line_number' | 'lot_id' | 'location_id' | 'listed' | 'on_hand_at_start'
  >[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += 200) {
    await tx
      .insertInto('stock_count_lines')
      .values(rows.slice(start, start + 200))
      .execute();
  }
}

/** The next free number of a line. The count is held, so nobody else takes it. */
export async function nextLineNumber(reader: Reader, countId: string): Promise<number> {
  const row = await reader
    .selectFrom('stock_count_lines')
    .select(sql<number>`coalesce(max(line_number), 0) + 1`.as('next'))
    .where('count_id', '=', countId)
    .executeTakeFirstOrThrow();
  return row.next;
}

/** What there is to know of a line before a quantity is entered. */
export type EnterableLine = Awaited<ReturnType<typeof allLines>>[number];

/** All lines of a count, with what identifies them. */
export async function allLines(reader: Reader, countId: string) {
  return lineQuery(reader, countId)
    .select(['lots.unit_value as unit_value', 'lots.currency as currency'])
    .orderBy('lines.line_number')
    .execute();
}

/** The line of a lot in a bin. */
export async function findLine(reader: Reader, countId: string, lotId: string, locationId: string) {
  return lineQuery(reader, countId)
    .select(['lots.unit_value as unit_value', 'lots.currency as currency'])
    .where('lines.lot_id', '=', lotId)
    .where('lines.location_id', '=', locationId)
    .executeTakeFirst();
}

export type EntryRow = Tables['stock_count_entries'];

const setLineQuery = hotQuery<never, Tx>((tx) =>
  tx
    .updateTable('stock_count_lines')
    .set({
      counted: param('quantity'),
      counted_at: param('counted_at'),
      counted_on: param('counted_on'),
      counted_by: param('counted_by'),
      round: param('round'),
      recount: sql.lit(0),
    })
    .where('id', '=', param<string>('line_id')),
);

/** Adds entries to the history and makes each the one that counts for its line. */
export async function insertEntries(
  tx: Tx,
  rows: readonly (EntryRow & { counted_on: string })[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += 200) {
    const part = rows.slice(start, start + 200);
    await tx
      .insertInto('stock_count_entries')
      .values(part.map(({ counted_on, ...entry }) => entry))
      .execute();
    await Promise.all(
      part.map(({ line_id, quantity, counted_at, counted_on, counted_by, round }) =>
        setLineQuery(tx, { line_id, quantity, counted_at, counted_on, counted_by, round }),
      ),
    );
  }
}

/** The lines of which the lot has moved in or out of its bin since a moment. */
export async function movedSince(
  reader: Reader,
  countId: string,
  since: string,
): Promise<ReadonlySet<string>> {
  const rows = await reader
    .selectFrom('movements')
    .innerJoin('movement_lines', 'movement_lines.movement_id', 'movements.id')
    .innerJoin('stock_count_lines as lines', 'lines.lot_id', 'movement_lines.lot_id')
    .select('lines.id')
    .distinct()
    .where('movements.posted_at', '>', since)
    .where('lines.count_id', '=', countId)
    .where(({ or, eb, ref }) =>
      or([
        eb('movement_lines.from_location_id', '=', ref('lines.location_id')),
        eb('movement_lines.to_location_id', '=', ref('lines.location_id')),
      ]),
    )
    .execute();
  return new Set(rows.map((row) => row.id));
}

export interface ExpectedRow {
  id: string;
  expected: number;
}

/**
 * What the ledger says lay there when each line was counted: what lies there now, without what moved after it was counted. What
 * was posted later but dated to an earlier day had happened before the counting and stays in.
 */
export async function expectedOf(reader: Reader, countId: string): Promise<Map<string, number>> {
  const { rows } = await sql<ExpectedRow>`
    select lines.id as id, coalesce(balances.quantity, 0) - coalesce((
      select cast(sum(case when moved.to_location_id = lines.location_id then moved.quantity else -moved.quantity end) as bigint)
      from movement_lines as moved join movements on movements.id = moved.movement_id
      where moved.lot_id = lines.lot_id and moved.occurred_on >= lines.counted_on
        and movements.posted_at > lines.counted_at
        and (moved.from_location_id = lines.location_id or moved.to_location_id = lines.location_id)
    ), 0) as expected
    from stock_count_lines as lines
    left join balances on balances.lot_id = lines.lot_id and balances.location_id = lines.location_id
    where lines.count_id = ${countId} and lines.counted is not null`.execute(reader);
  return new Map(rows.map((row) => [row.id, row.expected]));
}

const setDifferenceQuery = hotQuery<never, Tx>((tx) =>
  tx
    .updateTable('stock_count_lines')
    .set({
      expected: param('expected'),
      difference: param('difference'),
      above_threshold: param('above_threshold'),
      recount: sql.lit(0),
    })
    .where('id', '=', param<string>('id')),
);

export async function setDifferences(
  tx: Tx,
  rows: readonly { id: string; expected: number; difference: number; above_threshold: number }[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += 200) {
    await Promise.all(rows.slice(start, start + 200).map((row) => setDifferenceQuery(tx, { ...row })));
  }
}

/** Asks for lines to be counted again; what they differ by is open until then. */
export async function markRecount(tx: Tx, lineIds: readonly string[]): Promise<void> {
  for (let start = 0; start < lineIds.length; start += 400) {
    await tx
      .updateTable('stock_count_lines')
      .set({ recount: 1 })
      .where('id', 'in', lineIds.slice(start, start + 400))
      .execute();
  }
}

/** Takes back what a count's lines differ by: it is said again when the count is closed again. */
export async function clearDifferences(tx: Tx, countId: string): Promise<void> {
  await tx
    .updateTable('stock_count_lines')
    .set({ expected: null, difference: null, above_threshold: null })
    .where('count_id', '=', countId)
    .execute();
}

/** How far a count has come. */
export async function readProgress(reader: Reader, countId: string) {
  const number = (condition: string) =>
    sql<number>`cast(coalesce(sum(case when ${sql.raw(condition)} then 1 else 0 end), 0) as bigint)`;
  return reader
    .selectFrom('stock_count_lines')
    .select([
      sql<number>`count(*)`.as('lines_total'),
      number('counted is not null').as('lines_counted'),
      number('recount = 1').as('lines_to_recount'),
      number('difference <> 0').as('lines_differing'),
      number('above_threshold = 1').as('lines_above_threshold'),
    ])
    .where('count_id', '=', countId)
    .executeTakeFirstOrThrow();
}

/** The lines of a closed count that differ, with what a unit is worth. */
export async function differingLines(reader: Reader, countId: string) {
  const rows = await reader
    .selectFrom('stock_count_lines as lines')
    .innerJoin('lots', 'lots.id', 'lines.lot_id')
    .select([
      'lines.id as id',
      'lines.line_number as line_number',
      'lines.lot_id as lot_id',
      'lots.lot_number as lot_number',
      'lines.location_id as location_id',
      sql<number>`lines.expected`.as('expected'),
      sql<number>`lines.counted`.as('counted'),
      sql<number>`lines.difference`.as('difference'),
      'lines.above_threshold as above_threshold',
      'lots.unit_value as unit_value',
      'lots.currency as currency',
    ])
    .where('lines.count_id', '=', countId)
    .where('lines.difference', '<>', 0)
    .orderBy('lines.line_number')
    .execute();
  return rows.map((row) => ({ ...row, above_threshold: row.above_threshold === 1 }));
}

/** The history of a count. `hideFor` names who counts blind: they are not shown what others entered. */
export async function listEntries(
  reader: Reader,
  countId: string,
  hideFor: string | null,
  request: PageRequest & { line_id?: string | undefined },
) {
  let query = reader
    .selectFrom('stock_count_entries as entries')
    .innerJoin('stock_count_lines as lines', 'lines.id', 'entries.line_id')
    .select([
      'entries.id as id',
      'entries.line_id as line_id',
      'lines.line_number as line_number',
      'entries.round as round',
      'entries.quantity as quantity',
      'entries.counted_at as counted_at',
      'entries.counted_by as counted_by',
      'entries.recorded_at as recorded_at',
      'entries.note as note',
    ])
    .where('entries.count_id', '=', countId);
  if (request.line_id !== undefined) query = query.where('entries.line_id', '=', request.line_id);
  const page = await fetchPage(query, { columns: { id: 'entries.id' }, key: ['entries.id'] }, request);
  return mapPage(page, (rows) =>
    rows.map(({ quantity, ...row }) => ({
      ...row,
      quantity: hideFor === null || row.counted_by === hideFor ? quantity : null,
    })),
  );
}

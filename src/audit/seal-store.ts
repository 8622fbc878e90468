import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, type PageRequest } from '../database/paging.ts';
import type { SealedKind } from '../database/tables/audit.ts';
import { present } from '../lib/assert.ts';
import type { Seal } from './seal-schema.ts';
import {
  cashColumns,
  lineColumns,
  movementColumns,
  type SealedContent,
  type SealedRow,
} from './sealed-content.ts';

const sealColumns = [
  'number',
  'format',
  'previous_sha256',
  'root_sha256',
  'count',
  'sealed_at',
  'sealed_by',
  'sha256',
] as const;

/** So many rows are read or written by one statement. */
export const CHUNK = 500;

const ledgers = { movement: 'movements', cash_entry: 'cash_entries' } as const;

function ledgerOf(reader: Reader, kind: SealedKind) {
  return reader.selectFrom(sql<{ id: string }>`${sql.table(ledgers[kind])}`.as('ledger'));
}

/** A part of a ledger by its ids: after one and, where said, up to another. */
export interface Stretch {
  readonly after: string;
  readonly through?: string | undefined;
}

/** Rows that no seal covers, oldest id first. The bound stands twice so that the rows sealed before it are not looked at. */
export async function unsealedIds(
  reader: Reader,
  kind: SealedKind,
  { after, through }: Stretch,
  limit: number,
): Promise<string[]> {
  let query = ledgerOf(reader, kind)
    .select('ledger.id as id')
    .where('ledger.id', '>', after)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('seal_entries')
            .select('row_id')
            .where('kind', '=', kind)
            .where('row_id', '>', after)
            .whereRef('row_id', '=', 'ledger.id'),
        ),
      ),
    )
    .orderBy('ledger.id')
    .limit(limit);
  if (through !== undefined) query = query.where('ledger.id', '<=', through);
  return (await query.execute()).map((row) => row.id);
}

/** How many rows no seal covers, and the oldest of them. */
export async function countUnsealed(reader: Reader, kind: SealedKind) {
  const row = await ledgerOf(reader, kind)
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('ledger.id').as('first')])
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('seal_entries')
            .select('row_id')
            .where('kind', '=', kind)
            .whereRef('row_id', '=', 'ledger.id'),
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return { count: row.count, first: row.first as string | null };
}

/** The id so many rows after another; undefined when the ledger ends before. */
export async function idAfter(
  reader: Reader,
  kind: SealedKind,
  after: string,
  rows: number,
): Promise<string | undefined> {
  const row = await ledgerOf(reader, kind)
    .select('ledger.id as id')
    .where('ledger.id', '>', after)
    .orderBy('ledger.id')
    .offset(rows - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.id;
}

export async function newestSealedId(reader: Reader, kind: SealedKind): Promise<string> {
  const row = await reader
    .selectFrom('seal_entries')
    .select('row_id')
    .where('kind', '=', kind)
    .orderBy('row_id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.row_id ?? '';
}

export async function sweptThrough(reader: Reader, kind: SealedKind): Promise<string> {
  const row = await reader
    .selectFrom('seal_sweeps')
    .select('swept_through')
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row?.swept_through ?? '';
}

export async function keepSweep(tx: Tx, kind: SealedKind, through: string): Promise<void> {
  await tx
    .insertInto('seal_sweeps')
    .values({ kind, swept_through: through })
    .onConflict((conflict) => conflict.column('kind').doUpdateSet({ swept_through: through }))
    .execute();
}

/** What is sealed of the rows with these ids, at most `CHUNK`; an id without a row has none. */
export async function readContents(
  reader: Reader,
  kind: SealedKind,
  ids: readonly string[],
): Promise<ReadonlyMap<string, SealedContent>> {
  if (ids.length === 0) return new Map();
  if (kind === 'cash_entry') {
    const entries = await reader
      .selectFrom('cash_entries')
      .select(cashColumns)
      .where('id', 'in', ids)
      .execute();
    return new Map(entries.map((row) => [row.id, { kind, row, lines: [] }]));
  }
  const [movements, lines] = await Promise.all([
    reader.selectFrom('movements').select(movementColumns).where('id', 'in', ids).execute(),
    reader
      .selectFrom('movement_lines')
      .select(lineColumns)
      .where('movement_id', 'in', ids)
      .orderBy('movement_id')
      .orderBy('line_number')
      .execute(),
  ]);
  const linesOf = new Map<string, SealedRow[]>(movements.map((row) => [row.id, []]));
  for (const line of lines) linesOf.get(line.movement_id)?.push(line);
  return new Map(
    movements.map((row) => [row.id, { kind, row, lines: present(linesOf.get(row.id), 'the lines') }]),
  );
}

export async function lastSeal(reader: Reader): Promise<Seal | undefined> {
  return reader.selectFrom('seals').select(sealColumns).orderBy('number', 'desc').limit(1).executeTakeFirst();
}

export async function findSeal(reader: Reader, number: number): Promise<Seal | undefined> {
  return reader.selectFrom('seals').select(sealColumns).where('number', '=', number).executeTakeFirst();
}

export async function listSeals(reader: Reader, request: PageRequest) {
  const query = reader.selectFrom('seals').select(sealColumns);
  const columns = { number: 'seals.number' };
  return fetchPage(query, { columns, key: ['seals.number'], keyFields: ['number'] }, request);
}

/** The seals after a number, in order. */
export async function sealsAfter(reader: Reader, number: number, limit: number): Promise<Seal[]> {
  return reader
    .selectFrom('seals')
    .select(sealColumns)
    .where('number', '>', number)
    .orderBy('number')
    .limit(limit)
    .execute();
}

export interface SealEntry {
  readonly kind: SealedKind;
  readonly row_id: string;
  readonly seal_number: number;
  readonly position: number;
  readonly leaf_sha256: string;
}

const entryColumns = ['kind', 'row_id', 'seal_number', 'position', 'leaf_sha256'] as const;

/** Entries of a seal after a position, in order. */
export async function entriesOf(
  reader: Reader,
  sealNumber: number,
  after: number,
  limit: number,
): Promise<SealEntry[]> {
  return reader
    .selectFrom('seal_entries')
    .select(entryColumns)
    .where('seal_number', '=', sealNumber)
    .where('position', '>', after)
    .orderBy('position')
    .limit(limit)
    .execute();
}

export async function findEntry(
  reader: Reader,
  kind: SealedKind,
  rowId: string,
): Promise<SealEntry | undefined> {
  return reader
    .selectFrom('seal_entries')
    .select(entryColumns)
    .where('kind', '=', kind)
    .where('row_id', '=', rowId)
    .executeTakeFirst();
}

/** The number of a seal that has entries and is not there itself; undefined when there is none after the last. */
export async function entriesBeyond(reader: Reader): Promise<number | undefined> {
  const row = await reader
    .selectFrom('seal_entries')
    .select('seal_number')
    .where('seal_number', '>', sql<number>`(select coalesce(max(number), 0) from seals)`)
    .orderBy('seal_number')
    .limit(1)
    .executeTakeFirst();
  return row?.seal_number;
}

export async function insertSeal(tx: Tx, seal: Seal, entries: readonly SealEntry[]): Promise<void> {
  await tx.insertInto('seals').values(seal).execute();
  for (let start = 0; start < entries.length; start += CHUNK)
    await tx
      .insertInto('seal_entries')
      .values(entries.slice(start, start + CHUNK))
      .execute();
}

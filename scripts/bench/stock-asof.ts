import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import pg from 'pg';
import { fillDailyBalances } from '../../db/migrations/0008_ledger.ts';
import type { Database, Reader } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/dialect.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { listStockAt } from '../../src/stock/history-store.ts';
import { ADJUSTMENT, DISTRIBUTED } from '../../src/stock/places.ts';
import { startPostgres } from '../embedded-postgres.ts';
import { type Bench, inTemporaryFolder, median, type Result } from './harness.ts';

const MOVEMENTS = 10_000_000;
const LOTS = 2_000;
const BINS = 20;
const DAYS = 1_096;
const FIRST_DAY = Date.UTC(2023, 7, 1);
const OUR_DAYS = 60;
const THEIR_DAYS = 5;

/** On hand in a warehouse as of a past day, every lot and bin, against the sum over the whole ledger. */
export const stockAsOf: Bench = {
  name: 'stock-asof',
  run: () =>
    inTemporaryFolder(async (folder) => {
      const path = join(folder, 'bench.sqlite');
      const database = open(`sqlite:${path}`);
      await database.migrate();
      const file = new Sqlite(path);
      for (const pragma of [
        'foreign_keys = OFF',
        'synchronous = OFF',
        'journal_mode = WAL',
        'cache_size = -400000',
      ]) {
        file.pragma(pragma);
      }
      await seedLedger(async (text) => void file.exec(text), sqliteDialect);
      file.close();
      return measure('stock-asof', database);
    }),
};

export const stockAsOfPg: Bench = {
  name: 'stock-asof-pg',
  run: async () => {
    const postgres = await startPostgres();
    try {
      const database = open(postgres.url);
      await database.migrate();
      await seedPostgres(postgres.url);
      return await measure('stock-asof-pg', database);
    } finally {
      await postgres.stop();
    }
  },
};

async function seedPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // No triggers and no foreign keys while the ledger is put there; what is in it meets them.
    await client.query('set session_replication_role = replica');
    await client.query("set maintenance_work_mem = '512MB'");
    await client.query("set work_mem = '256MB'");
    await seedLedger(async (text) => void (await client.query(text)), postgresDialect);
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

function open(url: string): Database {
  return openDatabase({ url, poolSize: 4, onIdleError: () => {} }, systemClock);
}

/** The few words in which the engines differ when rows are made by a query. */
interface SeedDialect {
  numbers(count: number): string;
  day(number: string): string;
  pad(number: string): string;
}

const sqliteDialect: SeedDialect = {
  numbers: (count) =>
    `with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n + 1 < ${count})`,
  day: (number) => `date(${FIRST_DAY / 1000} + (${number}) * 86400, 'unixepoch')`,
  pad: (number) => `printf('%012d', ${number})`,
};

const postgresDialect: SeedDialect = {
  numbers: (count) => `with numbers (n) as (select generate_series(0::bigint, ${count - 1}::bigint))`,
  day: (number) => `to_char(date '2023-08-01' + (${number})::int, 'YYYY-MM-DD')`,
  pad: (number) => `lpad((${number})::text, 12, '0')`,
};

const at = "'2023-08-01T00:00:00.000Z'";
const idOf = (kind: number, padded: string) => `'00000000-0000-7000-800${kind}-' || ${padded}`;

/**
 * Ten million movements of one line over three years: of each lot seven pieces are found and three given out, in turn. One in a
 * hundred was entered three days late. Balances and closing balances are derived from the lines, by the statement that brings an
 * old database up to date.
 */
async function seedLedger(run: (text: string) => Promise<void>, dialect: SeedDialect): Promise<void> {
  const { numbers, day, pad } = dialect;
  const lot = idOf(1, pad(`n % ${LOTS}`));
  const bin = idOf(2, pad(`(n % ${LOTS}) % ${BINS}`));
  const movement = idOf(3, pad('n'));
  const entered = `(n * ${DAYS}) / ${MOVEMENTS}`;
  const isLate = `n % 100 = 0 and ${entered} > 3`;
  const happened = `case when ${isLate} then ${day(`${entered} - 3`)} else ${day(entered)} end`;
  const comesIn = `(n / ${LOTS}) % 2 = 0`;
  const indexes = [
    'movements_by_document on movements (document_id)',
    'movements_entered_late on movements (posted_at) where backdated = 1',
    'movements_by_day on movements (occurred_on, id)',
    'movements_by_instant on movements (posted_at, id)',
    'movement_lines_by_lot on movement_lines (lot_id, occurred_on)',
  ];
  await run(
    `insert into people (id, name, email, created_at, updated_at) values ('p', 'P', 'p@example.org', ${at}, ${at})`,
  );
  await run(
    `insert into categories (id, code, name_es, name_en, created_at, updated_at) values ('c', 'bench', 'b', 'b', ${at}, ${at})`,
  );
  await run(`insert into items (id, code, kind, name_es, name_en, search_text, category, base_unit, created_at, updated_at)
    values ('i', 'I', 'item', 'i', 'i', 'i', 'bench', 'piece', ${at}, ${at})`);
  await run(
    `insert into grants (id, code, donor_name, title, currency, created_at, updated_at) values ('g', 'G', 'D', 'T', 'USD', ${at}, ${at})`,
  );
  await run(`insert into warehouses (id, code, name, country, time_zone, created_at, updated_at)
    values ('w', 'W', 'W', 'PA', 'America/Panama', ${at}, ${at})`);
  await run(`insert into locations (id, kind, warehouse_id, purpose, code, name, created_at)
    ${numbers(BINS)} select ${idOf(2, pad('n'))}, 'bin', 'w', 'storage', 'B' || n, 'B' || n, ${at} from numbers`);
  await run(`insert into lots (id, item_id, lot_number, grant_id, received_on, condition, created_at, updated_at)
    ${numbers(LOTS)} select ${idOf(1, pad('n'))}, 'i', 'L' || n, 'g', '2023-08-01', 'good', ${at}, ${at} from numbers`);
  for (const index of indexes) await run(`drop index ${index.split(' ')[0]}`);
  await run(`insert into movements (id, kind, occurred_on, document_kind, document_id, warehouse_id, backdated, posted_by, posted_at)
    ${numbers(MOVEMENTS)} select ${movement}, case when ${comesIn} then 'adjust' else 'issue' end, ${happened}, 'movement', ${movement},
    'w', case when ${isLate} then 1 else 0 end, 'p', ${day(entered)} || 'T15:00:00.000Z' from numbers`);
  await run(`insert into movement_lines (movement_id, line_number, lot_id, from_location_id, to_location_id, quantity, occurred_on)
    ${numbers(MOVEMENTS)} select ${movement}, 1, ${lot}, case when ${comesIn} then '${ADJUSTMENT}' else ${bin} end,
    case when ${comesIn} then ${bin} else '${DISTRIBUTED}' end, case when ${comesIn} then 7 else 3 end, ${happened} from numbers`);
  for (const index of indexes) await run(`create index ${index}`);
  await run(`insert into balances (lot_id, location_id, quantity, is_counter_place)
    select lot_id, location_id, sum(change), case when location_id in ('${ADJUSTMENT}', '${DISTRIBUTED}') then 1 else 0 end from (
      select lot_id, to_location_id as location_id, quantity as change from movement_lines
      union all select lot_id, from_location_id, -quantity from movement_lines) as ends group by lot_id, location_id`);
  await run(fillDailyBalances);
}

interface OnHand {
  lot_id: string;
  location_id: string;
  on_hand: number;
}

/** What the service answers, page after page, until all is there. */
async function ours(reader: Reader, asOf: string): Promise<OnHand[]> {
  const rows: OnHand[] = [];
  const filter = { warehouse_id: 'w', location_kind: 'bin', sort: 'id', limit: 500 } as const;
  let cursor: string | undefined;
  do {
    const page = await listStockAt(reader, { ...filter, cursor }, { asOf, known: null });
    rows.push(...page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

/** The whole ledger, summed. */
async function theirs(reader: Reader, asOf: string): Promise<OnHand[]> {
  const query = sql<OnHand>`
    select lot_id, location_id, cast(sum(change) as bigint) as on_hand from (
      select lot_id, to_location_id as location_id, quantity as change from movement_lines where occurred_on <= ${asOf}
      union all
      select lot_id, from_location_id, -quantity from movement_lines where occurred_on <= ${asOf}
    ) as ends
    where location_id in (select id from locations where warehouse_id = 'w' and kind = 'bin')
    group by lot_id, location_id having sum(change) <> 0 order by lot_id, location_id`;
  return (await query.execute(reader)).rows;
}

async function timed<T>(work: () => Promise<T>): Promise<{ milliseconds: number; value: T }> {
  const started = process.hrtime.bigint();
  const value = await work();
  return { milliseconds: Number(process.hrtime.bigint() - started) / 1e6, value };
}

async function measure(bench: string, database: Database): Promise<Result> {
  const { read } = database;
  const dayAt = (part: number) =>
    new Date(FIRST_DAY + Math.floor(part * DAYS) * 86_400_000).toISOString().slice(0, 10);
  // Spread evenly in an order that jumps: no day is near the one before it.
  const daysOf = (count: number) =>
    Array.from({ length: count }, (_, index) => dayAt((0.05 + index * 0.618_034) % 1));
  const plain = ({ lot_id, location_id, on_hand }: OnHand) => `${lot_id} ${location_id} ${on_hand}`;
  try {
    await ours(read, dayAt(0.5));
    const our: number[] = [];
    for (const day of daysOf(OUR_DAYS)) our.push((await timed(() => ours(read, day))).milliseconds);
    const their: number[] = [];
    for (const day of daysOf(THEIR_DAYS)) {
      const { milliseconds, value } = await timed(() => theirs(read, day));
      their.push(milliseconds);
      const same = (await ours(read, day)).map(plain);
      if (value.map(plain).join() !== same.join()) throw new Error(`${bench}: not the same stock on ${day}`);
    }
    const [ourMedian, theirMedian] = [median(our), median(their)];
    return {
      bench,
      ours: Math.round(ourMedian * 100) / 100,
      reference: Math.round(theirMedian),
      unit: 'ms',
      ratio: Math.round((ourMedian / theirMedian) * 10_000) / 10_000,
      goal: '<=0.02',
    };
  } finally {
    await database.close();
  }
}

import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createContext } from '../../src/context.ts';
import { startPostgres } from '../embedded-postgres.ts';
import { type Bench, type Result, temporaryFolder } from './harness.ts';
import { type Area, areas, otherLists } from './list-areas.ts';
import { type ApiDocument, type Case, casesOf, type List, listsOf } from './list-cases.ts';
import { type RowTable, readTables, type Sizes } from './row-maker.ts';
import { environment } from './seed.ts';
import { addReader, fillLists } from './seed-lists.ts';

const ROWS = 1_000_000;
const FEW_ROWS = 1_000;
/** Each of these then has as many rows to a page's filter as in the other: a hundred. */
const OTHERS = 1_000;
const FEW_OTHERS = 10;
const TURNS = 20;
/** A case that misses is measured once more, longer, and that counts: one slow answer in twenty may be the machine's. */
const MORE_TURNS = 60;
const GOAL = 3;
/** A case is not asked again after so long. */
const PATIENCE_MS = 3_000;
const DEEP_PAGES = 8;
const WALK_LIMIT = 500;

/** A page of every list at 1,000,000 rows against 1,000, by every order and filter, at the start and deep in it. */
export const listScale: Bench = {
  name: 'list-scale',
  run: (words) => eachArea(words, 'list-scale', (folder, name) => `sqlite:${join(folder, `${name}.sqlite`)}`),
};

/** The same on PostgreSQL. */
export const listScalePg: Bench = {
  name: 'list-scale-pg',
  run: async function* (words) {
    const postgres = await startPostgres();
    try {
      yield* eachArea(words, 'list-scale-pg', async (_, name) => {
        const { Client } = (await import('pg')).default;
        const client = new Client({ connectionString: postgres.url });
        await client.connect();
        await client.query(`create database "${name}"`);
        await client.end();
        return postgres.url.replace(/\/[^/]*$/, `/${name}`);
      });
    } finally {
      await postgres.stop();
    }
  },
};

type MakeDatabase = (folder: string, name: string) => string | Promise<string>;

async function* eachArea(
  words: readonly string[],
  bench: string,
  make: MakeDatabase,
): AsyncGenerator<Result> {
  const misses: Result[] = [];
  let count = 0;
  // A number among the words makes a shorter trial of it.
  const rows = Number(words.find((word) => /^[0-9]+$/.test(word)) ?? ROWS);
  const names = words.filter((word) => !/^[0-9]+$/.test(word));
  for (const area of areas) {
    if (names.length > 0 && !names.includes(area.name)) continue;
    const { folder, remove } = temporaryFolder();
    try {
      for await (const result of measureArea(bench, area, folder, make, rows)) {
        count += 1;
        if (result.ratio > GOAL) misses.push(result);
        yield result;
      }
    } finally {
      remove();
    }
  }
  misses.sort((a, b) => b.ratio - a.ratio);
  process.stderr.write(`${bench}: ${count} cases, ${misses.length} above ${GOAL}\n`);
  for (const { list, sort, filter, page, ratio, ours, reference } of misses as (Result & Details)[])
    process.stderr.write(`${ratio}\t${ours} / ${reference} ms\t${list} ${sort} ${filter} ${page}\n`);
}

interface Details {
  readonly list: string;
  readonly sort: string;
  readonly filter: string;
  readonly page: string;
}

interface Side {
  readonly sizes: Sizes;
  readonly app: FastifyInstance;
  readonly headers: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

async function* measureArea(
  bench: string,
  area: Area,
  folder: string,
  make: MakeDatabase,
  rows: number,
): AsyncGenerator<Result> {
  const schema = join(folder, 'schema.sqlite');
  await (await openSide(`sqlite:${schema}`, [], { measured: new Set(), rows: 0, others: 0 })).close();
  const tables = readTables(schema);
  const measured = new Set(area.measured);
  const few = await openSide(await make(folder, `${area.name}-few`), tables, {
    ...{ measured, rows: FEW_ROWS, others: FEW_OTHERS },
  });
  const many = await openSide(await make(folder, `${area.name}-many`), tables, {
    ...{ measured, rows, others: OTHERS },
  });
  try {
    const lists = listsOf(many.app.swagger() as unknown as ApiDocument);
    nameUnknown(lists);
    for (const list of lists) {
      const parent = area.lists[list.path];
      if (parent === undefined) continue;
      for (const one of casesOf(list, parent))
        yield* await measureCase(bench, one, few, many).catch(unanswered);
    }
  } finally {
    await few.close();
    await many.close();
  }
}

/** What a list of made-up rows cannot answer is said and left out; the rest is measured. */
function unanswered(error: unknown): Result[] {
  process.stderr.write(`not answered: ${String(error)}\n`);
  return [];
}

/** A list that came into the contract since is not forgotten silently. */
function nameUnknown(lists: readonly List[]): void {
  const known = new Set([...otherLists, ...areas.flatMap((area) => Object.keys(area.lists))]);
  const unknown = lists.filter(({ path }) => !known.has(path)).map(({ path }) => path);
  if (unknown.length > 0) process.stderr.write(`not measured yet: ${unknown.join(', ')}\n`);
}

async function openSide(url: string, tables: readonly RowTable[], sizes: Sizes): Promise<Side> {
  const context = createContext(loadConfig(environment(url)), pino({ level: 'silent' }));
  await context.database.migrate();
  const token = await addReader(context);
  const started = process.hrtime.bigint();
  if (tables.length > 0) await fillLists(url, tables, sizes);
  process.stderr.write(
    `${url.split('/').at(-1)}: filled in ${Number((process.hrtime.bigint() - started) / 1_000_000n)} ms\n`,
  );
  const app = await buildApp(context);
  await app.ready();
  return {
    sizes,
    app,
    headers: { authorization: `Bearer ${token}` },
    close: async () => {
      await app.close();
      await context.database.close();
    },
  };
}

async function measureCase(bench: string, one: Case, few: Side, many: Side): Promise<Result[]> {
  const first = (side: Side) => (turn: number) => one.address(side.sizes, turn);
  const results = [await measurePage(bench, one, 'first', [few, first(few)], [many, first(many)])];
  const deep = await Promise.all([deepAddress(one, few), deepAddress(one, many)]);
  const [fewDeep, manyDeep] = deep;
  if (fewDeep !== null && manyDeep !== null) {
    results.push(await measurePage(bench, one, 'deep', [few, () => fewDeep], [many, () => manyDeep]));
  }
  return results;
}

type Asked = readonly [Side, (turn: number) => string];

async function measurePage(bench: string, one: Case, page: string, few: Asked, many: Asked): Promise<Result> {
  let [reference, ours] = await p95Of(few, many, TURNS);
  if (ours / reference > GOAL) [reference, ours] = await p95Of(few, many, MORE_TURNS);
  const details: Details = { list: one.list, sort: one.sort, filter: one.filter, page };
  const round = (value: number) => Math.round(value * 100) / 100;
  return {
    ...{ bench, ...details, ours: round(ours), reference: round(reference), unit: 'ms' },
    ...{ ratio: round(ours / reference), goal: `<=${GOAL}` },
  } as Result;
}

/** In turn, so that a machine that grows slower meanwhile slows both. */
async function p95Of(few: Asked, many: Asked, turns: number): Promise<[number, number]> {
  const times: [number[], number[]] = [[], []];
  let spent = 0;
  for (let turn = -2; turn < turns; turn += 1) {
    for (const [at, [side, address]] of [few, many].entries()) {
      const time = await ask(side, address(Math.abs(turn)));
      spent += time;
      if (turn >= 0) times[at]?.push(time);
    }
    if (spent > PATIENCE_MS && turn >= 2) break;
  }
  return [p95(times[0]), p95(times[1])];
}

function p95(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN;
}

async function ask(side: Side, url: string): Promise<number> {
  const started = process.hrtime.bigint();
  const reply = await side.app.inject({ method: 'GET', url, headers: side.headers });
  if (reply.statusCode !== 200) throw new Error(`${url}: ${reply.statusCode} ${reply.body.slice(0, 300)}`);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

/** The address of a page that cursors led to, far in or in the middle of a shorter list; null when a page is all there is. */
async function deepAddress(one: Case, side: Side): Promise<string | null> {
  const base = one.address(side.sizes, 0);
  const cursors: string[] = [];
  const started = process.hrtime.bigint();
  for (let page = 0; page < DEEP_PAGES; page += 1) {
    const cursor = cursors.at(-1);
    const url = `${base}&limit=${WALK_LIMIT / (side.sizes.rows > FEW_ROWS ? 1 : 10)}${cursor === undefined ? '' : `&cursor=${cursor}`}`;
    const reply = await side.app.inject({ method: 'GET', url, headers: side.headers });
    const next = (reply.json() as { next_cursor: string | null }).next_cursor;
    if (next === null || Number(process.hrtime.bigint() - started) / 1e6 > PATIENCE_MS) break;
    cursors.push(next);
  }
  const chosen = cursors[Math.floor(cursors.length / 2)];
  return chosen === undefined ? null : `${base}&cursor=${chosen}`;
}

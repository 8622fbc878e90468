import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { SqliteDialect, sql } from 'kysely';
import t, { type Test } from 'tap';
import type { Tx } from '../../src/database/database.ts';
import { SqliteConnection } from '../../src/database/sqlite.ts';
import { GroupCommit } from '../../src/database/sqlite-group-commit.ts';
import { deferred } from './scratch.ts';

interface Bench {
  group: GroupCommit;
  /** Another connection to the file: it sees what is on disk. */
  other: Sqlite.Database;
  writer: Sqlite.Database;
}

function bench(t: Test, longestMs?: number): Bench {
  const folder = mkdtempSync(join(tmpdir(), 'acopio-test-'));
  const path = join(folder, 'group.sqlite');
  const writer = new Sqlite(path);
  writer.pragma('journal_mode = WAL');
  writer.pragma('foreign_keys = ON');
  writer.exec('create table numbers (n integer primary key, follows integer references numbers (n)) strict');
  const other = new Sqlite(path);
  t.teardown(() => {
    other.close();
    writer.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const dialect = new SqliteDialect({ database: writer });
  const connection = new SqliteConnection(writer);
  const group =
    longestMs === undefined
      ? new GroupCommit(writer, dialect, connection)
      : new GroupCommit(writer, dialect, connection, longestMs);
  return { group, other, writer };
}

function add(tx: Tx, n: number, follows: number | null = null): Promise<unknown> {
  return sql`insert into numbers (n, follows) values (${n}, ${follows})`.execute(tx);
}

function numbers(database: Sqlite.Database): number[] {
  return database
    .prepare<[], { n: number }>('select n from numbers order by n')
    .all()
    .map((row) => row.n);
}

t.test('those who wait together share a commit, and hear of it only after it', async (t) => {
  const { group, other } = bench(t);
  const seen: number[] = [];
  const works = Array.from({ length: 40 }, (_, n) =>
    group.submit(async (tx) => {
      await add(tx, n);
      seen.push(numbers(other).length);
      return n;
    }),
  );
  const given = await Promise.all(
    works.map(async (work) => {
      const n = await work;
      t.ok(numbers(other).includes(n), `${n} was on disk when it was acknowledged`);
      return n;
    }),
  );
  t.same(
    given,
    Array.from({ length: 40 }, (_, n) => n),
  );
  t.same(new Set(seen), new Set([0]), 'not one was on disk while they ran: one commit for all');
});

t.test('a commit that fails fails everyone in it, and the next one works', async (t) => {
  const { group, other } = bench(t);
  const outcomes = await Promise.allSettled([
    group.submit((tx) => add(tx, 1)),
    group.submit(async (tx) => {
      await sql`pragma defer_foreign_keys = on`.execute(tx);
      await add(tx, 2, 99);
    }),
    group.submit(async () => {
      throw new Error('of its own');
    }),
  ]);
  t.same(
    outcomes.map((outcome) => outcome.status),
    ['rejected', 'rejected', 'rejected'],
  );
  t.match(
    outcomes[0],
    { reason: { code: 'SQLITE_CONSTRAINT_FOREIGNKEY' } },
    'the innocent one is not told it was saved',
  );
  t.same(numbers(other), []);
  await group.submit((tx) => add(tx, 3));
  t.same(numbers(other), [3]);
});

t.test('when the engine undoes the group by itself, nobody is told otherwise', async (t) => {
  const { group, other } = bench(t);
  const outcomes = await Promise.allSettled([
    group.submit((tx) => add(tx, 1)),
    group.submit((tx) => sql`insert or rollback into numbers (n) values (1)`.execute(tx)),
    group.submit((tx) => add(tx, 2)),
  ]);
  t.same(
    outcomes.map((outcome) => outcome.status),
    ['rejected', 'rejected', 'rejected'],
  );
  t.same(numbers(other), []);
  await group.submit((tx) => add(tx, 4));
  t.same(numbers(other), [4]);
});

t.test('more than one commit holds are done in order, none lost', async (t) => {
  const { group, other } = bench(t);
  const order: number[] = [];
  await Promise.all(
    Array.from({ length: 700 }, (_, n) =>
      group.submit(async (tx) => {
        order.push(n);
        await add(tx, n);
      }),
    ),
  );
  const all = Array.from({ length: 700 }, (_, n) => n);
  t.same(order, all);
  t.same(numbers(other), all);
});

t.test('a transaction that waits for another writer is undone instead of stopping everyone', async (t) => {
  const { group, other } = bench(t, 50);
  const nested = group.submit(async (tx) => {
    await add(tx, 1);
    await group.submit((inner) => add(inner, 2));
  });
  const behind = group.submit((tx) => add(tx, 3));
  await t.rejects(nested, /was it nested/);
  await behind;
  await group.idle();
  t.same(numbers(other), [2, 3], 'the outer one is undone; what waited behind it is done');
});

t.test('closing waits for what was accepted', async (t) => {
  const { group, other } = bench(t);
  const goOn = deferred();
  const first = group.submit(async (tx) => {
    await goOn.promise;
    await add(tx, 1);
  });
  const second = group.submit((tx) => add(tx, 2));
  let idle = false;
  const closing = group.idle().then(() => {
    idle = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  t.notOk(idle);
  goOn.resolve();
  await Promise.all([first, second, closing]);
  t.same(numbers(other), [1, 2]);
});

import Sqlite from 'better-sqlite3';
import pg from 'pg';
import type { Test } from 'tap';
import type { Database, Tx } from '../../src/database/database.ts';
import { openDatabase } from '../../src/database/dialect.ts';
import { testClock } from '../helpers/clock.ts';
import { type EngineName, preparedDatabase } from '../helpers/databases.ts';

/** A database on an address, closed with the test. */
export function openAt(t: Test, url: string, poolSize = 10): Database {
  const database = openDatabase({ url, poolSize, onIdleError: () => undefined }, testClock());
  t.teardown(() => database.close());
  return database;
}

/** A fresh database with the whole schema, and a way to open it once more. */
export async function migrated(t: Test, engine: EngineName) {
  const url = await preparedDatabase(t, engine);
  const database = openAt(t, url);
  await database.migrate();
  return { url, database, open: () => openAt(t, url) };
}

/** One row in a table that references nothing. */
export async function addCounter(tx: Tx, name: string, value: number): Promise<void> {
  await tx.insertInto('counters').values({ name, value }).execute();
}

export async function counters(database: Database): Promise<Record<string, number>> {
  const rows = await database.read.selectFrom('counters').selectAll().execute();
  return Object.fromEntries(rows.map((row) => [row.name, row.value]));
}

/** A promise and the means to resolve it. */
export function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** Runs statements past the service, as an older version of it did. */
export async function runStatements(url: string, statements: readonly string[]): Promise<void> {
  if (url.startsWith('sqlite:')) {
    const file = new Sqlite(url.slice('sqlite:'.length));
    try {
      file.pragma('foreign_keys = ON');
      for (const statement of statements) file.exec(statement);
    } finally {
      file.close();
    }
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { type CompiledQuery, type DatabaseConnection, type QueryResult, SqliteDialect } from 'kysely';
import { assert } from '../lib/assert.ts';
import { type Clock, instant } from '../lib/clock.ts';
import type { Database, Reader } from './database.ts';
import { kyselyOn } from './kysely-on.ts';
import { applyMigrations } from './migrate.ts';
import { GroupCommit } from './sqlite-group-commit.ts';
import { Turnstile } from './turnstile.ts';

const BUSY_TIMEOUT_MS = 5_000;
const MAX_CACHED_STATEMENTS = 500;
const MAX_SNAPSHOTS = 4;
/** In KiB, as SQLite wants it: negative. */
const CACHE_SIZE = -65_536;
const SNAPSHOT_CACHE_SIZE = -8_192;
const MAX_CACHED_SQL_LENGTH = 8_000;

/**
 * The embedded engine: one file, one writing connection whose commits are durable (`synchronous=FULL`) and shared by the
 * requests that wait for them, one reading connection that sees committed data only. One service process per file.
 */
export function openSqlite(path: string, clock: Clock): Database {
  mkdirSync(dirname(path), { recursive: true });
  const writer = openFile(path, false);
  const reader = openFile(path, true);
  const dialect = new SqliteDialect({ database: writer });
  const readConnection = new SqliteConnection(reader);
  const groupCommit = new GroupCommit(writer, dialect, new SqliteConnection(writer));
  const turnstile = new Turnstile(MAX_SNAPSHOTS);
  return {
    description: `SQLite ${path}`,
    read: kyselyOn(dialect, { provideConnection: (consumer) => consumer(readConnection) }),
    transact: (work) => groupCommit.submit(work),
    snapshot: (read) => snapshot(path, dialect, turnstile, read),
    migrate: () => migrate(writer, instant(clock)),
    dumpSchema: async () => dumpSchema(reader),
    ping: async () => {
      reader.prepare('select 1').get();
    },
    close: async () => {
      await groupCommit.idle();
      reader.close();
      writer.close();
    },
  };
}

function openFile(path: string, forReading: boolean): Sqlite.Database {
  const database = new Sqlite(path, { timeout: BUSY_TIMEOUT_MS });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('trusted_schema = OFF');
  // Without it, "insert or replace" would take a row out of a ledger past the trigger that forbids deleting.
  database.pragma('recursive_triggers = ON');
  database.pragma(`cache_size = ${CACHE_SIZE}`);
  if (forReading) database.pragma('query_only = ON');
  return database;
}

/** A connection of its own: a statement that is being stepped through would hold up whoever else reads on it. */
async function* snapshot<T>(
  path: string,
  dialect: SqliteDialect,
  turnstile: Turnstile,
  read: (reader: Reader) => AsyncIterable<T>,
): AsyncGenerator<T, void> {
  const leave = await turnstile.enter();
  try {
    const database = openFile(path, true);
    try {
      database.pragma(`cache_size = ${SNAPSHOT_CACHE_SIZE}`);
      database.exec('begin');
      const connection = new SqliteConnection(database);
      yield* read(kyselyOn(dialect, { provideConnection: (consumer) => consumer(connection) }));
    } finally {
      database.close();
    }
  } finally {
    leave();
  }
}

/** Runs compiled queries at once, without giving way to other work, on prepared statements kept by their text. */
export class SqliteConnection implements DatabaseConnection {
  readonly #database: Sqlite.Database;
  readonly #statements = new Map<string, Sqlite.Statement>();

  constructor(database: Sqlite.Database) {
    this.#database = database;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const statement = this.#prepare(query.sql);
    if (statement.reader) return { rows: exact(statement.all(query.parameters)) as R[] };
    const { changes } = statement.run(query.parameters);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  async *streamQuery<R>(query: CompiledQuery, chunkSize = 1): AsyncIterableIterator<QueryResult<R>> {
    let rows: unknown[] = [];
    // A statement of its own: an open cursor must not be shared with other callers of the same text.
    for (const row of this.#database.prepare(query.sql).iterate(query.parameters)) {
      rows.push(row);
      if (rows.length < chunkSize) continue;
      yield { rows: exact(rows) as R[] };
      rows = [];
      // Nothing here waits for anything, so whoever else is served would have to wait for all of it.
      await setImmediate();
    }
    if (rows.length > 0) yield { rows: exact(rows) as R[] };
  }

  #prepare(sql: string): Sqlite.Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    if (sql.length > MAX_CACHED_SQL_LENGTH) return statement;
    if (this.#statements.size >= MAX_CACHED_STATEMENTS) {
      for (const oldest of this.#statements.keys()) {
        this.#statements.delete(oldest);
        break;
      }
    }
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** The driver gives integers beyond 53 bits as the nearest number it has; such a row is refused instead. */
function exact(rows: unknown[]): unknown[] {
  for (const row of rows as Record<string, unknown>[]) {
    for (const name in row) {
      const value = row[name];
      if (typeof value !== 'number') continue;
      assert(
        value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER,
        `the database gave ${value}, which is no safe integer`,
      );
    }
  }
  return rows;
}

/**
 * Foreign keys are off meanwhile: a table that is rebuilt is dropped while others point to it. Each step is checked for rows that
 * point nowhere before it commits.
 */
async function migrate(database: Sqlite.Database, appliedAt: string): Promise<string[]> {
  database.pragma('foreign_keys = OFF');
  try {
    return await applySteps(database, appliedAt);
  } finally {
    database.pragma('foreign_keys = ON');
  }
}

async function applySteps(database: Sqlite.Database, appliedAt: string): Promise<string[]> {
  return applyMigrations(
    'sqlite',
    {
      run: async (statement) => {
        if (statement === 'commit') {
          assert(
            (database.pragma('foreign_key_check') as unknown[]).length === 0,
            'a migration leaves no row that points nowhere',
          );
        }
        database.exec(statement === 'begin' ? 'begin immediate' : statement);
      },
      appliedNames: async () =>
        database
          .prepare<[], { name: string }>('select name from schema_migrations')
          .all()
          .map((row) => row.name),
    },
    appliedAt,
  );
}

function dumpSchema(database: Sqlite.Database): string {
  const rows = database
    .prepare<[], { sql: string }>(
      "select sql from sqlite_master where sql is not null and name <> 'schema_migrations' order by tbl_name, type desc, name",
    )
    .all();
  return `${rows.map((row) => `${row.sql};`).join('\n\n')}\n`;
}

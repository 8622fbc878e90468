import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type CompiledQuery, type DatabaseConnection, PostgresDialect, type QueryResult } from 'kysely';
import pg from 'pg';
import { assert } from '../lib/assert.ts';
import { type Clock, instant } from '../lib/clock.ts';
import type { Database, Reader, Tx } from './database.ts';
import { databaseFailure, NoConnection } from './errors.ts';
import { kyselyOn, transactionOn } from './kysely-on.ts';
import { applyMigrations } from './migrate.ts';
import { dumpPostgresSchema } from './postgres-schema.ts';
import { Turnstile } from './turnstile.ts';

const CONNECT_TIMEOUT_MS = 10_000;
const PING_TIMEOUT_MS = 3_000;
const MAX_ATTEMPTS = 8;
/** Snapshots live as long as a download does; this share of the connections is all they may hold. */
const SNAPSHOT_SHARE = 3;
const MAX_NAMED_STATEMENTS = 500;
const MAX_NAMED_SQL_LENGTH = 8_000;
/** Any constant, the same in every process: whoever holds it migrates. */
const MIGRATION_LOCK = 7_222_017;

const IN_FAILED_TRANSACTION = '25P02';
const INT8 = 20;
const NUMERIC = 1700;

function safeInteger(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), `the database gave ${text}, which is no safe integer`);
  return value;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8 || oid === NUMERIC ? safeInteger : pg.types.getTypeParser(oid, format as 'text'),
};

export interface PostgresOptions {
  readonly url: string;
  readonly poolSize: number;
  /** Called for connections that break while idle; they are replaced by themselves. */
  readonly onIdleError: (error: Error) => void;
}

/** PostgreSQL: any number of service processes on one database. Statements of a transaction are sent without waiting in between. */
export function openPostgres(options: PostgresOptions, clock: Clock): Database {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types,
    // The server answers in order, so independent statements of one transaction share a round trip.
    pipeline: true,
    // A server that vanishes without a farewell is noticed in the end, also where only an answer is waited for.
    keepAlive: true,
    application_name: 'acopio',
  } as pg.PoolConfig);
  pool.on('error', options.onIdleError);
  // A connection that breaks in use fails its statements, and through them its request. Without a listener of its own the same
  // error would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const dialect = new PostgresDialect({ pool });
  const names = new StatementNames();
  const turnstile = new Turnstile(Math.max(1, Math.floor(options.poolSize / SNAPSHOT_SHARE)));
  return {
    description: `PostgreSQL ${new URL(options.url).pathname.slice(1)}`,
    read: kyselyOn(dialect, {
      provideConnection: async (consumer) => {
        const client = await connect(pool);
        return withRelease(client, () => consumer(new PostgresConnection(client, names)));
      },
    }),
    transact: (work) => withRetry(() => transactOnce(pool, dialect, names, work)),
    snapshot: (read) => snapshot(pool, dialect, names, turnstile, read),
    migrate: () => migrate(pool, instant(clock)),
    dumpSchema: () => dumpPostgresSchema(pool),
    ping: () => ping(pool),
    close: () => pool.end(),
  };
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw new NoConnection(error);
  }
}

/** Asks the server for a sign of life. A connection without an answer in time is thrown away. */
async function ping(pool: pg.Pool): Promise<void> {
  const client = await connect(pool);
  const question = { text: 'select 1', query_timeout: PING_TIMEOUT_MS } as pg.QueryConfig;
  await withRelease(client, () => client.query(question));
}

/**
 * A client that is not idle afterwards (its connection broke, its transaction could not be ended) is thrown away, and so is one
 * whose server cannot work, as after a failover: the next connection may find one that can.
 */
async function withRelease<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
  let isUseless = false;
  try {
    return await work();
  } catch (error) {
    isUseless = databaseFailure(error) === 'unavailable';
    throw error;
  } finally {
    client.release(isUseless || client.getTransactionStatus() !== 'I');
  }
}

async function withRetry<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (databaseFailure(error) !== 'serialization' || count === MAX_ATTEMPTS) throw error;
      await delay(2 ** count);
    }
  }
}

async function transactOnce<T>(
  pool: pg.Pool,
  dialect: PostgresDialect,
  names: StatementNames,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await connect(pool);
  return withRelease(client, async () => {
    const handle = transactionOn(dialect, new PostgresConnection(client, names));
    const begun = gather(client).query('begin');
    // Awaited below; until then a failure here must not count as unhandled.
    begun.catch(() => {});
    try {
      const value = await work(handle.tx);
      handle.end();
      // Sent behind the statements still under way, without waiting for them. If one of them fails, the server has aborted
      // the transaction and its "commit" is a rollback.
      const committed = gather(client).query('commit');
      const [, , { command }] = await Promise.all([begun, handle.settled(), committed]);
      assert(command === 'COMMIT', 'the transaction was committed, not rolled back');
      return value;
    } catch (error) {
      handle.end();
      // Where this fails too, the connection is gone and the server rolls back by itself.
      await client.query('rollback').catch(() => undefined);
      // Statements sent behind one that failed only say that the transaction is aborted; why, the first failure says.
      throw isAborted(error) ? handle.firstFailure() : error;
    }
  });
}

async function* snapshot<T>(
  pool: pg.Pool,
  dialect: PostgresDialect,
  names: StatementNames,
  turnstile: Turnstile,
  read: (reader: Reader) => AsyncIterable<T>,
): AsyncGenerator<T, void> {
  const leave = await turnstile.enter();
  try {
    const client = await connect(pool);
    let isUseless = false;
    try {
      await client.query('begin isolation level repeatable read read only');
      const connection = new SnapshotConnection(client, names);
      yield* read(kyselyOn(dialect, { provideConnection: (consumer) => consumer(connection) }));
    } catch (error) {
      isUseless = databaseFailure(error) === 'unavailable';
      throw error;
    } finally {
      // Where this fails, the connection is gone, and its transaction with it.
      await client.query('rollback').catch(() => undefined);
      client.release(isUseless || client.getTransactionStatus() !== 'I');
    }
  } finally {
    leave();
  }
}

function isAborted(error: unknown): boolean {
  return (error as { code?: unknown }).code === IN_FAILED_TRANSACTION;
}

/** Connections whose statements of this turn are being gathered. */
const gathering = new WeakSet<Socket>();

/**
 * Lets the statements that are begun in one turn leave together: one call to the system and one packet in the place of several, for
 * the service and for the server.
 */
function gather(client: pg.PoolClient): pg.PoolClient {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  if (gathering.has(stream)) return client;
  gathering.add(stream);
  stream.cork();
  process.nextTick(() => {
    gathering.delete(stream);
    stream.uncork();
  });
  return client;
}

/** Gives statements short names, so that each connection parses and plans a text once. */
class StatementNames {
  readonly #names = new Map<string, string>();

  nameOf(sql: string): string | undefined {
    const known = this.#names.get(sql);
    if (known !== undefined) return known;
    if (sql.length > MAX_NAMED_SQL_LENGTH || this.#names.size >= MAX_NAMED_STATEMENTS) return undefined;
    const name = `s${this.#names.size}`;
    this.#names.set(sql, name);
    return name;
  }
}

class PostgresConnection implements DatabaseConnection {
  protected readonly client: pg.PoolClient;
  readonly #names: StatementNames;

  constructor(client: pg.PoolClient, names: StatementNames) {
    this.client = client;
    this.#names = names;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const name = this.#names.nameOf(query.sql);
    const result = await gather(this.client).query({
      text: query.sql,
      values: query.parameters as unknown[],
      ...(name === undefined ? {} : { name }),
    });
    return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) };
  }

  async *streamQuery<R>(query: CompiledQuery, _chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query);
  }
}

/** Reads long answers through a cursor on the server, a batch at a time. */
class SnapshotConnection extends PostgresConnection {
  #cursors = 0;

  override async *streamQuery<R>(query: CompiledQuery, chunkSize = 1): AsyncIterableIterator<QueryResult<R>> {
    this.#cursors += 1;
    const cursor = `snapshot_${this.#cursors}`;
    await this.client.query({
      text: `declare ${cursor} no scroll cursor for ${query.sql}`,
      values: query.parameters as unknown[],
    });
    for (;;) {
      const { rows } = await this.client.query(`fetch ${chunkSize} from ${cursor}`);
      if (rows.length > 0) yield { rows: rows as R[] };
      if (rows.length < chunkSize) return;
    }
  }
}

async function migrate(pool: pg.Pool, appliedAt: string): Promise<string[]> {
  const client = await connect(pool);
  return withRelease(client, async () => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      return await applyMigrations(
        'postgres',
        {
          run: async (statement) => {
            await client.query(statement);
          },
          appliedNames: async () =>
            (await client.query<{ name: string }>('select name from schema_migrations')).rows.map(
              (row) => row.name,
            ),
        },
        appliedAt,
      );
    } finally {
      await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  });
}

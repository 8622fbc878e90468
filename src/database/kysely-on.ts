import {
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  type Driver,
  Kysely,
} from 'kysely';
import { assert } from '../lib/assert.ts';
import type { Tx } from './database.ts';
import type { Tables } from './tables/index.ts';

/** A Kysely over connections that this service hands out itself: it never begins or ends a transaction on its own. */
export function kyselyOn(dialect: Dialect, connections: ConnectionProvider): Kysely<Tables> {
  const executor = new DefaultQueryExecutor(
    dialect.createQueryCompiler(),
    dialect.createAdapter(),
    connections,
  );
  return new Kysely<Tables>({ config: { dialect }, dialect, driver: noDriver, executor });
}

/** A transaction's handle, and what its owner needs to end it. */
export interface TransactionHandle {
  readonly tx: Tx;
  /** From now on every use of the handle fails. */
  end(): void;
  /** Resolves when no statement runs any more; rejects with the first failure, also of a statement nobody waited for. */
  settled(): Promise<void>;
  /** The first failure of a statement so far. */
  firstFailure(): unknown;
}

/** Wraps one connection as a transaction's handle. */
export function transactionOn(dialect: Dialect, connection: DatabaseConnection): TransactionHandle {
  let open = true;
  const statements = new RunningStatements();
  const guarded: DatabaseConnection = {
    executeQuery: (query) => {
      assert(open, 'a transaction is not used after its end');
      return statements.follow(connection.executeQuery(query));
    },
    streamQuery: (query, chunkSize) => {
      assert(open, 'a transaction is not used after its end');
      return connection.streamQuery(query, chunkSize);
    },
  };
  const provider: ConnectionProvider = { provideConnection: (consumer) => consumer(guarded) };
  return {
    tx: kyselyOn(dialect, provider) as Tx,
    end: () => {
      open = false;
    },
    settled: () => statements.settled(),
    firstFailure: () => statements.firstFailure(),
  };
}

/** Counts the statements under way and keeps the first failure. */
class RunningStatements {
  #running = 0;
  #failure: { error: unknown } | undefined;
  #whenNone: (() => void) | undefined;

  follow<T>(statement: Promise<T>): Promise<T> {
    this.#running += 1;
    statement.then(
      () => this.#finished(),
      (error: unknown) => {
        this.#failure ??= { error };
        this.#finished();
      },
    );
    return statement;
  }

  async settled(): Promise<void> {
    if (this.#running > 0) {
      await new Promise<void>((resolve) => {
        this.#whenNone = resolve;
      });
    }
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  firstFailure(): unknown {
    return this.#failure?.error;
  }

  #finished(): void {
    this.#running -= 1;
    if (this.#running === 0) this.#whenNone?.();
  }
}

function refuse(): never {
  throw new Error('transactions are opened by inTransaction only');
}

const noDriver: Driver = {
  init: async () => {},
  acquireConnection: refuse,
  beginTransaction: refuse,
  commitTransaction: refuse,
  rollbackTransaction: refuse,
  releaseConnection: async () => {},
  destroy: async () => {},
};

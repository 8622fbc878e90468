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

/** A transaction's handle, and the switch that makes every later use of it fail. */
export interface TransactionHandle {
  readonly tx: Tx;
  end(): void;
}

/** Wraps one connection as a transaction's handle. */
export function transactionOn(dialect: Dialect, connection: DatabaseConnection): TransactionHandle {
  let open = true;
  const guarded: DatabaseConnection = {
    executeQuery: (query) => {
      assert(open, 'a transaction is not used after its end');
      return connection.executeQuery(query);
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
  };
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

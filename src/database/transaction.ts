import type { Database, Tx } from './database.ts';

/**
 * The only way to write: one transaction a use case. Resolves when the effects are durable. Transactions do not nest: store
 * functions take the `Tx` they are given, and what a use case is handed as its database (`noDatabase`) opens no second one.
 */
export function inTransaction<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.transact(work);
}

function refuse(): never {
  throw new Error('inside a transaction everything goes through it: use the Tx; transactions do not nest');
}

/** Stands for the database inside a transaction, where reading beside it would miss its writes and a second one would wait for ever. */
export const noDatabase: Database = {
  description: 'inside a transaction',
  get read(): never {
    return refuse();
  },
  transact: refuse,
  snapshot: refuse,
  migrate: refuse,
  dumpSchema: refuse,
  ping: refuse,
  close: refuse,
};

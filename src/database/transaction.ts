import { AsyncLocalStorage } from 'node:async_hooks';
import { assert } from '../lib/assert.ts';
import type { Database, Tx } from './database.ts';

const inside = new AsyncLocalStorage<true>();

/**
 * The only way to write: one transaction a use case. Resolves when the effects are durable. Transactions do not nest:
 * store functions take the `Tx` they are given.
 */
export function inTransaction<T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  assert(inside.getStore() === undefined, 'transactions do not nest');
  return database.transact((tx) => inside.run(true, () => work(tx)));
}

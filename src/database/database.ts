import type { Kysely } from 'kysely';
import type { Tables } from './tables/index.ts';

/** What read-only store functions take: a connection for reads or an open transaction. It has no way to write. */
export type Reader = Pick<
  Kysely<Tables>,
  'selectFrom' | 'with' | 'withRecursive' | 'fn' | 'getExecutor' | 'executeQuery'
>;

declare const transactionBrand: unique symbol;

/** An open transaction. Only `inTransaction` makes one, so a writing store function proves by its type that it is inside. */
export type Tx = Kysely<Tables> & { readonly [transactionBrand]: true };

/** A database of either engine. */
export interface Database {
  /** For people and logs, never for decisions. */
  readonly description: string;
  /** Reads committed data. Never used inside a transaction. */
  readonly read: Reader;
  /**
   * Runs `work` in one transaction and resolves only when its effects are durable. Throws what `work` throws, with
   * nothing saved; `work` may run again after a serialization failure, so it has no effect but through its `Tx`.
   */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * What `read` gives, all of one moment: what is written meanwhile is not seen. It has a connection of its own, opened when the
   * first value is asked for and closed after the last, or when whoever reads stops early. Few of them run at once, the others
   * wait. Long answers are read with `inBatches`.
   */
  snapshot<T>(read: (reader: Reader) => AsyncIterable<T>): AsyncIterable<T>;
  /** Applies the migration steps not yet applied; gives their names. */
  migrate(): Promise<string[]>;
  /** The schema as text, one statement a block, in a stable order. */
  dumpSchema(): Promise<string>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  /** Finishes what was accepted, then closes. */
  close(): Promise<void>;
}

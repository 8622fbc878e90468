import type Sqlite from 'better-sqlite3';
import type { DatabaseConnection, Dialect } from 'kysely';
import { Problem } from '../lib/problem.ts';
import type { Tx } from './database.ts';
import { transactionOn } from './kysely-on.ts';

interface Waiting {
  work: (tx: Tx) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

type Outcome = { kind: 'done'; value: unknown } | { kind: 'failed'; error: unknown };

/** One commit serves at most so many callers, so that the first of them does not wait long. */
const MAX_GROUP = 128;

/**
 * Lets the transactions that wait at the same moment share one durable commit. Each runs behind a savepoint of its own, one
 * after the other: one that fails is undone alone. Nobody hears anything, good or bad, before the commit is on disk.
 */
export class GroupCommit {
  readonly #writer: Sqlite.Database;
  readonly #dialect: Dialect;
  readonly #connection: DatabaseConnection;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(writer: Sqlite.Database, dialect: Dialect, connection: DatabaseConnection) {
    this.#writer = writer;
    this.#dialect = dialect;
    this.#connection = connection;
  }

  submit<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ work, resolve: resolve as (value: unknown) => void, reject });
      this.#running ??= this.#drain();
    });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      // One turn of the event loop lets every request that has already arrived join this commit.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#commitGroup(this.#waiting.splice(0, MAX_GROUP));
    }
    this.#running = undefined;
  }

  async #commitGroup(group: readonly Waiting[]): Promise<void> {
    const outcomes: Outcome[] = [];
    try {
      this.#writer.exec('begin immediate');
      for (const { work } of group) outcomes.push(await this.#runAlone(work));
      this.#writer.exec('commit');
    } catch (error) {
      if (this.#writer.inTransaction) this.#writer.exec('rollback');
      for (const { reject } of group) reject(error);
      return;
    }
    group.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index];
      if (outcome?.kind === 'done') resolve(outcome.value);
      else reject(outcome?.error);
    });
  }

  async #runAlone(work: (tx: Tx) => Promise<unknown>): Promise<Outcome> {
    this.#writer.exec('savepoint one');
    const handle = transactionOn(this.#dialect, this.#connection);
    let outcome: Outcome;
    try {
      outcome = { kind: 'done', value: await work(handle.tx) };
    } catch (error) {
      outcome = { kind: 'failed', error };
    }
    // From here on, statements that `work` left running would land outside its savepoint.
    handle.end();
    // A full disk or a failing one makes SQLite undo the whole group by itself.
    if (!this.#writer.inTransaction)
      throw outcome.kind === 'failed' ? outcome.error : new Problem('unavailable');
    this.#writer.exec(outcome.kind === 'done' ? 'release one' : 'rollback to one; release one');
    return outcome;
  }
}

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

type Step = 'begin' | 'commit' | 'mark' | 'keep' | 'undo';

type Outcome = { kind: 'done'; value: unknown } | { kind: 'failed'; error: unknown };

/** One commit serves at most so many callers, so that the first of them does not wait long. */
const MAX_GROUP = 128;

/** A transaction that waits so long for something other than the database would stop every writer; it is undone instead. */
const LONGEST_MS = 60_000;

/**
 * Lets the transactions that wait at the same moment share one durable commit. Each runs behind a savepoint of its own, one
 * after the other: one that fails is undone alone. Nobody hears anything, good or bad, before the commit is on disk.
 */
export class GroupCommit {
  readonly #writer: Sqlite.Database;
  readonly #dialect: Dialect;
  readonly #connection: DatabaseConnection;
  readonly #longestMs: number;
  readonly #statements: Readonly<Record<Step, Sqlite.Statement>>;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;

  constructor(
    writer: Sqlite.Database,
    dialect: Dialect,
    connection: DatabaseConnection,
    longestMs = LONGEST_MS,
  ) {
    this.#writer = writer;
    this.#dialect = dialect;
    this.#connection = connection;
    this.#longestMs = longestMs;
    this.#statements = {
      begin: writer.prepare('begin immediate'),
      commit: writer.prepare('commit'),
      mark: writer.prepare('savepoint one'),
      keep: writer.prepare('release one'),
      undo: writer.prepare('rollback to one'),
    };
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
      this.#statements.begin.run();
      for (const { work } of group) outcomes.push(await this.#runAlone(work));
      this.#statements.commit.run();
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
    this.#statements.mark.run();
    const handle = transactionOn(this.#dialect, this.#connection);
    let outcome: Outcome;
    try {
      outcome = { kind: 'done', value: await this.#inTime(work(handle.tx)) };
      await handle.settled();
    } catch (error) {
      outcome = { kind: 'failed', error };
    }
    // From here on, statements that `work` left running would land outside its savepoint.
    handle.end();
    // A full disk or a failing one makes SQLite undo the whole group by itself.
    if (!this.#writer.inTransaction)
      throw outcome.kind === 'failed' ? outcome.error : new Problem('unavailable');
    if (outcome.kind === 'failed') this.#statements.undo.run();
    this.#statements.keep.run();
    return outcome;
  }

  #inTime(work: Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(
          new Error('a transaction waited too long for something other than the database; was it nested?'),
        );
      }, this.#longestMs);
      work.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

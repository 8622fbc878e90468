import type { Context } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { expireDue } from './give-back.ts';

const QUARTER_MS = 15 * 60_000;

/**
 * Lets reservations past their last day go before anything else is answered on the next. Every time zone begins its day at a full
 * quarter of an hour of UTC, so the first request of each quarter looks once whether any is due, and those that come meanwhile
 * wait for it. No clockwork of its own: a service that slept through midnight is right with its first answer.
 */
export class DailyExpiry {
  readonly #context: Context;
  #quarter = Number.NaN;
  #running: Promise<void> | undefined;

  constructor(context: Context) {
    this.#context = context;
  }

  /** Something to wait for, when a new quarter has begun. */
  due(): Promise<void> | undefined {
    const quarter = Math.floor(this.#context.clock.now().getTime() / QUARTER_MS);
    if (quarter === this.#quarter) return undefined;
    this.#running ??= this.#run(quarter).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(quarter: number): Promise<void> {
    let ended: number;
    do {
      ended = await inTransaction(this.#context.database, (tx) => expireDue(tx, this.#context));
    } while (ended > 0);
    this.#quarter = quarter;
  }
}

import { subDays } from 'date-fns';
import type { Context } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { deleteKeysBefore } from './idempotency.ts';

/** A request may be repeated for so long; a phone that was without signal for weeks is still safe. */
const KEPT_DAYS = 60;

/** One transaction deletes at most so many, so that nobody waits for long. */
const BATCH = 1_000;

/** Forgets the Idempotency-Keys of requests older than 60 days. */
export async function forgetOldKeys(context: Context): Promise<void> {
  const before = subDays(context.clock.now(), KEPT_DAYS).toISOString();
  for (;;) {
    const deleted = await inTransaction(context.database, (tx) => deleteKeysBefore(tx, before, BATCH));
    if (deleted < BATCH) return;
  }
}

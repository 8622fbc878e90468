import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import { assertEdited, assertStepped } from '../database/guards.ts';
import { updateVersioned } from '../database/versioned.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import type { newOperation, operationChange } from './schema.ts';
import { findOperation, insertOperation } from './store.ts';

/** The days of operations and counts are El Salvador's, wherever the person who enters them is. */
export const OPERATION_TIME_ZONE = 'America/El_Salvador';

/** Opens an operation. Throws `conflict` when the code is taken. */
export async function addOperation(tx: Tx, context: Context, input: z.infer<typeof newOperation>) {
  const id = context.ids.next();
  if (!(await insertOperation(tx, { id, ...input }, instant(context.clock)))) {
    throw new Problem('conflict', { resource: 'operation', field: 'code', value: input.code });
  }
  return found(await findOperation(tx, id), 'operation', id);
}

/**
 * Changes, closes or reopens an operation. Closing it without a last day takes today; reopening it takes its last day away.
 * Throws `not_found`, `precondition_failed`, and `operation_days` when it would end before it starts.
 */
export async function changeOperation(
  tx: Tx,
  context: Context,
  id: string,
  version: number,
  change: z.infer<typeof operationChange>,
) {
  const before = found(await findOperation(tx, id), 'operation', id);
  const after = { ...change, ended_on: lastDay(before, change, today(context.clock, OPERATION_TIME_ZONE)) };
  const startedOn = change.started_on ?? before.started_on;
  if (after.ended_on !== null && after.ended_on < startedOn) {
    throw new Problem('operation_days', { started_on: startedOn, ended_on: after.ended_on });
  }
  const edited = await updateVersioned(tx, 'operations', { id, version }, after, instant(context.clock));
  assertEdited(edited, 'operation', before, version);
  return found(await findOperation(tx, id), 'operation', id);
}

function lastDay(
  before: { ended_on: string | null },
  change: z.infer<typeof operationChange>,
  now: string,
): string | null {
  if (change.ended_on !== undefined) return change.ended_on;
  if (change.state === 'closed') return before.ended_on ?? now;
  return change.state === 'open' ? null : before.ended_on;
}

/** The operation, which must be open to `action`. Throws `not_found`, `state_conflict`. */
export async function openOperation(reader: Reader, id: string, action: string) {
  const operation = found(await findOperation(reader, id), 'operation', id);
  assertStepped(operation.state === 'open', 'operation', operation, action, ['open']);
  return operation;
}

import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import { assertEdited, assertStepped } from '../database/guards.ts';
import { updateVersioned } from '../database/versioned.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { brokenPCodeRule } from '../places/p-code.ts';
import { findOperationWithAreas, itemTotals, peopleTotals, setAreas } from './operation-store.ts';
import type { newOperation, operationChange } from './schema.ts';
import { type OperationState, operationSteps, running } from './states.ts';
import { findOperation, insertOperation } from './store.ts';

/** The days of operations and counts are El Salvador's, wherever the person who enters them is. */
export const OPERATION_TIME_ZONE = 'America/El_Salvador';

/** Opens an operation. Throws `conflict` when the code is taken, `unknown_reference` for areas there are not. */
export async function addOperation(tx: Tx, context: Context, input: z.infer<typeof newOperation>) {
  const id = context.ids.next();
  const { areas, ...operation } = input;
  assertAreas(areas);
  if (!(await insertOperation(tx, { id, ...operation }, instant(context.clock)))) {
    throw new Problem('conflict', { resource: 'operation', field: 'code', value: input.code });
  }
  await setAreas(tx, id, areas);
  return found(await findOperationWithAreas(tx, id), 'operation', id);
}

/**
 * Changes an operation or takes a step with it (see `operationSteps`). Closing it without a last day takes today; opening it again takes
 * that and the day it stood down away. Throws `not_found`, `precondition_failed`, `state_conflict` for a step it cannot take,
 * `operation_days` when it would end before it starts, `unknown_reference` for areas there are not.
 */
export async function changeOperation(
  tx: Tx,
  context: Context,
  id: string,
  version: number,
  input: z.infer<typeof operationChange>,
) {
  const before = found(await findOperation(tx, id), 'operation', id);
  const { areas, ...change } = input;
  assertAreas(areas ?? []);
  const day = today(context.clock, OPERATION_TIME_ZONE);
  const after = { ...change, ...stepDays(before, change, day) };
  const startedOn = change.started_on ?? before.started_on;
  if (after.ended_on !== null && after.ended_on < startedOn) {
    throw new Problem('operation_days', { started_on: startedOn, ended_on: after.ended_on });
  }
  const edited = await updateVersioned(tx, 'operations', { id, version }, after, instant(context.clock));
  assertEdited(edited, 'operation', before, version);
  // The version guards the state too: who has read it knows where the operation stands.
  if (change.state !== undefined) {
    const allowed = operationSteps[change.state];
    assertStepped(allowed.includes(before.state), 'operation', before, change.state, allowed);
  }
  if (areas !== undefined) await setAreas(tx, id, areas);
  return found(await findOperationWithAreas(tx, id), 'operation', id);
}

interface Days {
  ended_on: string | null;
  standing_down_on: string | null;
}

function stepDays(
  before: Days,
  change: { state?: OperationState | undefined; ended_on?: string | null | undefined },
  day: string,
): Days {
  const { ended_on, standing_down_on } = before;
  const stated = change.ended_on === undefined ? {} : { ended_on: change.ended_on };
  if (change.state === 'closed') return { ended_on: ended_on ?? day, standing_down_on, ...stated };
  if (change.state === 'standing_down') return { ended_on, standing_down_on: day, ...stated };
  if (change.state === 'open') return { ended_on: null, standing_down_on: null, ...stated };
  return { ended_on, standing_down_on, ...stated };
}

function assertAreas(pCodes: readonly string[]): void {
  const violations = pCodes.flatMap((value, index): Violation[] => {
    const rule = brokenPCodeRule(value);
    return rule === null ? [] : [{ rule, pointer: `/body/areas/${index}`, value }];
  });
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

/** The operation, which must be open: `action` begins something. Throws `not_found`, `state_conflict`. */
export async function openOperation(reader: Reader, id: string, action: string) {
  return operationIn(reader, id, action, ['open']);
}

/** The operation, which may stand down but not be closed: `action` goes on with something. Throws `not_found`, `state_conflict`. */
export async function runningOperation(reader: Reader, id: string, action: string) {
  return operationIn(reader, id, action, running);
}

async function operationIn(reader: Reader, id: string, action: string, allowed: readonly OperationState[]) {
  const operation = found(await findOperation(reader, id), 'operation', id);
  assertStepped(allowed.includes(operation.state), 'operation', operation, action, allowed);
  return operation;
}

/** Sites, people and goods of an operation in figures, as of a day. Throws `not_found`. */
export async function operationTotals(reader: Reader, id: string, asOf: string) {
  const operation = found(await findOperation(reader, id), 'operation', id);
  const [statuses, items] = await Promise.all([peopleTotals(reader, id, asOf), itemTotals(reader, id)]);
  const sum = (field: Exclude<keyof (typeof statuses)[number], 'status'>) =>
    statuses.reduce((total, row) => total + row[field], 0);
  return {
    operation_id: id,
    state: operation.state,
    as_of: asOf,
    sites: sum('sites'),
    sites_by_status: Object.fromEntries(
      (['open', 'full', 'closed'] as const).map((status) => [
        status,
        statuses.find((row) => row.status === status)?.sites ?? 0,
      ]),
    ) as Record<'open' | 'full' | 'closed', number>,
    capacity: sum('capacity'),
    sites_counted: sum('counted'),
    sites_not_counted: sum('sites') - sum('counted'),
    counts_to_decide: sum('flagged'),
    households: sum('households'),
    individuals: sum('individuals'),
    females: sum('females'),
    males: sum('males'),
    items: items.map(({ need, ...item }) => ({
      ...item,
      need,
      unmet: Math.max(0, need - item.delivered - item.in_transit),
    })),
  };
}

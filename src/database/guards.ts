import { Problem } from '../lib/problem.ts';

/** Throws `precondition_failed` when a guarded edit found another version than the caller had read. */
export function assertEdited(
  edited: boolean,
  resource: string,
  current: { id: string; version: number },
  expected: number,
): void {
  if (edited) return;
  throw new Problem('precondition_failed', { resource, id: current.id, version: current.version, expected });
}

/** Throws `state_conflict` when a guarded step found another state than it may start from. */
export function assertStepped(
  stepped: boolean,
  resource: string,
  current: { id: string; state: string },
  action: string,
  allowed: readonly string[],
): void {
  if (stepped) return;
  const { id, state } = current;
  throw new Problem('state_conflict', { resource, id, state, action, allowed: allowed.join(', ') });
}

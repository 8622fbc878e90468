import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { deleteAssignment, findAssignment, insertAssignment } from './assignment-store.ts';
import type { Principal } from './principal.ts';
import type { newAssignment } from './schema.ts';
import { findPerson } from './store.ts';

/**
 * Assigns a person to a site, to all sites of an operation, or to all there are. Throws `not_found`, `unknown_reference`, and
 * `conflict` when they are assigned to the same already.
 */
export async function assign(
  tx: Tx,
  context: Context,
  principal: Principal,
  personId: string,
  input: z.infer<typeof newAssignment>,
) {
  found(await findPerson(tx, personId), 'person', personId);
  const operation_id = input.kind === 'operation' ? input.operation_id : null;
  const site_id = input.kind === 'site' ? input.site_id : null;
  const violations = [
    ...(await unknown(tx, 'operation', operation_id)),
    ...(await unknown(tx, 'site', site_id)),
  ];
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
  const row = {
    id: context.ids.next(),
    person_id: personId,
    kind: input.kind,
    operation_id,
    site_id,
    assigned_by: principal.person_id,
    assigned_at: instant(context.clock),
  };
  if (!(await insertAssignment(tx, row))) {
    const value = operation_id ?? site_id ?? 'all';
    throw new Problem('conflict', { resource: 'assignment', field: 'kind', value });
  }
  return present(await findAssignment(tx, row.id), 'the assignment just made');
}

async function unknown(tx: Tx, resource: 'operation' | 'site', id: string | null): Promise<Violation[]> {
  if (id === null || (await missingIds(tx, `${resource}s`, [id])).size === 0) return [];
  const pointer = `/body/${resource}_id`;
  return [{ rule: 'unknown_reference', pointer, value: id, params: { resource } }];
}

/** Takes an assignment away, at once. Throws `not_found`. */
export async function unassign(tx: Tx, id: string) {
  const assignment = found(await findAssignment(tx, id), 'assignment', id);
  found((await deleteAssignment(tx, id)) ? true : undefined, 'assignment', id);
  return assignment;
}

import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import type { newClosing } from './closing-schema.ts';
import { closeThrough, holdWarehouse, insertClosing } from './closing-store.ts';
import { findWarehouse } from './store.ts';

/**
 * Closes a warehouse through a day, or reopens days, and keeps on record who did it and why. Waits for movements of the warehouse
 * that are under way: what is dated in the closed period is posted before this is acknowledged or refused. Throws `not_found`,
 * `movement_rule` (a day to come, reopening without a note).
 */
export async function closeWarehouse(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof newClosing>,
) {
  const at = instant(context.clock);
  await holdWarehouse(tx, id, at);
  const before = found(await findWarehouse(tx, id), 'warehouse', id);
  const { closed_through } = input;
  const note = input.note ?? null;
  if (closed_through !== null && closed_through > today(context.clock, before.time_zone)) {
    throw new Problem('movement_rule', {}, [
      { rule: 'date_in_future', pointer: '/body/closed_through', value: closed_through },
    ]);
  }
  const reopens =
    before.closed_through !== null && (closed_through === null || closed_through < before.closed_through);
  if (reopens && note === null) {
    const params = { warehouse: before.code, closed_through: before.closed_through };
    throw new Problem('movement_rule', {}, [{ rule: 'reopening_note', pointer: '/body/note', params }]);
  }
  await closeThrough(tx, id, closed_through);
  const row = {
    id: context.ids.next(),
    warehouse_id: id,
    closed_through,
    closed_through_before: before.closed_through,
    note,
    closed_by: principal.person_id,
    closed_at: at,
  };
  await insertClosing(tx, row);
  return { ...row, closed_by_name: principal.name };
}

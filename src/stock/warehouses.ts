import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertEdited } from '../database/guards.ts';
import { updateVersioned } from '../database/versioned.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { withholdLot } from '../reservations/decide.ts';
import { insertCondition } from './condition-store.ts';
import { holdBalances } from './ledger-store.ts';
import type { newBins, newWarehouse, warehouseChange } from './place-schema.ts';
import type { lotChange } from './schema.ts';
import { findBins, findLot, findWarehouse, insertLocations, insertWarehouse } from './store.ts';

/** Adds a warehouse with its bins. Throws `conflict` for a code that is taken or a bin named twice. */
export async function addWarehouse(tx: Tx, context: Context, input: z.infer<typeof newWarehouse>) {
  const { bins, ...fields } = input;
  const id = context.ids.next();
  if (!(await insertWarehouse(tx, { id, ...fields }, instant(context.clock)))) {
    throw new Problem('conflict', { resource: 'warehouse', field: 'code', value: input.code });
  }
  await addBins(tx, context, id, { bins });
  return found(await findWarehouse(tx, id), 'warehouse', id);
}

/** Adds bins to a warehouse and gives all it has. Throws `not_found`, and `conflict` when one of the codes is there already. */
export async function addBins(tx: Tx, context: Context, warehouseId: string, input: z.infer<typeof newBins>) {
  found(await findWarehouse(tx, warehouseId), 'warehouse', warehouseId);
  const rows = input.bins.map((bin) => ({
    id: context.ids.next(),
    kind: 'bin' as const,
    warehouse_id: warehouseId,
    site_id: null,
    ...bin,
  }));
  if ((await insertLocations(tx, rows, instant(context.clock))) !== rows.length) {
    const codes = input.bins.map((bin) => bin.code).join(', ');
    throw new Problem('conflict', { resource: 'bin', field: 'code', value: codes });
  }
  return { data: await findBins(tx, warehouseId) };
}

/** Changes a warehouse. Throws `not_found`, `precondition_failed`. */
export async function changeWarehouse(
  tx: Tx,
  context: Context,
  id: string,
  version: number,
  change: z.infer<typeof warehouseChange>,
) {
  const before = found(await findWarehouse(tx, id), 'warehouse', id);
  const edited = await updateVersioned(tx, 'warehouses', { id, version }, change, instant(context.clock));
  assertEdited(edited, 'warehouse', before, version);
  return found(await findWarehouse(tx, id), 'warehouse', id);
}

/**
 * Puts a lot on hold, in quarantine, marks it damaged or good again. What is issued of it at the same moment leaves before this
 * is acknowledged or not at all. Throws `not_found`, `precondition_failed`, and `reservation_decision` when others reserved it.
 */
export async function changeLot(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  version: number,
  { reservations, note, attributes, ...change }: z.infer<typeof lotChange>,
) {
  const before = found(await findLot(tx, id), 'lot', id);
  const at = instant(context.clock);
  const written = {
    ...change,
    ...(attributes === undefined ? {} : { attributes: JSON.stringify(attributes) }),
  };
  const edited = await updateVersioned(tx, 'lots', { id, version }, written, at);
  assertEdited(edited, 'lot', before, version);
  const { condition = before.condition } = change;
  if (condition !== before.condition) {
    await insertCondition(tx, {
      id: context.ids.next(),
      lot_id: id,
      condition_before: before.condition,
      condition,
      note: note ?? null,
      changed_by: principal.person_id,
      changed_at: at,
    });
  }
  await holdBalances(tx, id);
  const isWithheld = before.condition === 'good' && condition !== 'good';
  if (isWithheld) await withholdLot(tx, context, principal, id, reservations);
  return found(await findLot(tx, id), 'lot', id);
}

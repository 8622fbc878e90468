import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Reader, Tx } from '../database/database.ts';
import { assertEdited } from '../database/guards.ts';
import { missingIds, updateVersioned } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { findLeg, insertLeg } from './leg-store.ts';
import type * as schema from './schema.ts';
import { findCarrier, insertCarrier, putVehicles } from './store.ts';

/** Adds a carrier. Throws `conflict`. */
export async function addCarrier(tx: Tx, context: Context, input: z.infer<typeof schema.newCarrier>) {
  const id = context.ids.next();
  if (!(await insertCarrier(tx, { id, ...input }, instant(context.clock))))
    throw new Problem('conflict', { resource: 'carrier', field: 'code', value: input.code });
  return present(await findCarrier(tx, id), 'the carrier just added');
}

/** Changes the figures of a carrier. Throws `not_found`, `precondition_failed`. */
export async function changeCarrier(
  tx: Tx,
  context: Context,
  row: { id: string; version: number },
  change: z.infer<typeof schema.carrierChange>,
) {
  const before = found(await findCarrier(tx, row.id), 'carrier', row.id);
  const edited = await updateVersioned(tx, 'carriers', row, change, instant(context.clock));
  assertEdited(edited, 'carrier', before, row.version);
  return present(await findCarrier(tx, row.id), 'the carrier just changed');
}

/** Says how many of a carrier a warehouse has and what they cost. Throws `unknown_reference`. */
export async function setVehicles(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof schema.newVehicles>,
) {
  await assertKnown(tx, input);
  const set = { set_by: principal.person_id, set_at: instant(context.clock) };
  return putVehicles(tx, { id: context.ids.next(), ...input, ...set });
}

/** Adds a leg. Throws `unknown_reference`, `conflict`. */
export async function addLeg(tx: Tx, context: Context, input: z.infer<typeof schema.newLeg>) {
  await assertKnown(tx, input);
  const id = context.ids.next();
  if (!(await insertLeg(tx, { id, ...input }, instant(context.clock))))
    throw new Problem('conflict', { resource: 'transport leg', field: 'code', value: input.code });
  return present(await findLeg(tx, id), 'the leg just added');
}

/** Changes a leg. Throws `not_found`, `precondition_failed`. */
export async function changeLeg(
  tx: Tx,
  context: Context,
  row: { id: string; version: number },
  change: z.infer<typeof schema.legChange>,
) {
  const before = found(await findLeg(tx, row.id), 'transport leg', row.id);
  const edited = await updateVersioned(tx, 'transport_legs', row, change, instant(context.clock));
  assertEdited(edited, 'transport leg', before, row.version);
  return present(await findLeg(tx, row.id), 'the leg just changed');
}

async function assertKnown(
  reader: Reader,
  input: { warehouse_id: string; carrier_id: string },
): Promise<void> {
  const wanted = [
    ['warehouses', 'warehouse', 'warehouse_id'],
    ['carriers', 'carrier', 'carrier_id'],
  ] as const;
  const violations = [];
  for (const [table, resource, field] of wanted) {
    const value = input[field];
    if ((await missingIds(reader, table, [value])).size > 0) {
      violations.push({
        rule: 'unknown_reference',
        pointer: `/body/${field}`,
        value,
        params: { resource },
      } as const);
    }
  }
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

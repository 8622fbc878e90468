import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { assert, present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { stepPlan } from '../planning/store.ts';
import { shipToRequests } from '../requests/fulfil.ts';
import { assertHeld, planHolds, useHolds } from '../reservations/use.ts';
import { runningOperation } from '../sites/operations.ts';
import { findSite } from '../sites/store.ts';
import { post } from '../stock/post.ts';
import { findWarehouse } from '../stock/store.ts';
import type { departure } from './schema.ts';
import { consignmentSteps } from './states.ts';
import { findConsignment, findConsignmentWithLines, listConsignmentLines, stepConsignment } from './store.ts';

/**
 * Sends a consignment off: its lots leave their bins and what was reserved of them, and are on the road. Throws `not_found`,
 * `state_conflict` (also when the operation is closed or the site no longer active), `reservation_short` when the plan lost what it
 * held, and what `post` throws: `insufficient_stock` naming each lot put on hold or expired meanwhile,
 * `movement_rule` for a day in the future, `backdated_below_zero`.
 */
export async function depart(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof departure>,
) {
  const consignment = found(await findConsignment(tx, id), 'consignment', id);
  const warehouse = present(await findWarehouse(tx, consignment.warehouse_id), 'the warehouse');
  const departedOn = input.departed_on ?? today(context.clock, warehouse.time_zone);
  // The plan's row comes first, as wherever its consignments begin or end: a cancellation of the plan waits here, or we for it.
  const planStepped = await stepPlan(tx, consignment.plan_id, 'dispatch');
  const details = { ...input, departed_on: departedOn, departed_by: principal.person_id };
  const stepped = await stepConsignment(tx, id, 'depart', instant(context.clock), details);
  if (!stepped) {
    const current = found(await findConsignment(tx, id), 'consignment', id);
    assertStepped(false, 'consignment', current, 'depart', consignmentSteps.depart.from);
  }
  assert(planStepped, `the plan of consignment ${id} is under way`);
  await assertAwaited(tx, consignment);
  await leaveBins(tx, context, principal, consignment, departedOn);
  return present(await findConsignmentWithLines(tx, id), 'the consignment just sent off');
}

/** Nothing is sent for an operation that is closed or to a site that is closed or no longer active. */
async function assertAwaited(tx: Tx, { operation_id, site_id }: { operation_id: string; site_id: string }) {
  const action = 'send a consignment off';
  await runningOperation(tx, operation_id, action);
  const site = present(await findSite(tx, site_id), 'the site of the consignment');
  const awaits = site.active && site.status !== 'closed';
  const state = site.active ? site.status : 'inactive';
  assertStepped(awaits, 'site', { id: site.code, state }, action, ['active', 'open', 'full']);
}

async function leaveBins(
  tx: Tx,
  context: Context,
  principal: Principal,
  consignment: { id: string; plan_id: string; site_id: string; in_transit_location_id: string },
  departedOn: string,
): Promise<void> {
  const { id, plan_id, site_id, in_transit_location_id } = consignment;
  const lines = await listConsignmentLines(tx, id);
  const used = await planHolds(tx, plan_id, site_id, lines);
  await assertHeld(tx, used);
  await post(tx, context, principal, {
    kind: 'dispatch',
    occurred_on: departedOn,
    document: { kind: 'consignment', id },
    destination: { site_id },
    lines: lines.map(({ lot_id, location_id, quantity }) => ({
      lot_id,
      from_location_id: location_id,
      to_location_id: in_transit_location_id,
      quantity,
      from_reserved: true,
    })),
  });
  await useHolds(tx, context, used);
  await shipToRequests(tx, consignment, lines, instant(context.clock));
}

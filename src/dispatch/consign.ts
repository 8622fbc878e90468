import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumbers } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { assert, present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { groupBy } from '../lib/group-by.ts';
import { Problem } from '../lib/problem.ts';
import { findPlan, listPlanPicks } from '../planning/store.ts';
import { insertLocations } from '../stock/store.ts';
import {
  insertConsignments,
  listPlanConsignments,
  markConsigned,
  type NewConsignmentLineRow,
  type NewConsignmentRow,
} from './store.ts';

type Pick = Awaited<ReturnType<typeof listPlanPicks>>[number];

/**
 * Makes one consignment for each site that an approved plan gives something, once: with a waybill number, the picked lots
 * as lines and a place of its own on the road. Throws `not_found`, `state_conflict`, and `conflict` when they exist already.
 */
export async function makeConsignments(tx: Tx, context: Context, principal: Principal, planId: string) {
  const at = instant(context.clock);
  const marked = await markConsigned(tx, planId, principal.person_id, at);
  const plan = found(await findPlan(tx, planId), 'plan', planId);
  if (!marked) {
    assertStepped(plan.state === 'approved', 'plan', plan, 'make consignments', ['approved']);
    throw new Problem('conflict', { resource: 'consignment', field: 'plan', value: plan.number });
  }
  const sites = [...groupBy(await listPlanPicks(tx, planId), (pick) => pick.site_id)];
  const numbers = await nextNumbers(tx, 'WB', sites.length);
  const rows = sites.map(([site_id], index) => ({
    id: context.ids.next(),
    number: present(numbers[index], 'the waybill number'),
    plan_id: planId,
    warehouse_id: plan.warehouse_id,
    site_id,
    in_transit_location_id: context.ids.next(),
    created_by: principal.person_id,
  }));
  const lines = sites.flatMap(([, picks], index) =>
    linesOf(context, present(rows[index], 'the consignment').id, picks),
  );
  const roads = rows.map(onTheRoad);
  assert((await insertLocations(tx, roads, at)) === roads.length, 'each consignment has a place of its own');
  await insertConsignments(tx, rows, lines, at);
  return { data: await listPlanConsignments(tx, planId) };
}

function linesOf(context: Context, consignmentId: string, picks: readonly Pick[]): NewConsignmentLineRow[] {
  return picks.map(({ item_id, lot_id, location_id, quantity }, index) => ({
    id: context.ids.next(),
    consignment_id: consignmentId,
    line_number: index + 1,
    item_id,
    lot_id,
    location_id,
    quantity,
  }));
}

function onTheRoad({ number, in_transit_location_id }: NewConsignmentRow) {
  return {
    id: in_transit_location_id,
    kind: 'in_transit' as const,
    warehouse_id: null,
    site_id: null,
    code: number,
    name: number,
  };
}

import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { assert } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
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
  const rows: NewConsignmentRow[] = [];
  const lines: NewConsignmentLineRow[] = [];
  for (const [siteId, picks] of picksBySite(await listPlanPicks(tx, planId))) {
    const row = {
      id: context.ids.next(),
      number: await nextNumber(tx, 'WB'),
      plan_id: planId,
      warehouse_id: plan.warehouse_id,
      site_id: siteId,
      in_transit_location_id: context.ids.next(),
      created_by: principal.person_id,
    };
    rows.push(row);
    lines.push(...linesOf(context, row.id, picks));
  }
  const roads = rows.map(onTheRoad);
  assert((await insertLocations(tx, roads, at)) === roads.length, 'each consignment has a place of its own');
  await insertConsignments(tx, rows, lines, at);
  return { data: await listPlanConsignments(tx, planId) };
}

/** Picks by site, sites and picks in the order of the plan. */
function picksBySite(picks: readonly Pick[]): ReadonlyMap<string, readonly Pick[]> {
  const sites = new Map<string, Pick[]>();
  for (const pick of picks) {
    const own = sites.get(pick.site_id);
    if (own === undefined) sites.set(pick.site_id, [pick]);
    else own.push(pick);
  }
  return sites;
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

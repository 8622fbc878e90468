import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { packingOf } from '../catalogue/item-parts-store.ts';
import type { Context } from '../context.ts';
import { nextNumber } from '../database/counters.ts';
import type { Reader, Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { sha256 } from '../lib/hash.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { canonicalJson } from '../planning/compute-plan.ts';
import { findPlan, listPlanPicks } from '../planning/store.ts';
import { findWarehouse } from '../stock/store.ts';
import { findLeg } from './leg-store.ts';
import type { LoadInput, LoadLeg, LoadLine, LoadResult, LoadSite } from './load-model.ts';
import { findLoadPlan, insertLoadPlan, readItems, readSites } from './load-store.ts';
import type { LoadSolver } from './load-threads.ts';
import type { newLoadPlan } from './schema.ts';
import { findCarrier, listFleet } from './store.ts';

type NewLoadPlan = z.infer<typeof newLoadPlan>;
type Plan = NonNullable<Awaited<ReturnType<typeof findPlan>>>;

export interface PreparedLoads {
  readonly plan_id: string;
  readonly leg_id: string | null;
  readonly input: LoadInput;
  readonly result: LoadResult;
}

/**
 * Gathers what the loads of an approved plan are made from and works them out, without a transaction. Throws `not_found`,
 * `state_conflict` when the plan is not approved, `unknown_reference` naming each site that the plan gives nothing, each
 * carrier that the warehouse has none of and a leg of another warehouse, `plan_queue_full`.
 */
export async function prepareLoads(
  context: Context,
  solver: LoadSolver,
  planId: string,
  request: NewLoadPlan,
): Promise<PreparedLoads> {
  const reader = context.database.read;
  const plan = found(await findPlan(reader, planId), 'plan', planId);
  assertApproved(plan);
  const input = await gatherLoads(reader, plan, request);
  return { plan_id: planId, leg_id: request.leg_id, input, result: await solver.solve(input) };
}

/** Keeps what was worked out. Throws `state_conflict` when the plan is not approved any more. */
export async function keepLoads(tx: Tx, context: Context, principal: Principal, prepared: PreparedLoads) {
  const { plan_id, leg_id, input, result } = prepared;
  assertApproved(found(await findPlan(tx, plan_id), 'plan', plan_id));
  const id = context.ids.next();
  const inputs = canonicalJson(input);
  await insertLoadPlan(tx, {
    id,
    number: await nextNumber(tx, 'LOAD'),
    plan_id,
    leg_id,
    inputs,
    inputs_sha256: sha256(inputs),
    result: canonicalJson(result),
    computed_by: principal.person_id,
    computed_at: instant(context.clock),
  });
  return present(await findLoadPlan(tx, id), 'the load plan just made');
}

function assertApproved(plan: Plan): void {
  assertStepped(plan.state === 'approved', 'plan', plan, 'plan loads', ['approved']);
}

async function gatherLoads(reader: Reader, plan: Plan, request: NewLoadPlan): Promise<LoadInput> {
  const warehouse = present(await findWarehouse(reader, plan.warehouse_id), 'the warehouse of the plan');
  const fleet = await listFleet(reader, warehouse.id);
  const lines = await gatherLines(reader, plan.id);
  const known = await readSites(reader, [...new Set(lines.map(({ site_id }) => site_id))]);
  assertReferences(
    request,
    new Set(known.map(({ id }) => id)),
    new Set(fleet.map(({ carrier_id }) => carrier_id)),
  );
  const { detour_percent, speed_kmh, unloading_minutes, pallet_weight_g, pallet_volume_ml } = request;
  const leg = request.leg_id === null ? null : await usableLeg(reader, plan, request.leg_id);
  const { latitude, longitude } = leg?.place ?? warehouse;
  return {
    departs_on: request.departs_on ?? plan.arrival_on,
    departs_at: minutesOf(request.departs_at),
    returns_by: minutesOf(request.returns_by),
    start: latitude === null || longitude === null ? null : { latitude, longitude },
    leg: leg?.load ?? null,
    vehicles: fleet.map(({ vehicle_kind: _, ...vehicle }) => vehicle),
    sites: known.map((site) => siteOnTheDay(site, request, fleet)),
    lines,
    distances: request.distances,
    options: { detour_percent, speed_kmh, unloading_minutes, pallet_weight_g, pallet_volume_ml },
  };
}

async function gatherLines(reader: Reader, planId: string): Promise<LoadLine[]> {
  const picks = await listPlanPicks(reader, planId);
  const ids = [...new Set(picks.map(({ item_id }) => item_id))];
  const items = new Map((await readItems(reader, ids)).map((item) => [item.id, item]));
  const packing = await packingOf(reader, ids);
  return picks.map(({ site_id, item_id, lot_id, location_id, quantity }) => {
    const { code, weight_g, volume_ml, dangerous_goods } = present(items.get(item_id), 'the item of a pick');
    return {
      site_id,
      item_id,
      item_code: code,
      lot_id,
      location_id,
      quantity,
      dangerous: dangerous_goods === 1,
      unit_weight_g: weight_g,
      unit_volume_ml: volume_ml,
      packing: packing.get(item_id) ?? [],
    };
  });
}

function siteOnTheDay(
  site: Awaited<ReturnType<typeof readSites>>[number],
  request: NewLoadPlan,
  fleet: Awaited<ReturnType<typeof listFleet>>,
): LoadSite {
  const { id, code, priority, latitude, longitude, status, vehicles } = site;
  const stated = request.sites.find(({ site_id }) => site_id === id);
  const reaching = fleet
    .filter(
      ({ vehicle_kind }) => vehicle_kind === null || vehicles === null || vehicles.includes(vehicle_kind),
    )
    .map(({ carrier_id }) => carrier_id);
  return {
    site_id: id,
    code,
    priority,
    latitude,
    longitude,
    opens: minutesOf(stated?.opens ?? '00:00'),
    closes: minutesOf(stated?.closes ?? '23:59'),
    closed: stated?.closed === true || status === 'closed',
    carriers: stated?.carrier_ids ?? (vehicles === null ? null : reaching),
  };
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return 60 * (hours as number) + (minutes as number);
}

async function usableLeg(reader: Reader, plan: Plan, legId: string) {
  const leg = await findLeg(reader, legId);
  if (leg === undefined || leg.warehouse_id !== plan.warehouse_id || !leg.active) {
    throw new Problem('unknown_reference', {}, [unknown('/body/leg_id', 'transport leg', legId)]);
  }
  const { payload_g, volume_ml, pallets } = present(await findCarrier(reader, leg.carrier_id), 'its carrier');
  const { code, count, cost_cents, lead_time_hours, dangerous_goods, latitude, longitude } = leg;
  const load: LoadLeg = {
    leg_id: legId,
    code,
    count,
    cost_cents,
    lead_time_hours,
    dangerous_goods,
    payload_g,
    volume_ml,
    pallets,
  };
  return { load, place: { latitude, longitude } };
}

function assertReferences(
  { sites, distances }: NewLoadPlan,
  siteIds: ReadonlySet<string>,
  carrierIds: ReadonlySet<string>,
): void {
  const violations: Violation[] = [];
  const firstOf = new Map<string, number>();
  for (const [index, { site_id, carrier_ids }] of sites.entries()) {
    const pointer = `/body/sites/${index}`;
    if (!siteIds.has(site_id)) violations.push(unknown(`${pointer}/site_id`, 'site of the plan', site_id));
    const first = firstOf.get(site_id);
    if (first === undefined) firstOf.set(site_id, index + 1);
    else violations.push({ rule: 'duplicate_line', pointer: `${pointer}/site_id`, params: { first } });
    for (const [at, carrier] of (carrier_ids ?? []).entries()) {
      if (!carrierIds.has(carrier))
        violations.push(unknown(`${pointer}/carrier_ids/${at}`, 'carrier of the fleet', carrier));
    }
  }
  for (const [index, { from_site_id, to_site_id }] of distances.entries()) {
    for (const [field, id] of Object.entries({ from_site_id, to_site_id })) {
      if (id !== null && !siteIds.has(id))
        violations.push(unknown(`/body/distances/${index}/${field}`, 'site of the plan', id));
    }
  }
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

function unknown(pointer: string, resource: string, value: string): Violation {
  return { rule: 'unknown_reference', pointer, value, params: { resource } };
}

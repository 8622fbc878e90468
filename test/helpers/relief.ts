import type { Service } from './service.ts';
import { made, type StockWorld, stockWorld } from './world.ts';

export interface Relief extends StockWorld {
  operation: string;
  standard: string;
  /** Identifier of a site by its code. */
  site(code: string): string;
}

export interface ReliefSite {
  code: string;
  households: number;
  priority?: number;
  counted_on?: string;
}

export interface StandardLine {
  item_id?: string;
  basis?: string;
  rate_numerator?: number;
  rate_denominator?: number;
  tier?: number;
  every_days?: number;
  vulnerable_group?: string;
  assumed_percent?: number;
}

let serial = 0;

/**
 * An operation with counted sites, a warehouse, and a standard of one piece of the world's item for each household unless
 * other lines are given. Nothing is in stock yet.
 */
export async function relief(
  service: Service,
  sites: readonly ReliefSite[],
  lines: readonly StandardLine[] = [{}],
  world?: StockWorld,
): Promise<Relief> {
  serial += 1;
  const stock = world ?? (await stockWorld(service));
  const logistics = service.as('logistics');
  const operation = await made(logistics, '/v1/operations', {
    code: `OP-${serial}`,
    name: 'Tormenta de prueba',
    kind: 'tropical_storm',
    started_on: '2026-07-30',
  });
  const standard = await made(logistics, '/v1/entitlement-standards', {
    code: `STD-${serial}`,
    name_es: 'Primer mes',
    name_en: 'First month',
    lines: lines.map((line) => ({ item_id: stock.item, basis: 'household', rate_numerator: 1, ...line })),
  });
  const ids = new Map<string, string>();
  for (const { code, households, priority, counted_on } of sites) {
    const site = { operation_id: operation, code, name: `Centro ${code}`, kind: 'collective_centre' };
    const id = await made(logistics, '/v1/sites', { ...site, priority: priority ?? 1 });
    ids.set(code, id);
    await count(service, id, households, counted_on);
  }
  return { ...stock, operation, standard, site: (code) => ids.get(code) ?? '' };
}

/** Records a household count of a site. */
export async function count(
  service: Service,
  site: string,
  households: number,
  countedOn = '2026-08-04',
): Promise<string> {
  return made(service.as('responder'), '/v1/household-counts', {
    site_id: site,
    counted_on: countedOn,
    source: 'centre_manager',
    households,
    individuals: households * 4,
  });
}

/** Computes a plan and gives its identifier. */
export function plan(service: Service, world: Relief, rest: Record<string, unknown> = {}): Promise<string> {
  const { operation, standard, warehouse } = world;
  const body = { operation_id: operation, standard_id: standard, warehouse_id: warehouse, ...rest };
  return made(service.as('logistics'), '/v1/plans', body);
}

/** Posts a step that must succeed and gives what it answers. */
export async function step(service: Service, path: string, body?: unknown) {
  const reply = await service.as('logistics').post(path, body);
  if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${reply.bytes.toString()}`);
  return reply.body;
}

/** A plan that is answered while it is being computed, once that has ended. */
export async function settled(service: Service, id: string) {
  for (;;) {
    const { data } = (await service.as('auditor').get(`/v1/plans/${id}/revisions`)).body;
    if (data[0]?.state !== 'computing') return (await service.as('auditor').get(`/v1/plans/${id}`)).body;
  }
}

/** Computes and approves a plan. */
export async function approvedPlan(
  service: Service,
  world: Relief,
  rest: Record<string, unknown> = {},
): Promise<string> {
  const id = await plan(service, world, rest);
  await step(service, `/v1/plans/${id}/approval`);
  return id;
}

/** The lines of a plan, all of them, in their order. */
export function planLines(service: Service, planId: string) {
  return service.as('auditor').all(`/v1/plans/${planId}/lines`);
}

/** Makes the consignments of an approved plan; gives their identifiers by site code. */
export async function consignments(service: Service, planId: string): Promise<ReadonlyMap<string, string>> {
  const { data } = await step(service, `/v1/plans/${planId}/consignments`);
  return new Map(data.map((row: { site_code: string; id: string }) => [row.site_code, row.id]));
}

export const truck = { vehicle_plate: 'P123-456', transporter: 'Transportes Ejemplo' };

/** Sends a consignment off and gives it with its lines. */
export function depart(service: Service, consignmentId: string) {
  return step(service, `/v1/consignments/${consignmentId}/departure`, truck);
}

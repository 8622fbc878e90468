import { randomUUID } from 'node:crypto';
import { approvedPlan, consignments, depart, type Relief, step } from '../helpers/relief.ts';
import type { Service } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

/** Asks for so much of the world's item for a site, and has it approved as asked. */
export async function granted(
  service: Service,
  world: Relief,
  site: string,
  quantity: number,
): Promise<string> {
  const id = await made(service.as('responder'), '/v1/requests', {
    site_id: world.site(site),
    lines: [{ item_id: world.item, quantity }],
  });
  await step(service, `/v1/requests/${id}/decision`, { decision: 'approve' });
  return id;
}

export async function read(service: Service, id: string) {
  return (await service.as('auditor').get(`/v1/requests/${id}`)).body;
}

/** State, who acts next, and by line: approved, promised, sent, delivered, remaining. */
export async function told(service: Service, id: string) {
  const { state, next_actor, lines } = await read(service, id);
  return [state, next_actor, ...lines.map(countersOf)];
}

// biome-ignore lint/suspicious/noExplicitAny: what the service answered
export function countersOf(line: any): number[] {
  return [
    line.quantity_approved,
    line.quantity_promised,
    line.quantity_sent,
    line.quantity_delivered,
    line.quantity_remaining,
  ];
}

/** Approves a plan of what there is, makes its consignments and gives the one for a site. */
export async function consignmentFor(service: Service, world: Relief, site: string): Promise<string> {
  const bySite = await consignments(service, await approvedPlan(service, world));
  return bySite.get(site) ?? '';
}

/** Sends a consignment off, and gives the identifier of its first line. */
export async function sendOff(service: Service, consignment: string): Promise<string> {
  return (await depart(service, consignment)).lines[0].id;
}

export function receive(
  service: Service,
  consignment: string,
  line: Record<string, unknown> & { consignment_line_id: string },
  closes: boolean,
) {
  const body = { received_by_name: 'Ana', closes, lines: [{ good: 0, ...line }] };
  return service.as('responder').post(`/v1/consignments/${consignment}/receipts`, body);
}

export const newId = () => randomUUID();

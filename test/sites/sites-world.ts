import type { Client, Reply } from '../helpers/client.ts';
import type { Service } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

let serial = 0;

/** An open operation. */
export function anOperation(client: Client): Promise<string> {
  serial += 1;
  return made(client, '/v1/operations', {
    code: `OP-${serial}`,
    name: 'Tormenta Ixora',
    kind: 'tropical_storm',
    started_on: '2026-07-30',
  });
}

/** A collective centre of an operation. */
export function aSite(client: Client, operation_id: string, fields: object = {}): Promise<string> {
  serial += 1;
  return made(client, '/v1/sites', {
    operation_id,
    code: `S-${serial}`,
    name: `Centro ${serial}`,
    kind: 'collective_centre',
    ...fields,
  });
}

/** Changes what stands at a path, by the version it has now. */
export async function patch(client: Client, path: string, change: object): Promise<Reply> {
  const { headers } = await client.get(path);
  return client.patch(path, change, { ifMatch: String(headers.etag) });
}

/** Takes an operation through states, one after the other. */
export async function bringOperation(client: Client, id: string, states: readonly string[]): Promise<void> {
  for (const state of states) {
    const reply = await patch(client, `/v1/operations/${id}`, { state });
    if (reply.status !== 200) throw new Error(`${state}: ${reply.bytes.toString()}`);
  }
}

export function countOf(service: Service, site_id: string, fields: object): Promise<Reply> {
  return service
    .as('responder')
    .post('/v1/household-counts', { site_id, counted_on: '2026-08-04', source: 'centre_manager', ...fields });
}

import type { Service } from '../helpers/service.ts';
import { made, type StockWorld, stockWorld } from '../helpers/world.ts';

export interface KitWorld extends StockWorld {
  service: Service;
  otherGrant: string;
  soap: string;
  towel: string;
}

let serial = 0;

/** Two more items and a second grant beside the usual world. */
export async function kitWorld(service: Service): Promise<KitWorld> {
  const world = await stockWorld(service);
  serial += 1;
  const logistics = service.as('logistics');
  const otherGrant = await made(logistics, '/v1/grants', {
    code: `OTHER-${serial}`,
    donor_name: 'Second donor',
    title: 'Relief',
  });
  return {
    ...world,
    service,
    otherGrant,
    soap: await newItem(service, `SOAP-${serial}`),
    towel: await newItem(service, `TOWEL-${serial}`),
  };
}

export function newItem(service: Service, code: string): Promise<string> {
  const fields = { code, name_es: code, name_en: code, category: 'hygiene', base_unit: 'piece' };
  return made(service.as('logistics'), '/v1/items', fields);
}

/** A kit whose first composition is agreed. */
export async function agreedKit(
  service: Service,
  code: string,
  lines: readonly (readonly [item: string, quantity: number])[],
): Promise<string> {
  const logistics = service.as('logistics');
  const kit = await draftKit(service, code, lines);
  const reply = await logistics.post(`/v1/kits/${kit}/compositions/1/agreement`, {
    agreed_with: 'Sector WASH',
    agreed_on: '2026-08-01',
  });
  if (reply.status >= 300) throw new Error(reply.bytes.toString());
  return kit;
}

export function draftKit(
  service: Service,
  code: string,
  lines: readonly (readonly [item: string, quantity: number])[],
): Promise<string> {
  return made(service.as('logistics'), '/v1/kits', {
    code,
    name_es: code,
    name_en: code,
    category: 'hygiene',
    base_unit: 'kit',
    lines: lines.map(([item_id, quantity]) => ({ item_id, quantity })),
  });
}

export interface Received {
  lot: string;
  quantity: number;
  grant?: string;
  bin?: string;
  expires_on?: string | null;
  received_on?: string;
  condition?: string;
  unit_value?: string;
  currency?: string;
}

/** Receives a lot of an item and gives its identifier. */
export async function receiveItem(world: KitWorld, item: string, line: Received): Promise<string> {
  const { lot, bin = world.bin, grant = world.grant, received_on, ...fields } = line;
  const reply = await world.service.as('logistics').post('/v1/receipts', {
    warehouse_id: world.warehouse,
    reference: `REF ${lot}`,
    received_from: 'Supplier',
    means: 'sea',
    ...(received_on === undefined ? {} : { received_on }),
    lines: [{ item_id: item, grant_id: grant, lot_number: lot, location_id: bin, ...fields }],
  });
  if (reply.status !== 201) throw new Error(reply.bytes.toString());
  return reply.body.lines[0].lot_id;
}

/** What lies where of an item, as `lot number@bin: quantity`. */
export async function stockOf(world: KitWorld, item: string): Promise<string[]> {
  const path = `/v1/stock/balances?item_id=${item}&location_kind=bin`;
  const rows = await world.service.as('auditor').all(path);
  return rows.map((row) => `${row.lot_number}@${row.location_code}: ${row.on_hand}`).sort();
}

/** The lots of a conversion's answer as `lot number: quantity`. */
export function lotsOf(conversion: { lots: { lot_number: string; quantity: number }[] }): string[] {
  return conversion.lots.map((lot) => `${lot.lot_number}: ${lot.quantity}`).sort();
}

// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the service answered
export function kitLot(conversion: any, ending = '-1') {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads whatever the service answered
  return conversion.lots.find((lot: any) => lot.lot_number === `${conversion.number}${ending}`);
}

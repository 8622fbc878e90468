import type { Client } from './client.ts';
import type { Service } from './service.ts';

export interface StockWorld {
  item: string;
  grant: string;
  warehouse: string;
  bin: string;
  otherBin: string;
}

let serial = 0;

/** An item, a grant and a warehouse with two bins. */
export async function stockWorld(service: Service): Promise<StockWorld> {
  serial += 1;
  const logistics = service.as('logistics');
  const item = await made(logistics, '/v1/items', {
    code: `ITEM-${serial}`,
    name_es: 'Lona',
    name_en: 'Tarpaulin',
    category: 'shelter',
    base_unit: 'piece',
    weight_g: 4200,
    volume_ml: 11200,
  });
  const grant = await made(logistics, '/v1/grants', {
    code: `GRANT-${serial}`,
    donor_name: 'Donor',
    title: 'Relief',
  });
  const warehouse = await made(logistics, '/v1/warehouses', {
    code: `WH-${serial}`,
    name: 'Hub',
    country: 'PA',
    time_zone: 'America/Panama',
    bins: [
      { code: 'A1', name: 'A1' },
      { code: 'B1', name: 'B1' },
    ],
  });
  const bins = await logistics.all(`/v1/locations?warehouse_id=${warehouse}`);
  return { item, grant, warehouse, bin: bins[0].id, otherBin: bins[1].id };
}

/** Posts and gives the identifier of what was made; throws when it was not. */
export async function made(client: Client, path: string, body: unknown): Promise<string> {
  const reply = await client.post(path, body);
  if (reply.status !== 201) throw new Error(`${path}: ${reply.status} ${reply.bytes.toString()}`);
  return reply.body.id;
}

export interface ReceiveOptions {
  quantity: number;
  lot?: string;
  expires_on?: string | null;
  received_on?: string;
  condition?: string;
  item?: string;
  grant?: string;
  bin?: string;
}

/** Receives one lot and gives its identifier. */
export async function receiveLot(
  service: Service,
  world: StockWorld,
  options: ReceiveOptions,
): Promise<string> {
  serial += 1;
  const reply = await service.as('logistics').post('/v1/receipts', {
    warehouse_id: world.warehouse,
    reference: `REF-${serial}`,
    received_from: 'Supplier',
    means: 'sea',
    ...(options.received_on === undefined ? {} : { received_on: options.received_on }),
    lines: [
      {
        item_id: options.item ?? world.item,
        grant_id: options.grant ?? world.grant,
        lot_number: options.lot ?? `LOT-${serial}`,
        location_id: options.bin ?? world.bin,
        quantity: options.quantity,
        expires_on: options.expires_on ?? null,
        condition: options.condition ?? 'good',
      },
    ],
  });
  if (reply.status !== 201) throw new Error(`receive: ${reply.status} ${reply.bytes.toString()}`);
  return reply.body.lines[0].lot_id;
}

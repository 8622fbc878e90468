import type { Reply } from '../helpers/client.ts';
import type { Service } from '../helpers/service.ts';
import type { StockWorld } from '../helpers/world.ts';

export interface NewReservation {
  holder: unknown;
  item_id: string;
  warehouse_id: string;
  quantity: number;
  lots: { lot_id: string; location_id: string; quantity: number }[];
  partial: boolean;
  site_id: string;
  operation_id: string;
  priority: number;
  until_on: string;
}

/** Asks for a reservation of the world's item in its warehouse by whoever is in logistics, unless said otherwise. */
export function reserve(service: Service, world: StockWorld, rest: Partial<NewReservation>): Promise<Reply> {
  return service.as('logistics').post('/v1/reservations', {
    holder: { kind: 'person' },
    purpose: 'Prueba',
    item_id: world.item,
    warehouse_id: world.warehouse,
    until_on: '2026-12-31',
    ...rest,
  });
}

/** Reserves what must be there and gives the reservation. */
export async function hold(service: Service, world: StockWorld, rest: Partial<NewReservation>) {
  const reply = await reserve(service, world, rest);
  if (reply.status !== 201) throw new Error(`reserve: ${reply.status} ${reply.bytes.toString()}`);
  return reply.body;
}

/** How much of a lot is available in bins. */
export async function free(service: Service, lot: string): Promise<number> {
  const rows = await service.as('auditor').all(`/v1/stock/balances?lot_id=${lot}&location_kind=bin`);
  return rows.reduce((sum, row) => sum + row.available, 0);
}

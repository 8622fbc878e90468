import type { Api, Json } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** Reserves, waits, takes from each other and gives back. */
export async function reservationTour(as: (role: string) => Api, loaded: Loaded): Promise<void> {
  const logistics = as('logistics');
  const balances = await logistics.get(`/v1/stock/balances?warehouse_id=${loaded.warehouse}&limit=200`);
  const lot = balances.data.find((row: Json) => row.available >= 20);
  if (lot === undefined) throw new Error('nothing is free to reserve');
  const item = (await logistics.get('/v1/stock/items?limit=500')).data.find(
    ({ id }: Json) => id === lot.item_id,
  );
  const wanted = { item_id: lot.item_id, warehouse_id: loaded.warehouse, until_on: '2026-09-30' };
  const made = await logistics.post('/v1/reservations', {
    ...wanted,
    holder: { kind: 'team', name: 'Equipo de evaluación' },
    purpose: 'Visita a los albergues de la costa',
    lots: [{ lot_id: lot.lot_id, location_id: lot.location_id, quantity: 10 }],
  });
  await logistics.get(`/v1/reservations/${made.id}`);
  const waiting = await logistics.post('/v1/reservations', {
    ...wanted,
    holder: { kind: 'person' },
    purpose: 'Segunda entrega del mes',
    quantity: item.available + 5,
    partial: true,
    priority: 2,
  });
  await logistics.get(`/v1/reservation-queue?warehouse_id=${loaded.warehouse}&item_id=${lot.item_id}`);
  await logistics.post(`/v1/reservations/${waiting.id}/pre-emption`, {
    justification: 'Nueva evacuación esta noche',
  });
  const notice = (await logistics.get('/v1/reservation-notices')).data[0];
  await logistics.post(`/v1/reservation-notices/${notice.id}/acknowledgement`);
  const second = await logistics.post('/v1/reservations', {
    ...wanted,
    holder: { kind: 'person' },
    purpose: 'Reserva de seguridad',
    quantity: 3,
    partial: true,
  });
  await logistics.post(`/v1/reservations/${waiting.id}/cancellation`);
  await logistics.post(`/v1/reservations/${second.id}/fill`);
  await logistics.post(`/v1/reservations/${second.id}/cancellation`);
}

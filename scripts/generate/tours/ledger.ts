import type { Api } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** Closed periods. */
export async function ledgerTour(logistics: Api, { warehouse }: Loaded): Promise<void> {
  const closings = `/v1/warehouses/${warehouse}/closings`;
  await logistics.post(closings, { closed_through: '2026-06-30' });
  await logistics.get(closings);
  await logistics.get('/v1/stock/as-of?as_of=2026-08-05&known_at=2026-08-05T20:00:00Z&location_kind=bin');
  const [stock] = (await logistics.get('/v1/stock/balances?location_kind=bin&limit=1')).data;
  const asked = { warehouse_id: stock.warehouse_id, item_id: stock.item_id };
  await logistics.get(
    `/v1/stock/picks?warehouse_id=${asked.warehouse_id}&item_id=${asked.item_id}&quantity=40`,
  );
  await logistics.post('/v1/stock/issues', {
    ...asked,
    quantity: 40,
    accept_less: true,
    reference: 'VALE-0031',
  });
  const lot = (await logistics.get('/v1/lots?condition=quarantine&limit=1')).data[0];
  await logistics.get(`/v1/lots/${lot.id}/conditions`);
  await logistics.get('/v1/stock/items?known_at=2026-08-05T20:00:00Z');
}

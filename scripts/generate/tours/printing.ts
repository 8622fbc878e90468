import type { Api } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** Every printed document and label once, and a look-up of what is printed on them. */
export async function printingTour(logistics: Api, { warehouse }: Loaded): Promise<void> {
  const [receipt] = (await logistics.get(`/v1/receipts?warehouse_id=${warehouse}`)).data;
  await logistics.get(`/v1/receipts/${receipt.id}/documents/goods-received-note?language=es`);
  const [count] = (await logistics.get('/v1/stock-counts')).data;
  await logistics.get(`/v1/stock-counts/${count.id}/documents/count-sheet`);
  const [loss] = (await logistics.get('/v1/stock/movements?kind=write_off')).data;
  await logistics.get(`/v1/stock/movements/${loss.id}/documents/loss-and-damage-report`);
  const [line] = receipt.lines;
  await logistics.get(`/v1/lots/${line.lot_id}/documents/stock-card?warehouse_id=${warehouse}`);
  await logistics.get(`/v1/locations/${line.location_id}/documents/bin-card?lot_id=${line.lot_id}`);
  const [consignment] = (await logistics.get('/v1/consignments')).data;
  const [transfer] = (await logistics.get('/v1/transfers')).data;
  for (const [path, id] of [
    ['consignments', consignment.id],
    ['transfers', transfer.id],
  ]) {
    for (const document of ['waybill', 'picking-list', 'packing-list', 'gift-certificate'])
      await logistics.get(`/v1/${path}/${id}/documents/${document}`);
    await logistics.get(`/v1/${path}/${id}/labels?size=100x150&last_box=2`);
  }
  await logistics.get(`/v1/warehouses/${warehouse}/labels?location_id=${line.location_id}`);
  await logistics.get(`/v1/lookup?code=${consignment.number.toLowerCase()}`);
}

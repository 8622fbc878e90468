import type { Api, Json } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** A count of one item from its opening to the adjustment, with a recount and a sheet; and one that is given up. */
export async function countingTour(logistics: Api, loaded: Loaded): Promise<void> {
  const { warehouse } = loaded;
  const [bin] = await logistics.all(`/v1/locations?warehouse_id=${warehouse}&kind=bin`);
  const [grant] = [...loaded.grants.values()];
  const item = await logistics.post('/v1/items', {
    code: 'TOUR-BUCKET',
    name_es: 'Cubeta de 20 l',
    name_en: 'Bucket 20 l',
    category: 'hygiene',
    base_unit: 'piece',
  });
  const lot = { item_id: item.id, grant_id: grant, expires_on: null };
  const line = { ...lot, location_id: bin.id, quantity: 200, unit_value: '2.4', currency: 'USD' };
  await logistics.post('/v1/receipts', {
    warehouse_id: warehouse,
    reference: 'TOUR-2',
    received_from: 'Comercio local',
    means: 'road',
    lines: ['CB-01', 'CB-02'].map((lot_number) => ({ ...line, lot_number })),
  });
  const count = await logistics.post('/v1/stock-counts', {
    warehouse_id: warehouse,
    mode: 'freeze',
    item_ids: [item.id],
    threshold_value: '100',
    note: 'Conteo de cierre de mes',
  });
  const path = `/v1/stock-counts/${count.id}`;
  const lines: Json[] = await logistics.all(`${path}/lines`);
  await logistics.post(`${path}/entries`, { lines: [{ line_id: lines[0]?.id, quantity: 189 }] });
  await logistics.upload(
    `${path}/sheet-imports?file_name=conteo.csv`,
    'Ubicación,Lote,Contado,Nota\n'.concat(`${bin.code},CB-02,200,\n`),
  );
  await logistics.post(`${path}/closing`);
  await logistics.post(`${path}/recount`, { line_ids: [lines[0]?.id] });
  await logistics.get(`${path}/sheet.csv`);
  await logistics.get(`${path}/sheet.xlsx`);
  await logistics.post(`${path}/entries`, { lines: [{ line_id: lines[0]?.id, quantity: 198 }] });
  await logistics.post(`${path}/closing`);
  await logistics.get(`${path}/lines`);
  await logistics.get(`${path}/entries`);
  await logistics.post(`${path}/approval`);
  await logistics.post(`${path}/posting`);
  const second = await logistics.post('/v1/stock-counts', {
    warehouse_id: warehouse,
    mode: 'delta',
    item_ids: [item.id],
  });
  await logistics.post(`/v1/stock-counts/${second.id}/found-lots`, {
    location_id: bin.id,
    quantity: 6,
    lot: { ...lot, lot_number: 'CB-00' },
  });
  await logistics.post(`/v1/stock-counts/${second.id}/cancellation`);
  await logistics.get(path);
  await logistics.get('/v1/stock-counts');
}

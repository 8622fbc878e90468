import type { Api } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** Kits of a small composition built, one of them taken apart, a lot repacked, and what can be promised. */
export async function kittingTour(logistics: Api, loaded: Loaded): Promise<void> {
  const { warehouse } = loaded;
  const [bin] = await logistics.all(`/v1/locations?warehouse_id=${warehouse}&kind=bin`);
  const [grant] = [...loaded.grants.values()];
  const item = (code: string, name_es: string, name_en: string) =>
    logistics.post('/v1/items', { code, name_es, name_en, category: 'hygiene', base_unit: 'piece' });
  const soap = await item('TOUR-SOAP', 'Jabón de baño 100 g', 'Bath soap 100 g');
  const towel = await item('TOUR-TOWEL', 'Toalla', 'Towel');
  const kit = await logistics.post('/v1/kits', {
    code: 'TOUR-KIT',
    name_es: 'Kit de higiene para bebé',
    name_en: 'Infant hygiene kit',
    category: 'hygiene',
    base_unit: 'kit',
    lines: [
      { item_id: soap.id, quantity: 4 },
      { item_id: towel.id, quantity: 1 },
    ],
  });
  await logistics.post(`/v1/kits/${kit.id}/compositions/1/agreement`, {
    agreed_with: 'Sector WASH',
    agreed_on: '2026-08-04',
  });
  const line = (item_id: string, lot_number: string, quantity: number, expires_on: string | null) => ({
    item_id,
    lot_number,
    quantity,
    expires_on,
    grant_id: grant,
    location_id: bin.id,
    unit_value: '0.85',
    currency: 'USD',
  });
  await logistics.post('/v1/receipts', {
    warehouse_id: warehouse,
    reference: 'TOUR-1',
    received_from: 'Comercio local',
    means: 'road',
    lines: [line(soap.id, 'JB-01', 90, '2028-03-31'), line(towel.id, 'TO-01', 20, null)],
  });
  await logistics.get(`/v1/kits/${kit.id}/buildable`);
  await logistics.get(`/v1/stock/available-to-promise?warehouse_id=${warehouse}&kind=kit`);
  await logistics.get(`/v1/stock/promise?warehouse_id=${warehouse}&ask=${kit.id}:10,${soap.id}:80`);
  const built = await logistics.post('/v1/kit-builds', {
    kit_item_id: kit.id,
    quantity: 12,
    location_id: bin.id,
    note: 'Para la tormenta',
  });
  const made = built.lots.find((lot: { item_id: string }) => lot.item_id === kit.id);
  const used = built.lots.find((lot: { item_id: string }) => lot.item_id === soap.id);
  await logistics.get(`/v1/lots/${made.lot_id}/components`);
  await logistics.get(`/v1/lots/${used.lot_id}/contained-in`);
  await logistics.post('/v1/kit-take-aparts', { lot_id: made.lot_id, location_id: bin.id, quantity: 2 });
  await logistics.post('/v1/repacks', {
    lot_id: used.lot_id,
    location_id: bin.id,
    quantity: 48,
    units_per_pack: 24,
  });
  await logistics.get('/v1/conversions');
  await logistics.get(`/v1/conversions/${built.id}`);
}

import type { Api } from '../../demo/api.ts';

async function kitTour(logistics: Api, itemId: string): Promise<void> {
  await logistics.post('/v1/kit-families', {
    code: 'fijacion',
    name_es: 'Kits de fijación',
    name_en: 'Fixing kits',
  });
  await logistics.get('/v1/kit-families');
  const kit = await logistics.post('/v1/kits', {
    code: 'KIT-FIJACION',
    name_es: 'Kit de fijación, familia',
    name_en: 'Fixing kit, family',
    category: 'fixings',
    base_unit: 'kit',
    kit_family: 'fijacion',
    kit_variant: 'family',
    intended_for: 'household',
    lines: [{ item_id: itemId, quantity: 1 }],
  });
  await logistics.patch(`/v1/kits/${kit.id}/compositions/1`, 1, {
    lines: [{ item_id: itemId, quantity: 2 }],
    source: 'Mesa de Albergue, acta 12',
  });
  await logistics.get(`/v1/kits/${kit.id}/contents`);
}

/** Categories, packing levels, substitutes and unit values. */
export async function catalogueInDepthTour(logistics: Api): Promise<void> {
  const category = await logistics.post('/v1/categories', {
    code: 'fixings',
    name_es: 'Fijaciones',
    name_en: 'Fixings',
  });
  await logistics.get('/v1/categories');
  await logistics.get(`/v1/categories/${category.id}`);
  await logistics.patch(`/v1/categories/${category.id}`, category.version, {
    name_es: 'Fijaciones y cuerdas',
    name_en: 'Fixings and ropes',
  });
  const item = await logistics.post('/v1/items', {
    code: 'CUERDA-6MM',
    name_es: 'Cuerda de nailon 6 mm, rollo de 30 m',
    name_en: 'Nylon rope 6 mm, roll of 30 m',
    category: 'fixings',
    base_unit: 'roll',
    weight_g: 1050,
    volume_ml: 1800,
    figures_source: 'Pesada en la recepción',
    packing: [{ level: 'carton', quantity: 20, weight_g: 21800, volume_ml: 41000 }],
  });
  await logistics.post(`/v1/items/${item.id}/unit-values`, {
    currency: 'USD',
    valid_from: '2026-08-01',
    unit_value: '6.35',
    source: 'Convenio marco 2026',
  });
  await kitTour(logistics, item.id);
  await logistics.upload(
    '/v1/item-imports?file_name=articulos.csv&dry_run=true',
    'Código,Peso (g),Empaques\nCUERDA-6MM,1100,carton 20 22500g 41000ml\n',
  );
  await logistics.get('/v1/item-exports/csv');
  await logistics.get('/v1/item-exports/xlsx');
  await logistics.post('/v1/catalogue/reference?dry_run=true');
  await logistics.get(`/v1/items/${item.id}/unit-values`);
  await logistics.get(`/v1/items/${item.id}/unit-values/as-of`);
}

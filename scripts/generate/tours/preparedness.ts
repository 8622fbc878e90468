import type { Api } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** The mission's targets against its stock, levels of an item, and a surge. */
export async function preparednessTour(logistics: Api, loaded: Loaded): Promise<void> {
  const { warehouse, standard, items } = loaded;
  const target = await logistics.post('/v1/preparedness-targets', {
    code: 'TOUR-1000',
    name_es: 'Enseres para 1.000 hogares',
    name_en: 'Household items for 1,000 households',
    warehouse_id: warehouse,
    quantity: 1000,
    unit: 'households',
    source: 'Plan de preparación',
    needs: [
      { item_ids: [items.get('KRELCOOSETA'), items.get('KRELCOOSETB')] },
      { item_ids: [items.get('HSHEMATTPLA1')], rate_numerator: 5 },
    ],
  });
  await logistics.get(`/v1/preparedness-targets/${target.id}`);
  await logistics.patch(`/v1/preparedness-targets/${target.id}`, target.version, { quantity: 1200 });
  await logistics.get('/v1/preparedness-targets');
  await logistics.get(`/v1/preparedness-targets/${target.id}/coverage`);
  await logistics.get('/v1/preparedness/coverage');
  await logistics.get(
    `/v1/preparedness/surge?warehouse_id=${warehouse}&standard_id=${standard}&households_per_day=150`,
  );
  await logistics.post('/v1/stock-levels', {
    warehouse_id: warehouse,
    item_id: items.get('HSHETARPW406'),
    minimum: 2000,
    reorder: 4000,
  });
  await logistics.get(`/v1/stock-levels?warehouse_id=${warehouse}&below=reorder`);
}

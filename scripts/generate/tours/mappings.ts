import type { Api } from '../../demo/api.ts';

/** A mapping for the warehouse lists of a partner. */
export async function mappingTour(logistics: Api): Promise<void> {
  const mapping = await logistics.post('/v1/import-mappings', {
    kind: 'opening_stock',
    name: 'Listas de bodega de la contraparte',
    columns: { item_name: 'Item Name', lot_number: 'Tracking Number', comments: null },
    date_order: 'DMY',
  });
  await logistics.get('/v1/import-mappings');
  await logistics.get(`/v1/import-mappings/${mapping.id}`);
  await logistics.patch(`/v1/import-mappings/${mapping.id}`, mapping.version, {
    columns: { item_name: 'Item Name', item_code: 'Catalog', lot_number: 'Tracking Number', comments: null },
  });
}

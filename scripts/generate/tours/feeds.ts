import type { Api } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** A feed whose address is not open: what a pull answers then. */
export async function feedTour(logistics: Api, loaded: Loaded): Promise<void> {
  const feed = await logistics.post('/v1/feeds', {
    name: 'Formularios de albergues',
    operation_id: loaded.operation,
    url: 'http://127.0.0.1:9/counts.csv',
    source: 'centre_manager',
    every_minutes: 60,
    secret: { name: 'Authorization', value: 'Token ejemplo' },
  });
  await logistics.patch(`/v1/feeds/${feed.id}`, feed.version, { every_minutes: 30 });
  await logistics.get('/v1/feeds');
  await logistics.get(`/v1/feeds/${feed.id}`);
  await logistics.post(`/v1/feeds/${feed.id}/pulls`);
  await logistics.get(`/v1/feeds/${feed.id}/pulls`);
}

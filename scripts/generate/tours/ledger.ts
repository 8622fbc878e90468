import type { Api } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** Closed periods. */
export async function ledgerTour(logistics: Api, { warehouse }: Loaded): Promise<void> {
  const closings = `/v1/warehouses/${warehouse}/closings`;
  await logistics.post(closings, { closed_through: '2026-06-30' });
  await logistics.get(closings);
  await logistics.get('/v1/stock/as-of?as_of=2026-08-05&known_at=2026-08-05T20:00:00Z&location_kind=bin');
  await logistics.get('/v1/stock/items?known_at=2026-08-05T20:00:00Z');
}

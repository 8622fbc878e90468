import type { Api } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** Closed periods. */
export async function ledgerTour(logistics: Api, { warehouse }: Loaded): Promise<void> {
  const closings = `/v1/warehouses/${warehouse}/closings`;
  await logistics.post(closings, { closed_through: '2026-06-30' });
  await logistics.get(closings);
}

import type { Api } from '../../demo/api.ts';

/** Every report once, as JSON and as CSV. */
export async function reportTour(logistics: Api): Promise<void> {
  for (const report of ['stock-on-hand?', 'expiry?within_days=3650&', 'ageing?', 'stock-movements?']) {
    for (const format of ['json', 'csv']) await logistics.get(`/v1/reports/${report}format=${format}`);
  }
}

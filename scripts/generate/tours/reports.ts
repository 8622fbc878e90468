import type { Api } from '../../demo/api.ts';

/** Every report once, as JSON and as CSV. */
export async function reportTour(logistics: Api): Promise<void> {
  const [grant] = await logistics.all('/v1/grants');
  const ofGrant = `grant_id=${grant?.id}&`;
  for (const report of [
    'stock-on-hand?',
    'expiry?within_days=3650&',
    'ageing?',
    'stock-movements?',
    'stock-card?',
    'bin-card?',
    'loss-and-damage?',
    `grant?${ofGrant}`,
    `grant-places?${ofGrant}`,
    `grant-reached?${ofGrant}`,
    'preparedness-targets?',
  ]) {
    for (const format of ['json', 'csv']) await logistics.get(`/v1/reports/${report}format=${format}`);
  }
}

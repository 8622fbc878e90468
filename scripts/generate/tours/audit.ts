import type { Api } from '../../demo/api.ts';

/** A seal over the ledgers, its export, and the proof of a movement. */
export async function auditTour(logistics: Api): Promise<void> {
  const { seal } = await logistics.post('/v1/seals');
  await logistics.get('/v1/seals');
  await logistics.get(`/v1/seals/${seal.number}`);
  const { entries } = await logistics.get(`/v1/seals/${seal.number}/export`);
  await logistics.get(`/v1/stock/movements/${entries[0].row_id}/proof`);
}

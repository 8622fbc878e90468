import { type Api, type Json, Refused } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** A plan edited, submitted and read in every part; a revision is stopped while it is computed. */
export async function planningTour(logistics: Api, loaded: Loaded): Promise<void> {
  const asked = {
    operation_id: loaded.operation,
    standard_id: loaded.standard,
    warehouse_id: loaded.warehouse,
  };
  const plan = await logistics.post('/v1/plans', asked);
  const [line] = (await logistics.get(`/v1/plans/${plan.id}/lines`)).data;
  await logistics.get(`/v1/plans/${plan.id}/lines/${line.line_number}`);
  const pin = {
    site_id: line.site_id,
    item_id: line.item_id,
    quantity: 0,
    reason: 'La carretera está cortada',
  };
  const edit = { version: plan.version, pins: [pin], note: 'Sin paso' };
  const edited = await logistics.post(`/v1/plans/${plan.id}/revisions`, edit);
  await stopOne(logistics, edited);
  await logistics.get(`/v1/plans/${plan.id}/revisions`);
  await logistics.get(`/v1/plans/${plan.id}/revisions/1`);
  await logistics.post(`/v1/plans/${plan.id}/submission`);
}

/** Begins revisions until one is stopped before it is computed, which is usually the first. */
async function stopOne(logistics: Api, plan: Json): Promise<void> {
  for (let revision = plan.revision + 1, current = plan; ; revision += 1) {
    const edit = { version: current.version, background: true };
    await logistics.post(`/v1/plans/${plan.id}/revisions`, edit);
    try {
      await logistics.post(`/v1/plans/${plan.id}/revisions/${revision}/cancellation`);
      return;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      current = await logistics.get(`/v1/plans/${plan.id}`);
    }
  }
}

import type { Api } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** Carriers, vehicles, a leg by sea, and the loads of an approved plan. */
export async function loadingTour(logistics: Api, loaded: Loaded): Promise<void> {
  const { warehouse } = loaded;
  const carriers = (await logistics.get('/v1/carriers')).data;
  const carrier = (code: string) => carriers.find((one: { code: string }) => one.code === code);
  const bus = await logistics.post('/v1/carriers', {
    code: 'TRUCK-3T',
    name_es: 'Camión de 3 t',
    name_en: '3 t truck',
    mode: 'road',
    payload_g: 3_000_000,
    volume_ml: 12_000_000,
    source: 'Transportista',
  });
  await logistics.get(`/v1/carriers/${bus.id}`);
  await logistics.patch(`/v1/carriers/${bus.id}`, bus.version, { volume_ml: 13_000_000 });
  const truck = carrier('TRUCK-10T');
  await logistics.post('/v1/fleet-vehicles', {
    warehouse_id: warehouse,
    carrier_id: truck.id,
    count: 6,
    fixed_cost_cents: 15_000,
    cost_per_km_cents: 90,
  });
  await logistics.get(`/v1/fleet-vehicles?warehouse_id=${warehouse}`);
  const leg = await logistics.post('/v1/transport-legs', {
    code: 'PTY-ACJ-SEA',
    warehouse_id: warehouse,
    carrier_id: carrier('CONT-40').id,
    entry_point: 'Puerto de Acajutla',
    latitude: 13.574,
    longitude: -89.834,
    count: 4,
    cost_cents: 280_000,
    lead_time_hours: 96,
    dangerous_goods: true,
    source: 'Cotización del transitario',
  });
  await logistics.get('/v1/transport-legs');
  await logistics.get(`/v1/transport-legs/${leg.id}`);
  await logistics.patch(`/v1/transport-legs/${leg.id}`, leg.version, { cost_cents: 290_000 });
  const plan = await logistics.post('/v1/plans', {
    operation_id: loaded.operation,
    standard_id: loaded.standard,
    warehouse_id: warehouse,
  });
  await logistics.post(`/v1/plans/${plan.id}/approval`);
  const loads = await logistics.post(`/v1/plans/${plan.id}/load-plans`, { leg_id: leg.id });
  await logistics.get(`/v1/plans/${plan.id}/load-plans`);
  await logistics.get(`/v1/load-plans/${loads.id}`);
  await logistics.get(`/v1/load-plans/${loads.id}/inputs`);
  await logistics.post(`/v1/plans/${plan.id}/cancellation`);
}

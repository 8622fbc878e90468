import type { Api } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** Places, and sites in depth. */
export async function sitesTour(logistics: Api, loaded: Loaded): Promise<void> {
  await logistics.get('/v1/places?search=rosario');
  await logistics.get('/v1/places/resolution?name=El%20Rosario&latitude=13.4982&longitude=-89.0336');
  const site = await logistics.post('/v1/sites', {
    operation_id: loaded.operation,
    code: 'TOUR-01',
    name: 'Complejo Educativo Las Hojas',
    kind: 'collective_centre',
    p_code: 'SV0604',
    capacity: 60,
  });
  const path = `/v1/sites/${site.id}`;
  await logistics.post(`${path}/profiles`, {
    profiled_on: '2026-08-05',
    covered_area_m2: 240,
    toilets: 3,
    water_points: 1,
    water_litres_a_day: 900,
    vehicles: ['pickup', 'truck_5t'],
    opening_hours: '06:00–20:00',
    focal_point: 'Directora del complejo',
  });
  await logistics.get(`${path}/profiles`);
  const count = await logistics.post('/v1/household-counts', {
    site_id: site.id,
    counted_on: '2026-08-05',
    source: 'centre_manager',
    households: 21,
    individuals: 75,
    females: 40,
    males: 34,
    vulnerable: [{ vulnerable_group: 'pregnant_or_lactating', persons: 4 }],
  });
  await logistics.post(`/v1/household-counts/${count.id}/decision`, {
    decision: 'accepted',
    comment: 'Un bebé sin registrar',
  });
  await logistics.get(`${path}/count-trend`);
  await logistics.get(`${path}/indicators`);
  await logistics.get(`/v1/site-indicators?operation_id=${loaded.operation}&limit=2&sort=-code`);
  await logistics.post(`${path}/status-changes`, { status: 'full', note: 'No cabe nadie más' });
  await logistics.get(`${path}/status-changes`);
  const closure = await logistics.post(`${path}/road-closures`, {
    road: 'Calle a Las Hojas',
    closed_on: '2026-08-04',
    note: 'Árbol caído',
  });
  await logistics.post(`${path}/road-closures/${closure.id}/reopening`, { reopened_on: '2026-08-05' });
  await logistics.get(`${path}/road-closures`);
  const work = await logistics.post(`${path}/works`, {
    kind: 'sanitation',
    description: 'Reparar dos letrinas',
  });
  await logistics.patch(`${path}/works/${work.id}`, work.version, { state: 'in_progress' });
  await logistics.get(`${path}/works/${work.id}`);
  await logistics.get(`${path}/works`);
  await logistics.get('/v1/site-commitments');
  await logistics.get(`/v1/operations/${loaded.operation}/totals`);
  await logistics.upload(
    '/v1/household-count-imports/proposal?file_name=censo.csv',
    'Código,Albergue,Fecha,Familias albergadas,Personas\nA-1,Escuela Norte,2026-08-05,12,44\n',
  );
  await logistics.get(`/v1/operations/${loaded.operation}/shared-counts`);
  await logistics.get(`/v1/operations/${loaded.operation}/shared-activities?org=Misi%C3%B3n`);
}

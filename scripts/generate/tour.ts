import type { Api, Json } from '../demo/api.ts';
import type { Loaded } from '../demo/sample.ts';
import { auditTour } from './tours/audit.ts';
import { catalogueInDepthTour } from './tours/catalogue.ts';
import { countingTour } from './tours/counting.ts';
import { earmarkTour } from './tours/earmarks.ts';
import { feedTour } from './tours/feeds.ts';
import { inboundTour } from './tours/inbound.ts';
import { kittingTour } from './tours/kitting.ts';
import { ledgerTour } from './tours/ledger.ts';
import { loadingTour } from './tours/loading.ts';
import { mappingTour } from './tours/mappings.ts';
import { planningTour } from './tours/planning.ts';
import { preparednessTour } from './tours/preparedness.ts';
import { printingTour } from './tours/printing.ts';
import { reportTour } from './tours/reports.ts';
import { requestTour } from './tours/requests.ts';
import { reservationTour } from './tours/reservations.ts';
import { sitesTour } from './tours/sites.ts';

type As = (role: string) => Api;

/** Calls what the demo does not: every operation once, so that each has an example from a real answer. */
export async function tour(as: As, loaded: Loaded, countsFile: string): Promise<void> {
  await serviceTour(as);
  await catalogueTour(as('logistics'));
  await stockTour(as('logistics'), loaded);
  await siteTour(as('logistics'), loaded, countsFile);
  await requestTour(as('responder'), as('logistics'), loaded);
  await planTour(as('logistics'), loaded);
  await reservationTour(as, loaded);
  await earmarkTour(as('logistics'), loaded);
  await cashTour(as, loaded);
  await reportTour(as('logistics'));
  await mappingTour(as('logistics'));
  await feedTour(as('logistics'), loaded);
  await catalogueInDepthTour(as('logistics'));
  await kittingTour(as('logistics'), loaded);
  await preparednessTour(as('logistics'), loaded);
  await ledgerTour(as('logistics'), loaded);
  await inboundTour(as('logistics'), loaded);
  await countingTour(as('logistics'), loaded);
  await loadingTour(as('logistics'), loaded);
  await planningTour(as('logistics'), loaded);
  await printingTour(as('logistics'), loaded);
  await auditTour(as('logistics'));
  await sitesTour(as('logistics'), loaded);
}

/** The first row of a list, which must have one. */
async function first(api: Api, path: string): Promise<Json> {
  const [row] = (await api.get(path)).data;
  if (row === undefined) throw new Error(`${path} is empty`);
  return row;
}

async function serviceTour(as: As): Promise<void> {
  const admin = as('admin');
  for (const path of ['/health', '/health/live', '/health/ready', '/metrics', '/v1/me'])
    await admin.get(path);
  const person = await admin.post('/v1/people', {
    name: 'Nora Interiano',
    email: 'nora.interiano@example.org',
    roles: ['responder'],
  });
  await admin.get('/v1/people');
  await admin.get(`/v1/people/${person.id}`);
  await admin.patch(`/v1/people/${person.id}`, person.version, { roles: ['responder', 'logistics'] });
  const site = (await admin.get('/v1/sites')).data[0];
  const assigned = await admin.post(`/v1/people/${person.id}/assignments`, {
    kind: 'site',
    site_id: site.id,
  });
  await admin.get(`/v1/people/${person.id}/assignments`);
  await admin.post(`/v1/assignments/${assigned.id}/removal`);
  const token = await admin.post('/v1/api-tokens', { person_id: person.id, label: 'phone' });
  await admin.get('/v1/api-tokens');
  await admin.post(`/v1/api-tokens/${token.id}/revocation`);
}

async function catalogueTour(logistics: Api): Promise<void> {
  const item = await first(logistics, '/v1/items?kind=item');
  await logistics.get(`/v1/items/${item.id}`);
  await logistics.patch(`/v1/items/${item.id}`, item.version, { shelf_life_days: 730 });
  const kit = await first(logistics, '/v1/kits');
  await logistics.get(`/v1/kits/${kit.id}`);
  await logistics.post(`/v1/kits/${kit.id}/compositions`, { lines: [{ item_id: item.id, quantity: 2 }] });
  await logistics.post(`/v1/kits/${kit.id}/compositions/2/agreement`, {
    agreed_with: 'Sector de Albergues',
    agreed_on: '2026-08-04',
  });
  const grant = await first(logistics, '/v1/grants');
  await logistics.get(`/v1/grants/${grant.id}`);
  await logistics.patch(`/v1/grants/${grant.id}`, grant.version, { title: `${grant.title} (2)` });
  const standard = await first(logistics, '/v1/entitlement-standards');
  await logistics.get(`/v1/entitlement-standards/${standard.id}`);
}

async function stockTour(logistics: Api, loaded: Loaded): Promise<void> {
  const { warehouse } = loaded;
  const before = await logistics.get(`/v1/warehouses/${warehouse}`);
  await logistics.get('/v1/warehouses');
  await logistics.patch(`/v1/warehouses/${warehouse}`, before.version, { name: `${before.name} (2)` });
  await logistics.post(`/v1/warehouses/${warehouse}/bins`, {
    bins: [{ code: 'Z-01', name: 'Zona de recepción' }],
  });
  await logistics.upload(
    `/v1/warehouses/${warehouse}/opening-stock-imports?file_name=inventario.csv`,
    'Item Name,Unit of Measure,Quantity,Supplier/Donor\nCuerda de nailon 6 mm,rollo,40,Comercio local\n',
  );
  const receipt = await first(logistics, '/v1/receipts');
  await logistics.get(`/v1/receipts/${receipt.id}`);
  const balance = await first(logistics, `/v1/stock/balances?warehouse_id=${warehouse}`);
  await logistics.get('/v1/stock/items');
  await logistics.get('/v1/stock/as-of?as_of=2026-08-05&location_kind=bin');
  await logistics.get('/v1/locations');
  const lot = await first(logistics, '/v1/lots');
  await logistics.get(`/v1/lots/${lot.id}`);
  await logistics.get(`/v1/lots/${lot.id}/balance`);
  await logistics.patch(`/v1/lots/${lot.id}`, lot.version, {
    condition: 'quarantine',
    reservations: { decision: 'keep', reason: 'Se espera el informe de humedad' },
  });
  const movement = await logistics.post('/v1/stock/movements', {
    kind: 'write_off',
    reason: 'damaged',
    note: 'Caja mojada',
    lines: [{ lot_id: balance.lot_id, from_location_id: balance.location_id, quantity: 3 }],
  });
  await logistics.get('/v1/stock/movements');
  await logistics.get(`/v1/stock/movements/${movement.id}`);
  await logistics.post(`/v1/stock/movements/${movement.id}/reversal`, { note: 'Se secó y sirve' });
}

async function siteTour(logistics: Api, loaded: Loaded, countsFile: string): Promise<void> {
  const operation = await logistics.get(`/v1/operations/${loaded.operation}`);
  await logistics.get('/v1/operations');
  await logistics.patch(`/v1/operations/${operation.id}`, operation.version, {
    name: `${operation.name} (2)`,
  });
  const site = await first(logistics, `/v1/sites?operation_id=${operation.id}`);
  await logistics.get(`/v1/sites/${site.id}`);
  await logistics.patch(`/v1/sites/${site.id}`, site.version, { priority: 2 });
  const count = await logistics.post('/v1/household-counts', {
    site_id: site.id,
    counted_on: '2026-08-05',
    source: 'centre_manager',
    households: 66,
    individuals: 228,
    females: 121,
    males: 107,
  });
  await logistics.get('/v1/household-counts');
  await logistics.get(`/v1/household-counts/${count.id}`);
  await logistics.get(`/v1/household-counts/latest?operation_id=${operation.id}`);
  await logistics.upload(
    `/v1/operations/${operation.id}/household-count-imports?file_name=counts.csv&dry_run=true`,
    countsFile,
  );
}

async function planTour(logistics: Api, loaded: Loaded): Promise<void> {
  const plan = await first(logistics, '/v1/plans');
  for (const part of ['', '/lines', '/inputs']) await logistics.get(`/v1/plans/${plan.id}${part}`);
  await logistics.get(`/v1/reservations?plan_id=${plan.id}`);
  const received = await first(logistics, '/v1/consignments?state=received');
  await logistics.get(`/v1/consignments/${received.id}`);
  await logistics.get(`/v1/consignments/${received.id}/receipts`);
  const planned = await first(logistics, '/v1/consignments?state=planned');
  await logistics.post(`/v1/consignments/${planned.id}/cancellation`);
  const second = await logistics.post('/v1/plans', {
    operation_id: loaded.operation,
    standard_id: loaded.standard,
    warehouse_id: loaded.warehouse,
  });
  await logistics.post(`/v1/plans/${second.id}/cancellation`);
}

async function cashTour(as: As, loaded: Loaded): Promise<void> {
  const maker = as('finance_maker');
  const approver = as('finance_approver');
  const programme = await first(maker, '/v1/programmes');
  await maker.get(`/v1/programmes/${programme.id}`);
  await maker.patch(`/v1/programmes/${programme.id}`, programme.version, {
    name_en: `${programme.name_en} (2)`,
  });
  const household = await maker.post('/v1/households', {
    operation_id: loaded.operation,
    code: 'HH-2001',
    household_size: 4,
    head_name: 'Persona Inventada',
    document: '00000000-9',
    account: 'SV00DEMO00000000000000002001',
  });
  await maker.get('/v1/households');
  await maker.get(`/v1/households/${household.id}`);
  await maker.post(`/v1/households/${household.id}/personal-data-views`, {
    purpose: 'Confirmar la cuenta devuelta AC04',
  });
  await as('auditor').get('/v1/personal-data-views');
  const made = await maker.post('/v1/payment-lists', {
    programme_id: programme.id,
    household_ids: [household.id],
  });
  await maker.post(`/v1/payment-lists/${made.id}/submission`);
  await approver.post(`/v1/payment-lists/${made.id}/return`, { comment: 'Falta el acta del comité' });
  await maker.post(`/v1/payment-lists/${made.id}/cancellation`, { comment: 'Se hará en la lista siguiente' });
  const list = await first(maker, '/v1/payment-lists?state=instructed');
  for (const part of ['', '/payments', '/steps', '/instructions', '/instructions/file', '/tie-out']) {
    await maker.get(`/v1/payment-lists/${list.id}${part}`);
  }
  const report = await first(maker, `/v1/fsp-reports?list_id=${list.id}`);
  await maker.get(`/v1/fsp-reports/${report.id}`);
  await maker.get(`/v1/fsp-reports/${report.id}/rows`);
  await maker.get(`/v1/cash/entries?list_id=${list.id}`);
}

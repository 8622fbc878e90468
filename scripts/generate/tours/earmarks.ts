import type { Api, Json } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** Limits a grant, lends between grants, repays, and reports. */
export async function earmarkTour(logistics: Api, loaded: Loaded): Promise<void> {
  const balances = await logistics.get(`/v1/stock/balances?warehouse_id=${loaded.warehouse}&limit=200`);
  const lot = balances.data.find((row: Json) => row.available >= 20);
  if (lot === undefined) throw new Error('nothing is free to lend');
  const lender = lot.grant_id;
  const made = await logistics.post('/v1/grants', {
    code: 'GR-EXAMPLE',
    donor_name: 'Fondo de ejemplo',
    title: 'Respuesta de emergencia',
  });
  const before = await logistics.get(`/v1/grants/${made.id}/earmark`);
  await logistics.patch(`/v1/grants/${made.id}/earmark`, before.version, {
    items: [lot.item_id],
    p_codes: ['SV14', 'SV07'],
    operations: [loaded.operation],
  });
  const terms = { reason: 'Llega antes su próximo envío', agreed_by: 'Ana Molina', agreed_on: '2026-08-04' };
  const place = { location_id: lot.location_id, quantity: 10 };
  const lent = { lot_id: lot.lot_id, borrower_grant_id: made.id, ...place, ...terms };
  const loan = await logistics.post('/v1/grant-loans', lent);
  const back = { lot_id: loan.borrowed_lot_id, ...place, quantity: 4, note: 'Primera devolución' };
  await logistics.post(`/v1/grant-loans/${loan.id}/repayments`, back);
  await logistics.post(`/v1/grant-loans/${loan.id}/waiver`, { reason: 'El donante da el resto por cedido' });
  await logistics.get(`/v1/grant-loans/${loan.id}`);
  await logistics.get('/v1/grant-loans');
  for (const part of ['', '/places', '/reached']) await logistics.get(`/v1/grants/${lender}/report${part}`);
}

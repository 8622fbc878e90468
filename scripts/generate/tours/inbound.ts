import type { Api, Json } from '../../demo/api.ts';
import type { Loaded } from '../../demo/sample.ts';

/** The pipeline, receipts in four buckets and their claims. */
export async function inboundTour(logistics: Api, loaded: Loaded): Promise<void> {
  const receipt = await pipeline(logistics, loaded);
  await claims(logistics, receipt);
  await transfers(logistics, loaded);
}

async function pipeline(logistics: Api, { warehouse, items, grants }: Loaded): Promise<Json> {
  const announced = {
    warehouse_id: warehouse,
    supplier: 'Suministros del Istmo',
    grant_id: [...grants.values()][0],
    reference: 'PO-2026-118',
    means: 'sea',
    expected_on: '2026-08-04',
    lines: [
      {
        item_id: items.get('HSHEBLANPMT1'),
        quantity: 100,
        lot_number: 'FR-2608',
        unit_value: '4.85',
        currency: 'USD',
      },
    ],
  };
  const given = await logistics.post('/v1/expected-consignments', announced);
  await logistics.post(`/v1/expected-consignments/${given.id}/cancellation`, {
    reason: 'El donante lo manda a otro país',
  });
  const coming = await logistics.post('/v1/expected-consignments', announced);
  await logistics.post(`/v1/expected-consignments/${coming.id}/shipment`, {
    shipped_on: '2026-07-20',
    transport_document: 'BL-55182',
  });
  await logistics.post(`/v1/expected-consignments/${coming.id}/estimates`, {
    expected_on: '2026-08-05',
    reason: 'El barco salió un día tarde',
  });
  await logistics.get('/v1/expected-consignments');
  await logistics.get(`/v1/expected-consignments/${coming.id}`);
  const bins = await logistics.get(`/v1/locations?warehouse_id=${warehouse}`);
  const bin = bins.data[0];
  const receipt = await logistics.post(`/v1/expected-consignments/${coming.id}/receipts`, {
    warehouse_id: warehouse,
    note: 'Dos fardos mojados',
    closes: true,
    lines: [{ expected_line_id: coming.lines[0].id, location_id: bin?.id, good: 90, damaged: 6 }],
  });
  await logistics.get(`/v1/receipts/${receipt.id}/note`);
  return receipt;
}

async function claims(logistics: Api, receipt: Json): Promise<void> {
  const { data } = await logistics.get(`/v1/claims?subject_id=${receipt.id}`);
  const [damaged, missing] = data;
  if (damaged === undefined || missing === undefined) throw new Error('the receipt opened two claims');
  await logistics.get(`/v1/claims/${damaged.id}`);
  const changed = await logistics.patch(`/v1/claims/${damaged.id}`, damaged.version, {
    liable_party: 'Naviera del Istmo',
  });
  await logistics.post(`/v1/claims/${changed.id}/evidence`, {
    reference: 'fotos/GRN/fardo-mojado-1.jpg',
    note: 'Tomada al abrir el contenedor',
  });
  await logistics.post(`/v1/claims/${changed.id}/submission`, { note: 'Carta de protesta entregada' });
  await logistics.post(`/v1/claims/${changed.id}/settlement`, {
    amount_cents: 2910,
    note: 'Nota de crédito 0081',
  });
  await logistics.post(`/v1/claims/${missing.id}/waiver`, {
    reason: 'El proveedor los manda en el siguiente envío',
  });
}

async function transfers(logistics: Api, { warehouse }: Loaded): Promise<void> {
  const hub = await logistics.post('/v1/warehouses', {
    code: 'ALM-SSA',
    name: 'Almacén San Salvador',
    country: 'SV',
    time_zone: 'America/El_Salvador',
    bins: [{ code: 'R-01', name: 'Recepción' }],
  });
  const { data: bins } = await logistics.get(`/v1/locations?warehouse_id=${hub.id}`);
  const { data: stock } = await logistics.get(
    `/v1/stock/balances?warehouse_id=${warehouse}&location_kind=bin&limit=500`,
  );
  const [first, second] = stock.filter((row: Json) => row.available >= 10);
  if (first === undefined || second === undefined) throw new Error('two lots have stock');
  const line = ({ lot_id, location_id }: Json) => ({ lot_id, location_id, quantity: 10 });
  const drafted = {
    from_warehouse_id: warehouse,
    to_warehouse_id: hub.id,
    means: 'road',
    lines: [line(first)],
  };
  const given = await logistics.post('/v1/transfers', drafted);
  await logistics.post(`/v1/transfers/${given.id}/cancellation`);
  const transfer = await logistics.post('/v1/transfers', drafted);
  await logistics.post(`/v1/transfers/${transfer.id}/lines`, { lines: [line(second)] });
  await logistics.post(`/v1/transfers/${transfer.id}/departure`, {
    transporter: 'Transportes Ejemplo',
    vehicle_plate: 'C-88231',
  });
  const receipt = await logistics.post(`/v1/transfers/${transfer.id}/receipts`, {
    warehouse_id: hub.id,
    lines: [{ transfer_line_id: transfer.lines[0].id, location_id: bins[0]?.id, good: 9, damaged: 1 }],
  });
  await logistics.get('/v1/transfers');
  await logistics.get(`/v1/transfers/${transfer.id}`);
  await logistics.post(`/v1/receipts/${receipt.id}/reversal`, { note: 'Se contó el camión equivocado' });
}

import type { Client, Reply } from '../helpers/client.ts';
import { Pdf } from '../helpers/pdf.ts';
import { approvedPlan, consignments, type Relief, relief } from '../helpers/relief.ts';
import type { Service } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

export interface PrintWorld extends Relief {
  receipt: { id: string; number: string };
  lot: string;
  /** An item nobody has weighed, of two lots. */
  blanket: string;
  consignment: { id: string; number: string };
}

/** A receipt of two items, and a consignment of both to a site. Cartons of the first item hold 12. */
export async function printWorld(service: Service): Promise<PrintWorld> {
  const logistics = service.as('logistics');
  const probe = await made(logistics, '/v1/items', {
    code: 'MANTA-Ñ'.replace('Ñ', 'N'),
    name_es: 'Manta térmica, niño',
    name_en: 'Thermal blanket, child',
    category: 'shelter',
    base_unit: 'piece',
  });
  const world = await relief(service, [{ code: 'CC-07', households: 30 }], undefined, undefined);
  const both = await made(logistics, '/v1/entitlement-standards', {
    code: 'STD-BOTH',
    name_es: 'Ambos',
    name_en: 'Both',
    lines: [
      { item_id: world.item, basis: 'household', rate_numerator: 1 },
      { item_id: probe, basis: 'household', rate_numerator: 2 },
    ],
  });
  const line = { grant_id: world.grant, location_id: world.bin, expires_on: null };
  const receipt = await logistics.post('/v1/receipts', {
    warehouse_id: world.warehouse,
    reference: 'FAC-0091',
    received_from: 'Proveedor Ñandú, S. A.',
    means: 'road',
    transport_document: 'CMR 4471 / P-123',
    note: 'Dos cajas mojadas',
    lines: [
      {
        ...line,
        item_id: world.item,
        lot_number: 'TP-2611-A',
        quantity: 100,
        damaged: 3,
        missing: 2,
        unit_value: '12.25',
        currency: 'USD',
        expires_on: '2028-01-31',
      },
      { ...line, item_id: probe, lot_number: 'МАНТА 中 1', location_id: world.otherBin, quantity: 80 },
    ],
  });
  if (receipt.status !== 201) throw new Error(receipt.bytes.toString());
  const packing = await logistics.get(`/v1/items/${world.item}`);
  const packed = await logistics.patch(
    `/v1/items/${world.item}`,
    { packing: [{ level: 'carton', quantity: 12, weight_g: 52_000, volume_ml: 140_000 }] },
    { ifMatch: String(packing.headers.etag) },
  );
  if (packed.status !== 200) throw new Error(packed.bytes.toString());
  const plan = await approvedPlan(service, world, { standard_id: both });
  const [id = ''] = [...(await consignments(service, plan)).values()];
  const { number } = (await logistics.get(`/v1/consignments/${id}`)).body;
  const lot = receipt.body.lines.find((row: { lot_number: string }) => row.lot_number === 'TP-2611-A').lot_id;
  return {
    ...world,
    receipt: { id: receipt.body.id, number: receipt.body.number },
    lot,
    blanket: probe,
    consignment: { id, number },
  };
}

/** A PDF that the service must give. */
export async function pdfOf(client: Client, path: string): Promise<Pdf> {
  return pdfIn(await client.get(path), path);
}

export function pdfIn(reply: Reply, path: string): Pdf {
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.bytes.toString()}`);
  if (reply.headers['content-type'] !== 'application/pdf') throw new Error(`${path}: no PDF`);
  return new Pdf(reply.bytes);
}

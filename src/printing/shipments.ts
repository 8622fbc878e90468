import type { Reader } from '../database/database.ts';
import { loadOf } from '../dispatch/load.ts';
import { listReceiptHeads } from '../dispatch/receipt-store.ts';
import { findConsignment } from '../dispatch/store.ts';
import { readWaybill } from '../dispatch/waybill.ts';
import { lookupCode } from '../documents/paper/lookup-code.ts';
import type { Shipment } from '../documents/paper/shipment.ts';
import { found } from '../lib/expect.ts';
import { loadOfUnits, type PackedLine } from './boxes.ts';
import {
  findTransferHead,
  listShipmentLines,
  listTransferReceipts,
  requestNumbersByItem,
  type ShipmentKind,
  type ShipmentLineRow,
} from './shipment-store.ts';

export type PackedShipment = Shipment & { readonly lines: readonly PackedLine[] };

/** A shipment as its papers show it. Throws `not_found`. */
export function readShipment(reader: Reader, kind: ShipmentKind, id: string): Promise<PackedShipment> {
  return kind === 'consignment' ? readConsignment(reader, id) : readTransfer(reader, id);
}

async function readConsignment(reader: Reader, id: string): Promise<PackedShipment> {
  const consignment = found(await findConsignment(reader, id), 'consignment', id);
  const [waybill, receipts, rows, requests] = await Promise.all([
    readWaybill(reader, id),
    listReceiptHeads(reader, id),
    listShipmentLines(reader, 'consignment', id),
    requestNumbersByItem(reader, consignment.plan_id, consignment.site_id),
  ]);
  const last = receipts.at(-1);
  const { from, to, transport } = waybill;
  return {
    number: waybill.number,
    code: lookupCode('consignment', id),
    at: latest([consignment.updated_at, last?.posted_at]),
    isCancelled: consignment.state === 'cancelled',
    from: { code: from.code, name: from.name, detail: from.country },
    to: { code: to.code, name: to.name, detail: to.p_code },
    beneficiary: waybill.operation,
    means: null,
    ...transport,
    transport_document: null,
    departed_on: waybill.date,
    expected_on: waybill.expected_on,
    loaded_by: waybill.loaded_by.name,
    received_by: last === undefined ? null : { name: last.received_by_name, date: last.received_on },
    received: waybill.received,
    comments: waybill.comments,
    totals: waybill.totals,
    lines: rows.map((row) => packedLine(row, requests.get(row.item_id) ?? [])),
  };
}

async function readTransfer(reader: Reader, id: string): Promise<PackedShipment> {
  const head = found(await findTransferHead(reader, id), 'transfer', id);
  const [receipts, rows] = await Promise.all([
    listTransferReceipts(reader, id),
    listShipmentLines(reader, 'transfer', id),
  ]);
  const last = receipts.at(-1);
  const sumOf = (bucket: 'good' | 'damaged' | 'missing') =>
    receipts.reduce((sum, receipt) => sum + receipt[bucket], 0);
  return {
    number: head.number,
    code: lookupCode('transfer', id),
    at: latest([head.updated_at, last?.posted_at]),
    isCancelled: head.state === 'cancelled',
    from: { code: head.from_code, name: head.from_name, detail: head.from_country },
    to: { code: head.to_code, name: head.to_name, detail: head.to_country },
    beneficiary: null,
    means: head.means,
    transporter: head.transporter,
    vehicle_plate: head.vehicle_plate,
    driver: null,
    transport_document: head.transport_document,
    departed_on: head.departed_on,
    expected_on: head.expected_on,
    loaded_by: head.departed_by_name,
    received_by: last === undefined ? null : { name: last.name, date: last.date },
    received:
      last === undefined
        ? null
        : { good: sumOf('good'), damaged: sumOf('damaged'), missing: sumOf('missing') },
    comments: receipts.flatMap(({ note }) => (note === null ? [] : [note])),
    totals: loadOf(rows),
    lines: rows.map((row) => packedLine(row, [])),
  };
}

function packedLine(row: ShipmentLineRow, requests: readonly string[]): PackedLine {
  const { quantity, ...line } = row;
  return { ...line, units: quantity, requests, ...loadOfUnits(quantity, line) };
}

/** The last of some instants. */
export function latest(instants: readonly (string | null | undefined)[]): string {
  return instants.reduce<string>(
    (last, at) => (at !== null && at !== undefined && at > last ? at : last),
    '',
  );
}

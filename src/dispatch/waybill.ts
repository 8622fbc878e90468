import type { z } from 'zod';
import type { Reader } from '../database/database.ts';
import { found } from '../lib/expect.ts';
import { loadOf } from './load.ts';
import { listReceiptHeads } from './receipt-store.ts';
import type { waybill } from './schema.ts';
import { listConsignmentLines } from './store.ts';
import { findWaybillHead, listRequestNumbers } from './waybill-store.ts';

type Head = NonNullable<Awaited<ReturnType<typeof findWaybillHead>>>;
type Line = Awaited<ReturnType<typeof listConsignmentLines>>[number];
type ReceiptHead = Awaited<ReturnType<typeof listReceiptHeads>>[number];

/** The waybill of a consignment as it stands: what is not known yet is null. Throws `not_found`. */
export async function readWaybill(reader: Reader, id: string): Promise<z.infer<typeof waybill>> {
  const head = found(await findWaybillHead(reader, id), 'consignment', id);
  const [lines, receipts, requestNumbers] = await Promise.all([
    listConsignmentLines(reader, id),
    listReceiptHeads(reader, id),
    listRequestNumbers(reader, head.plan_id, head.site_id),
  ]);
  return {
    number: head.number,
    date: head.departed_on,
    operation: head.operation_name,
    plan_number: head.plan_number,
    expected_on: head.arrival_on,
    from: { code: head.warehouse_code, name: head.warehouse_name, country: head.country },
    to: { code: head.site_code, name: head.site_name, p_code: head.p_code },
    transport: { vehicle_plate: head.vehicle_plate, transporter: head.transporter, driver: head.driver },
    lines: lines.map(waybillLine),
    request_numbers: requestNumbers,
    totals: loadOf(lines),
    ...signatures(head, receipts),
    received: receipts.length === 0 ? null : buckets(lines),
    comments: receipts.flatMap(({ note }) => (note === null ? [] : [note])),
  };
}

function waybillLine(line: Line) {
  const { weight_g, volume_ml } = loadOf([line]);
  return {
    line_number: line.line_number,
    item_code: line.item_code,
    name_es: line.name_es,
    name_en: line.name_en,
    lot_number: line.lot_number,
    expires_on: line.expires_on,
    donor: line.donor_name,
    grant_code: line.grant_code,
    units: line.quantity,
    unit_type: line.base_unit,
    weight_g,
    volume_ml,
  };
}

function signatures(head: Head, receipts: readonly ReceiptHead[]) {
  const last = receipts.at(-1);
  const left = { date: head.departed_on, place: head.warehouse_name };
  return {
    loaded_by: { name: head.departed_by_name, ...left },
    transported_by: { name: head.driver ?? head.transporter, ...left },
    received_by: {
      name: last?.received_by_name ?? null,
      date: last?.received_on ?? null,
      place: head.site_name,
    },
  };
}

function buckets(lines: readonly Line[]) {
  const sum = (bucket: 'good' | 'damaged' | 'missing') =>
    lines.reduce((total, line) => total + line[bucket], 0);
  return { good: sum('good'), damaged: sum('damaged'), missing: sum('missing') };
}

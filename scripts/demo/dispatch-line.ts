import type { Api, Json } from './api.ts';
import { heading, line, table } from './print.ts';

export interface PlanOf {
  readonly operation: string;
  readonly standard: string;
  readonly warehouse: string;
}

/** Plan, approval, consignments, one departure, one receipt with a line short. */
export async function dispatchLine(logistics: Api, responder: Api, of: PlanOf): Promise<void> {
  const plan = await computePlan(logistics, of);
  const lines = await logistics.all(`/v1/plans/${plan.id}/lines`);
  printShortfalls(lines);
  const approved = await logistics.post(`/v1/plans/${plan.id}/approval`);
  line(`  ${approved.number} approved: every lot in it is reserved.`);
  const { data: consignments } = await logistics.post(`/v1/plans/${plan.id}/consignments`);
  line(`  ${consignments.length} consignments made, one for each site with an allocation.`);
  const [first, second] = consignments;
  if (first === undefined) return;
  await depart(logistics, first);
  await printWaybill(logistics, first.id);
  await receiveShort(responder, logistics, first.id);
  if (second === undefined) return;
  await depart(logistics, second);
  line(`\n  ${second.number} has left for ${second.site_code} and is still on the road.`);
}

async function computePlan(logistics: Api, of: PlanOf): Promise<Json> {
  heading('4. Plan: needs, allocation, shortfalls');
  const plan = await logistics.post('/v1/plans', {
    operation_id: of.operation,
    standard_id: of.standard,
    warehouse_id: of.warehouse,
  });
  line(`  ${plan.number} as of ${plan.as_of}, arriving ${plan.arrival_on}`);
  table(
    ['item', 'need', 'usable', 'allocated', 'shortfall', 'held', 'expiring'],
    plan.totals.map((total: Json) => [
      total.item_code,
      total.need,
      total.usable,
      total.allocated,
      total.shortfall,
      total.excluded.held,
      total.excluded.expiring,
    ]),
  );
  return plan;
}

function printShortfalls(lines: readonly Json[]): void {
  const short = lines.filter((row) => row.shortfall > 0);
  if (short.length === 0) {
    line('  No line falls short.');
    return;
  }
  line(`  ${short.length} of ${lines.length} lines fall short; the first of them:`);
  table(
    ['site', 'item', 'need', 'allocated', 'shortfall', 'why'],
    short
      .slice(0, 6)
      .map((row) => [
        row.site_code,
        row.item_code,
        row.need,
        row.allocated,
        row.shortfall,
        row.reasons.map((reason: Json) => `${reason.reason} ${reason.quantity}`).join(', '),
      ]),
  );
}

async function depart(logistics: Api, consignment: Json): Promise<void> {
  await logistics.post(`/v1/consignments/${consignment.id}/departure`, {
    vehicle_plate: 'C 104-882',
    transporter: 'Transportes del Istmo (invented)',
    driver: 'On the transporter’s list',
  });
}

async function printWaybill(logistics: Api, id: string): Promise<void> {
  const waybill = await logistics.get(`/v1/consignments/${id}/waybill`);
  heading(`Waybill ${waybill.number}: ${waybill.from.code} → ${waybill.to.name}`);
  table(
    ['item', 'lot', 'donor', 'units', 'unit', 'kg', 'm³'],
    waybill.lines.map((row: Json) => [
      row.item_code,
      row.lot_number,
      row.donor.slice(0, 30),
      row.units,
      row.unit_type,
      thousandths(row.weight_g),
      thousandths(row.volume_ml === null ? null : Math.round(row.volume_ml / 1000)),
    ]),
  );
  const { weight_g, volume_ml, incomplete } = waybill.totals;
  line(
    `  ${thousandths(weight_g)} kg, ${thousandths(volume_ml === null ? null : Math.round(volume_ml / 1000))} m³${incomplete ? ' — incomplete: an item has no known weight or volume' : ''}`,
  );
}

/** 12345 → 12.345; unknown stays visible. */
function thousandths(value: number | null): string {
  if (value === null) return 'unknown';
  return `${Math.floor(value / 1000)}.${String(value % 1000).padStart(3, '0')}`;
}

async function receiveShort(responder: Api, logistics: Api, id: string): Promise<void> {
  const consignment = await responder.get(`/v1/consignments/${id}`);
  await responder.post(`/v1/consignments/${id}/receipts`, {
    received_by_name: 'Encargada del centro',
    note: 'Una línea llegó incompleta',
    closes: true,
    lines: consignment.lines.map((row: Json, index: number) => ({
      consignment_line_id: row.id,
      good: index === 0 ? Math.max(0, row.quantity - 2) : row.quantity,
    })),
  });
  const after = await logistics.get(`/v1/consignments/${id}`);
  line();
  line(`  ${after.number} received at ${after.site_code}, one line short:`);
  table(
    ['item', 'lot', 'sent', 'delivered', 'damaged', 'missing'],
    after.lines.map((row: Json) => [
      row.item_code,
      row.lot_number,
      row.quantity,
      row.good,
      row.damaged,
      row.missing,
    ]),
  );
}

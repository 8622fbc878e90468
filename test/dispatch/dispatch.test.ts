import { onBothEngines } from '../helpers/databases.ts';
import {
  approvedPlan,
  consignments,
  count,
  depart,
  plan,
  planLines,
  type Relief,
  relief,
  step,
  truck,
} from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';

/** Every lot's quantity over all places, counter-places included: what one gains another loses. */
async function sumsByLot(service: Service): Promise<number[]> {
  const sums = new Map<string, number>();
  for (const row of await service.as('auditor').all('/v1/stock/balances?nonzero=false')) {
    sums.set(row.lot_id, (sums.get(row.lot_id) ?? 0) + row.on_hand);
  }
  return [...sums.values()];
}

/** One site, one lot of `quantity`, on the road. */
async function onTheRoad(service: Service, quantity: number) {
  const world = await relief(service, [{ code: 'A', households: quantity }]);
  const lot = await receiveLot(service, world, { quantity, lot: 'L' });
  const planId = await approvedPlan(service, world);
  const bySite = await consignments(service, planId);
  const sent = await depart(service, bySite.get('A') ?? '');
  return { world, lot, planId, id: sent.id as string, line: sent.lines[0].id as string };
}

function receive(service: Service, id: string, body: Record<string, unknown>) {
  return service
    .as('responder')
    .post(`/v1/consignments/${id}/receipts`, { received_by_name: 'Ana', closes: false, ...body });
}

onBothEngines('from plan to signature, one line short', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [
    { code: 'A', households: 40 },
    { code: 'B', households: 25 },
  ]);
  const logistics = service.as('logistics');
  const first = await receiveLot(service, world, { quantity: 30, lot: 'L1', expires_on: '2027-01-01' });
  const second = await receiveLot(service, world, { quantity: 70, lot: 'L2', bin: world.otherBin });
  const planId = await approvedPlan(service, world);

  const made = await logistics.post(`/v1/plans/${planId}/consignments`);
  t.equal(made.status, 201);
  t.same(
    made.body.data.map((row: Record<string, unknown>) => [row.number, row.site_code, row.state]),
    [
      ['WB-000001', 'A', 'planned'],
      ['WB-000002', 'B', 'planned'],
    ],
  );
  t.match(made.body.data[0].totals, { units: 40, weight_g: 168_000, volume_ml: 448_000, incomplete: false });
  const again = await logistics.post(`/v1/plans/${planId}/consignments`);
  t.match(again.body, { status: 409, code: 'conflict' });
  t.equal((await logistics.get(`/v1/plans/${planId}`)).body.state, 'approved');

  const [toA, toB] = made.body.data.map((row: { id: string }) => row.id);
  const sent = await logistics.post(`/v1/consignments/${toA}/departure`, { ...truck, driver: 'Luis' });
  t.match(sent.body, { state: 'in_transit', departed_on: '2026-08-05', driver: 'Luis' });
  t.same(
    sent.body.lines.map((line: Record<string, unknown>) => [
      line.lot_number,
      line.quantity,
      line.outstanding,
    ]),
    [
      ['L1', 30, 30],
      ['L2', 10, 10],
    ],
  );
  t.equal((await logistics.get(`/v1/plans/${planId}`)).body.state, 'dispatched');
  t.match((await logistics.get(`/v1/lots/${first}/balance`)).body, {
    on_hand: 0,
    in_transit: 30,
    reserved: 0,
  });
  t.match((await logistics.get(`/v1/lots/${second}/balance`)).body, {
    on_hand: 60,
    in_transit: 10,
    reserved: 25,
  });
  const held = await logistics.all(`/v1/reservations?plan_id=${planId}&any_state=true`);
  t.same(
    held.map((row) => [row.site_code, row.quantity, row.used, row.remaining, row.state]),
    [
      ['A', 40, 40, 0, 'spent'],
      ['B', 25, 0, 25, 'open'],
    ],
    'what left is reserved no more, the rest is',
  );
  t.ok((await sumsByLot(service)).every((sum) => sum === 0));

  const [l1, l2] = sent.body.lines;
  const received = await receive(service, toA, {
    closes: true,
    note: 'Una caja abierta',
    lines: [
      { consignment_line_id: l1.id, good: 30 },
      { consignment_line_id: l2.id, good: 6, damaged: 1 },
    ],
  });
  t.equal(received.status, 201);
  t.match(received.body, {
    number: 'SGRN-000001',
    closes: true,
    received_on: '2026-08-05',
    lines: [
      { lot_number: 'L1', good: 30, damaged: 0, missing: 0 },
      { lot_number: 'L2', good: 6, damaged: 1, missing: 3 },
    ],
  });
  t.match((await logistics.get(`/v1/consignments/${toA}`)).body, {
    state: 'received',
    lines: [
      { good: 30, outstanding: 0 },
      { good: 6, damaged: 1, missing: 3, outstanding: 0 },
    ],
  });
  t.match((await logistics.get(`/v1/lots/${second}/balance`)).body, {
    in_transit: 0,
    at_sites: 6,
    lost: 4,
    received: 70,
  });
  const movements = await logistics.all(`/v1/stock/movements?document_id=${toA}&sort=id`);
  t.same(
    movements.map((row) => [row.kind, row.reason]),
    [
      ['dispatch', null],
      ['deliver', null],
      ['shortfall', 'damaged'],
      ['shortfall', 'lost'],
    ],
  );
  t.ok((await sumsByLot(service)).every((sum) => sum === 0));
  t.equal((await logistics.get(`/v1/plans/${planId}`)).body.state, 'dispatched', 'B still waits');
  const reversal = await logistics.post(`/v1/stock/movements/${movements[0].id}/reversal`, { note: 'no' });
  t.match(reversal.body, { status: 409, code: 'not_reversible' });

  const toSecond = await depart(service, toB);
  const lines = [{ consignment_line_id: toSecond.lines[0].id, good: 25 }];
  t.equal((await receive(service, toB, { closes: true, lines })).status, 201);
  t.equal((await logistics.get(`/v1/plans/${planId}`)).body.state, 'completed');
  t.match(
    (await logistics.all(`/v1/stock/items`)).find((row) => row.id === world.item),
    {
      on_hand: 35,
      reserved: 0,
      in_transit: 0,
      at_sites: 61,
      lost: 4,
    },
  );
});

onBothEngines('the waybill says what is known when it is known', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 4 }], [{}, { basis: 'person' }]);
  const logistics = service.as('logistics');
  const blanket = await made(logistics, '/v1/items', {
    code: 'HSHEBLANPMT1',
    name_es: 'Frazada',
    name_en: 'Blanket',
    category: 'shelter',
    base_unit: 'piece',
    weight_g: 1600,
  });
  const request = await made(service.as('responder'), '/v1/requests', {
    site_id: world.site('A'),
    lines: [{ item_id: blanket, quantity: 8 }],
  });
  await step(service, `/v1/requests/${request}/decision`, { decision: 'approve' });
  await receiveLot(service, world, { quantity: 100, lot: 'L1' });
  await receiveLot(service, world, { quantity: 100, lot: 'L2', item: blanket, expires_on: '2028-01-01' });
  const bySite = await consignments(service, await approvedPlan(service, world));
  const id = bySite.get('A') ?? '';
  const before = await service.as('auditor').get(`/v1/consignments/${id}/waybill`);
  t.match(before.body, {
    number: 'WB-000001',
    date: null,
    operation: 'Tormenta de prueba',
    plan_number: 'PLAN-000001',
    expected_on: '2026-08-12',
    from: { name: 'Hub', country: 'PA' },
    to: { code: 'A', name: 'Centro A', p_code: null },
    transport: { vehicle_plate: null, transporter: null, driver: null },
    request_numbers: ['REQ-000001'],
    lines: [
      {
        lot_number: 'L1',
        donor: 'Donor',
        units: 20,
        unit_type: 'piece',
        weight_g: 84_000,
        volume_ml: 224_000,
      },
      { item_code: 'HSHEBLANPMT1', lot_number: 'L2', units: 8, weight_g: 12_800, volume_ml: null },
    ],
    totals: { units: 28, weight_g: 96_800, volume_ml: 224_000, incomplete: true },
    loaded_by: { name: null, date: null, place: 'Hub' },
    received_by: { name: null, date: null, place: 'Centro A' },
    received: null,
    comments: [],
  });
  const sent = await depart(service, id);
  const lines = sent.lines.map((line: { id: string; quantity: number }) => ({
    consignment_line_id: line.id,
    good: line.quantity - 1,
  }));
  await receive(service, id, { closes: true, lines, note: 'Faltó una caja' });
  const after = await service.as('auditor').get(`/v1/consignments/${id}/waybill`);
  t.match(after.body, {
    date: '2026-08-05',
    transport: { vehicle_plate: 'P123-456', transporter: 'Transportes Ejemplo', driver: null },
    loaded_by: { name: 'logistics', date: '2026-08-05' },
    transported_by: { name: 'Transportes Ejemplo', date: '2026-08-05' },
    received_by: { name: 'Ana', date: '2026-08-05' },
    received: { good: 26, damaged: 0, missing: 2 },
    comments: ['Faltó una caja'],
  });
  t.equal((await service.as('auditor').get(`/v1/consignments/${world.site('A')}/waybill`)).status, 404);
});

onBothEngines('a hundred come in parts: fifty, then twenty-five, then no more', async (t, engine) => {
  const service = await startService(t, engine);
  const { id, line, lot, planId } = await onTheRoad(service, 100);
  const part = (good: number, damaged = 0) => ({ lines: [{ consignment_line_id: line, good, damaged }] });
  t.equal((await receive(service, id, part(50))).status, 201);
  t.equal((await receive(service, id, part(20, 5))).status, 201);
  const over = await receive(service, id, part(20, 6));
  t.equal(over.status, 409);
  t.match(over.body, {
    code: 'over_receipt',
    params: { count: 1 },
    errors: [
      {
        rule: 'over_receipt',
        params: { line_number: 1, lot_number: 'L', sent: 100, accounted: 75, stated: 26 },
      },
    ],
  });
  t.match((await service.as('auditor').get(`/v1/consignments/${id}`)).body, {
    state: 'in_transit',
    lines: [{ good: 70, damaged: 5, missing: 0, outstanding: 25 }],
  });
  t.equal((await receive(service, id, { closes: true, lines: [] })).status, 201);
  t.match((await service.as('auditor').get(`/v1/lots/${lot}/balance`)).body, {
    in_transit: 0,
    at_sites: 70,
    lost: 30,
  });
  const receipts = await service.as('auditor').all(`/v1/consignments/${id}/receipts`, 2);
  t.same(
    receipts.map(({ closes, lines }) => [
      closes,
      ...lines.map((row: Record<string, number>) => [row.good, row.damaged, row.missing]),
    ]),
    [
      [false, [50, 0, 0]],
      [false, [20, 5, 0]],
      [true, [0, 0, 25]],
    ],
  );
  t.equal((await service.as('auditor').get(`/v1/plans/${planId}`)).body.state, 'completed');
  const late = await receive(service, id, part(1));
  t.match(late.body, { status: 409, code: 'state_conflict', params: { state: 'received' } });
  t.ok((await sumsByLot(service)).every((sum) => sum === 0));
});

onBothEngines('a receipt states lines of its consignment, once, on a day that can be', async (t, engine) => {
  const service = await startService(t, engine);
  const { id, line, world } = await onTheRoad(service, 10);
  const other = await onTheRoad(service, 10);
  const stated = (lineId: string, good = 1) => ({ consignment_line_id: lineId, good });
  const wrong = await receive(service, id, {
    received_on: '2026-08-06',
    lines: [stated(line), stated(line), stated(other.line)],
  });
  t.equal(wrong.status, 422);
  t.equal(wrong.body.code, 'receipt_rule');
  t.same(
    wrong.body.errors.map((error: { rule: string }) => error.rule),
    ['duplicate_line', 'unknown_reference', 'date_in_future'],
  );
  const early = await receive(service, id, { received_on: '2026-08-04', lines: [stated(line)] });
  t.match(early.body, { status: 422, errors: [{ rule: 'day_before', params: { first: '2026-08-05' } }] });
  const empty = await receive(service, id, { lines: [stated(line, 0)] });
  t.match(empty.body, { status: 422, errors: [{ rule: 'nothing_stated' }] });
  t.equal((await receive(service, world.site('A'), { lines: [stated(line)] })).status, 404);
  const body = { received_by_name: 'Ana', closes: true, lines: [] };
  t.equal((await service.as('auditor').post(`/v1/consignments/${id}/receipts`, body)).status, 403);
  const whole = await receive(service, id, { lines: [stated(line, 10)] });
  t.equal(whole.status, 201, 'none of the refused ones left a trace');
  t.match((await service.as('auditor').get(`/v1/consignments/${id}`)).body, {
    state: 'in_transit',
    lines: [{ good: 10, outstanding: 0 }],
  });
});

onBothEngines('what leaves after midnight arrives no day earlier', async (t, engine) => {
  const service = await startService(t, engine);
  // Half past midnight in Panama, half past eleven in the evening before at the site.
  service.clock.set('2026-08-06T05:30:00.000Z');
  const { id, line } = await onTheRoad(service, 10);
  const stated = { lines: [{ consignment_line_id: line, good: 4 }] };
  t.match((await receive(service, id, { ...stated, received_on: '2026-08-05' })).body, {
    status: 422,
    errors: [{ rule: 'day_before', params: { first: '2026-08-06' } }],
  });
  const first = await receive(service, id, stated);
  t.match(first, { status: 201, body: { received_on: '2026-08-06' } });
  service.clock.set('2026-08-07T05:30:00.000Z');
  const late = await receive(service, id, { ...stated, received_on: '2026-08-07' });
  t.match(late.body, { status: 422, errors: [{ rule: 'date_in_future' }] });
  t.match(await receive(service, id, stated), { status: 201, body: { received_on: '2026-08-06' } });
  t.ok((await sumsByLot(service)).every((sum) => sum === 0));
});

onBothEngines('a lot put on hold or expired meanwhile does not leave', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 20 }]);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 10, lot: 'HELD', expires_on: '2027-01-01' });
  await receiveLot(service, world, { quantity: 10, lot: 'SOON', expires_on: '2026-09-11' });
  const bySite = await consignments(service, await approvedPlan(service, world));
  const path = `/v1/consignments/${bySite.get('A')}`;
  const kept = { decision: 'keep', reason: 'Se espera el análisis' };
  await logistics.patch(
    `/v1/lots/${lot}`,
    { condition: 'quarantine', reservations: kept },
    { ifMatch: '"1"' },
  );
  service.clock.set('2026-09-12T18:00:00.000Z');
  const refused = await logistics.post(`${path}/departure`, truck);
  t.equal(refused.status, 409);
  t.equal(refused.body.code, 'insufficient_stock');
  t.same(
    refused.body.errors
      .map((error: { rule: string; value: string }) => `${error.rule} ${error.value}`)
      .sort(),
    ['lot_not_usable HELD', 'lot_not_usable SOON'],
  );
  t.match((await logistics.get(path)).body, { state: 'planned', vehicle_plate: null });
  t.equal((await logistics.all(`/v1/reservations?lot_id=${lot}`))[0].remaining, 20);
  const future = await logistics.post(`${path}/departure`, { ...truck, departed_on: '2026-09-13' });
  t.match(future.body, { status: 422, code: 'movement_rule', errors: [{ rule: 'date_in_future' }] });
  await logistics.patch(`/v1/lots/${lot}`, { condition: 'good' }, { ifMatch: '"2"' });
  service.clock.set('2026-08-06T18:00:00.000Z');
  const early = await logistics.post(`${path}/departure`, { ...truck, departed_on: '2026-08-04' });
  t.match(early.body, { status: 409, code: 'backdated_below_zero' }, 'before the lots were there');
  const late = await logistics.post(`${path}/departure`, { ...truck, departed_on: '2026-08-05' });
  t.match(late.body, { state: 'in_transit', departed_on: '2026-08-05' });
});

onBothEngines('a consignment cancelled before departure gives back what it held', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [
    { code: 'A', households: 10 },
    { code: 'B', households: 10 },
  ]);
  const logistics = service.as('logistics');
  await receiveLot(service, world, { quantity: 100, lot: 'L' });
  const request = await made(service.as('responder'), '/v1/requests', {
    site_id: world.site('B'),
    lines: [{ item_id: world.item, quantity: 12 }],
  });
  await step(service, `/v1/requests/${request}/decision`, { decision: 'approve' });
  const planId = await approvedPlan(service, world);
  const bySite = await consignments(service, planId);
  const sent = await depart(service, bySite.get('A') ?? '');
  t.match((await logistics.post(`/v1/plans/${planId}/cancellation`)).body, {
    status: 409,
    params: { state: 'dispatched' },
  });
  t.equal((await logistics.post(`/v1/consignments/${bySite.get('B')}/cancellation`)).body.state, 'cancelled');
  const balances = await logistics.all(`/v1/stock/balances?warehouse_id=${world.warehouse}`);
  t.match(balances, [{ on_hand: 90, reserved: 0, available: 90 }]);
  t.equal((await logistics.get(`/v1/requests/${request}`)).body.state, 'approved');
  t.same(
    (await planLines(service, await plan(service, world))).map((line) => [line.site_code, line.gap]),
    [
      ['A', 0],
      ['B', 12],
    ],
  );
  await step(service, `/v1/consignments/${sent.id}/receipts`, {
    received_by_name: 'Ana',
    closes: true,
    lines: [{ consignment_line_id: sent.lines[0].id, good: 10 }],
  });
  t.equal((await logistics.get(`/v1/plans/${planId}`)).body.state, 'completed');
});

onBothEngines('cancelling a plan cancels its consignments', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [
    { code: 'A', households: 10 },
    { code: 'B', households: 10 },
  ]);
  const logistics = service.as('logistics');
  await receiveLot(service, world, { quantity: 15 });
  const planId = await approvedPlan(service, world);
  await consignments(service, planId);
  await step(service, `/v1/plans/${planId}/cancellation`);
  const rows = await logistics.all(`/v1/consignments?plan_id=${planId}`, 1);
  t.same(
    rows.map((row) => row.state),
    ['cancelled', 'cancelled'],
  );
  t.match(await logistics.all(`/v1/stock/balances?warehouse_id=${world.warehouse}`), [{ reserved: 0 }]);
  t.same(await logistics.all(`/v1/consignments?operation_id=${world.operation}&state=planned`), []);
  t.equal((await logistics.all(`/v1/consignments?site_id=${world.site('A')}&number=WB-000001`)).length, 1);
});

/** What each action does to a consignment in each state: the state after it, or null where it is refused. */
const walk: Record<string, Record<string, string | null>> = {
  planned: { departure: 'in_transit', receipts: null, closing: null, cancellation: 'cancelled' },
  in_transit: { departure: null, receipts: 'in_transit', closing: 'received', cancellation: null },
  received: { departure: null, receipts: null, closing: null, cancellation: null },
  cancelled: { departure: null, receipts: null, closing: null, cancellation: null },
};

function act(service: Service, id: string, line: string, action: string) {
  const path = `/v1/consignments/${id}`;
  switch (action) {
    case 'departure':
      return service.as('logistics').post(`${path}/departure`, truck);
    case 'receipts':
      return receive(service, id, { lines: [{ consignment_line_id: line, good: 1 }] });
    case 'closing':
      return receive(service, id, { closes: true, lines: [] });
    default:
      return service.as('logistics').post(`${path}/cancellation`);
  }
}

async function consignmentIn(service: Service, stock: Relief, state: string) {
  const world = await relief(service, [{ code: 'A', households: 3 }], [{}], stock);
  const bySite = await consignments(service, await approvedPlan(service, world));
  const id = bySite.get('A') ?? '';
  const { lines } = (await service.as('logistics').get(`/v1/consignments/${id}`)).body;
  const line = lines[0].id as string;
  if (state === 'cancelled') await act(service, id, line, 'cancellation');
  if (state === 'in_transit' || state === 'received') await act(service, id, line, 'departure');
  if (state === 'received') await act(service, id, line, 'closing');
  return { id, line };
}

onBothEngines('every pair of state and action does what is declared, and nothing else', async (t, engine) => {
  const service = await startService(t, engine);
  const stock = await relief(service, []);
  await receiveLot(service, stock, { quantity: 1000 });
  for (const [state, actions] of Object.entries(walk)) {
    for (const [action, next] of Object.entries(actions)) {
      const { id, line } = await consignmentIn(service, stock, state);
      const before = (await service.as('auditor').get(`/v1/consignments/${id}`)).body;
      t.equal(before.state, state);
      const reply = await act(service, id, line, action);
      const after = (await service.as('auditor').get(`/v1/consignments/${id}`)).body;
      if (next === null) {
        t.match(
          reply.body,
          { status: 409, code: 'state_conflict', params: { state } },
          `${state}: ${action}`,
        );
        t.same(after, before);
      } else {
        t.ok(reply.status < 300, `${state}: ${action}`);
        t.equal(after.state, next);
      }
    }
  }
  t.ok((await sumsByLot(service)).every((sum) => sum === 0));
});

onBothEngines('a count that rises after delivery leaves only the difference', async (t, engine) => {
  const service = await startService(t, engine);
  const { world, id, line } = await onTheRoad(service, 10);
  await receive(service, id, { closes: true, lines: [{ consignment_line_id: line, good: 10 }] });
  await count(service, world.site('A'), 14, '2026-08-05');
  const [row] = await planLines(service, await plan(service, world));
  t.match(row, {
    need: 14,
    delivered: 10,
    gap: 4,
    allocated: 0,
    reasons: [{ reason: 'no_stock', quantity: 4 }],
  });
});

onBothEngines('nothing leaves for a closed operation or a site no longer active', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 10 }]);
  const logistics = service.as('logistics');
  await receiveLot(service, world, { quantity: 10 });
  const bySite = await consignments(service, await approvedPlan(service, world));
  const path = `/v1/consignments/${bySite.get('A')}`;
  const change = (of: string, body: Record<string, unknown>, version: number) =>
    logistics.patch(of, body, { ifMatch: `"${version}"` });
  const site = `/v1/sites/${world.site('A')}`;
  const operation = `/v1/operations/${world.operation}`;

  t.equal((await change(site, { active: false }, 1)).status, 200);
  t.match((await logistics.post(`${path}/departure`, truck)).body, {
    status: 409,
    code: 'state_conflict',
    params: { resource: 'site', id: 'A', state: 'inactive' },
  });
  t.equal((await change(site, { active: true }, 2)).status, 200);
  t.equal((await change(operation, { state: 'closed' }, 1)).status, 200);
  t.match((await logistics.post(`${path}/departure`, truck)).body, {
    status: 409,
    code: 'state_conflict',
    params: { resource: 'operation', state: 'closed' },
  });
  t.match((await logistics.get(path)).body, { state: 'planned', departed_on: null });
  t.equal((await change(operation, { state: 'open' }, 2)).status, 200);
  t.equal((await logistics.post(`${path}/departure`, truck)).status, 200);
});

onBothEngines('receipts that break and lose the same lots crosswise wait in one line', async (t, engine) => {
  const service = await startService(t, engine);
  const stock = await stockWorld(service);
  const { item: other } = await stockWorld(service);
  await receiveLot(service, stock, { quantity: 1000, lot: 'L1' });
  await receiveLot(service, stock, { quantity: 1000, lot: 'L2', item: other });
  const sent = [];
  for (let index = 0; index < 24; index += 1) {
    const world = await relief(service, [{ code: 'A', households: 4 }], [{}, { item_id: other }], stock);
    const bySite = await consignments(service, await approvedPlan(service, world));
    const gone = await depart(service, bySite.get('A') ?? '');
    t.equal(gone.lines.length, 2);
    sent.push(gone);
  }
  // Every plan has one consignment, so that nothing but the lots makes the receipts wait for each other.
  const replies = await Promise.all(
    sent.map(({ id, lines }, index) => {
      const broken = lines[index % 2];
      return receive(service, id, {
        closes: true,
        lines: [{ consignment_line_id: broken.id, good: 1, damaged: 3 }],
      });
    }),
  );
  t.same(
    replies.map((reply) => reply.status),
    sent.map(() => 201),
  );
  const items = await service.as('auditor').all('/v1/stock/items');
  for (const id of [stock.item, other]) {
    t.match(
      items.find((row) => row.id === id),
      { in_transit: 0, at_sites: 12, lost: 12 * 3 + 12 * 4 },
    );
  }
  t.ok((await sumsByLot(service)).every((sum) => sum === 0));
});

import { onBothEngines } from '../helpers/databases.ts';
import { approvedPlan, plan, relief, step } from '../helpers/relief.ts';
import { startService } from '../helpers/service.ts';
import { broken, tamper } from '../helpers/tamper.ts';
import { made, receiveLot } from '../helpers/world.ts';
import { assertSound } from '../races/crowd.ts';
import { consignmentFor, granted, read, receive, sendOff, told } from './request-world.ts';

onBothEngines('one request is served by several consignments, and follows its goods', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 1 }]);
  const logistics = service.as('logistics');
  await receiveLot(service, world, { quantity: 60 });
  const id = await granted(service, world, 'A', 100);
  t.same(await told(service, id), ['approved', 'logistics', [100, 0, 0, 0, 100]]);

  const first = await consignmentFor(service, world, 'A');
  t.same(await told(service, id), ['planned', 'logistics', [100, 60, 0, 0, 40]]);
  const line = await sendOff(service, first);
  t.same(await told(service, id), ['in_fulfilment', 'responder', [100, 0, 60, 0, 40]]);
  const refused = await logistics.post(`/v1/requests/${id}/closing`, { reason: 'Basta' });
  t.match(refused.body, { status: 409, code: 'request_under_way', params: { promised: 0, sent: 60 } });

  await receive(service, first, { consignment_line_id: line, good: 25 }, false);
  t.same(await told(service, id), ['in_fulfilment', 'responder', [100, 0, 35, 25, 40]]);
  await receive(service, first, { consignment_line_id: line, good: 20, damaged: 5 }, true);
  t.same(
    await told(service, id),
    ['in_fulfilment', 'logistics', [100, 0, 0, 45, 55]],
    'what was damaged or missing is asked for again',
  );

  await receiveLot(service, world, { quantity: 500 });
  const second = await consignmentFor(service, world, 'A');
  t.same(await told(service, id), ['in_fulfilment', 'logistics', [100, 55, 0, 45, 0]]);
  const consigned = await logistics.all(`/v1/consignments?request_id=${id}&sort=number`);
  t.same(
    consigned.map((row) => row.id),
    [first, second],
  );
  const waybill = await logistics.get(`/v1/consignments/${second}/waybill`);
  t.same(waybill.body.request_numbers, ['REQ-000001']);
  const last = await sendOff(service, second);
  await receive(service, second, { consignment_line_id: last, good: 55 }, true);
  t.same(await told(service, id), ['fulfilled', 'nobody', [100, 0, 0, 100, 0]]);
  t.match(await read(service, id), { ended_at: '2026-08-05T18:00:00.000Z', late: false });
  t.equal((await read(service, id)).plan_ids.length, 2);
  await assertSound(t, service);
});

onBothEngines(
  'a plan gives to the urgent request first, and never beyond what was approved',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [{ code: 'A', households: 40 }]);
    const ask = async (priority: number, quantity: number, approved: number) => {
      const id = await made(service.as('responder'), '/v1/requests', {
        site_id: world.site('A'),
        priority,
        justification: 'Porque sí',
        lines: [{ item_id: world.item, quantity }],
      });
      const lines = [{ line_number: 1, quantity_approved: approved }];
      await step(service, `/v1/requests/${id}/decision`, { decision: 'approve', lines });
      return id;
    };
    const calm = await ask(4, 20, 10);
    const urgent = await ask(1, 8, 8);
    await receiveLot(service, world, { quantity: 15 });
    const planId = await approvedPlan(service, world);
    t.same(await told(service, urgent), ['planned', 'logistics', [8, 8, 0, 0, 0]]);
    t.same(await told(service, calm), ['planned', 'logistics', [10, 7, 0, 0, 3]]);
    await step(service, `/v1/plans/${planId}/cancellation`);
    t.same(await told(service, urgent), ['approved', 'logistics', [8, 0, 0, 0, 8]]);
    t.same(await told(service, calm), ['partly_approved', 'logistics', [10, 0, 0, 0, 10]]);

    await receiveLot(service, world, { quantity: 100 });
    const all = await consignmentFor(service, world, 'A');
    t.same(
      await told(service, calm),
      ['planned', 'logistics', [10, 10, 0, 0, 0]],
      '40 for the standard, 18 asked',
    );
    const line = await sendOff(service, all);
    await receive(service, all, { consignment_line_id: line, good: 12 }, true);
    t.same(await told(service, urgent), ['fulfilled', 'nobody', [8, 0, 0, 8, 0]]);
    t.same(await told(service, calm), ['in_fulfilment', 'logistics', [10, 0, 0, 4, 6]]);
    const closed = await step(service, `/v1/requests/${calm}/closing`, { reason: 'El centro cierra' });
    t.match(closed, { state: 'closed_short', closing_reason: 'El centro cierra', next_actor: 'nobody' });
    await assertSound(t, service);
  },
);

onBothEngines('of a request closed short after a plan was computed, the plan says so', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 5 }]);
  await receiveLot(service, world, { quantity: 100 });
  const id = await granted(service, world, 'A', 30);
  const computed = await plan(service, world);
  service.clock.set('2026-08-05T19:00:00.000Z');
  await step(service, `/v1/requests/${id}/closing`, { reason: 'Ya no hace falta' });
  const refused = await service.as('logistics').post(`/v1/plans/${computed}/approval`);
  t.match(refused.body, {
    code: 'plan_changed',
    errors: [{ rule: 'request_withdrawn', value: 'REQ-000001', params: { state: 'closed_short' } }],
  });
  await approvedPlan(service, world);
  t.same(await told(service, id), ['closed_short', 'nobody', [30, 0, 0, 0, 30]]);
});

onBothEngines(
  'verify names a request whose figures its plans and consignments do not bear out',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [{ code: 'A', households: 1 }]);
    await receiveLot(service, world, { quantity: 60 });
    const id = await granted(service, world, 'A', 100);
    const consignment = await consignmentFor(service, world, 'A');
    const line = await sendOff(service, consignment);
    await receive(service, consignment, { consignment_line_id: line, good: 50 }, true);
    t.same(await broken(service), {});
    const cases: [string, string, Record<string, string>][] = [
      [
        `update request_lines set promised = 1 where request_id = '${id}'`,
        `update request_lines set promised = 0 where request_id = '${id}'`,
        { 'request lines': 'request REQ-000001 line 1' },
      ],
      [
        `update requests set state = 'fulfilled' where id = '${id}'`,
        `update requests set state = 'in_fulfilment' where id = '${id}'`,
        { 'request states': 'request REQ-000001 fulfilled' },
      ],
      [
        'update request_promises set quantity = 59, sent = 59',
        'update request_promises set quantity = 60, sent = 60',
        { 'request promises': 'plan PLAN-000001 request REQ-000001 line 1' },
      ],
      [
        `update request_shipments set delivered = 49, lost = 11`,
        `update request_shipments set delivered = 50, lost = 10`,
        {
          'request lines': 'request REQ-000001 line 1',
          'request shipments': 'consignment WB-000001 item ITEM-',
        },
      ],
    ];
    for (const [breaking, mending, expected] of cases) {
      await tamper(service, engine, [breaking]);
      const found = await broken(service);
      t.same(Object.keys(found).sort(), Object.keys(expected).sort(), breaking);
      for (const [check, subject] of Object.entries(expected))
        t.ok(found[check]?.startsWith(subject), `${check}: ${found[check]}`);
      await tamper(service, engine, [mending]);
    }
    t.same(await broken(service), {});
  },
);

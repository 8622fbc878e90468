import { onBothEngines } from '../helpers/databases.ts';
import { approvedPlan, consignments, depart, relief, truck } from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { receiveLot } from '../helpers/world.ts';

function times<T>(count: number, work: () => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, work));
}

function statuses(replies: readonly { status: number }[]): number[] {
  return replies.map((reply) => reply.status).sort();
}

async function ready(service: Service, quantity: number, codes: readonly string[] = ['A']) {
  const sites = codes.map((code) => ({ code, households: quantity }));
  const world = await relief(service, sites);
  const lot = await receiveLot(service, world, { quantity: quantity * codes.length });
  return { world, lot, planId: await approvedPlan(service, world) };
}

function balance(service: Service, lot: string) {
  return service.as('auditor').get(`/v1/lots/${lot}/balance`);
}

onBothEngines('consignments asked for five times at once are made once', async (t, engine) => {
  const service = await startService(t, engine);
  const { planId } = await ready(service, 10, ['A', 'B', 'C']);
  const logistics = service.as('logistics');
  const replies = await times(5, () => logistics.post(`/v1/plans/${planId}/consignments`));
  t.same(statuses(replies), [201, 409, 409, 409, 409]);
  const rows = await logistics.all(`/v1/consignments?plan_id=${planId}&sort=number`);
  t.same(
    rows.map((row) => row.number),
    ['WB-000001', 'WB-000002', 'WB-000003'],
  );
});

onBothEngines('a consignment sent off five times at once leaves once', async (t, engine) => {
  const service = await startService(t, engine);
  const { planId, lot } = await ready(service, 10);
  const id = (await consignments(service, planId)).get('A');
  const replies = await times(5, () =>
    service.as('logistics').post(`/v1/consignments/${id}/departure`, truck),
  );
  t.same(statuses(replies), [200, 409, 409, 409, 409]);
  t.match((await balance(service, lot)).body, { on_hand: 0, in_transit: 10, reserved: 0 });
});

onBothEngines('departure and cancellation race: one of them wins whole', async (t, engine) => {
  const service = await startService(t, engine);
  const { planId, lot } = await ready(service, 10);
  const id = (await consignments(service, planId)).get('A');
  const logistics = service.as('logistics');
  const [departed, cancelled] = await Promise.all([
    logistics.post(`/v1/consignments/${id}/departure`, truck),
    logistics.post(`/v1/plans/${planId}/cancellation`),
    logistics.post(`/v1/consignments/${id}/cancellation`),
  ]);
  const state = (await logistics.get(`/v1/consignments/${id}`)).body.state;
  const left = departed.status === 200;
  t.equal(state, left ? 'in_transit' : 'cancelled');
  if (left) t.equal(cancelled.status, 409);
  t.match((await balance(service, lot)).body, {
    on_hand: left ? 0 : 10,
    in_transit: left ? 10 : 0,
    reserved: 0,
  });
  t.same(await logistics.all(`/v1/reservations?plan_id=${planId}`), []);
});

onBothEngines('a consignment closed five times at once is closed once', async (t, engine) => {
  const service = await startService(t, engine);
  const { planId, lot } = await ready(service, 10);
  const sent = await depart(service, (await consignments(service, planId)).get('A') ?? '');
  const body = {
    received_by_name: 'Ana',
    closes: true,
    lines: [{ consignment_line_id: sent.lines[0].id, good: 6, damaged: 1 }],
  };
  const replies = await times(5, () =>
    service.as('responder').post(`/v1/consignments/${sent.id}/receipts`, body),
  );
  t.same(statuses(replies), [201, 409, 409, 409, 409]);
  t.match((await balance(service, lot)).body, { in_transit: 0, at_sites: 6, lost: 4 });
  t.equal((await service.as('auditor').all(`/v1/consignments/${sent.id}/receipts`)).length, 1);
  t.equal((await service.as('auditor').get(`/v1/plans/${planId}`)).body.state, 'completed');
});

onBothEngines('receipts at once never account for more than was sent', async (t, engine) => {
  const service = await startService(t, engine);
  const { planId, lot } = await ready(service, 10);
  const sent = await depart(service, (await consignments(service, planId)).get('A') ?? '');
  const line = sent.lines[0].id;
  const part = () =>
    service.as('responder').post(`/v1/consignments/${sent.id}/receipts`, {
      received_by_name: 'Ana',
      closes: false,
      lines: [{ consignment_line_id: line, good: 3 }],
    });
  const replies = await times(8, part);
  t.same(statuses(replies), [201, 201, 201, 409, 409, 409, 409, 409]);
  for (const { body } of replies.filter(({ status }) => status === 409)) {
    t.match(body, { code: 'over_receipt', errors: [{ params: { sent: 10, accounted: 9, stated: 3 } }] });
  }
  t.match((await balance(service, lot)).body, { in_transit: 1, at_sites: 9 });
});

onBothEngines('the last two consignments close at once and the plan is completed', async (t, engine) => {
  const service = await startService(t, engine);
  const { planId } = await ready(service, 10, ['A', 'B', 'C', 'D']);
  const ids = [...(await consignments(service, planId)).values()];
  for (const id of ids) await depart(service, id);
  const replies = await Promise.all(
    ids.map((id) =>
      service.as('responder').post(`/v1/consignments/${id}/receipts`, {
        received_by_name: 'Ana',
        closes: true,
        lines: [],
      }),
    ),
  );
  t.same(statuses(replies), [201, 201, 201, 201]);
  t.equal((await service.as('auditor').get(`/v1/plans/${planId}`)).body.state, 'completed');
});

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
} from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot } from '../helpers/world.ts';

function approve(service: Service, id: string) {
  return service.as('logistics').post(`/v1/plans/${id}/approval`);
}

/** What is reserved and available of each lot in the bins. */
async function bins(service: Service, world: Relief) {
  const rows = await service.as('logistics').all(`/v1/stock/balances?warehouse_id=${world.warehouse}`);
  return rows.map((row) => [row.lot_number, row.on_hand, row.reserved, row.available]).sort();
}

onBothEngines('approval reserves what was picked; cancelling releases exactly that', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [
    { code: 'A', households: 30 },
    { code: 'B', households: 20 },
  ]);
  const logistics = service.as('logistics');
  const first = await receiveLot(service, world, { quantity: 45, lot: 'L1', expires_on: '2027-01-01' });
  await receiveLot(service, world, { quantity: 55, lot: 'L2', bin: world.otherBin });
  const id = await plan(service, world);
  const approved = await approve(service, id);
  t.equal(approved.status, 200);
  t.match(approved.body, { state: 'approved', version: 2, approved_at: '2026-08-05T18:00:00.000Z' });
  t.same(await bins(service, world), [
    ['L1', 45, 45, 0],
    ['L2', 55, 5, 50],
  ]);
  const held = await logistics.all(`/v1/reservations?plan_id=${id}`, 1);
  t.same(
    held.map(({ plan_number, site_code, quantity, remaining, lots }) => [
      ...[plan_number, site_code, quantity, remaining],
      lots.map((lot: { lot_number: string; remaining: number }) => `${lot.lot_number} ${lot.remaining}`),
    ]),
    [
      ['PLAN-000001', 'A', 30, 30, ['L1 30']],
      ['PLAN-000001', 'B', 20, 20, ['L1 15', 'L2 5']],
    ],
    'who holds what is visible',
  );
  const issue = await logistics.post('/v1/stock/movements', {
    kind: 'issue',
    lines: [{ lot_id: first, from_location_id: world.bin, quantity: 1 }],
  });
  t.match(issue.body, {
    status: 409,
    code: 'insufficient_stock',
    errors: [{ params: { on_hand: 45, reserved: 45, available: 0 } }],
  });

  const cancelled = await logistics.post(`/v1/plans/${id}/cancellation`);
  t.match(cancelled.body, { state: 'cancelled', cancelled_at: '2026-08-05T18:00:00.000Z' });
  t.same(await bins(service, world), [
    ['L1', 45, 0, 45],
    ['L2', 55, 0, 55],
  ]);
  t.same(await logistics.all(`/v1/reservations?plan_id=${id}`), []);
  t.match(await logistics.all(`/v1/reservations?plan_id=${id}&any_state=true`), [
    { state: 'cancelled', quantity: 30, released: 30, remaining: 0 },
    { state: 'cancelled', quantity: 20, released: 20, remaining: 0 },
  ]);
});

onBothEngines('when less is there than is wanted, that much is reserved', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 50 }]);
  await receiveLot(service, world, { quantity: 30, lot: 'L' });
  const id = await approvedPlan(service, world);
  const [line] = await planLines(service, id);
  t.match(line, { allocated: 30, shortfall: 20 });
  t.same(await bins(service, world), [['L', 30, 30, 0]]);
});

onBothEngines('five approve one plan at once: one does', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 30 }]);
  await receiveLot(service, world, { quantity: 100, lot: 'L' });
  const id = await plan(service, world);
  const replies = await Promise.all(Array.from({ length: 5 }, () => approve(service, id)));
  t.same(replies.map((reply) => reply.status).sort(), [200, 409, 409, 409, 409]);
  for (const reply of replies.filter(({ status }) => status === 409)) {
    t.match(reply.body, { code: 'state_conflict', params: { state: 'approved', action: 'approve' } });
  }
  t.same(await bins(service, world), [['L', 100, 30, 70]]);
  t.equal((await service.as('logistics').all(`/v1/reservations?plan_id=${id}`)).length, 1);
});

onBothEngines('plans approved at once never promise the same unit', async (t, engine) => {
  const service = await startService(t, engine);
  const first = await relief(service, [{ code: 'A', households: 60 }]);
  const worlds = [first];
  for (const code of ['B', 'C', 'D']) {
    worlds.push({ ...(await relief(service, [{ code, households: 60 }], [{}], first)) });
  }
  await receiveLot(service, first, { quantity: 40, lot: 'L1', expires_on: '2027-01-01' });
  await receiveLot(service, first, { quantity: 50, lot: 'L2' });
  const plans = await Promise.all(worlds.map((world) => plan(service, world)));
  const replies = await Promise.all(plans.map((id) => approve(service, id)));
  t.same(replies.map((reply) => reply.status).sort(), [200, 409, 409, 409]);
  for (const reply of replies.filter(({ status }) => status === 409)) {
    t.match(reply.body, {
      code: 'plan_changed',
      errors: [{ rule: 'lot_changed', params: { lot_number: 'L1', location: 'A1', promised: 40, left: 0 } }],
    });
    t.equal(reply.body.error_count, 1, 'of L2 thirty are left, and twenty were promised');
  }
  t.same(await bins(service, first), [
    ['L1', 40, 40, 0],
    ['L2', 50, 20, 30],
  ]);
  const again = await plan(service, worlds[replies.findIndex(({ status }) => status === 409)] as Relief);
  t.equal((await approve(service, again)).status, 200, 'computed anew, what is left is promised');
  t.same(await bins(service, first), [
    ['L1', 40, 40, 0],
    ['L2', 50, 50, 0],
  ]);
});

onBothEngines('two plans of one operation do not serve a site twice', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [
    { code: 'A', households: 10 },
    { code: 'B', households: 10 },
  ]);
  await receiveLot(service, world, { quantity: 1000, lot: 'L' });
  const plans = [await plan(service, world), await plan(service, world)];
  const replies = await Promise.all(plans.map((id) => approve(service, id)));
  t.same(replies.map((reply) => reply.status).sort(), [200, 409]);
  t.match(replies.find(({ status }) => status === 409)?.body, {
    code: 'plan_changed',
    params: { count: 2 },
    errors: [
      { rule: 'site_served', params: { site_code: 'A', allocated: 10, gap: 10, gap_now: 0 } },
      { rule: 'site_served', params: { site_code: 'B', allocated: 10, gap: 10, gap_now: 0 } },
    ],
  });
  t.same(await bins(service, world), [['L', 1000, 20, 980]]);
});

onBothEngines('approval names everything that changed and reserves nothing', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 100 }]);
  const logistics = service.as('logistics');
  const request = await made(service.as('responder'), '/v1/requests', {
    site_id: world.site('A'),
    lines: [{ item_id: world.item, quantity: 110 }],
  });
  await step(service, `/v1/requests/${request}/decision`, { decision: 'approve' });
  const onHold = await receiveLot(service, world, { quantity: 30, lot: 'L1', expires_on: '2027-01-01' });
  await receiveLot(service, world, { quantity: 30, lot: 'L2', expires_on: '2027-02-01' });
  const issued = await receiveLot(service, world, { quantity: 30, lot: 'L3', expires_on: '2027-03-01' });
  await receiveLot(service, world, { quantity: 5, lot: 'L4', expires_on: '2026-09-11' });
  const id = await plan(service, world);
  await logistics.patch(`/v1/lots/${onHold}`, { condition: 'hold' }, { ifMatch: '"1"' });
  await step(service, '/v1/stock/movements', {
    kind: 'issue',
    lines: [{ lot_id: issued, from_location_id: world.bin, quantity: 4 }],
  });
  t.equal((await service.as('responder').post(`/v1/requests/${request}/cancellation`)).status, 200);
  service.clock.set('2026-09-12T12:00:00.000Z');

  const refused = await approve(service, id);
  t.equal(refused.status, 409);
  t.equal(refused.body.code, 'plan_changed');
  t.match(refused.body.params, { number: 'PLAN-000001', count: 5 });
  const named = refused.body.errors.map(
    (error: { rule: string; value: string; params: Record<string, unknown> }) =>
      `${error.rule} ${error.value} ${error.params.promised ?? ''}/${error.params.left ?? ''}`,
  );
  t.same(named.sort(), [
    'arrival_passed 2026-08-12 /',
    'lot_changed L1 30/0',
    'lot_changed L3 30/26',
    'lot_changed L4 5/0',
    'request_withdrawn REQ-000001 /',
  ]);
  const rows = await logistics.all(`/v1/stock/balances?warehouse_id=${world.warehouse}`);
  t.ok(rows.every((row) => row.reserved === 0));
  t.match((await logistics.get(`/v1/plans/${id}`)).body, {
    state: 'computed',
    version: 1,
    approved_by: null,
  });
});

onBothEngines(
  'a plan whose sites changed is not approved; what it gives nothing to may change',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [
      { code: 'A', households: 10 },
      { code: 'B', households: 10 },
      { code: 'C', households: 10 },
      { code: 'D', households: 10, priority: 2 },
    ]);
    await receiveLot(service, world, { quantity: 30, lot: 'L' });
    const logistics = service.as('logistics');
    const id = await plan(service, world);
    const close = (path: string, change: Record<string, unknown>) =>
      logistics.patch(path, change, { ifMatch: '"1"' });
    await count(service, world.site('A'), 4, '2026-08-05');
    await count(service, world.site('B'), 99, '2026-08-03');
    await count(service, world.site('D'), 99, '2026-08-05');
    t.equal((await close(`/v1/sites/${world.site('C')}`, { active: false })).status, 200);
    const refused = await approve(service, id);
    t.match(refused.body, { status: 409, code: 'plan_changed', params: { count: 2 } });
    t.same(
      refused.body.errors.map(({ rule, value, params }: Refusal) => [rule, value, params]),
      [
        ['count_changed', 'A', { site_code: 'A', counted_on: '2026-08-04', counted_on_now: '2026-08-05' }],
        ['site_inactive', 'C', { site_code: 'C' }],
      ],
      'the older count of B is not its latest, and D gets nothing',
    );
    t.same(await bins(service, world), [['L', 30, 0, 30]]);

    const early = await plan(service, world, { as_of: '2026-08-04' });
    t.match((await approve(service, early)).body.errors, [{ rule: 'count_changed', value: 'A' }]);
    const again = await plan(service, world);
    t.equal((await close(`/v1/operations/${world.operation}`, { state: 'closed' })).status, 200);
    t.match((await approve(service, again)).body, {
      status: 409,
      code: 'plan_changed',
      errors: [{ rule: 'operation_closed' }],
    });
    await logistics.patch(`/v1/operations/${world.operation}`, { state: 'open' }, { ifMatch: '"2"' });
    t.equal((await approve(service, again)).status, 200);
  },
);

interface Refusal {
  rule: string;
  value: string;
  params: Record<string, unknown>;
}

onBothEngines('a plan is approved up to the day of its arrival', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 10 }]);
  await receiveLot(service, world, { quantity: 30, lot: 'L' });
  const id = await plan(service, world, { arrival_on: '2026-08-06' });
  service.clock.set('2026-08-07T18:00:00.000Z');
  const refused = await approve(service, id);
  t.match(refused.body, {
    status: 409,
    code: 'plan_changed',
    errors: [{ rule: 'arrival_passed', value: '2026-08-06', params: { today: '2026-08-07' } }],
  });
  t.same(await bins(service, world), [['L', 30, 0, 30]]);
  service.clock.set('2026-08-06T18:00:00.000Z');
  t.equal((await approve(service, id)).status, 200);
});

onBothEngines('approval and issues race for the same lot: no unit goes twice', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 15 }]);
  const lot = await receiveLot(service, world, { quantity: 20, lot: 'L' });
  const id = await plan(service, world);
  const issue = () =>
    service.as('logistics').post('/v1/stock/movements', {
      kind: 'issue',
      lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 1 }],
    });
  const [approval, ...issues] = await Promise.all([
    approve(service, id),
    ...Array.from({ length: 12 }, issue),
  ]);
  const issuedCount = issues.filter(({ status }) => status === 201).length;
  const promised = approval?.status === 200 ? 15 : 0;
  t.ok(issuedCount >= 5, 'five were free in any case');
  t.ok(promised + issuedCount <= 20);
  t.same(await bins(service, world), [['L', 20 - issuedCount, promised, 20 - issuedCount - promised]]);
});

onBothEngines('a plan that gives nothing is not approved', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 15 }]);
  const id = await plan(service, world);
  const refused = await approve(service, id);
  t.match(refused.body, { status: 422, code: 'plan_rule', errors: [{ rule: 'nothing_allocated' }] });
  t.equal((await service.as('responder').post(`/v1/plans/${id}/approval`)).status, 403);
  t.equal((await approve(service, world.operation)).status, 404);
});

/** What each action does to a plan in each state: the state after it, or null where it is refused. */
const walk: Record<string, Record<string, string | null>> = {
  computed: { approval: 'approved', consignments: null, cancellation: 'cancelled' },
  approved: { approval: null, consignments: 'approved', cancellation: 'cancelled' },
  dispatched: { approval: null, consignments: null, cancellation: null },
  completed: { approval: null, consignments: null, cancellation: null },
  cancelled: { approval: null, consignments: null, cancellation: null },
};

/** A new plan of a new operation brought to a state. */
async function planIn(service: Service, stock: Relief, state: string): Promise<string> {
  const world = await relief(service, [{ code: 'A', households: 2 }], [{}], stock);
  const id = await plan(service, world);
  if (state === 'cancelled') await step(service, `/v1/plans/${id}/cancellation`);
  if (state === 'computed' || state === 'cancelled') return id;
  await step(service, `/v1/plans/${id}/approval`);
  if (state === 'approved') return id;
  const bySite = await consignments(service, id);
  const sent = await depart(service, bySite.get('A') ?? '');
  if (state === 'completed') {
    const body = { received_by_name: 'Ana', closes: true, lines: [] };
    await step(service, `/v1/consignments/${sent.id}/receipts`, body);
  }
  return id;
}

onBothEngines(
  'every pair of plan state and action does what is declared, and nothing else',
  async (t, engine) => {
    const service = await startService(t, engine);
    const stock = await relief(service, []);
    await receiveLot(service, stock, { quantity: 1000 });
    const auditor = service.as('auditor');
    for (const [state, actions] of Object.entries(walk)) {
      for (const [action, next] of Object.entries(actions)) {
        const id = await planIn(service, stock, state);
        const before = (await auditor.get(`/v1/plans/${id}`)).body;
        t.equal(before.state, state);
        const reply = await service.as('logistics').post(`/v1/plans/${id}/${action}`);
        const after = (await auditor.get(`/v1/plans/${id}`)).body;
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
  },
);

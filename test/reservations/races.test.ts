import { onBothEngines } from '../helpers/databases.ts';
import { approvedPlan, plan, relief } from '../helpers/relief.ts';
import { startService } from '../helpers/service.ts';
import { receiveLot, stockWorld } from '../helpers/world.ts';
import {
  accepted,
  assertSound,
  countRepeats,
  lotBalance,
  secondInstance,
  tally,
  times,
} from '../races/crowd.ts';
import { hold, reserve } from './reservation-world.ts';

onBothEngines(
  '64 reserve 1 of 20 at once, by lot and by item, at two instances: 20 get one',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const lot = await receiveLot(service, world, { quantity: 20, lot: 'L' });
    const lots = [{ lot_id: lot, location_id: world.bin, quantity: 1 }];
    // A file of SQLite has one writing process.
    const other =
      engine === 'postgres' ? await secondInstance(t, service, 'logistics') : service.as('logistics');
    const body = {
      holder: { kind: 'person' },
      purpose: 'x',
      item_id: world.item,
      warehouse_id: world.warehouse,
    };
    const replies = await times(64, (index) => {
      const how = index % 2 === 0 ? { lots } : { quantity: 1 };
      const client = index % 4 < 2 ? service.as('logistics') : other;
      return client.post('/v1/reservations', { ...body, until_on: '2026-12-31', ...how });
    });
    t.same(tally(replies), { 201: 20, '409 insufficient_stock': 44 });
    t.match(await lotBalance(service, lot), { on_hand: 20, reserved: 20 });
    await assertSound(t, service);
  },
);

onBothEngines('who reserves lots crosswise waits in line', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const ids = [];
  for (const lot of ['A', 'B', 'C', 'D']) ids.push(await receiveLot(service, world, { quantity: 1000, lot }));
  const repeats = countRepeats(service);
  const lots = ids.map((lot_id) => ({ lot_id, location_id: world.bin, quantity: 1 }));
  const replies = await times(40, (index) =>
    reserve(service, world, { lots: index % 2 === 0 ? lots : lots.toReversed() }),
  );
  t.same(tally(replies), { 201: 40 });
  t.equal(repeats(), 0, 'no deadlock');
  await assertSound(t, service);
});

onBothEngines(
  'issue, issue from the reservation, cancel and the end of its day at once',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    for (let round = 0; round < 6; round += 1) {
      const lot = await receiveLot(service, world, { quantity: 10 });
      const lots = [{ lot_id: lot, location_id: world.bin, quantity: 10 }];
      const { id } = await hold(service, world, { lots, until_on: '2026-08-05' });
      const issue = (reservation_id?: string) =>
        logistics.post('/v1/stock/movements', {
          kind: 'issue',
          lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 4, reservation_id }],
        });
      if (round % 2 === 1) service.clock.set('2026-08-06T12:00:00.000Z');
      const replies = await Promise.all([
        ...[issue(), issue(id), issue(id), issue(id)],
        logistics.post(`/v1/reservations/${id}/cancellation`),
        logistics.post(`/v1/reservations/${id}/cancellation`),
      ]);
      service.clock.set('2026-08-05T18:00:00.000Z');
      const issued = accepted(replies.slice(0, 4)).length;
      const { on_hand, reserved } = await lotBalance(service, lot);
      t.equal(on_hand, 10 - 4 * issued);
      t.ok(accepted(replies.slice(4)).length <= 1, 'cancelled at most once');
      const after = (await logistics.get(`/v1/reservations/${id}`)).body;
      t.equal(after.used + after.released + after.remaining, 10);
      t.equal(reserved, after.remaining);
      t.ok(
        replies.every(({ status }) => [200, 201, 409].includes(status)),
        JSON.stringify(tally(replies)),
      );
    }
    await assertSound(t, service);
  },
);

onBothEngines('a plan and a reservation never get the same unit', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 8 }]);
  const lot = await receiveLot(service, world, { quantity: 10 });
  const id = await plan(service, world);
  const [approved, ...reserved] = await Promise.all([
    service.as('logistics').post(`/v1/plans/${id}/approval`),
    ...Array.from({ length: 10 }, () => reserve(service, world, { quantity: 1 })),
  ]);
  const got = accepted(reserved).length;
  t.equal((await lotBalance(service, lot)).reserved, (approved?.status === 200 ? 8 : 0) + got);
  t.ok((approved?.status === 200 ? 8 : 0) + got <= 10);
  await assertSound(t, service);
});

onBothEngines(
  'an emergency takes from plans, least urgent and last first, and each holder is told',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [{ code: 'A', households: 10 }]);
    const logistics = service.as('logistics');
    await receiveLot(service, world, { quantity: 30, lot: 'L' });
    const planId = await approvedPlan(service, world);
    const [early, late] = [
      await hold(service, world, { quantity: 6, priority: 7 }),
      await hold(service, world, { quantity: 6, priority: 7 }),
    ];
    const urgent = await hold(service, world, { quantity: 4, priority: 1 });
    const waiting = await hold(service, world, { quantity: 22, partial: true, priority: 2 });
    t.match(waiting, { remaining: 4, waiting: 18 });
    const path = `/v1/reservations/${waiting.id}/pre-emption`;
    const body = { justification: 'Deslave esta noche' };
    t.equal((await service.as('responder').post(path, body)).status, 403);
    t.equal((await logistics.post(path, {})).status, 400, 'not without a reason');
    const taken = await logistics.post(path, body);
    t.match(taken.body, { remaining: 22, waiting: 0 });
    const left = async (id: string) => (await logistics.get(`/v1/reservations/${id}`)).body.remaining;
    t.same([await left(early.id), await left(late.id), await left(urgent.id)], [0, 0, 4]);
    t.match(await logistics.all(`/v1/reservations?plan_id=${planId}`), [{ remaining: 4, released: 6 }]);
    const notices = await logistics.all('/v1/reservation-notices?sort=id');
    t.match(notices, [
      { kind: 'preempted', reservation_id: late.id, quantity: 6, taken_by_reservation_id: waiting.id },
      { kind: 'preempted', reservation_id: early.id, quantity: 6, reason: 'Deslave esta noche' },
      { kind: 'preempted', holder: 'PLAN-000001', quantity: 6 },
    ]);
    t.match((await logistics.post(path, body)).body, {
      code: 'reservation_rule',
      errors: [{ rule: 'nothing_waits' }],
    });
    const made = await logistics.post(`/v1/plans/${planId}/consignments`);
    const departure = await logistics.post(`/v1/consignments/${made.body.data[0].id}/departure`, {
      ...{ vehicle_plate: 'P1', transporter: 'T' },
    });
    t.match(departure.body, {
      ...{ status: 409, code: 'reservation_short' },
      errors: [{ rule: 'held_less', value: 'L', params: { asked: 10, held: 4 } }],
    });
    t.equal((await logistics.post(`/v1/plans/${planId}/cancellation`)).status, 200);
    await assertSound(t, service);
  },
);

onBothEngines('the queue is served in its order', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 10, lot: 'L' });
  const all = await hold(service, world, { quantity: 10 });
  const second = await hold(service, world, { quantity: 3, partial: true });
  const third = await hold(service, world, { quantity: 3, partial: true });
  const first = await hold(service, world, { quantity: 6, partial: true, priority: 2 });
  const queue = async () =>
    (
      await logistics.all(`/v1/reservation-queue?warehouse_id=${world.warehouse}&item_id=${world.item}`, 1)
    ).map(({ id }) => id);
  t.same(await queue(), [first.id, second.id, third.id]);
  const fill = (id: string) => logistics.post(`/v1/reservations/${id}/fill`);
  t.match((await fill(first.id)).body, { code: 'insufficient_stock' }, 'nothing is free yet');
  t.equal((await logistics.post(`/v1/reservations/${all.id}/cancellation`)).status, 200);
  t.match((await fill(second.id)).body, {
    status: 409,
    code: 'queue_order',
    params: { id: first.id, waiting: 6 },
  });
  t.match(
    (await reserve(service, world, { quantity: 1 })).body,
    { code: 'queue_order' },
    'nobody jumps the queue',
  );
  t.equal(
    (await reserve(service, world, { quantity: 1, priority: 1 })).status,
    201,
    'but for the more urgent',
  );
  t.match((await fill(first.id)).body, { remaining: 6, waiting: 0 });
  t.match((await fill(second.id)).body, { remaining: 3, waiting: 0 });
  t.match((await fill(third.id)).body, { code: 'insufficient_stock' });
  t.same(await queue(), [third.id]);
  t.match(await lotBalance(service, lot), { reserved: 10 });
  const fills = await Promise.all([
    ...Array.from({ length: 4 }, () => fill(third.id)),
    logistics.post(`/v1/reservations/${second.id}/cancellation`),
  ]);
  t.ok(accepted(fills.slice(0, 4)).length <= 1);
  await assertSound(t, service);
});

onBothEngines(
  'every state of a reservation takes the steps declared and refuses the others',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const lot = await receiveLot(service, world, { quantity: 1000, lot: 'L' });
    const lots = [{ lot_id: lot, location_id: world.bin, quantity: 2 }];
    const use = (id: string, quantity = 1) =>
      logistics.post('/v1/stock/movements', {
        kind: 'issue',
        lines: [{ lot_id: lot, from_location_id: world.bin, quantity, reservation_id: id }],
      });
    const act = (step: string) => (id: string) => logistics.post(`/v1/reservations/${id}/${step}`);
    const preEmpt = (id: string) =>
      logistics.post(`/v1/reservations/${id}/pre-emption`, { justification: 'x' });
    const cancel = act('cancellation');
    const make = async () => (await hold(service, world, { lots })).id as string;
    const reach: Record<string, () => Promise<string>> = {
      open: make,
      spent: async () => {
        const id = await make();
        await use(id, 2);
        return id;
      },
      cancelled: async () => {
        const id = await make();
        await cancel(id);
        return id;
      },
      expired: async () => {
        const { id } = await hold(service, world, { lots, until_on: '2026-08-05' });
        service.clock.set('2026-08-06T12:00:00.000Z');
        await logistics.get('/v1/warehouses');
        service.clock.set('2026-08-05T18:00:00.000Z');
        return id;
      },
    };
    const refusals: Record<string, string> = { use: 'reservation_short' };
    for (const [state, reached] of Object.entries(reach)) {
      for (const [step, take] of Object.entries({ use, cancel, fill: act('fill'), preEmpt })) {
        const id = await reached();
        const before = (await logistics.get(`/v1/reservations/${id}`)).body;
        t.equal(before.state, state);
        const reply = await take(id);
        const name = `${state} ${step}`;
        if (state === 'open' && (step === 'use' || step === 'cancel')) {
          t.ok(reply.status < 300, name);
          continue;
        }
        // An open one that waits for nothing has nothing to be filled with.
        const waits = state === 'open' ? { status: 422, code: 'reservation_rule' } : undefined;
        t.match(reply.body, waits ?? { status: 409, code: refusals[step] ?? 'state_conflict' }, name);
        t.same((await logistics.get(`/v1/reservations/${id}`)).body, before, `${name}: nothing changed`);
      }
    }
    await assertSound(t, service);
  },
);

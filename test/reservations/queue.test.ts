import { onBothEngines } from '../helpers/databases.ts';
import { plan, relief } from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, type StockWorld } from '../helpers/world.ts';
import { assertSound, onHand, tally, times } from '../races/crowd.ts';
import { hold, reserve } from './reservation-world.ts';

const pass = { decision: 'pass', reason: 'El camión sale ya' };

/** A lot of 4, all reserved, and somebody for site A who waits for 6 with priority 5; then 10 more come. */
async function queueWorld(service: Service) {
  const world = await relief(service, [
    { code: 'A', households: 50 },
    { code: 'B', households: 20 },
  ]);
  const logistics = service.as('logistics');
  await receiveLot(service, world, { quantity: 4, lot: 'FIRST' });
  await hold(service, world, { quantity: 4, priority: 1 });
  const waiter = await hold(service, world, { quantity: 6, partial: true, site_id: world.site('A') });
  const lot = await receiveLot(service, world, { quantity: 10, lot: 'NEW' });
  const line = (quantity: number) => ({ lot_id: lot, from_location_id: world.bin, quantity });
  const issue = (quantity: number, rest: object = {}) =>
    logistics.post('/v1/stock/movements', { kind: 'issue', lines: [line(quantity)], ...rest });
  const notices = () => logistics.all(`/v1/reservation-notices?reservation_id=${waiter.id}`);
  return { world, logistics, waiter, lot, issue, notices };
}

onBothEngines('what somebody waits for is theirs, what is beyond it anybody’s', async (t, engine) => {
  const service = await startService(t, engine);
  const { world, logistics, waiter, lot, issue, notices } = await queueWorld(service);
  t.equal((await issue(4)).status, 201, '6 are left for who waits for 6');
  const refused = await issue(2);
  t.match(refused.body, {
    status: 409,
    code: 'queue_order',
    params: { id: waiter.id, waiting: 6 },
    errors: [
      {
        rule: 'waits_first',
        params: { reservation_id: waiter.id, waiting: 6, priority: 5, loses: 2 },
      },
    ],
  });
  t.equal(await onHand(service, lot, world.bin), 6, 'nothing left');

  // By item and by lot it is the same rule; a more urgent priority comes first anyway, and goods for the same site pass nobody.
  const lots = [{ lot_id: lot, location_id: world.bin, quantity: 1 }];
  for (const rest of [{ quantity: 1 }, { lots }, { lots, site_id: world.site('B') }])
    t.equal((await reserve(service, world, rest)).body.code, 'queue_order', JSON.stringify(rest));
  t.match(await hold(service, world, { quantity: 1, partial: true }), { remaining: 0, waiting: 1 });
  const byItem = { warehouse_id: world.warehouse, item_id: world.item, quantity: 1 };
  t.equal((await logistics.post('/v1/stock/issues', byItem)).body.code, 'queue_order');
  const { id } = await hold(service, world, { lots, priority: 4 });
  await logistics.post(`/v1/reservations/${id}/cancellation`);
  t.equal((await issue(1, { site_id: world.site('A') })).status, 201);

  // Passed by decision, whoever waits is told why and keeps the place in the queue.
  t.equal((await issue(1, { queue: { decision: 'pass' } })).status, 400, 'a decision has its reason');
  t.same(await notices(), []);
  t.equal((await issue(1, { queue: pass })).status, 201);
  t.equal((await logistics.post('/v1/stock/issues', { ...byItem, queue: pass })).status, 201);
  const own = await hold(service, world, { lots, queue: pass } as object);
  const told = await notices();
  t.match(told, [
    { kind: 'passed', quantity: 1, taken_by_reservation_id: own.id },
    { kind: 'passed', quantity: 1, taken_by_reservation_id: null },
    { kind: 'passed', quantity: 1, reason: pass.reason, to_person_id: waiter.held_by, lot_id: null },
  ]);
  t.match((await logistics.get(`/v1/reservations/${waiter.id}`)).body, { waiting: 6, state: 'open' });
  t.match((await logistics.post(`/v1/reservations/${waiter.id}/fill`)).body, { remaining: 2, waiting: 4 });
  await assertSound(t, service);
});

onBothEngines('a plan passes nobody at another site unless that is decided', async (t, engine) => {
  const service = await startService(t, engine);
  const { world, logistics, waiter, notices } = await queueWorld(service);
  const standard = { operation_id: world.operation };
  const third = await made(logistics, '/v1/sites', {
    ...{ ...standard, code: 'C', name: 'C', kind: 'collective_centre', priority: 1 },
  });
  const other = await hold(service, world, { quantity: 6, partial: true, site_id: third });
  const id = await plan(service, world);
  const refused = await logistics.post(`/v1/plans/${id}/approval`);
  t.match(refused.body, {
    status: 409,
    code: 'plan_changed',
    errors: [{ rule: 'waits_first', params: { reservation_id: other.id, waiting: 6, loses: 6 } }],
  });
  t.equal(refused.body.errors.length, 1, 'who waits for a site of the plan is served by it');
  t.equal((await logistics.post(`/v1/plans/${id}/approval`, { queue: pass })).status, 200);
  t.match(await logistics.all(`/v1/reservation-notices?reservation_id=${other.id}`), [
    { kind: 'passed', quantity: 6, reason: pass.reason },
  ]);
  t.same(await notices(), []);
  t.match((await logistics.get(`/v1/reservations/${waiter.id}`)).body, { waiting: 6 });
  await assertSound(t, service);
});

onBothEngines('what who waits may not have is free for others', async (t, engine) => {
  const service = await startService(t, engine);
  const { world, logistics, issue } = await queueWorld(service);
  const change = { sites: [world.site('B')] };
  await logistics.patch(`/v1/grants/${world.grant}/earmark`, change, { ifMatch: '"1"' });
  t.equal((await issue(9, { site_id: world.site('B') })).status, 201);
});

onBothEngines('ten who take at once from what others wait for leave it to them', async (t, engine) => {
  const service = await startService(t, engine);
  const world: StockWorld = (await queueWorld(service)).world;
  const logistics = service.as('logistics');
  const lots = await Promise.all(['L1', 'L2'].map((lot) => receiveLot(service, world, { quantity: 3, lot })));
  // 16 are free and 6 of them waited for: of ten who want 2 each, of three lots, five are served.
  const replies = await times(10, (index) =>
    logistics.post('/v1/stock/movements', {
      kind: 'issue',
      lines: [{ lot_id: lots[index % 2], from_location_id: world.bin, quantity: 1 }],
    }),
  );
  t.same(tally(replies), { 201: 6, '409 insufficient_stock': 4 });
  const more = await times(10, () =>
    logistics.post('/v1/stock/issues', {
      ...{ warehouse_id: world.warehouse, item_id: world.item, quantity: 1 },
    }),
  );
  t.same(tally(more), { 201: 4, '409 queue_order': 6 });
  await assertSound(t, service);
});

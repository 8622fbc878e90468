import { onBothEngines } from '../helpers/databases.ts';
import { broken } from '../helpers/tamper.ts';
import { hold } from '../reservations/reservation-world.ts';
import {
  countingWorld,
  enter,
  linesOf,
  onHand,
  open,
  receive,
  receiveValued,
  step,
} from './counting-world.ts';

const ABSENT = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';

onBothEngines('differences above the threshold need a second person', async (t, engine) => {
  const world = await countingWorld(t, engine);
  await receiveValued(world, 'CHEAP', 100, '1.00');
  await receiveValued(world, 'DEAR', 1000, '100.05');
  await receiveValued(world, 'EURO', 1000, '1.00', { currency: 'EUR' });
  await receive(world, 'UNKNOWN', 1000);
  const count = async (said: Record<string, number>) => {
    const id = await open(world);
    await enter(world, id, said);
    const { count: closed } = (await step(world, id, 'closing')).body;
    const approval = await step(world, id, 'approval');
    t.equal(approval.status, closed.second_person ? 403 : 200);
    await step(world, id, 'cancellation');
    return [
      closed.second_person,
      closed.difference_value,
      approval.body.errors?.map((e: { rule: string }) => e.rule),
    ];
  };
  t.same(await count({ CHEAP: 95 }), [false, '5', undefined], 'exactly 5 % of 100 is not above 5 %');
  t.same(await count({ CHEAP: 94 }), [true, '6', ['difference_above_threshold']]);
  t.same(await count({ DEAR: 996 }), [false, '400.2', undefined]);
  t.same(
    await count({ DEAR: 995 }),
    [true, '500.25', ['difference_above_threshold', 'total_above_threshold']],
    'a quarter above 500.00',
  );
  t.same(
    await count({ DEAR: 996, CHEAP: 105 }),
    [false, '405.2', undefined],
    'a gain and a loss are added, not set off',
  );
  t.same(await count({ UNKNOWN: 999 }), [true, '0', ['difference_above_threshold']], 'unknown is not 0');
  t.same(await count({ EURO: 999 }), [true, '0', ['difference_above_threshold']]);
  const stricter = await open(world, { threshold_value: '4', threshold_share_percent: 5 });
  await enter(world, stricter, { CHEAP: 95 });
  await step(world, stricter, 'closing');
  t.equal((await step(world, stricter, 'approval')).status, 403);
  t.equal((await step(world, stricter, 'approval', world.second)).status, 200);
  await step(world, stricter, 'cancellation');
  const laxer = await world.logistics.post('/v1/stock-counts', {
    warehouse_id: world.warehouse,
    mode: 'freeze',
    threshold_value: '500.01',
    threshold_share_percent: 6,
  });
  t.match(laxer.body, {
    status: 422,
    errors: [{ rule: 'threshold_above_policy' }, { rule: 'threshold_above_policy' }],
  });
});

onBothEngines('many small differences add up to the threshold', async (t, engine) => {
  const world = await countingWorld(t, engine);
  await receiveValued(world, 'A', 1000, '30');
  await receiveValued(world, 'B', 1000, '30');
  const id = await open(world);
  await enter(world, id, { A: 991, B: 1009 });
  const closed = await step(world, id, 'closing');
  t.match(closed.body.count, { lines_above_threshold: 0, difference_value: '540', second_person: true });
  t.match((await step(world, id, 'approval')).body, {
    errors: [{ rule: 'total_above_threshold', value: '540' }],
  });
});

onBothEngines('20 in, 19 reserved, 5 counted: posting asks who is to lose what', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const lot = await receive(world, 'A', 20);
  await receive(world, 'B', 30);
  const first = await hold(world.service, world, {
    quantity: 10,
    lots: [{ lot_id: lot, location_id: world.bin, quantity: 10 }],
    holder: { kind: 'team', name: 'Norte' },
  });
  const last = await hold(world.service, world, {
    quantity: 9,
    lots: [{ lot_id: lot, location_id: world.bin, quantity: 9 }],
    holder: { kind: 'team', name: 'Sur' },
  });
  const id = await open(world);
  await enter(world, id, { A: 5, B: 31 });
  await step(world, id, 'closing');
  await step(world, id, 'approval', world.second);

  const refused = await step(world, id, 'posting');
  t.match(refused.body, { status: 409, code: 'reservation_decision', params: { count: 2 } });
  t.same(
    refused.body.errors.map(({ params }: { params: Record<string, unknown> }) => [
      params.reservation_id,
      params.holder,
      params.held,
      params.loses,
    ]),
    [
      [last.id, 'Sur', 9, 9],
      [first.id, 'Norte', 10, 5],
    ],
    '15 are missing, 1 is free: 14 are taken, from the last to come first',
  );
  const balance = async () => (await world.logistics.get(`/v1/lots/${lot}/balance`)).body;
  t.match(await balance(), { on_hand: 20, reserved: 19 });
  t.equal((await world.logistics.get(`/v1/stock-counts/${id}`)).body.state, 'approved');
  t.same(await world.logistics.all('/v1/reservation-notices'), [], 'and nobody was told anything');

  for (const reservations of [{ decision: 'release' }, { decision: 'keep', reason: 'x' }, 'release'])
    t.equal((await step(world, id, 'posting', world.logistics, { reservations })).status, 400);
  const reservations = { decision: 'release', reason: 'Faltan tras el conteo' };
  const posted = await step(world, id, 'posting', world.logistics, { reservations });
  t.equal(posted.body.state, 'posted');
  t.match(await balance(), { on_hand: 5, reserved: 5 }, 'available never falls below zero');
  const held = async ({ id: reservation }: { id: string }) =>
    (await world.logistics.get(`/v1/reservations/${reservation}`)).body;
  t.match(await held(first), { remaining: 5, released: 5, state: 'open' });
  t.match(await held(last), { remaining: 0, released: 9, state: 'spent' });
  t.match(await world.logistics.all('/v1/reservation-notices?sort=id'), [
    { kind: 'released', holder: 'Sur', quantity: 9, reason: 'Faltan tras el conteo', lot_number: 'A' },
    { kind: 'released', holder: 'Norte', quantity: 5, reason: 'Faltan tras el conteo' },
  ]);
  t.same(await broken(world.service), {});
});

onBothEngines('a loss that only takes what is free asks nobody', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const lot = await receive(world, 'A', 20);
  const lots = [{ lot_id: lot, location_id: world.bin, quantity: 5 }];
  const { id: reservation } = await hold(world.service, world, { quantity: 5, lots });
  const id = await open(world);
  await enter(world, id, { A: 5 });
  const reservations = { decision: 'release', reason: 'Por si acaso' };
  await step(world, id, 'closing');
  await step(world, id, 'approval', world.second);
  t.equal((await step(world, id, 'posting', world.logistics, { reservations })).status, 200);
  t.equal(await onHand(world, lot), 5, 'down to the last one that is free');
  t.match((await world.logistics.get(`/v1/reservations/${reservation}`)).body, { remaining: 5, released: 0 });
  t.same(await world.logistics.all('/v1/reservation-notices'), [], 'a decision nobody needed takes nothing');
});

onBothEngines('bad input names what and where, and nothing is saved', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const { logistics } = world;
  const openWith = (more: object) =>
    logistics.post('/v1/stock-counts', { warehouse_id: world.warehouse, mode: 'freeze', ...more });
  t.match((await openWith({})).body, { status: 422, errors: [{ rule: 'nothing_to_count' }] });
  await receive(world, 'A', 20);
  t.equal((await openWith({ warehouse_id: ABSENT })).status, 404);
  t.match((await openWith({ location_ids: [world.bin, ABSENT] })).body, {
    status: 422,
    errors: [{ pointer: '/body/location_ids/1', value: ABSENT }],
  });
  t.match((await openWith({ item_ids: [ABSENT] })).body, { errors: [{ pointer: '/body/item_ids/0' }] });
  t.match((await openWith({ category: 'nothing' })).body, { errors: [{ rule: 'nothing_to_count' }] });
  t.match((await openWith({ item_ids: [world.item], category: 'shelter' })).body, {
    errors: [{ rule: 'scope_contradicts' }],
  });
  for (const wrong of [
    { mode: 'x' },
    { threshold_value: '-1' },
    { threshold_share_percent: 1.5 },
    { location_ids: [] },
  ])
    t.equal((await openWith(wrong)).status, 400, JSON.stringify(wrong));
  t.same(await logistics.all('/v1/stock-counts'), [], 'no count was opened');
  const id = await open(world);
  const line = (await linesOf(world, id)).get('A').id;
  const say = (...lines: object[]) => logistics.post(`/v1/stock-counts/${id}/entries`, { lines });
  for (const quantity of [-1, 1.5, 1e10, '3'])
    t.equal((await say({ line_id: line, quantity })).status, 400, String(quantity));
  t.match((await say({ line_id: ABSENT, quantity: 1 })).body, {
    errors: [{ pointer: '/body/lines/0/line_id' }],
  });
  t.match((await say({ line_id: line, quantity: 1 }, { line_id: line, quantity: 2 })).body, {
    status: 422,
    errors: [{ rule: 'duplicate_line', pointer: '/body/lines/1', params: { first: 1 } }],
  });
  for (const counted_at of ['2026-08-05T17:59:59Z', '2026-08-05T18:00:01Z'])
    t.match((await say({ line_id: line, quantity: 1, counted_at })).body, {
      errors: [{ rule: 'counted_at_range' }],
    });
  t.equal((await say({ line_id: line, quantity: 1, counted_at: 'noon' })).status, 400);
  t.match((await step(world, id, 'closing')).body, { status: 422, errors: [{ rule: 'nothing_counted' }] });
  t.same(await logistics.all(`/v1/stock-counts/${id}/entries`), [], 'no entry was saved');
  t.equal((await say({ line_id: line, quantity: 0, counted_at: '2026-08-05T13:00:00-05:00' })).status, 200);
  await step(world, id, 'closing');
  t.match((await step(world, id, 'recount', logistics, { line_ids: [ABSENT] })).body, { status: 422 });
  t.equal((await logistics.get(`/v1/stock-counts/${ABSENT}`)).status, 404);
  for (const name of ['closing', 'approval', 'posting', 'cancellation'])
    t.equal((await logistics.post(`/v1/stock-counts/${ABSENT}/${name}`)).status, 404, name);
});

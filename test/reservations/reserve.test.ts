import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';
import { assertSound } from '../races/crowd.ts';
import { free, hold, type NewReservation, reserve } from './reservation-world.ts';

onBothEngines('100 on hand, 70 promised: of 50 wanted 30 are reserved and 20 wait', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const lot = await receiveLot(service, world, { quantity: 100, lot: 'L' });
  await hold(service, world, { lots: [{ lot_id: lot, location_id: world.bin, quantity: 70 }] });

  const whole = await reserve(service, world, { quantity: 50 });
  t.match(whole.body, {
    status: 409,
    code: 'insufficient_stock',
    errors: [{ rule: 'item_left', params: { asked: 50, available: 30, reserved: 70, held: 0, expired: 0 } }],
  });
  const partly = await reserve(service, world, { quantity: 50, partial: true });
  t.match(partly.body, { quantity: 50, remaining: 30, waiting: 20, state: 'open' });
  t.equal(await free(service, lot), 0);

  const issue = (quantity: number, reservation_id?: string) =>
    service.as('logistics').post('/v1/stock/movements', {
      kind: 'issue',
      lines: [{ lot_id: lot, from_location_id: world.bin, quantity, reservation_id }],
    });
  t.match((await issue(1)).body, { code: 'insufficient_stock', errors: [{ params: { reserved: 100 } }] });
  t.equal((await issue(12, partly.body.id)).status, 201, 'what is held may leave for its holder');
  const read = async () => (await service.as('auditor').get(`/v1/reservations/${partly.body.id}`)).body;
  t.match(await read(), { remaining: 18, used: 12, waiting: 20, state: 'open' });
  t.match((await issue(19, partly.body.id)).body, {
    status: 409,
    code: 'reservation_short',
    errors: [{ rule: 'held_less', value: 'L', params: { asked: 19, held: 18 } }],
  });
  const cancelled = await service.as('logistics').post(`/v1/reservations/${partly.body.id}/cancellation`);
  t.match(cancelled.body, { state: 'cancelled', remaining: 0, used: 12, released: 18, waiting: 0 });
  t.equal(await free(service, lot), 18, 'exactly what was still held is free again');
  t.match(
    (await issue(1, partly.body.id)).body,
    { code: 'reservation_short' },
    'a cancelled one holds nothing',
  );
  await assertSound(t, service);
});

onBothEngines('an issue of 100 while 50 are reserved is refused', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const lot = await receiveLot(service, world, { quantity: 100, lot: 'L' });
  const { id } = await hold(service, world, { quantity: 50 });
  const lines = [{ lot_id: lot, from_location_id: world.bin, quantity: 100 }];
  t.match((await service.as('logistics').post('/v1/stock/movements', { kind: 'issue', lines })).body, {
    status: 409,
    errors: [{ rule: 'stock_left', params: { asked: 100, on_hand: 100, reserved: 50, available: 50 } }],
  });
  const all = [{ ...lines[0], quantity: 50, reservation_id: id }];
  const moved = await service.as('logistics').post('/v1/stock/movements', { kind: 'issue', lines: all });
  t.equal(moved.status, 201);
  t.match((await service.as('auditor').get(`/v1/reservations/${id}`)).body, { state: 'spent', used: 50 });
  t.same(await service.as('auditor').all(`/v1/reservations?item_id=${world.item}`), []);
  await assertSound(t, service);
});

onBothEngines(
  'by item the first to expire come first, and what may not leave is left out',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const lots: [string, number, string | null, string?][] = [
      ['C', 2, null],
      ['B', 6, '2027-06-30'],
      ['HELD', 9, '2026-08-31', 'quarantine'],
      ['A', 30, '2026-12-31'],
      ['PAST', 4, '2026-08-04'],
      ['TODAY', 1, '2026-08-05'],
    ];
    for (const [lot, quantity, expires_on, condition] of lots) {
      await receiveLot(service, world, {
        lot,
        quantity,
        expires_on,
        ...(condition === undefined ? {} : { condition }),
      });
    }
    const made = await hold(service, world, { quantity: 50, partial: true });
    const picks = made.lots.map(
      (row: { lot_number: string; remaining: number }) => `${row.lot_number} ${row.remaining}`,
    );
    t.same(picks.sort(), ['A 30', 'B 6', 'C 2', 'TODAY 1']);
    t.match(made, { remaining: 39, waiting: 11 });
    const more = await reserve(service, world, { quantity: 1, priority: 1 });
    t.match(more.body.errors, [{ params: { available: 0, reserved: 39, held: 9, expired: 4 } }]);
  },
);

onBothEngines('lots are reserved all or none, and each refusal says what is left', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const other = await stockWorld(service);
  const good = await receiveLot(service, world, { quantity: 10, lot: 'GOOD' });
  const few = await receiveLot(service, world, { quantity: 4, lot: 'FEW' });
  const held = await receiveLot(service, world, { quantity: 4, lot: 'HELD', condition: 'hold' });
  const strange = await receiveLot(service, other, { quantity: 10, lot: 'STRANGE' });
  const at = (lot_id: string, quantity: number, location_id = world.bin) => ({
    lot_id,
    location_id,
    quantity,
  });

  const short = await reserve(service, world, { lots: [at(good, 5), at(few, 5), at(held, 1)] });
  t.equal(short.status, 409);
  t.equal(short.body.code, 'insufficient_stock');
  t.same(
    short.body.errors.map((error: { rule: string; value: string }) => `${error.rule} ${error.value}`).sort(),
    ['lot_not_usable HELD', 'stock_left FEW'],
  );
  t.equal(await free(service, good), 10, 'nothing is reserved of the others');
  const twice = await reserve(service, world, { lots: [at(good, 8), at(good, 8)] });
  t.match(twice.body.errors, [{ rule: 'stock_left', params: { asked: 16, on_hand: 10 } }]);

  const wrong: [string, Partial<NewReservation>, string][] = [
    ['a lot of another item', { lots: [at(strange, 1, other.bin)] }, 'lot_of_other_item'],
    [
      'a bin of another warehouse',
      { warehouse_id: other.warehouse, lots: [at(good, 1)] },
      'place_of_other_warehouse',
    ],
    ['a lot that is not there', { lots: [at(world.item, 1)] }, 'unknown_reference'],
    ['a sum that is not the quantity', { quantity: 3, lots: [at(good, 2)] }, 'lots_exceed'],
    ['a day that is over', { quantity: 1, until_on: '2026-08-04' }, 'day_before'],
    ['an item that is not there', { quantity: 1, item_id: world.bin }, 'unknown_reference'],
    ['a warehouse that is not there', { quantity: 1, warehouse_id: world.bin }, 'unknown_reference'],
    ['a site that is not there', { quantity: 1, site_id: world.bin }, 'unknown_reference'],
    ['an operation that is not there', { quantity: 1, operation_id: world.bin }, 'unknown_reference'],
    [
      'a request that is not there',
      { quantity: 1, holder: { kind: 'request', request_id: world.bin } },
      'unknown_reference',
    ],
  ];
  for (const [name, body, rule] of wrong) {
    const reply = await reserve(service, world, body);
    t.same([reply.status, reply.body.errors?.[0]?.rule], [422, rule], name);
  }
  for (const body of [
    { quantity: 1.5 },
    { quantity: 0 },
    { quantity: -1 },
    { partial: true, lots: [at(good, 1)] },
    {},
    { quantity: 1, priority: 10 },
  ]) {
    t.equal((await reserve(service, world, body)).status, 400, JSON.stringify(body));
  }
  t.same(
    await service.as('auditor').all('/v1/reservations?any_state=true'),
    [],
    'nothing of all this was saved',
  );
  await assertSound(t, service);
});

onBothEngines(
  'a reservation holds nothing after its day, which is the day of its warehouse',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const lot = await receiveLot(service, world, { quantity: 10, lot: 'L' });
    service.clock.set('2026-08-05T18:00:00.000Z');
    const { id } = await hold(service, world, { quantity: 10, until_on: '2026-08-06' });
    const waiting = await hold(service, world, { quantity: 4, partial: true, until_on: '2026-08-31' });
    t.equal(waiting.waiting, 4);
    const read = async () => (await service.as('auditor').get(`/v1/reservations/${id}`)).body;
    // Panama is five hours behind UTC: at 04:59 it is still the 6th there.
    service.clock.set('2026-08-07T04:59:00.000Z');
    t.match(await read(), { state: 'open', remaining: 10 });
    t.equal(await free(service, lot), 0);
    service.clock.set('2026-08-07T05:00:00.000Z');
    t.equal(await free(service, lot), 10, 'the very first answer of the new day');
    t.match(await read(), { state: 'expired', remaining: 0, released: 10 });
    const [notice] = await service.as('auditor').all(`/v1/reservation-notices?reservation_id=${id}`);
    t.match(notice, { kind: 'expired', quantity: 10, lot_number: 'L', acknowledged_at: null, made_by: null });
    const filled = await service.as('logistics').post(`/v1/reservations/${waiting.id}/fill`);
    t.match(filled.body, { remaining: 4, waiting: 0, state: 'open' }, 'who waited may have it now');
    await assertSound(t, service);
  },
);

/** Twenty pieces, and who holds them: first 10, then 9. */
async function nineteenOfTwenty(
  service: Service,
): Promise<{ world: StockWorld; lot: string; ids: string[] }> {
  const world = await stockWorld(service);
  const lot = await receiveLot(service, world, { quantity: 20, lot: 'L' });
  const first = await hold(service, world, { quantity: 10, holder: { kind: 'team', name: 'Norte' } });
  const second = await hold(service, world, { quantity: 9, holder: { kind: 'team', name: 'Sur' } });
  return { world, lot, ids: [first.id, second.id] };
}

onBothEngines('20 in, 19 reserved, 15 of them gone: it asks who is to lose what', async (t, engine) => {
  const service = await startService(t, engine);
  const { world, lot, ids } = await nineteenOfTwenty(service);
  const logistics = service.as('logistics');
  const lines = [{ lot_id: lot, from_location_id: world.bin, quantity: 15 }];
  const count = { kind: 'adjust', reason: 'count_difference', lines };

  const asked = await logistics.post('/v1/stock/movements', count);
  t.match(asked.body, { status: 409, code: 'reservation_decision', params: { count: 2 } });
  t.same(
    asked.body.errors.map(({ params }: { params: Record<string, unknown> }) => [
      params.holder,
      params.held,
      params.loses,
    ]),
    [
      ['Sur', 9, 9],
      ['Norte', 10, 5],
    ],
    'the last to come loses first, and no more than is missing: 15 taken, 1 free',
  );
  t.match((await logistics.get(`/v1/lots/${lot}/balance`)).body, { on_hand: 20, reserved: 19 });

  const reservations = { decision: 'release', reason: 'Faltan tras el conteo' };
  t.equal((await logistics.post('/v1/stock/movements', { ...count, reservations })).status, 201);
  t.match((await logistics.get(`/v1/lots/${lot}/balance`)).body, { on_hand: 5, reserved: 5 });
  t.match((await logistics.get(`/v1/reservations/${ids[0]}`)).body, {
    remaining: 5,
    released: 5,
    state: 'open',
  });
  t.match((await logistics.get(`/v1/reservations/${ids[1]}`)).body, {
    remaining: 0,
    released: 9,
    state: 'spent',
  });
  const notices = await logistics.all('/v1/reservation-notices?sort=id');
  t.match(notices, [
    { kind: 'released', holder: 'Sur', quantity: 9, reason: 'Faltan tras el conteo', lot_number: 'L' },
    { kind: 'released', holder: 'Norte', quantity: 5 },
  ]);
  const seen = await logistics.post(`/v1/reservation-notices/${notices[0].id}/acknowledgement`);
  t.equal(seen.body.acknowledged_at, '2026-08-05T18:00:00.000Z');
  const theirs = await service
    .as('responder')
    .post(`/v1/reservation-notices/${notices[1].id}/acknowledgement`);
  t.match(theirs.body, { status: 403, code: 'not_the_holder', params: { holder: 'Norte' } });
  t.equal((await logistics.all('/v1/reservation-notices?acknowledged=false')).length, 1);
  await assertSound(t, service);
});

onBothEngines('a hold says who reserved the lot and needs a word about them', async (t, engine) => {
  const service = await startService(t, engine);
  const { lot, ids } = await nineteenOfTwenty(service);
  const logistics = service.as('logistics');
  const put = (condition: string, version: number, reservations?: unknown) =>
    logistics.patch(`/v1/lots/${lot}`, { condition, reservations }, { ifMatch: `"${version}"` });
  const refused = await put('hold', 1);
  t.match(refused.body, { status: 409, code: 'reservation_decision', params: { count: 2 } });
  t.equal((await logistics.get(`/v1/lots/${lot}`)).body.condition, 'good');
  t.equal((await put('hold', 1, { decision: 'keep', reason: 'Se revisa' })).status, 200);
  t.match((await logistics.get(`/v1/reservations/${ids[0]}`)).body, { remaining: 10, state: 'open' });
  t.equal((await logistics.all('/v1/reservation-notices')).filter(({ kind }) => kind === 'kept').length, 2);
  t.equal((await put('good', 2)).status, 200, 'turning good again takes nothing from anybody');
  t.equal((await put('damaged', 3, { decision: 'release', reason: 'Moho' })).status, 200);
  for (const id of ids)
    t.match((await logistics.get(`/v1/reservations/${id}`)).body, { remaining: 0, state: 'spent' });
  t.match((await logistics.get(`/v1/lots/${lot}/balance`)).body, { on_hand: 20, reserved: 0 });
  await assertSound(t, service);
});

import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';
import { assertSound } from '../races/crowd.ts';

const movements = '/v1/stock/movements';

async function binStock(service: Service, lot: string, moment: string): Promise<number> {
  const rows = await service.as('auditor').all(`/v1/stock/as-of?lot_id=${lot}&location_kind=bin&${moment}`);
  return rows[0]?.on_hand ?? 0;
}

function issueOf(world: StockWorld, lot: string, quantity: number, occurred_on?: string) {
  const lines = [{ lot_id: lot, from_location_id: world.bin, quantity }];
  return { kind: 'issue', lines, ...(occurred_on === undefined ? {} : { occurred_on }) };
}

/** Goods received on the first, two issues on the third; on the fifth someone finds the slip of an issue on the second. */
async function lateSlip(service: Service) {
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  service.clock.set('2026-08-01T15:00:00.000Z');
  const lot = await receiveLot(service, world, { quantity: 100, lot: 'L' });
  service.clock.set('2026-08-03T15:00:00.000Z');
  await made(logistics, movements, issueOf(world, lot, 10));
  service.clock.set('2026-08-03T19:30:00.500Z');
  await made(logistics, movements, issueOf(world, lot, 20));
  service.clock.set('2026-08-05T18:00:00.000Z');
  await made(logistics, movements, issueOf(world, lot, 5, '2026-08-02'));
  return { world, lot };
}

onBothEngines('stock as it was, as it was known, and both', async (t, engine) => {
  const service = await startService(t, engine);
  const { world, lot } = await lateSlip(service);
  const auditor = service.as('auditor');
  for (const [moment, expected] of [
    ['as_of=2026-07-31', 0],
    ['as_of=2026-08-01', 100],
    ['as_of=2026-08-02', 95],
    ['as_of=2026-08-03', 65],
    ['as_of=2026-08-04', 65],
    ['as_of=2026-08-05', 65],
    ['known_at=2026-08-01T14:59:59.999Z', 0],
    ['known_at=2026-08-01T15:00:00Z', 100],
    ['known_at=2026-08-03T15:00:00Z', 90],
    ['known_at=2026-08-03T19:30:00.499Z', 90],
    ['known_at=2026-08-03T19:30:00.500Z', 70],
    ['known_at=2026-08-05T17:59:59Z', 70],
    ['known_at=2026-08-05T18:00:00Z', 65],
    ['as_of=2026-08-02&known_at=2026-08-05T17:00:00Z', 100],
    ['as_of=2026-08-02&known_at=2026-08-05T18:00:00Z', 95],
    ['as_of=2026-08-03&known_at=2026-08-03T16:00:00Z', 90],
    ['as_of=2026-08-05&known_at=2026-08-03T16:00:00Z', 90],
    ['as_of=2026-08-01&known_at=2026-08-05T18:00:00Z', 100],
  ] as const) {
    t.equal(await binStock(service, lot, moment), expected, moment);
    const balance = (await auditor.get(`/v1/lots/${lot}/balance?${moment}`)).body;
    t.match(balance, { on_hand: expected, reserved: null }, moment);
    t.equal(balance.on_hand + balance.distributed, balance.received, moment);
    const [item] = await auditor.all(`/v1/stock/items?warehouse_id=${world.warehouse}&${moment}`);
    t.match(item, { on_hand: expected, held: null, reserved: null, available: null }, moment);
    const places = await auditor.all(`/v1/stock/as-of?lot_id=${lot}&${moment}`);
    t.equal(
      places.reduce((sum, row) => sum + row.on_hand, 0),
      0,
      `${moment}: over all places a lot adds up to nothing`,
    );
  }
  const known = async (moment: string) => (await auditor.all(`${movements}?${moment}&sort=id`)).length;
  t.equal(await known('known_at=2026-08-03T16:00:00Z'), 2);
  t.equal(await known('as_of=2026-08-02'), 2);
  t.equal(await known('as_of=2026-08-02&known_at=2026-08-05T17:00:00Z'), 1);
  const neither = await auditor.get('/v1/stock/as-of');
  t.equal(neither.status, 400);
  t.match(neither.body.errors, [{ pointer: '/query/as_of' }]);
  t.equal(
    (await auditor.get('/v1/stock/as-of?known_at=2026-08-05')).status,
    400,
    'an instant is more than a day',
  );
  await assertSound(t, service);
});

onBothEngines('at the door of midnight each warehouse has its own day', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  // 23:30 on the 4th in Panama, 04:30 on the 5th in UTC.
  service.clock.set('2026-08-05T04:30:00.000Z');
  const lot = await receiveLot(service, world, { quantity: 8 });
  service.clock.set('2026-08-05T05:30:00.000Z');
  await made(logistics, movements, issueOf(world, lot, 3));
  t.equal(await binStock(service, lot, 'as_of=2026-08-04'), 8);
  t.equal(await binStock(service, lot, 'as_of=2026-08-05'), 5);
  t.equal(await binStock(service, lot, 'known_at=2026-08-05T04:30:00Z'), 8);
  t.equal(await binStock(service, lot, 'known_at=2026-08-05T04:29:00Z'), 0);
  t.equal(await binStock(service, lot, 'as_of=2026-08-05&known_at=2026-08-05T05:00:00Z'), 8);
  t.equal(await binStock(service, lot, 'as_of=2026-08-04&known_at=2026-08-05T04:00:00Z'), 0);
});

onBothEngines(
  '+100, −50, −50, +100, −100: a day per step, and nothing may be dated back',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    const logistics = service.as('logistics');
    const days = ['01', '02', '03', '04', '05'];
    let lot = '';
    for (const [index, change] of [100, -50, -50, 100, -100].entries()) {
      service.clock.set(`2026-08-${days[index]}T18:00:00.000Z`);
      if (change > 0) lot = await receiveLot(service, world, { quantity: change, lot: 'A' });
      else await made(logistics, movements, issueOf(world, lot, -change));
    }
    const perDay = await Promise.all(days.map((day) => binStock(service, lot, `as_of=2026-08-${day}`)));
    t.same(perDay, [100, 50, 0, 100, 0]);
    const post = (body: unknown) => logistics.post(movements, body);
    for (const day of days) {
      const reply = await post(issueOf(world, lot, 1, `2026-08-${day}`));
      t.equal(reply.status, 409, `one more on the ${day}`);
    }
    const found = {
      kind: 'adjust',
      reason: 'found',
      lines: [{ lot_id: lot, to_location_id: world.bin, quantity: 4 }],
    };
    await made(logistics, movements, found);
    const early = await post(issueOf(world, lot, 1, '2026-08-02'));
    t.equal(
      `${early.status} ${early.body.code}`,
      '409 backdated_below_zero',
      'there are four, but not on the third',
    );
    t.match(early.body.errors, [
      { rule: 'day_below_zero', value: 'A', params: { location: 'A1', day: '2026-08-03', balance: -1 } },
    ]);
    t.equal(
      (await post(issueOf(world, lot, 4, '2026-08-05'))).status,
      201,
      'all of them since the day they were there',
    );
    t.equal(
      (await post({ ...found, occurred_on: '2026-08-02' })).status,
      201,
      'more than was known may be dated back',
    );
    t.equal(await binStock(service, lot, 'as_of=2026-08-03'), 4);
    t.equal((await post(issueOf(world, lot, 4, '2026-08-02'))).status, 201, 'then as much may leave again');
    t.equal((await post(issueOf(world, lot, 1, '2026-08-06'))).body.errors[0].rule, 'date_in_future');
    await assertSound(t, service);
  },
);

onBothEngines('the other end is bounded too: what came in late has gone on since', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 10, received_on: '2026-08-01' });
  const moved = await made(logistics, movements, {
    kind: 'move',
    occurred_on: '2026-08-02',
    lines: [{ lot_id: lot, from_location_id: world.bin, to_location_id: world.otherBin, quantity: 6 }],
  });
  await made(logistics, movements, {
    kind: 'issue',
    occurred_on: '2026-08-03',
    lines: [{ lot_id: lot, from_location_id: world.otherBin, quantity: 5 }],
  });
  await made(logistics, movements, {
    kind: 'move',
    lines: [{ lot_id: lot, from_location_id: world.bin, to_location_id: world.otherBin, quantity: 4 }],
  });
  const back = (occurred_on: string, quantity: number) =>
    logistics.post(movements, {
      kind: 'move',
      occurred_on,
      lines: [{ lot_id: lot, from_location_id: world.otherBin, to_location_id: world.bin, quantity }],
    });
  t.equal((await back('2026-08-03', 2)).body.errors[0].params.day, '2026-08-03');
  t.equal((await back('2026-08-04', 1)).status, 201);
  const reply = await logistics.post(`${movements}/${moved}/reversal`, { note: 'n' });
  t.equal(`${reply.status} ${reply.body.code}`, '409 insufficient_stock');
  t.match(reply.body.errors, [{ params: { location: 'B1', asked: 6, on_hand: 4 } }]);
  await assertSound(t, service);
});

import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';

onBothEngines('stock is seen alike by lot, by place and by item', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const good = await receiveLot(service, world, { quantity: 100, lot: 'GOOD' });
  await receiveLot(service, world, { quantity: 40, lot: 'HELD', condition: 'hold' });
  await receiveLot(service, world, {
    quantity: 7,
    lot: 'OLD',
    expires_on: '2026-08-04',
    bin: world.otherBin,
  });
  const post = (body: unknown) => made(logistics, '/v1/stock/movements', body);
  const from = { lot_id: good, from_location_id: world.bin };
  await post({ kind: 'issue', lines: [{ ...from, quantity: 20 }] });
  await post({ kind: 'write_off', reason: 'theft', lines: [{ ...from, quantity: 5 }] });
  await post({ kind: 'adjust', reason: 'count_difference', lines: [{ ...from, quantity: 3 }] });
  await post({
    kind: 'adjust',
    reason: 'found',
    lines: [{ lot_id: good, to_location_id: world.otherBin, quantity: 1 }],
  });
  await post({ kind: 'move', lines: [{ ...from, to_location_id: world.otherBin, quantity: 10 }] });

  t.match((await logistics.get(`/v1/lots/${good}/balance`)).body, {
    on_hand: 73,
    reserved: 0,
    in_transit: 0,
    at_sites: 0,
    distributed: 20,
    lost: 5,
    adjusted: -2,
    received: 100,
  });
  const rows = await logistics.all(`/v1/stock/balances?item_id=${world.item}&location_kind=bin`);
  t.same(
    rows.map((row) => [row.lot_number, row.location_code, row.on_hand, row.held, row.available]).sort(),
    [
      ['GOOD', 'A1', 62, 0, 62],
      ['GOOD', 'B1', 11, 0, 11],
      ['HELD', 'A1', 40, 40, 0],
      ['OLD', 'B1', 7, 7, 0],
    ],
  );
  const everywhere = await logistics.all(`/v1/stock/balances?lot_id=${good}`);
  t.equal(
    everywhere.reduce((sum, row) => sum + row.on_hand, 0),
    0,
    'with the counter-places, a lot always adds up to nothing',
  );
  const [item] = await logistics.all('/v1/stock/items');
  t.match(item, { on_hand: 120, held: 47, reserved: 0, available: 73, distributed: 20, lost: 5 });
  const empty = await stockWorld(service);
  const elsewhere = await logistics.all(`/v1/stock/items?warehouse_id=${empty.warehouse}`);
  t.same(
    elsewhere.filter((row) => row.on_hand !== 0),
    [],
  );
});

onBothEngines('a place that is empty now is shown when asked for', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 2 });
  await made(logistics, '/v1/stock/movements', {
    kind: 'issue',
    lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 2 }],
  });
  const path = `/v1/stock/balances?lot_id=${lot}&location_kind=bin`;
  t.equal((await logistics.all(path)).length, 0);
  t.same(
    (await logistics.all(`${path}&nonzero=false`)).map((row) => row.on_hand),
    [0],
  );
});

onBothEngines('putting a lot on hold takes it from what is available, and back', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 8 });
  const issue = () =>
    logistics.post('/v1/stock/movements', {
      kind: 'issue',
      lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 1 }],
    });
  t.equal(
    (await logistics.patch(`/v1/lots/${lot}`, { condition: 'quarantine' }, { ifMatch: '"1"' })).status,
    200,
  );
  t.equal((await issue()).status, 409);
  const move = {
    kind: 'move',
    lines: [{ lot_id: lot, from_location_id: world.bin, to_location_id: world.otherBin, quantity: 8 }],
  };
  t.equal(
    (await logistics.post('/v1/stock/movements', move)).status,
    201,
    'a held lot may be carried to another bin',
  );
  t.equal((await logistics.patch(`/v1/lots/${lot}`, { condition: 'good' }, { ifMatch: '"2"' })).status, 200);
  const [row] = await logistics.all(`/v1/stock/balances?lot_id=${lot}&location_kind=bin`);
  t.match(row, { on_hand: 8, held: 0, available: 8 });
});

onBothEngines('dated back: the series −2, −3, +6, −1 is refused though it ends well', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  service.clock.set('2026-08-01T18:00:00.000Z');
  const lot = await receiveLot(service, world, { quantity: 4 });
  service.clock.set('2026-08-03T18:00:00.000Z');
  await receiveLot(service, world, {
    quantity: 6,
    lot: (await logistics.get(`/v1/lots/${lot}`)).body.lot_number,
  });
  service.clock.set('2026-08-05T18:00:00.000Z');
  const issue = (quantity: number, occurred_on: string) =>
    logistics.post('/v1/stock/movements', {
      kind: 'issue',
      occurred_on,
      lines: [{ lot_id: lot, from_location_id: world.bin, quantity }],
    });
  t.equal((await issue(2, '2026-08-02')).status, 201);
  const second = await issue(3, '2026-08-02');
  t.equal(second.status, 409);
  t.equal(second.body.code, 'backdated_below_zero');
  t.match(second.body.errors[0].params, { day: '2026-08-02', balance: -1 });
  t.equal((await issue(2, '2026-08-02')).status, 201, 'as much as the smallest later balance');
  t.equal((await issue(1, '2026-08-01')).status, 409);
  t.equal((await issue(6, '2026-08-03')).status, 201);
  t.equal((await issue(1, '2026-08-05')).status, 409);
});

onBothEngines('stock as it was agrees with stock as it is', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 9 });
  await receiveLot(service, world, { quantity: 4, bin: world.otherBin });
  await made(logistics, '/v1/stock/movements', {
    kind: 'move',
    lines: [{ lot_id: lot, from_location_id: world.bin, to_location_id: world.otherBin, quantity: 2 }],
  });
  const pick = (row: { lot_id: string; location_id: string; on_hand: number }) => [
    row.lot_id,
    row.location_id,
    row.on_hand,
  ];
  for (const filter of [
    '',
    `&item_id=${world.item}`,
    `&lot_id=${lot}`,
    `&location_id=${world.otherBin}`,
    `&grant_id=${world.grant}`,
    '&location_kind=supplier',
    `&warehouse_id=${world.warehouse}`,
  ]) {
    const now = await logistics.all(`/v1/stock/balances?sort=id${filter}`);
    const today = await logistics.all(`/v1/stock/as-of?as_of=2026-08-05&sort=id${filter}`);
    t.same(today.map(pick), now.map(pick), filter);
    t.ok(now.length > 0, filter);
  }
  t.same(await logistics.all('/v1/stock/as-of?as_of=2026-08-04'), []);
});

onBothEngines('bins are added once each', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const path = `/v1/warehouses/${world.warehouse}/bins`;
  const added = await logistics.post(path, { bins: [{ code: 'C1', name: 'C1' }] });
  t.equal(added.status, 201);
  t.same(
    added.body.data.map((row: { code: string }) => row.code),
    ['A1', 'B1', 'C1'],
  );
  const again = await logistics.post(path, {
    bins: [
      { code: 'D1', name: 'D1' },
      { code: 'C1', name: 'again' },
    ],
  });
  t.equal(again.status, 409);
  const twice = await logistics.post(path, {
    bins: [
      { code: 'E1', name: 'E1' },
      { code: 'E1', name: 'E1' },
    ],
  });
  t.equal(twice.status, 409);
  const replies = await Promise.all(
    Array.from({ length: 5 }, () => logistics.post(path, { bins: [{ code: 'F1', name: 'F1' }] })),
  );
  t.same(replies.map((reply) => reply.status).sort(), [201, 409, 409, 409, 409]);
  t.equal((await logistics.all(`/v1/locations?warehouse_id=${world.warehouse}`)).length, 4);
});

import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';
import { assertSound, lotBalance, onHand, tally, times } from '../races/crowd.ts';

interface Part {
  lot_number: string;
  location_code: string;
  quantity: number;
  reason?: string;
}

const text = ({ lot_number, quantity, reason }: Part) =>
  [lot_number, quantity, ...(reason === undefined ? [] : [reason])].join(' ');

function picks(service: Service, world: StockWorld, quantity: number, rest = '') {
  const path = `/v1/stock/picks?warehouse_id=${world.warehouse}&item_id=${world.item}&quantity=${quantity}${rest}`;
  return service.as('auditor').get(path);
}

function issue(service: Service, world: StockWorld, quantity: number, rest: Record<string, unknown> = {}) {
  const body = { warehouse_id: world.warehouse, item_id: world.item, quantity, ...rest };
  return service.as('logistics').post('/v1/stock/issues', body);
}

onBothEngines('first expiry first out, over all bins of the warehouse', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  await receiveLot(service, world, { quantity: 2, lot: 'C', bin: world.otherBin });
  await receiveLot(service, world, { quantity: 6, lot: 'B', expires_on: '2027-06-30' });
  await receiveLot(service, world, { quantity: 30, lot: 'A', expires_on: '2026-12-31', bin: world.otherBin });

  const shown = await picks(service, world, 50);
  t.equal(shown.status, 200);
  t.same(shown.body.picks.map(text), ['A 30', 'B 6', 'C 2']);
  t.match(shown.body, { picked: 38, unallocated: 12, usable: 38, skipped: [] });

  const refused = await issue(service, world, 50);
  t.equal(`${refused.status} ${refused.body.code}`, '409 insufficient_stock');
  t.match(refused.body.errors, [{ rule: 'pick_left', value: '50', params: { usable: 38, skipped: 0 } }]);
  t.equal((await service.as('auditor').all('/v1/stock/movements?kind=issue')).length, 0);

  const part = await issue(service, world, 33, { reference: 'VALE-9' });
  t.equal(part.status, 201);
  t.same(part.body.picks.map(text), ['A 30', 'B 3']);
  t.same(
    part.body.picks.map(({ location_code }: Part) => location_code),
    ['B1', 'A1'],
  );
  const rest = await issue(service, world, 50, { accept_less: true });
  t.same(rest.body.picks.map(text), ['B 3', 'C 2']);
  t.match(rest.body, { picked: 5, unallocated: 45 });
  const [, movement] = await service.as('auditor').all('/v1/stock/movements?kind=issue&sort=id');
  t.equal(movement.id, rest.body.movement_id);
  const none = await issue(service, world, 1, { accept_less: true });
  t.equal(none.status, 409, 'nothing is nothing');
  await assertSound(t, service);
});

onBothEngines('what may not leave is passed over, and the answer says why', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const bins = await logistics.post(`/v1/warehouses/${world.warehouse}/bins`, {
    bins: [{ code: 'QUA', name: 'Cuarentena', purpose: 'quarantine' }],
  });
  const quarantine = bins.body.data.find((row: { code: string }) => row.code === 'QUA').id;
  await receiveLot(service, world, { quantity: 1, lot: 'NONE' });
  await receiveLot(service, world, { quantity: 1, lot: 'LATER', expires_on: '2027-12-31' });
  await receiveLot(service, world, { quantity: 1, lot: 'NEAR', expires_on: '2026-08-20' });
  await receiveLot(service, world, { quantity: 1, lot: 'HELD', expires_on: '2027-01-01', condition: 'hold' });
  await receiveLot(service, world, { quantity: 1, lot: 'OLD', expires_on: '2026-08-04' });
  t.same((await picks(service, world, 3)).body.picks.map(text), ['NEAR 1', 'LATER 1', 'NONE 1']);
  t.same((await picks(service, world, 3)).body.skipped.map(text), ['OLD 1 expired', 'HELD 1 held']);
  await receiveLot(service, world, { quantity: 4, lot: 'LOOK', expires_on: '2026-09-01', bin: quarantine });
  t.same((await picks(service, world, 9)).body.skipped.map(text), [
    'OLD 1 expired',
    'LOOK 4 held',
    'HELD 1 held',
  ]);

  const arriving = await picks(service, world, 3, '&arrival_on=2026-08-15&minimum_remaining_days=5');
  t.same(arriving.body.picks.map(text), ['NEAR 1', 'LATER 1', 'NONE 1'], 'good for five days after the 15th');
  const late = await picks(service, world, 3, '&arrival_on=2026-08-15&minimum_remaining_days=6');
  t.same(late.body.picks.map(text), ['LATER 1', 'NONE 1']);
  t.match(late.body.skipped.map(text), ['OLD 1 expired', 'NEAR 1 expiring', 'LOOK 4 held', 'HELD 1 held']);
  t.equal(late.body.unallocated, 1);

  // 03:00 UTC on the 21st is still the 20th in Panama: the last good day.
  service.clock.set('2026-08-21T03:00:00.000Z');
  t.same((await picks(service, world, 1)).body.picks.map(text), ['NEAR 1']);
  service.clock.set('2026-08-21T05:00:00.000Z');
  t.same((await picks(service, world, 1)).body.picks.map(text), ['LATER 1'], 'midnight there');

  const unknown = await picks({ ...service }, { ...world, item: world.grant }, 1);
  t.equal(unknown.status, 422);
  const nowhere = await issue(service, { ...world, warehouse: world.grant }, 1);
  t.equal(nowhere.status, 404);
  for (const quantity of [0, -3, 1.5])
    t.equal((await issue(service, world, quantity)).status, 400, `${quantity}`);
});

onBothEngines(
  'lots of four for ten, the oldest receipt first where expiry is the same',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await stockWorld(service);
    await receiveLot(service, world, { quantity: 4, lot: 'P', received_on: '2026-08-03' });
    await receiveLot(service, world, { quantity: 4, lot: 'Q', received_on: '2026-08-01' });
    await receiveLot(service, world, { quantity: 4, lot: 'R', received_on: '2026-08-02' });
    t.same((await issue(service, world, 10)).body.picks.map(text), ['Q 4', 'R 4', 'P 2']);
  },
);

onBothEngines('fifty at once for the last twenty pieces of an item: twenty get one', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const lots = [];
  for (const quantity of [3, 9, 8]) lots.push(await receiveLot(service, world, { quantity }));
  const other = await receiveLot(service, world, { quantity: 6, bin: world.otherBin, item: world.item });
  await made(service.as('logistics'), '/v1/stock/movements', {
    kind: 'issue',
    lines: [{ lot_id: other, from_location_id: world.otherBin, quantity: 6 }],
  });
  const replies = await times(50, () => issue(service, world, 1));
  t.same(
    tally(replies),
    { 201: 20, '409 insufficient_stock': 30 },
    'no one is refused while any lot has some',
  );
  for (const lot of lots) t.equal((await lotBalance(service, lot)).on_hand, 0);
  t.equal(await onHand(service, other, world.otherBin), 0);
  await assertSound(t, service);
});

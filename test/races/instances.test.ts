import { randomUUID } from 'node:crypto';
import t from 'tap';
import { startService } from '../helpers/service.ts';
import { receiveLot, stockWorld } from '../helpers/world.ts';
import {
  accepted,
  assertSound,
  clerks,
  countRepeats,
  lotBalance,
  onHand,
  refused,
  secondInstance,
  tally,
  times,
} from './crowd.ts';

const movements = '/v1/stock/movements';

// An embedded database has one service process; only the other engine has several.
t.test('two instances of the service share one database', async (t) => {
  const service = await startService(t, 'postgres');
  const repeats = countRepeats(service);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const there = await secondInstance(t, service, 'logistics');
  const either = (index: number) => (index % 2 === 0 ? logistics : there);

  await t.test('fifty at either door ask for the last twenty', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 20, lot: 'TWENTY' });
    const issue = { kind: 'issue', lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 1 }] };
    const replies = await times(50, (index) => either(index).post(movements, issue));
    t.same(tally(replies), { 201: 20, '409 insufficient_stock': 30 });
    for (const { body } of refused(replies)) {
      t.match(body.errors, [{ value: 'TWENTY', params: { available: 0 } }]);
    }
    t.match(await lotBalance(service, lot), { on_hand: 0, distributed: 20 });
    const seen = await there.get(`/v1/lots/${lot}/balance`);
    t.match(seen.body, { on_hand: 0, distributed: 20 }, 'the other instance sees it too');
  });

  await t.test('eight of ten, given out at one door and written off at the other', async (t) => {
    for (let round = 1; round <= 10; round += 1) {
      const lot = await receiveLot(service, world, { quantity: 10 });
      const lines = [{ lot_id: lot, from_location_id: world.bin, quantity: 8 }];
      const replies = await Promise.all([
        logistics.post(movements, { kind: 'issue', lines }),
        there.post(movements, { kind: 'write_off', reason: 'damaged', lines }),
      ]);
      t.same(tally(replies), { 201: 1, '409 insufficient_stock': 1 });
      t.equal((await lotBalance(service, lot)).on_hand, 2);
    }
  });

  await t.test('two lots from opposite ends, in opposite directions', async (t) => {
    const lots = [
      await receiveLot(service, world, { quantity: 60 }),
      await receiveLot(service, world, { quantity: 60 }),
    ];
    for (const lot of lots) {
      const line = { lot_id: lot, from_location_id: world.bin, to_location_id: world.otherBin, quantity: 30 };
      t.equal((await logistics.post(movements, { kind: 'move', lines: [line] })).status, 201);
    }
    const replies = await times(60, (index) => {
      const places = [world.bin, world.otherBin];
      const [from_location_id, to_location_id] = index % 4 < 2 ? places : places.toReversed();
      const lines = (index % 2 === 0 ? lots : lots.toReversed()).map((lot_id) => ({
        lot_id,
        from_location_id,
        to_location_id,
        quantity: 1,
      }));
      return either(index).post(movements, { kind: 'move', lines });
    });
    t.same(tally(replies), { 201: 60 });
    for (const lot of lots) {
      t.equal(await onHand(service, lot, world.bin), 30);
      t.equal(await onHand(service, lot, world.otherBin), 30);
    }
    t.equal(repeats(), 0, 'no transaction was a deadlock’s victim');
  });

  await t.test('one new lot received at both', async (t) => {
    const { item, grant, warehouse, bin } = await stockWorld(service);
    const line = { item_id: item, grant_id: grant, lot_number: 'NEW', location_id: bin, quantity: 3 };
    const body = {
      warehouse_id: warehouse,
      reference: 'PO',
      received_from: 'S',
      means: 'sea',
      lines: [line],
    };
    const replies = await times(16, (index) => either(index).post('/v1/receipts', body));
    t.same(tally(replies), { 201: 16 });
    t.equal(new Set(replies.map(({ body }) => body.lines[0].lot_id)).size, 1);
    t.equal(new Set(replies.map(({ body }) => body.number)).size, 16);
    t.equal((await lotBalance(service, replies[0]?.body.lines[0].lot_id)).on_hand, 48);
  });

  await t.test('one key sent to both', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 10 });
    const issue = { kind: 'issue', lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 8 }] };
    const key = randomUUID();
    const replies = await times(20, (index) => either(index).post(movements, issue, { key }));
    t.same(tally(replies), { 201: 20 });
    t.equal(new Set(replies.map(({ bytes }) => bytes.toString())).size, 1);
    t.match(await lotBalance(service, lot), { on_hand: 2, distributed: 8 });
  });

  await t.test('held at one, not issued at the other', async (t) => {
    for (let round = 1; round <= 8; round += 1) {
      const lot = await receiveLot(service, world, { quantity: 1000 });
      const issue = { kind: 'issue', lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 1 }] };
      const { underWay, replies } = clerks(12, () => there.post(movements, issue), 4 * round);
      await underWay;
      const held = await logistics.patch(`/v1/lots/${lot}`, { condition: 'hold' }, { ifMatch: '"1"' });
      t.equal(held.status, 200);
      const seen = await lotBalance(service, lot);
      const all = await replies;
      t.same(await lotBalance(service, lot), seen, 'as it was right after the hold');
      t.equal(seen.distributed, accepted(all).length);
      t.same(tally(refused(all)), { '409 insufficient_stock': 12 });
    }
  });

  await assertSound(t, service);
});

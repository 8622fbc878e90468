import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { receiveLot, stockWorld } from '../helpers/world.ts';
import { accepted, assertSound, countRepeats, lotBalance, onHand, refused, tally, times } from './crowd.ts';

const movements = '/v1/stock/movements';

onBothEngines('movements that meet from opposite sides wait in one line', async (t, engine) => {
  const service = await startService(t, engine);
  const repeats = countRepeats(service);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const places = [world.bin, world.otherBin] as const;

  /** A transfer of each lot, in the order given; even callers carry it there, odd ones back. */
  const carry = (lots: readonly string[], index: number, quantity = 1) => {
    const [from_location_id, to_location_id] = index % 2 === 0 ? places : places.toReversed();
    const lines = lots.map((lot_id) => ({ lot_id, from_location_id, to_location_id, quantity }));
    return logistics.post(movements, { kind: 'move', lines });
  };

  await t.test('two lots, issued in either order', async (t) => {
    const lots = [
      await receiveLot(service, world, { quantity: 100 }),
      await receiveLot(service, world, { quantity: 100 }),
    ];
    const replies = await times(60, (index) => {
      const inOrder = index % 2 === 0 ? lots : lots.toReversed();
      const lines = inOrder.map((lot_id) => ({ lot_id, from_location_id: world.bin, quantity: 1 }));
      return logistics.post(movements, { kind: 'issue', lines });
    });
    t.same(tally(replies), { 201: 60 });
    for (const lot of lots) t.match(await lotBalance(service, lot), { on_hand: 40, distributed: 60 });
  });

  await t.test('one lot, carried there and back', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 50 });
    await receiveLot(service, world, {
      quantity: 30,
      bin: world.otherBin,
      lot: (await logistics.get(`/v1/lots/${lot}`)).body.lot_number,
    });
    // Thirty go each way, and each side has thirty to give.
    const replies = await times(60, (index) => carry([lot], index));
    t.same(tally(replies), { 201: 60 });
    t.equal(await onHand(service, lot, world.bin), 50);
    t.equal(await onHand(service, lot, world.otherBin), 30);
  });

  await t.test('two lots in either order, there and back, into a bin that never held them', async (t) => {
    for (let round = 1; round <= 3; round += 1) {
      const lots = [
        await receiveLot(service, world, { quantity: 40 }),
        await receiveLot(service, world, { quantity: 40 }),
      ];
      const replies = await times(40, (index) => carry(index % 4 < 2 ? lots : lots.toReversed(), index));
      t.equal(accepted(replies).length + (tally(replies)['409 insufficient_stock'] ?? 0), 40);
      const came = accepted(replies).filter(({ body }) => body.lines[0].from_location_id === world.bin);
      const net = came.length - (accepted(replies).length - came.length);
      t.equal(came.length, 20, 'there was enough of both for everyone who carried them there');
      for (const lot of lots) {
        t.equal(await onHand(service, lot, world.otherBin), net);
        t.equal(await onHand(service, lot, world.bin), 40 - net);
      }
    }
  });

  await t.test('more is carried back than there is', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 7 });
    const replies = await times(40, (index) => carry([lot], index, 3));
    const [there, back] = [world.bin, world.otherBin].map(
      (place) => accepted(replies).filter(({ body }) => body.lines[0].from_location_id === place).length,
    ) as [number, number];
    t.ok(there - back >= 0 && there - back <= 2, `${there} there, ${back} back`);
    t.equal(await onHand(service, lot, world.bin), 7 - 3 * (there - back));
    t.equal(await onHand(service, lot, world.otherBin), 3 * (there - back));
    for (const { status, body } of refused(replies)) {
      t.equal(`${status} ${body.code}`, '409 insufficient_stock');
      t.match(body.errors, [{ rule: 'stock_left', params: { lot_id: lot, asked: 3 } }]);
    }
  });

  t.equal(repeats(), 0, 'no transaction was a deadlock’s victim');
  await assertSound(t, service);
});

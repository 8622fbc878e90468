import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';
import { accepted, assertSound, countRepeats, lotBalance, refused, tally, times } from './crowd.ts';

interface Line {
  lot_number: string;
  quantity: number;
  expires_on?: string;
}

function receiptOf(world: StockWorld, lines: readonly Line[]) {
  const { item, grant, warehouse, bin } = world;
  return {
    warehouse_id: warehouse,
    reference: 'PO-7',
    received_from: 'Supplier',
    means: 'road',
    lines: lines.map((line) => ({ item_id: item, grant_id: grant, location_id: bin, ...line })),
  };
}

onBothEngines('goods of one lot come in at several doors at once', async (t, engine) => {
  const service = await startService(t, engine);
  const repeats = countRepeats(service);
  const logistics = service.as('logistics');
  const receive = (world: StockWorld, lines: readonly Line[]) =>
    logistics.post('/v1/receipts', receiptOf(world, lines));

  await t.test('a lot nobody had is made once and adds up', async (t) => {
    const world = await stockWorld(service);
    const replies = await times(15, (index) => receive(world, [{ lot_number: 'NEW', quantity: index + 1 }]));
    t.same(tally(replies), { 201: 15 });
    const lots = await logistics.all(`/v1/lots?item_id=${world.item}`);
    t.equal(lots.length, 1);
    t.match(await lotBalance(service, lots[0].id), { on_hand: 120, received: 120 });
    const numbers = replies.map(({ body }) => body.number).sort();
    t.same(
      numbers,
      Array.from({ length: 15 }, (_, index) => `GRN-${String(index + 1).padStart(6, '0')}`),
      'every note has a number of its own and none is missing',
    );
  });

  await t.test('two new lots, named in either order', async (t) => {
    const world = await stockWorld(service);
    const lines = [
      { lot_number: 'X', quantity: 2 },
      { lot_number: 'Y', quantity: 3 },
    ];
    const replies = await times(20, (index) => receive(world, index % 2 === 0 ? lines : lines.toReversed()));
    t.same(tally(replies), { 201: 20 });
    const rows = await logistics.all(`/v1/stock/balances?item_id=${world.item}&location_kind=bin`);
    t.same(rows.map(({ lot_number, on_hand }) => [lot_number, on_hand]).sort(), [
      ['X', 40],
      ['Y', 60],
    ]);
  });

  await t.test('the first one says when the lot expires; who says otherwise is refused', async (t) => {
    const world = await stockWorld(service);
    const dates = ['2027-01-31', '2027-02-28', '2027-03-31'];
    const replies = await times(18, (index) =>
      receive(world, [{ lot_number: 'DATED', quantity: 1, expires_on: dates[index % 3] ?? '' }]),
    );
    t.same(tally(replies), { 201: 6, '422 lot_mismatch': 12 });
    const [lot, ...others] = await logistics.all(`/v1/lots?item_id=${world.item}`);
    t.same(others, []);
    for (const { body } of accepted(replies)) t.equal(body.lines[0].expires_on, lot.expires_on);
    for (const { body } of refused(replies)) {
      t.match(body.errors[0], { rule: 'lot_differs', params: { expires_on: lot.expires_on } });
      t.not(body.errors[0].value, lot.expires_on);
    }
    t.equal((await lotBalance(service, lot.id)).on_hand, 6);
  });

  await t.test('goods come in while others leave', async (t) => {
    const world = await stockWorld(service);
    const lot = await receiveLot(service, world, { quantity: 5, lot: 'BOTH' });
    const issue = { kind: 'issue', lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 2 }] };
    const [came, left] = await Promise.all([
      times(10, () => receive(world, [{ lot_number: 'BOTH', quantity: 3 }])),
      times(30, () => logistics.post('/v1/stock/movements', issue)),
    ]);
    t.same(tally(came), { 201: 10 });
    const gone = 2 * accepted(left).length;
    t.ok(gone >= 4 && gone <= 34, `${gone} of 35`);
    t.equal(accepted(left).length + (tally(left)['409 insufficient_stock'] ?? 0), 30);
    t.match(await lotBalance(service, lot), { on_hand: 35 - gone, distributed: gone, received: 35 });
  });

  t.equal(repeats(), 0, 'no transaction was a deadlock’s victim');
  await assertSound(t, service);
});

import { randomUUID } from 'node:crypto';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { receiveLot, stockWorld } from '../helpers/world.ts';
import { accepted, assertSound, lotBalance, tally, times } from './crowd.ts';

const movements = '/v1/stock/movements';

onBothEngines('a caller who sends the same thing many times at once has it done once', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const issueOf = (lot: string, quantity: number) => ({
    kind: 'issue',
    lines: [{ lot_id: lot, from_location_id: world.bin, quantity }],
  });

  await t.test('twenty times one issue, of which the goods allow only one', async (t) => {
    for (let round = 1; round <= 3; round += 1) {
      const lot = await receiveLot(service, world, { quantity: 10 });
      const key = randomUUID();
      const replies = await times(20, () => logistics.post(movements, issueOf(lot, 8), { key }));
      t.same(tally(replies), { 201: 20 });
      t.equal(new Set(replies.map(({ bytes }) => bytes.toString())).size, 1, 'twenty equal answers');
      t.equal(new Set(replies.map(({ headers }) => headers.location)).size, 1);
      const replayed = replies.filter(({ headers }) => headers['idempotency-replayed'] === 'true');
      t.equal(replayed.length, 19, 'nineteen of them say that they are repetitions');
      t.match(await lotBalance(service, lot), { on_hand: 2, distributed: 8 });
      t.equal((await logistics.all(`${movements}?lot_id=${lot}&kind=issue`)).length, 1);
    }
  });

  await t.test('twenty times one receipt', async (t) => {
    const key = randomUUID();
    const { item, grant, warehouse, bin } = await stockWorld(service);
    const line = { item_id: item, grant_id: grant, lot_number: 'ONCE', location_id: bin, quantity: 5 };
    const body = {
      warehouse_id: warehouse,
      reference: 'PO',
      received_from: 'S',
      means: 'air',
      lines: [line],
    };
    const replies = await times(20, () => logistics.post('/v1/receipts', body, { key }));
    t.same(tally(replies), { 201: 20 });
    t.equal(new Set(replies.map(({ bytes }) => bytes.toString())).size, 1);
    t.equal((await logistics.all(`/v1/receipts?warehouse_id=${warehouse}`)).length, 1);
    t.equal((await lotBalance(service, replies[0]?.body.lines[0].lot_id)).on_hand, 5);
  });

  await t.test('one key for two different things serves one of them', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 100 });
    const key = randomUUID();
    const replies = await times(20, (index) =>
      logistics.post(movements, issueOf(lot, 1 + (index % 2)), { key }),
    );
    t.same(tally(replies), { 201: 10, '422 idempotency_key_reused': 10 });
    t.equal(new Set(accepted(replies).map(({ bytes }) => bytes.toString())).size, 1);
    const taken = accepted(replies)[0]?.body.lines[0].quantity;
    t.match(await lotBalance(service, lot), { on_hand: 100 - taken, distributed: taken });
  });

  await t.test('twenty callers with four tries each race for twelve', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 12 });
    const keys = Array.from({ length: 20 }, () => randomUUID());
    const replies = await times(80, (index) =>
      logistics.post(movements, issueOf(lot, 1), { key: keys[index % 20] ?? '' }),
    );
    t.same(tally(replies), { 201: 48, '409 insufficient_stock': 32 });
    for (const [caller] of keys.entries()) {
      const own = replies.filter((_, index) => index % 20 === caller);
      t.equal(new Set(own.map(({ status, body }) => `${status} ${body.id ?? body.code}`)).size, 1);
    }
    t.equal(new Set(accepted(replies).map(({ body }) => body.id)).size, 12);
    t.match(await lotBalance(service, lot), { on_hand: 0, distributed: 12 });
  });

  await assertSound(t, service);
});

import { onBothEngines } from '../helpers/databases.ts';
import {
  countingWorld,
  enter,
  issue,
  linesOf,
  onHand,
  open,
  receive,
  receiveValued,
  step,
} from './counting-world.ts';

onBothEngines('two people approve and post at once: one does', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const lot = await receiveValued(world, 'A', 100, '1');
  const id = await open(world);
  await enter(world, id, { A: 97 });
  const closings = await Promise.all(Array.from({ length: 6 }, () => step(world, id, 'closing')));
  t.same(closings.map(({ status }) => status).sort(), [200, 409, 409, 409, 409, 409]);
  const people = [world.logistics, world.second, world.logistics, world.second];
  const approvals = await Promise.all(people.map((person) => step(world, id, 'approval', person)));
  t.same(approvals.map(({ status }) => status).sort(), [200, 409, 409, 409]);
  const postings = await Promise.all(people.map((person) => step(world, id, 'posting', person)));
  t.same(postings.map(({ status }) => status).sort(), [200, 409, 409, 409]);
  t.equal(await onHand(world, lot), 97);
  t.equal((await world.logistics.all('/v1/stock/movements?kind=adjust')).length, 1);
});

onBothEngines('the same request twice has one effect', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const lot = await receive(world, 'A', 20);
  const id = await open(world);
  await enter(world, id, { A: 18 });
  await step(world, id, 'closing');
  await step(world, id, 'approval', world.second);
  const key = 'posting-of-the-count';
  const replies = await Promise.all(
    [1, 2, 3].map(() => world.logistics.post(`/v1/stock-counts/${id}/posting`, undefined, { key })),
  );
  for (const { status } of replies) t.ok(status === 200 || status === 409 || status === 503, `${status}`);
  const again = await world.logistics.post(`/v1/stock-counts/${id}/posting`, undefined, { key });
  t.equal(again.status, 200, 'the first answer again');
  t.equal(await onHand(world, lot), 18);
});

onBothEngines(
  'posting a count races with issues: the total holds and nothing falls below zero',
  async (t, engine) => {
    const world = await countingWorld(t, engine);
    const lot = await receive(world, 'A', 20);
    const id = await open(world, { mode: 'delta' });
    await enter(world, id, { A: 10 });
    await step(world, id, 'closing');
    await step(world, id, 'approval', world.second);
    const [posting, ...issues] = await Promise.all([
      step(world, id, 'posting'),
      ...Array.from({ length: 24 }, () => issue(world, lot, 1)),
    ]);
    const issued = issues.filter(({ status }) => status === 201).length;
    t.ok(issues.every(({ status }) => status === 201 || status === 409));
    const lost = posting.status === 200 ? 10 : 0;
    t.ok(posting.status === 200 || posting.body.code === 'insufficient_stock', posting.bytes.toString());
    t.equal(issued, 20 - lost, 'everything that was left went out');
    t.equal(await onHand(world, lot), 0);
  },
);

onBothEngines('a freeze begins between postings, never in the midst of one', async (t, engine) => {
  const world = await countingWorld(t, engine);
  const lot = await receive(world, 'A', 100);
  const fresh = (serialNumber: number) =>
    world.logistics.post('/v1/receipts', {
      warehouse_id: world.warehouse,
      reference: `R${serialNumber}`,
      received_from: 'S',
      means: 'road',
      lines: [
        {
          item_id: world.item,
          grant_id: world.grant,
          lot_number: `N-${serialNumber}`,
          location_id: world.bin,
          quantity: 1,
        },
      ],
    });
  const [opened, ...others] = await Promise.all([
    world.logistics.post('/v1/stock-counts', { warehouse_id: world.warehouse, mode: 'freeze', blind: false }),
    ...Array.from({ length: 12 }, () => issue(world, lot, 1)),
    ...Array.from({ length: 12 }, (_, index) => fresh(index)),
  ]);
  t.equal(opened.status, 201);
  t.ok(others.every(({ status, body }) => status === 201 || body.code === 'stock_frozen'));
  const issued = others.slice(0, 12).filter(({ status }) => status === 201).length;
  const received = others.slice(12).filter(({ status }) => status === 201).length;
  const lines = await linesOf(world, opened.body.id);
  t.equal(
    lines.get('A').on_hand_at_start,
    100 - issued,
    'every issue that went through came before the count',
  );
  t.equal(lines.size, 1 + received, 'and so did every receipt');
});

onBothEngines('two counts of the same opened at once: one is', async (t, engine) => {
  const world = await countingWorld(t, engine);
  await receive(world, 'A', 20);
  const replies = await Promise.all(
    Array.from({ length: 6 }, () =>
      world.logistics.post('/v1/stock-counts', { warehouse_id: world.warehouse, mode: 'delta' }),
    ),
  );
  t.same(replies.map(({ status }) => status).sort(), [201, 409, 409, 409, 409, 409]);
});

import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { stockWorld } from '../helpers/world.ts';
import { accepted, assertSound, countRepeats, lotBalance, tally, times } from '../races/crowd.ts';
import { bucketsOf, claimsOf, expectedNow, receive, shipped } from './inbound-world.ts';

onBothEngines('receipts of one consignment at the same moment', async (t, engine) => {
  const service = await startService(t, engine);
  const repeats = countRepeats(service);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');

  await t.test('twenty doors of 10 for 100 that were sent: ten take them in', async (t) => {
    const coming = await shipped(service, world, [{ quantity: 100, lot_number: 'RACE' }]);
    const replies = await times(20, () => receive(logistics, world, coming, [{ good: 10 }]));
    const took = accepted(replies);
    t.equal(took.length, 10);
    const refusals = tally(replies);
    t.equal((refusals['409 over_receipt'] ?? 0) + (refusals['409 state_conflict'] ?? 0), 10);
    t.match(await expectedNow(service, coming.id), { state: 'received', outstanding: 0 });
    t.equal((await lotBalance(service, took[0]?.body.lines[0].lot_id)).on_hand, 100);
  });

  await t.test('receipts of 7 while another door closes: nothing is counted twice or lost', async (t) => {
    const coming = await shipped(service, world, [
      { quantity: 100, lot_number: 'CLOSE' },
      { quantity: 40, lot_number: 'OTHER' },
    ]);
    const [received, closed] = await Promise.all([
      times(9, () => receive(logistics, world, coming, [{ good: 7 }, { good: 3 }])),
      times(3, () => receive(logistics, world, coming, [], { closes: true })),
    ]);
    const good = 7 * accepted(received).length;
    t.equal(accepted(closed).length, 1, 'it is closed once');
    const now = await expectedNow(service, coming.id);
    t.equal(now.state, 'closed_short');
    t.same(bucketsOf(now), [
      [good, 0, 100 - good, 0, 0],
      [(good / 7) * 3, 0, 40 - (good / 7) * 3, 0, 0],
    ]);
    const claims = await claimsOf(service, accepted(closed)[0]?.body.id);
    t.same(
      claims.map(({ quantity }) => quantity).sort((a, b) => a - b),
      [40 - (good / 7) * 3, 100 - good],
    );
  });

  await t.test('two consignments with the same lots in either order', async (t) => {
    const lots = [
      { quantity: 200, lot_number: 'X' },
      { quantity: 200, lot_number: 'Y' },
    ];
    const there = await shipped(service, world, lots);
    const back = await shipped(service, world, lots.toReversed());
    const stated = [
      { good: 2, damaged: 1 },
      { good: 3, damaged: 2 },
    ];
    const replies = await times(24, (index) =>
      receive(logistics, world, index % 2 === 0 ? there : back, stated),
    );
    t.same(tally(replies), { 201: 24 });
  });

  t.equal(repeats(), 0, 'no transaction was a deadlock’s victim');
  await assertSound(t, service);
});

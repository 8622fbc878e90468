import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';
import { accepted, assertSound, clerks, lotBalance, refused, tally, times } from './crowd.ts';

const movements = '/v1/stock/movements';

function issue(service: Service, world: StockWorld, lot: string) {
  const lines = [{ lot_id: lot, from_location_id: world.bin, quantity: 1 }];
  return service.as('logistics').post(movements, { kind: 'issue', lines });
}

/** Changes the condition of a lot; another person than the one who issues. */
function change(service: Service, lot: string, condition: string, version: number) {
  const ifMatch = `"${version}"`;
  return service.asOther('logistics').patch(`/v1/lots/${lot}`, { condition }, { ifMatch });
}

onBothEngines('nothing of a lot is issued once its hold is acknowledged', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);

  await t.test('one after the other: held, refused to all; good again, given to all', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 40, lot: 'HELD' });
    for (const [round, condition] of ['hold', 'quarantine', 'damaged'].entries()) {
      t.equal((await change(service, lot, condition, 2 * round + 1)).status, 200);
      const late = await times(10, () => issue(service, world, lot));
      t.same(tally(late), { '409 insufficient_stock': 10 });
      for (const { body } of late) {
        t.match(body.errors, [{ rule: 'lot_not_usable', value: 'HELD', params: { condition } }]);
      }
      t.equal((await lotBalance(service, lot)).on_hand, 40 - 10 * round);
      t.equal((await change(service, lot, 'good', 2 * round + 2)).status, 200);
      t.same(tally(await times(10, () => issue(service, world, lot))), { 201: 10 });
    }
    t.match(await lotBalance(service, lot), { on_hand: 10, distributed: 30 });
  });

  await t.test('at once: what lies there when the hold is acknowledged stays there', async (t) => {
    for (let round = 1; round <= 6; round += 1) {
      const lot = await receiveLot(service, world, { quantity: 1000 });
      // Fewer clerks than the service has connections: the hold and the look after it wait for nobody but the clerks' goods.
      const { underWay, replies } = clerks(9, () => issue(service, world, lot), 5 * round);
      await underWay;
      t.equal((await change(service, lot, 'quarantine', 1)).status, 200);
      const seen = await lotBalance(service, lot);
      const late = await times(3, () => issue(service, world, lot));
      const all = await replies;
      t.same(tally(late), { '409 insufficient_stock': 3 }, 'asked for after the hold');
      t.same(await lotBalance(service, lot), seen, 'as it was right after the hold');
      const issued = accepted(all).length;
      t.match(seen, { on_hand: 1000 - issued, distributed: issued });
      t.same(
        refused(all).map(({ status, body }) => `${status} ${body.errors[0].rule}`),
        Array(9).fill('409 lot_not_usable'),
        'every clerk was stopped by the hold',
      );
    }
  });

  await t.test('of two who judge the same lot at once one is told to look again', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 5 });
    const replies = await times(10, (index) => change(service, lot, index % 2 === 0 ? 'hold' : 'damaged', 1));
    t.same(tally(replies), { 200: 1, '412 precondition_failed': 9 });
    const { condition, version } = (await service.as('auditor').get(`/v1/lots/${lot}`)).body;
    t.same([condition, version], [accepted(replies)[0]?.body.condition, 2]);
  });

  await assertSound(t, service);
});

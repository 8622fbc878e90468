import { sql } from 'kysely';
import t from 'tap';
import { inTransaction } from '../../src/database/transaction.ts';
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

/**
 * Holds a lot's balance at a place, as a slow writer would, until `release` is called; the promise it gives ends with that writer.
 */
async function slowWriter(service: Service, lot: string, place: string) {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let holding = () => {};
  const held = new Promise<void>((resolve) => {
    holding = resolve;
  });
  const done = inTransaction(service.context.database, async (tx) => {
    await tx
      .updateTable('balances')
      .set({ reserved: 0 })
      .where('lot_id', '=', lot)
      .where('location_id', '=', place)
      .execute();
    holding();
    await released;
  });
  await held;
  return { release, done };
}

/** Resolves when so many transactions wait for another one. */
async function waiting(service: Service, count: number): Promise<void> {
  const query = sql<{ rows: number }>`
    select count(*) as rows from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  for (;;) {
    const { rows } = await query.execute(service.context.database.read);
    if ((rows[0]?.rows ?? 0) >= count) return;
  }
}

// The embedded engine runs one transaction after the other: there is no moment in between to look into.
t.test('an issue under way and a hold wait for each other, whichever came first', async (t) => {
  const service = await startService(t, 'postgres');
  const world = await stockWorld(service);
  const lotInBothBins = async () => {
    const lot = await receiveLot(service, world, { quantity: 10 });
    const line = { lot_id: lot, from_location_id: world.bin, to_location_id: world.otherBin, quantity: 4 };
    const moved = await service.as('logistics').post(movements, { kind: 'move', lines: [line] });
    t.equal(moved.status, 201);
    return lot;
  };

  await t.test('the issue first: it is done before the hold is acknowledged', async (t) => {
    const lot = await lotInBothBins();
    const writer = await slowWriter(service, lot, world.bin);
    const issued = issue(service, world, lot);
    await waiting(service, 1);
    const seen = change(service, lot, 'hold', 1).then(async ({ status }) => ({
      status,
      balance: await lotBalance(service, lot),
    }));
    const isAcknowledged = await Promise.race([seen.then(() => true), waiting(service, 2).then(() => false)]);
    t.notOk(isAcknowledged, 'the hold waits for the issue');
    writer.release();
    await writer.done;
    t.equal((await issued).status, 201);
    t.match(await seen, { status: 200, balance: { on_hand: 9, distributed: 1 } });
    t.match(await lotBalance(service, lot), { on_hand: 9, distributed: 1 });
  });

  await t.test('the hold first: the issue that waited for it is refused', async (t) => {
    const lot = await lotInBothBins();
    const writer = await slowWriter(service, lot, world.otherBin);
    const held = change(service, lot, 'hold', 1);
    await waiting(service, 1);
    const issued = issue(service, world, lot);
    await waiting(service, 2);
    writer.release();
    await writer.done;
    t.equal((await held).status, 200);
    t.match((await issued).body, { status: 409, errors: [{ rule: 'lot_not_usable' }] });
    t.match(await lotBalance(service, lot), { on_hand: 10, distributed: 0 });
  });

  await assertSound(t, service);
});

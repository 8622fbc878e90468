import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { receiveLot, type StockWorld, stockWorld } from '../helpers/world.ts';
import { accepted, assertSound, countRepeats, lotBalance, onHand, refused, tally, times } from './crowd.ts';

const movements = '/v1/stock/movements';

/**
 * The four ways out of a bin. They end in different places, so that nothing but the bin makes them wait for each other: goods that
 * all go to one place wait for each other there already.
 */
function waysOut(line: { quantity: number }, world: StockWorld) {
  return [
    { kind: 'issue', lines: [line] },
    { kind: 'write_off', reason: 'damaged', lines: [line] },
    { kind: 'adjust', reason: 'count_difference', lines: [line] },
    { kind: 'move', lines: [{ ...line, to_location_id: world.otherBin }] },
  ];
}

onBothEngines('many take from one lot at once and none of it twice', async (t, engine) => {
  const service = await startService(t, engine);
  const repeats = countRepeats(service);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');

  await t.test('fifty ask for one each of the last twenty', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 20, lot: 'TWENTY' });
    const issue = { kind: 'issue', lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 1 }] };
    const replies = await times(50, () => logistics.post(movements, issue));
    t.same(tally(replies), { 201: 20, '409 insufficient_stock': 30 });
    for (const { body } of refused(replies)) {
      t.equal(body.errors.length, 1);
      t.match(body.errors[0], {
        rule: 'stock_left',
        value: 'TWENTY',
        params: {
          lot_id: lot,
          lot_number: 'TWENTY',
          location: 'A1',
          asked: 1,
          on_hand: 0,
          reserved: 0,
          available: 0,
        },
      });
    }
    t.match(await lotBalance(service, lot), { on_hand: 0, distributed: 20, received: 20 });
    const posted = await logistics.all(`${movements}?lot_id=${lot}&kind=issue`);
    t.same(
      posted.map(({ id }) => id).sort(),
      accepted(replies)
        .map(({ body }) => body.id)
        .sort(),
      'the ledger holds what was acknowledged and nothing else',
    );
  });

  await t.test('of those who want eight of ten one gets them, whatever for', async (t) => {
    for (let round = 1; round <= 5; round += 1) {
      const lot = await receiveLot(service, world, { quantity: 10 });
      const wanted = { lot_id: lot, from_location_id: world.bin, quantity: 8 };
      const replies = await times(8, (index) => logistics.post(movements, waysOut(wanted, world)[index % 4]));
      t.same(tally(replies), { 201: 1, '409 insufficient_stock': 7 });
      for (const { body } of refused(replies)) {
        t.match(body.errors[0].params, { lot_id: lot, asked: 8, on_hand: 2, available: 2 });
      }
      t.equal(await onHand(service, lot, world.bin), 2);
    }
  });

  await t.test('two lines of one lot count together', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 20 });
    const line = { lot_id: lot, from_location_id: world.bin, quantity: 4 };
    const replies = await times(12, () => logistics.post(movements, { kind: 'issue', lines: [line, line] }));
    t.same(tally(replies), { 201: 2, '409 insufficient_stock': 10 });
    for (const { body } of refused(replies)) t.match(body.errors[0].params, { asked: 8, available: 4 });
    t.match(await lotBalance(service, lot), { on_hand: 4, distributed: 16 });
  });

  await t.test('a movement that lacks one of its lots takes none of the others', async (t) => {
    const plenty = await receiveLot(service, world, { quantity: 100 });
    const scarce = await receiveLot(service, world, { quantity: 5, lot: 'SCARCE' });
    const lines = [plenty, scarce].map((lot_id) => ({ lot_id, from_location_id: world.bin, quantity: 1 }));
    const replies = await times(25, () => logistics.post(movements, { kind: 'issue', lines }));
    t.same(tally(replies), { 201: 5, '409 insufficient_stock': 20 });
    for (const { body } of refused(replies)) {
      t.same(
        body.errors.map(({ value }: { value: string }) => value),
        ['SCARCE'],
      );
    }
    t.equal((await lotBalance(service, plenty)).on_hand, 95);
    t.equal((await lotBalance(service, scarce)).on_hand, 0);
  });

  await t.test('quantities of every size: what is refused did not fit', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 60 });
    const replies = await times(45, (index) =>
      logistics.post(movements, {
        kind: 'issue',
        lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 1 + (index % 5) }],
      }),
    );
    const taken = accepted(replies).reduce((sum, { body }) => sum + body.lines[0].quantity, 0);
    const { on_hand, distributed } = await lotBalance(service, lot);
    t.same({ on_hand, distributed }, { on_hand: 60 - taken, distributed: taken });
    t.equal(on_hand, 0, 'a hundred and thirty-five were wanted, in ones too');
    for (const { status, body } of refused(replies)) {
      t.equal(status, 409);
      const { asked, available } = body.errors[0].params;
      t.ok(asked > available, `${asked} asked, ${available} left`);
    }
  });

  await t.test('every way out of a bin competes for the same goods', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 25 });
    const from = { lot_id: lot, from_location_id: world.bin, quantity: 1 };
    const replies = await times(60, (index) => logistics.post(movements, waysOut(from, world)[index % 4]));
    t.same(tally(replies), { 201: 25, '409 insufficient_stock': 35 });
    const went = (kind: string) => accepted(replies).filter(({ body }) => body.kind === kind).length;
    t.match(await lotBalance(service, lot), {
      distributed: went('issue'),
      lost: went('write_off'),
      adjusted: -went('adjust'),
      on_hand: went('move'),
    });
    t.equal(await onHand(service, lot, world.bin), 0);
    t.equal(await onHand(service, lot, world.otherBin), went('move'));
  });

  t.equal(repeats(), 0, 'nobody stood in anybody’s way');
  await assertSound(t, service);
});

import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';
import { accepted, assertSound, lotBalance, onHand, refused, tally, times } from './crowd.ts';

const movements = '/v1/stock/movements';

onBothEngines('what is reversed at the same moment as something else', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const reverse = (id: string) => logistics.post(`${movements}/${id}/reversal`, { note: 'typed twice' });
  const issueOf = (lot: string, quantity: number) => ({
    kind: 'issue',
    lines: [{ lot_id: lot, from_location_id: world.bin, quantity }],
  });

  await t.test('of a dozen reversals of one movement one is posted and the others name it', async (t) => {
    for (let round = 1; round <= 3; round += 1) {
      const lot = await receiveLot(service, world, { quantity: 10 });
      const id = await made(logistics, movements, issueOf(lot, 6));
      const replies = await times(12, () => reverse(id));
      t.same(tally(replies), { 201: 1, '409 not_reversible': 11 });
      const [winner] = accepted(replies);
      t.match(winner?.body, { kind: 'reversal', reverses_movement_id: id });
      for (const { body } of refused(replies)) t.match(body.detail, winner?.body.id);
      t.match(await lotBalance(service, lot), { on_hand: 10, distributed: 0 });
    }
  });

  await t.test(
    'reversals of a receipt are refused as such, not for want of the goods they took',
    async (t) => {
      const lot = await receiveLot(service, world, { quantity: 10 });
      const [receipt] = await logistics.all(`${movements}?lot_id=${lot}`);
      const replies = await times(12, () => reverse(receipt.id));
      t.same(tally(replies), { 201: 1, '409 not_reversible': 11 });
      t.match(await lotBalance(service, lot), { on_hand: 0, received: 0 });
    },
  );

  await t.test('a receipt is undone or its goods leave, never both', async (t) => {
    for (let round = 1; round <= 4; round += 1) {
      const lot = await receiveLot(service, world, { quantity: 10 });
      const [receipt] = await logistics.all(`${movements}?lot_id=${lot}`);
      const issues = () => times(6, () => logistics.post(movements, issueOf(lot, 1)));
      const [before, reversal, after] = await Promise.all([issues(), reverse(receipt.id), issues()]);
      const issued = accepted([...before, ...after]).length;
      const undone = reversal.status === 201;
      if (!undone) t.equal(`${reversal.status} ${reversal.body.code}`, '409 insufficient_stock');
      t.equal(issued, undone ? 0 : 10, 'whichever came first had it whole');
      t.match(await lotBalance(service, lot), {
        on_hand: undone ? 0 : 10 - issued,
        distributed: issued,
        received: undone ? 0 : 10,
      });
    }
  });

  await t.test('many movements of one lot, each reversed twice while others carry it about', async (t) => {
    const lot = await receiveLot(service, world, { quantity: 40 });
    const ids = await times(20, () => made(logistics, movements, issueOf(lot, 1)));
    const carried = { ...issueOf(lot, 1).lines[0], to_location_id: world.otherBin };
    const [first, second, transfers] = await Promise.all([
      times(20, (index) => reverse(ids[index] ?? '')),
      times(20, (index) => reverse(ids[19 - index] ?? '')),
      times(20, () => logistics.post(movements, { kind: 'move', lines: [carried] })),
    ]);
    t.same(tally([...first, ...second]), { 201: 20, '409 not_reversible': 20 });
    t.same(tally(transfers), { 201: 20 });
    t.equal(new Set(accepted([...first, ...second]).map(({ body }) => body.reverses_movement_id)).size, 20);
    t.match(await lotBalance(service, lot), { on_hand: 40, distributed: 0 });
    t.equal(await onHand(service, lot, world.otherBin), 20);
  });

  await assertSound(t, service);
});

import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { assertSound, refused, tally, times } from '../races/crowd.ts';
import { agreedKit, kitLot, kitWorld, receiveItem, stockOf } from './kit-world.ts';

onBothEngines('builds of the last parts: as many as there are, the rest is told so', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  const kit = await agreedKit(service, 'K', [
    [world.soap, 2],
    [world.towel, 1],
  ]);
  const other = await agreedKit(service, 'L', [
    [world.towel, 1],
    [world.soap, 1],
  ]);
  for (const [lot, quantity] of [
    ['S-1', 3],
    ['S-2', 7],
  ] as const)
    await receiveItem(world, world.soap, { lot, quantity });
  await receiveItem(world, world.towel, { lot: 'T', quantity: 50 });
  // Ten soaps: two builds of 2 kits each and one of 1 fit, or fewer; never more.
  const order = { kit_item_id: kit, quantity: 2, location_id: world.bin };
  const replies = await times(8, () => logistics.post('/v1/kit-builds', order));
  t.same(tally(replies), { 201: 2, '409 kit_parts_short': 6 });
  for (const { body } of refused(replies)) t.match(body.params, { asked: 2, possible: 1 });
  t.same(await stockOf(world, world.soap), ['S-2@A1: 2']);

  const two = await Promise.all([
    logistics.post('/v1/kit-builds', { ...order, quantity: 1 }),
    logistics.post('/v1/kit-builds', { ...order, kit_item_id: other, quantity: 2 }),
  ]);
  t.same(tally(two), { 201: 1, '409 kit_parts_short': 1 }, 'two soaps make one of this or two of that');
  t.same(await stockOf(world, world.soap), []);
  await assertSound(t, service);
});

onBothEngines(
  'builds, issues of parts and takings apart at once lose and double nothing',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await kitWorld(service);
    const logistics = service.as('logistics');
    const kit = await agreedKit(service, 'K', [
      [world.soap, 2],
      [world.towel, 1],
    ]);
    const soap = await receiveItem(world, world.soap, { lot: 'S', quantity: 40 });
    await receiveItem(world, world.towel, { lot: 'T', quantity: 20 });
    const first = await logistics.post('/v1/kit-builds', {
      kit_item_id: kit,
      quantity: 5,
      location_id: world.bin,
    });
    const lot = kitLot(first.body).lot_id;
    const replies = await times(24, (index) => {
      if (index % 3 === 0)
        return logistics.post('/v1/kit-builds', { kit_item_id: kit, quantity: 1, location_id: world.bin });
      if (index % 3 === 1)
        return logistics.post('/v1/kit-take-aparts', { lot_id: lot, location_id: world.bin, quantity: 1 });
      const lines = [{ lot_id: soap, from_location_id: world.bin, quantity: 1 }];
      return logistics.post('/v1/stock/movements', { kind: 'issue', lines });
    });
    t.same(tally(replies), { 201: 21, '409 insufficient_stock': 3 }, 'eight takings apart of five kits');
    // 40 soaps: 8 issued, 8 kits of 2 exist; the rest lies there.
    t.same(await stockOf(world, world.soap), ['S@A1: 16']);
    t.same(await stockOf(world, world.towel), ['T@A1: 12']);
    await assertSound(t, service);
  },
);

onBothEngines(
  'a part put on hold while kits are built is in none that is built afterwards',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await kitWorld(service);
    const logistics = service.as('logistics');
    const kit = await agreedKit(service, 'K', [[world.soap, 1]]);
    const soap = await receiveItem(world, world.soap, { lot: 'S', quantity: 30 });
    const lot = (await logistics.get(`/v1/lots/${soap}`)).body;
    const order = { kit_item_id: kit, quantity: 1, location_id: world.bin };
    const [held, ...replies] = await Promise.all([
      logistics.patch(`/v1/lots/${soap}`, { condition: 'hold' }, { ifMatch: `"${lot.version}"` }),
      ...Array.from({ length: 10 }, () => logistics.post('/v1/kit-builds', order)),
    ]);
    t.equal(held.status, 200);
    const built = replies.filter(({ status }) => status === 201).length;
    t.same(await stockOf(world, world.soap), [`S@A1: ${30 - built}`]);
    t.ok(
      refused(replies).every(({ body }) => ['kit_parts_short', 'insufficient_stock'].includes(body.code)),
      'who came after it is refused',
    );
    t.equal((await logistics.post('/v1/kit-builds', order)).body.params.possible, 0);
    await assertSound(t, service);
  },
);

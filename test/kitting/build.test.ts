import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { assertSound } from '../races/crowd.ts';
import { agreedKit, kitLot, kitWorld, lotsOf, newItem, receiveItem, stockOf } from './kit-world.ts';

const builds = '/v1/kit-builds';

onBothEngines(
  'kits are built first expiry first, and each lot of them knows its parts',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await kitWorld(service);
    const logistics = service.as('logistics');
    const kit = await agreedKit(service, 'FAMILY', [
      [world.soap, 5],
      [world.towel, 2],
    ]);
    await receiveItem(world, world.soap, { lot: 'S-NONE', quantity: 40, unit_value: '0.5', currency: 'USD' });
    await receiveItem(world, world.soap, {
      lot: 'S-LATE',
      quantity: 4,
      expires_on: '2028-01-01',
      unit_value: '0.75',
      currency: 'USD',
    });
    const soon = await receiveItem(world, world.soap, {
      lot: 'S-SOON',
      quantity: 7,
      expires_on: '2027-01-01',
      bin: world.otherBin,
      unit_value: '0.25',
      currency: 'USD',
    });
    await receiveItem(world, world.soap, { lot: 'S-DEAD', quantity: 90, expires_on: '2026-08-04' });
    await receiveItem(world, world.soap, { lot: 'S-HELD', quantity: 90, condition: 'hold' });
    await receiveItem(world, world.towel, { lot: 'T-1', quantity: 9, unit_value: '3.1', currency: 'USD' });

    const built = await logistics.post(builds, { kit_item_id: kit, quantity: 3, location_id: world.bin });
    t.equal(built.status, 201);
    // 15 soaps: 7 of S-SOON, 4 of S-LATE, 4 of S-NONE, over three kits of 5: 5 | 2+3 | 1+4.
    const { number } = built.body;
    t.same(lotsOf(built.body), [
      `${number}-1: 1`,
      `${number}-2: 1`,
      `${number}-3: 1`,
      'S-LATE: -4',
      'S-NONE: -4',
      'S-SOON: -7',
      'T-1: -6',
    ]);
    t.match(kitLot(built.body, '-1'), {
      expires_on: '2027-01-01',
      unit_value: '7.45',
      currency: 'USD',
      grant_id: world.grant,
    });
    t.match(kitLot(built.body, '-2'), { expires_on: '2027-01-01', unit_value: '8.95' });
    t.match(kitLot(built.body, '-3'), { expires_on: '2028-01-01', unit_value: '8.95' });
    t.same(await stockOf(world, world.soap), ['S-DEAD@A1: 90', 'S-HELD@A1: 90', 'S-NONE@A1: 36']);
    t.same(await stockOf(world, world.towel), ['T-1@A1: 3']);

    const second = kitLot(built.body, '-2').lot_id;
    const contents = await logistics.get(`/v1/lots/${second}/components`);
    t.same(
      contents.body.components
        .map((part: { lot_number: string; quantity: number }) => [part.lot_number, part.quantity])
        .sort(),
      [
        ['S-LATE', 3],
        ['S-SOON', 2],
        ['T-1', 2],
      ],
    );
    const containing = await logistics.all(`/v1/lots/${soon}/contained-in`, 1);
    t.same(
      containing.map(({ lot_number, quantity }) => [lot_number, quantity]).sort(),
      [
        [`${number}-1`, 5],
        [`${number}-2`, 2],
      ],
      'a recall of the lot finds both',
    );
    t.equal((await logistics.get(`/v1/conversions/${built.body.id}`)).body.number, number);
    t.equal((await logistics.all(`/v1/conversions?lot_id=${second}`)).length, 1);
    t.same((await logistics.get(`/v1/stock/movements/${built.body.movement_id}`)).body.kind, 'build');
    await assertSound(t, service);
  },
);

onBothEngines(
  'more than the parts allow is refused with what can be built and what binds',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await kitWorld(service);
    const logistics = service.as('logistics');
    const kit = await agreedKit(service, 'FAMILY', [
      [world.soap, 5],
      [world.towel, 2],
    ]);
    await receiveItem(world, world.soap, { lot: 'S', quantity: 24 });
    await receiveItem(world, world.towel, { lot: 'T', quantity: 10 });
    const refused = await logistics.post(builds, { kit_item_id: kit, quantity: 6, location_id: world.bin });
    t.equal(refused.status, 409);
    t.equal(refused.body.code, 'kit_parts_short');
    const codes = await logistics.all('/v1/items');
    const codeOf = (item: string) => codes.find(({ id }) => id === item).code;
    t.match(refused.body.params, { asked: 6, possible: 4, binding: codeOf(world.soap) });
    t.same(
      refused.body.errors.map((error: { params: unknown }) => error.params),
      [
        { item_code: codeOf(world.soap), available: 24, lacking: 6 },
        { item_code: codeOf(world.towel), available: 10, lacking: 2 },
      ],
    );
    t.same(await stockOf(world, world.soap), ['S@A1: 24'], 'nothing was moved');
    t.same(await logistics.all('/v1/conversions'), []);

    const buildable = await logistics.get(`/v1/kits/${kit}/buildable?warehouse_id=${world.warehouse}`);
    t.match(buildable.body.data[0], {
      available: 0,
      buildable: 4,
      available_to_promise: 4,
      as_of: '2026-08-05',
      binding: [{ item_id: world.soap, quantity: 1 }],
    });
    t.equal(
      (await logistics.post(builds, { kit_item_id: kit, quantity: 4, location_id: world.bin })).status,
      201,
    );
    const after = await logistics.get(`/v1/kits/${kit}/buildable`);
    t.match(
      after.body.data.find(({ id }: { id: string }) => id === world.warehouse),
      {
        available: 4,
        buildable: 0,
        available_to_promise: 4,
      },
    );
  },
);

onBothEngines('inner kits are taken ready first and built on the way only when asked', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  const pads = await newItem(service, 'PADS');
  const inner = await agreedKit(service, 'MHM', [
    [world.soap, 3],
    [pads, 1],
  ]);
  const outer = await agreedKit(service, 'HOUSE', [
    [inner, 2],
    [world.soap, 1],
  ]);
  await receiveItem(world, world.soap, { lot: 'S', quantity: 28 });
  await receiveItem(world, pads, { lot: 'P', quantity: 20, expires_on: '2027-05-05' });
  const ready = await logistics.post(builds, { kit_item_id: inner, quantity: 1, location_id: world.bin });
  t.equal(ready.status, 201);
  // 25 soaps are left: k houses need 2k MHM (1 ready) and k soaps: 7k − 3 ≤ 25 → 4.
  const order = { kit_item_id: outer, quantity: 4, location_id: world.bin };
  const plain = await logistics.post(builds, order);
  t.equal(plain.status, 409);
  t.match(plain.body.params, { asked: 4, possible: 0, binding: 'MHM' });
  const many = await logistics.post(builds, { ...order, quantity: 5, build_nested: true });
  t.equal(many.status, 409);
  t.equal(many.body.params.possible, 4);
  const built = await logistics.post(builds, { ...order, build_nested: true });
  t.equal(built.status, 201);
  t.same(await stockOf(world, world.soap), [], '25 soaps: 4 direct, 21 in 7 inner kits');
  t.same(await stockOf(world, pads), ['P@A1: 12']);
  t.same(await stockOf(world, inner), []);
  t.equal(
    built.body.lots.reduce(
      (sum: number, lot: { item_id: string; quantity: number }) =>
        sum + (lot.item_id === outer ? lot.quantity : 0),
      0,
    ),
    4,
  );
  for (const lot of built.body.lots.filter((row: { quantity: number }) => row.quantity > 0)) {
    t.equal(lot.expires_on, '2027-05-05', 'the expiry of the pads reaches the outer kit');
  }
  const inside = await logistics.all(`/v1/conversions?item_id=${inner}`);
  t.same(inside.map(({ quantity }) => quantity).sort(), [1, 7]);
  await assertSound(t, service);
});

onBothEngines('reserved parts are left alone', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  const kit = await agreedKit(service, 'K', [[world.soap, 2]]);
  const soap = await receiveItem(world, world.soap, { lot: 'S', quantity: 10 });
  await service.context.database.transact((tx) =>
    tx
      .updateTable('balances')
      .set({ reserved: 7 })
      .where('lot_id', '=', soap)
      .where('location_id', '=', world.bin)
      .execute(),
  );
  const refused = await logistics.post(builds, { kit_item_id: kit, quantity: 2, location_id: world.bin });
  t.match(refused.body.params, { possible: 1 });
  t.equal(
    (await logistics.post(builds, { kit_item_id: kit, quantity: 1, location_id: world.bin })).status,
    201,
  );
});

onBothEngines('a value that is too large to keep is refused', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const kit = await agreedKit(service, 'K', [[world.soap, 2]]);
  await receiveItem(world, world.soap, { lot: 'S', quantity: 2, unit_value: '999999999', currency: 'USD' });
  const order = { kit_item_id: kit, quantity: 1, location_id: world.bin };
  const refused = await service.as('logistics').post(builds, order);
  t.match(
    [refused.status, refused.body.errors],
    [422, [{ rule: 'kit_value_too_large', value: '1999999998' }]],
  );
});

import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { assertSound } from '../races/crowd.ts';
import { agreedKit, kitLot, kitWorld, lotsOf, receiveItem, stockOf } from './kit-world.ts';

const builds = '/v1/kit-builds';
const takeAparts = '/v1/kit-take-aparts';

onBothEngines('taking kits apart returns exactly the lots they were built from', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  const kit = await agreedKit(service, 'FAMILY', [
    [world.soap, 5],
    [world.towel, 2],
  ]);
  await receiveItem(world, world.soap, {
    lot: 'S-1',
    quantity: 12,
    expires_on: '2027-01-01',
    unit_value: '0.25',
    currency: 'USD',
  });
  const s2 = await receiveItem(world, world.soap, { lot: 'S-2', quantity: 30, grant: world.otherGrant });
  const towel = await receiveItem(world, world.towel, { lot: 'T', quantity: 10 });
  const first = await logistics.post(builds, {
    kit_item_id: kit,
    quantity: 5,
    location_id: world.bin,
    grant_id: world.grant,
  });
  t.equal(first.status, 201);
  // Soap: 5 | 5 | 2 + 3 of S-2 | 5 of S-2, twice.
  const { number } = first.body;
  t.same(lotsOf(first.body), [
    `${number}-1: 2`,
    `${number}-2: 1`,
    `${number}-3: 2`,
    'S-1: -12',
    'S-2: -13',
    'T: -10',
  ]);

  // The mixed kit comes back damaged and is taken apart into the other bin.
  const mixed = kitLot(first.body, '-2').lot_id;
  const lot = (await logistics.get(`/v1/lots/${mixed}`)).body;
  const damaged = await logistics.patch(
    `/v1/lots/${mixed}`,
    { condition: 'damaged' },
    { ifMatch: `"${lot.version}"` },
  );
  t.equal(damaged.status, 200);
  const apart = await logistics.post(takeAparts, {
    lot_id: mixed,
    location_id: world.bin,
    quantity: 1,
    to_location_id: world.otherBin,
  });
  t.equal(apart.status, 201);
  t.same(lotsOf(apart.body), [`${number}-2: -1`, 'S-1: 2', 'S-2: 3', 'T: 2']);
  t.same(await stockOf(world, world.soap), ['S-1@B1: 2', 'S-2@A1: 17', 'S-2@B1: 3']);
  const back = (await logistics.get(`/v1/lots/${s2}`)).body;
  t.match(
    back,
    { grant_id: world.otherGrant, condition: 'good', lot_number: 'S-2' },
    'parts keep what they were',
  );

  // One of the two of -3, its parts to different bins; short, extra and foreign parts are refused.
  const third = kitLot(first.body, '-3').lot_id;
  const at = (lot_id: string, quantity: number, location_id = world.bin) => ({
    lot_id,
    location_id,
    quantity,
  });
  const order = { lot_id: third, location_id: world.bin, quantity: 1 };
  const s1 = (await logistics.all(`/v1/lots?item_id=${world.soap}&lot_number=S-1`))[0].id;
  const refused = await logistics.post(takeAparts, {
    ...order,
    components: [at(s2, 4), at(towel, 3), at(s1, 1)],
  });
  t.equal(refused.status, 422);
  t.same(
    refused.body.errors
      .map(({ rule, params }: Wrong) => [rule, params.lot_number, params.asked, params.given])
      .sort(),
    [
      ['kit_lot_constituent', 'S-1', 0, 1],
      ['kit_lot_constituent', 'S-2', 5, 4],
      ['kit_lot_constituent', 'T', 2, 3],
    ],
  );
  const spread = await logistics.post(takeAparts, {
    ...order,
    components: [at(s2, 1), at(s2, 4, world.otherBin), at(towel, 2)],
  });
  t.equal(spread.status, 201);
  t.same(await stockOf(world, world.soap), ['S-1@B1: 2', 'S-2@A1: 18', 'S-2@B1: 7']);
  // A part lost on the way is written off on its own.
  const lost = await logistics.post('/v1/stock/movements', {
    kind: 'write_off',
    reason: 'lost',
    lines: [{ lot_id: towel, from_location_id: world.bin, quantity: 1 }],
  });
  t.equal(lost.status, 201);
  t.same(await stockOf(world, world.towel), ['T@A1: 1', 'T@B1: 2']);

  const tooMany = await logistics.post(takeAparts, { ...order, quantity: 2 });
  t.equal(tooMany.status, 409);
  t.match(tooMany.body.errors, [{ rule: 'stock_left', params: { asked: 2, available: 1 } }]);
  const notKit = await logistics.post(takeAparts, { lot_id: s2, location_id: world.bin, quantity: 1 });
  t.match([notKit.status, notKit.body.errors], [422, [{ rule: 'not_built_here', value: 'S-2' }]]);
  t.equal((await logistics.post(takeAparts, { ...order, lot_id: kit })).status, 404);
  const otherBin = await logistics.post(takeAparts, { ...order, to_location_id: kit });
  t.match([otherBin.status, otherBin.body.errors], [422, [{ pointer: '/body/to_location_id' }]]);
  await assertSound(t, service);
});

interface Wrong {
  rule: string;
  params: Record<string, string | number>;
}

onBothEngines(
  'a reversed build and a reversed taking apart leave the parts where they belong',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await kitWorld(service);
    const logistics = service.as('logistics');
    const kit = await agreedKit(service, 'K', [[world.soap, 2]]);
    await receiveItem(world, world.soap, { lot: 'S', quantity: 10 });
    const built = await logistics.post(builds, { kit_item_id: kit, quantity: 4, location_id: world.bin });
    const lot = kitLot(built.body).lot_id;
    const reversal = (movement: string) =>
      logistics.post(`/v1/stock/movements/${movement}/reversal`, { note: 'wrong' });
    const apart = await logistics.post(takeAparts, { lot_id: lot, location_id: world.bin, quantity: 3 });
    t.same(await stockOf(world, world.soap), ['S@A1: 8']);
    const early = await reversal(built.body.movement_id);
    t.match([early.status, early.body.code], [409, 'insufficient_stock'], 'three of the kits are gone');
    t.equal((await reversal(apart.body.movement_id)).status, 201);
    t.same(await stockOf(world, kit), [`${built.body.number}-1@A1: 4`]);
    await assertSound(t, service);
    const issue = { kind: 'issue', lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 1 }] };
    const issued = await logistics.post('/v1/stock/movements', issue);
    t.equal((await reversal(built.body.movement_id)).status, 409, 'one was given out');
    t.equal((await reversal(issued.body.id)).status, 201);
    t.equal((await reversal(built.body.movement_id)).status, 201);
    t.same(await stockOf(world, world.soap), ['S@A1: 10']);
    t.same(await stockOf(world, kit), []);
    const listed = await logistics.all('/v1/conversions');
    t.ok(
      listed.every((row) => row.reversed_by_movement_id !== null),
      'both say so',
    );
    t.equal(
      (await logistics.post(takeAparts, { lot_id: lot, location_id: world.bin, quantity: 1 })).status,
      409,
    );
    await assertSound(t, service);
  },
);

onBothEngines('donor, lot and value survive a nested kit', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  const inner = await agreedKit(service, 'IN', [[world.soap, 2]]);
  const outer = await agreedKit(service, 'OUT', [
    [inner, 1],
    [world.towel, 1],
  ]);
  const soap = await receiveItem(world, world.soap, {
    lot: 'S',
    quantity: 4,
    expires_on: '2027-02-02',
    unit_value: '1.25',
    currency: 'USD',
    grant: world.otherGrant,
  });
  await receiveItem(world, world.towel, { lot: 'T', quantity: 2, unit_value: '3', currency: 'USD' });
  const before = (await logistics.get(`/v1/lots/${soap}`)).body;
  const built = await logistics.post(builds, {
    kit_item_id: outer,
    quantity: 2,
    location_id: world.bin,
    grant_id: world.grant,
    build_nested: true,
  });
  t.match(
    [built.status, built.body.errors],
    [201, undefined],
    'the inner kit keeps its one grant although another is named for the mixed one',
  );
  const lot = kitLot(built.body);
  t.match(lot, { unit_value: '5.5', currency: 'USD', expires_on: '2027-02-02', grant_id: world.grant });
  const one = await logistics.post(takeAparts, { lot_id: lot.lot_id, location_id: world.bin, quantity: 2 });
  t.equal(one.status, 201);
  const innerLot = one.body.lots.find((row: { item_id: string }) => row.item_id === inner);
  t.match(innerLot, { quantity: 2, grant_id: world.otherGrant, unit_value: '2.5' });
  const two = await logistics.post(takeAparts, {
    lot_id: innerLot.lot_id,
    location_id: world.bin,
    quantity: 2,
  });
  t.equal(two.status, 201);
  t.same(await stockOf(world, world.soap), ['S@A1: 4']);
  t.same((await logistics.get(`/v1/lots/${soap}`)).body, before);
  await assertSound(t, service);
});

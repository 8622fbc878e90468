import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { assertSound } from '../races/crowd.ts';
import { agreedKit, kitLot, kitWorld, lotsOf, receiveItem, stockOf } from './kit-world.ts';

const repacks = '/v1/repacks';

onBothEngines('8 packs of 1 repacked by 2 make 4 packs, units conserved', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveItem(world, world.soap, {
    lot: 'S',
    quantity: 8,
    expires_on: '2027-01-01',
    unit_value: '0.5',
    currency: 'USD',
  });
  const order = { lot_id: lot, location_id: world.bin };
  const singles = await logistics.post(repacks, { ...order, quantity: 8, units_per_pack: 1 });
  t.equal(singles.status, 201);
  const ones = singles.body.lots.find((row: { quantity: number }) => row.quantity > 0);
  t.match(ones, { lot_number: 'S/x1', units_per_pack: 1, quantity: 8 });
  const pairs = await logistics.post(repacks, {
    lot_id: ones.lot_id,
    location_id: world.bin,
    quantity: 8,
    units_per_pack: 2,
    to_location_id: world.otherBin,
  });
  t.equal(pairs.status, 201);
  t.same(lotsOf(pairs.body), ['S/x1: -8', 'S/x2: 8']);
  const two = pairs.body.lots.find((row: { quantity: number }) => row.quantity > 0);
  t.equal(two.quantity / two.units_per_pack, 4, 'packs');
  t.same(await stockOf(world, world.soap), ['S/x2@B1: 8']);
  const made = (await logistics.get(`/v1/lots/${two.lot_id}`)).body;
  t.match(made, {
    item_id: world.soap,
    grant_id: world.grant,
    expires_on: '2027-01-01',
    received_on: '2026-08-05',
    condition: 'good',
    unit_value: '0.5',
    currency: 'USD',
    units_per_pack: 2,
  });
  t.match((await logistics.get(`/v1/lots/${two.lot_id}/components`)).body.components, [
    { lot_id: lot, quantity: 1 },
  ]);
  await assertSound(t, service);

  const again = await logistics.post(repacks, {
    lot_id: two.lot_id,
    location_id: world.otherBin,
    quantity: 4,
    units_per_pack: 1,
  });
  t.equal(
    again.body.lots.find((row: { quantity: number }) => row.quantity > 0).lot_id,
    ones.lot_id,
    'the same lot',
  );
  t.same(await stockOf(world, world.soap), ['S/x1@B1: 4', 'S/x2@B1: 4']);
  const undone = await logistics.post(`/v1/stock/movements/${pairs.body.movement_id}/reversal`, {
    note: 'n',
  });
  t.equal(undone.status, 409, 'half of them have moved on');
  t.equal(
    (await logistics.post(`/v1/stock/movements/${again.body.movement_id}/reversal`, { note: 'n' })).status,
    201,
  );
  t.equal(
    (await logistics.post(`/v1/stock/movements/${pairs.body.movement_id}/reversal`, { note: 'n' })).status,
    201,
  );
  t.same(await stockOf(world, world.soap), ['S/x1@A1: 8']);
  await assertSound(t, service);
});

onBothEngines('what does not fill a pack is refused unless it may be loose', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveItem(world, world.soap, { lot: 'S', quantity: 23 });
  const held = await receiveItem(world, world.soap, { lot: 'H', quantity: 8, condition: 'quarantine' });
  const order = { lot_id: lot, location_id: world.bin };
  const odd = await logistics.post(repacks, { ...order, quantity: 23, units_per_pack: 5 });
  t.match(
    [odd.status, odd.body.errors],
    [422, [{ rule: 'pack_remainder', params: { quantity: 23, size: 5, left: 3 } }]],
  );
  const few = await logistics.post(repacks, { ...order, quantity: 3, units_per_pack: 5, allow_loose: true });
  t.equal(few.status, 422, 'not one pack');
  const loose = await logistics.post(repacks, {
    ...order,
    quantity: 23,
    units_per_pack: 5,
    allow_loose: true,
  });
  t.same(lotsOf(loose.body), ['S/x5: 20', 'S: -20'], 'three stay as they are');
  const fives = loose.body.lots.find((row: { quantity: number }) => row.quantity > 0).lot_id;
  const eights = await logistics.post(repacks, {
    lot_id: fives,
    location_id: world.bin,
    quantity: 20,
    units_per_pack: 8,
    allow_loose: true,
  });
  t.same(lotsOf(eights.body), ['S/x1: 4', 'S/x5: -20', 'S/x8: 16'], 'an opened pack leaves single units');
  t.same(await stockOf(world, world.soap), ['H@A1: 8', 'S/x1@A1: 4', 'S/x8@A1: 16', 'S@A1: 3']);
  const same = await logistics.post(repacks, {
    lot_id: eights.body.lots.find((row: { lot_number: string }) => row.lot_number === 'S/x8').lot_id,
    location_id: world.bin,
    quantity: 8,
    units_per_pack: 8,
  });
  t.match([same.status, same.body.errors], [422, [{ rule: 'same_pack', params: { size: 8 } }]]);
  const more = await logistics.post(repacks, { ...order, quantity: 4, units_per_pack: 2 });
  t.match(
    [more.status, more.body.errors],
    [409, [{ rule: 'stock_left', params: { asked: 4, available: 3 } }]],
  );
  const notGood = await logistics.post(repacks, {
    lot_id: held,
    location_id: world.bin,
    quantity: 4,
    units_per_pack: 2,
  });
  t.match([notGood.status, notGood.body.errors[0].rule], [409, 'lot_not_usable']);
  for (const size of [0, -2, 1.5, null]) {
    t.equal((await logistics.post(repacks, { ...order, quantity: 2, units_per_pack: size })).status, 400);
  }
  // Somebody has given that number to a lot of their own.
  await receiveItem(world, world.soap, { lot: 'S/x3', quantity: 1 });
  const taken = await logistics.post(repacks, { ...order, quantity: 3, units_per_pack: 3 });
  t.match([taken.status, taken.body.code], [409, 'conflict']);
  await assertSound(t, service);
});

onBothEngines('kits that were repacked are taken apart into their parts', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  const kit = await agreedKit(service, 'K', [[world.soap, 3]]);
  await receiveItem(world, world.soap, { lot: 'S', quantity: 30 });
  const built = await logistics.post('/v1/kit-builds', {
    kit_item_id: kit,
    quantity: 8,
    location_id: world.bin,
  });
  const lot = kitLot(built.body).lot_id;
  const packed = await logistics.post(repacks, {
    lot_id: lot,
    location_id: world.bin,
    quantity: 8,
    units_per_pack: 4,
  });
  const fours = packed.body.lots.find((row: { quantity: number }) => row.quantity > 0).lot_id;
  const apart = await logistics.post('/v1/kit-take-aparts', {
    lot_id: fours,
    location_id: world.bin,
    quantity: 5,
  });
  t.equal(apart.status, 201);
  t.same(lotsOf(apart.body), [`${built.body.number}-1/x4: -5`, 'S: 15']);
  t.same(await stockOf(world, world.soap), ['S@A1: 21']);
  t.same(await stockOf(world, kit), [`${built.body.number}-1/x4@A1: 3`]);
  await assertSound(t, service);
});

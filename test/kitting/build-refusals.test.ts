import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { assertSound } from '../races/crowd.ts';
import { agreedKit, draftKit, kitLot, kitWorld, lotsOf, receiveItem, stockOf } from './kit-world.ts';

const builds = '/v1/kit-builds';

interface Wrong {
  rule: string;
  params: Record<string, string | number>;
}

onBothEngines(
  'parts of several grants: the carrying grant is named, and only one of theirs',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await kitWorld(service);
    const logistics = service.as('logistics');
    const kit = await agreedKit(service, 'FAMILY', [
      [world.soap, 1],
      [world.towel, 1],
    ]);
    await receiveItem(world, world.soap, { lot: 'S', quantity: 5 });
    await receiveItem(world, world.towel, { lot: 'T', quantity: 5, grant: world.otherGrant });
    const stranger = (await logistics.post('/v1/grants', { code: 'STRANGER', donor_name: 'D', title: 'T' }))
      .body.id;
    const order = { kit_item_id: kit, quantity: 2, location_id: world.bin };
    for (const grant of [undefined, stranger]) {
      const refused = await logistics.post(builds, { ...order, grant_id: grant });
      t.equal(refused.status, 422);
      t.match(refused.body.errors, [{ rule: 'kit_grant_needed', pointer: '/body/grant_id' }]);
      t.equal(refused.body.errors.length, 1);
    }
    const built = await logistics.post(builds, { ...order, grant_id: world.otherGrant });
    t.equal(kitLot(built.body).grant_id, world.otherGrant);
    const parts = await logistics.get(`/v1/lots/${kitLot(built.body).lot_id}/components`);
    t.same(
      parts.body.components
        .map(({ lot_number, grant_id }: Record<string, string>) => [lot_number, grant_id])
        .sort(),
      [
        ['S', world.grant],
        ['T', world.otherGrant],
      ],
    );
  },
);

onBothEngines(
  'named lots are exactly the composition: short, extra and foreign are named',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await kitWorld(service);
    const logistics = service.as('logistics');
    const kit = await agreedKit(service, 'FAMILY', [
      [world.soap, 5],
      [world.towel, 2],
    ]);
    const s1 = await receiveItem(world, world.soap, { lot: 'S-1', quantity: 20, expires_on: '2027-01-01' });
    const s2 = await receiveItem(world, world.soap, { lot: 'S-2', quantity: 20 });
    const held = await receiveItem(world, world.soap, { lot: 'S-HELD', quantity: 20, condition: 'hold' });
    const towel = await receiveItem(world, world.towel, { lot: 'T', quantity: 20 });
    const other = await receiveItem(world, world.item, { lot: 'X', quantity: 20 });
    const at = (lot_id: string, quantity: number, location_id = world.bin) => ({
      lot_id,
      location_id,
      quantity,
    });
    const order = (components: unknown[]) =>
      logistics.post(builds, { kit_item_id: kit, quantity: 2, location_id: world.bin, components });

    const wrong = await order([at(s1, 9), at(towel, 5), at(other, 1)]);
    t.equal(wrong.status, 422);
    const codes = new Map((await logistics.all('/v1/items')).map((item) => [item.id, item.code]));
    const rows = wrong.body.errors.map(({ rule, params }: Wrong) => [
      rule,
      params.item_code,
      params.asked,
      params.given,
    ]);
    t.same(
      rows.sort(),
      [
        ['kit_constituent', codes.get(world.soap), 10, 9],
        ['kit_constituent', codes.get(world.towel), 4, 5],
        ['kit_constituent', codes.get(world.item), 0, 1],
      ].sort(),
    );
    const unusable = await order([at(held, 10), at(towel, 4)]);
    t.equal(unusable.status, 409);
    t.match(unusable.body.errors, [{ rule: 'lot_not_usable', value: 'S-HELD' }]);
    const nowhere = await order([at(s1, 10, world.otherBin), at(towel, 4)]);
    t.equal(nowhere.status, 409);
    t.match(nowhere.body.errors, [{ rule: 'stock_left', params: { asked: 10, available: 0 } }]);
    const unknown = await order([at(kit, 10), at(towel, 4, world.warehouse)]);
    t.equal(unknown.status, 422);
    t.same(
      unknown.body.errors.map((error: { pointer: string }) => error.pointer),
      ['/body/components/0/lot_id', '/body/components/1/location_id'],
    );
    t.same(
      await stockOf(world, world.soap),
      ['S-1@A1: 20', 'S-2@A1: 20', 'S-HELD@A1: 20'],
      'nothing was moved',
    );

    const built = await order([at(s2, 3), at(s1, 7), at(towel, 4)]);
    t.equal(built.status, 201);
    t.same(
      lotsOf(built.body),
      [`${built.body.number}-1: 1`, `${built.body.number}-2: 1`, 'S-1: -7', 'S-2: -3', 'T: -4'],
      'in the order named: 3 of S-2 and 2 of S-1, then 5 of S-1',
    );
    await assertSound(t, service);
  },
);

onBothEngines(
  'a kit without an agreed composition, an item, an unknown kit are not built',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await kitWorld(service);
    const logistics = service.as('logistics');
    const draft = await draftKit(service, 'DRAFT', [[world.soap, 1]]);
    const order = { quantity: 1, location_id: world.bin };
    const notAgreed = await logistics.post(builds, { ...order, kit_item_id: draft });
    t.match([notAgreed.status, notAgreed.body.errors], [422, [{ rule: 'kit_not_agreed', value: 'DRAFT' }]]);
    t.equal((await logistics.post(builds, { ...order, kit_item_id: world.soap })).status, 404);
    t.equal((await logistics.post(builds, { ...order, kit_item_id: world.grant })).status, 404);
    const kit = await agreedKit(service, 'K', [[world.soap, 1]]);
    await receiveItem(world, world.soap, { lot: 'S', quantity: 5 });
    for (const quantity of [0, -1, 1.5, '2', 1_000_001, null]) {
      t.equal(
        (await logistics.post(builds, { ...order, kit_item_id: kit, quantity })).status,
        400,
        `${quantity} kits`,
      );
    }
    t.equal(
      (await logistics.post(builds, { ...order, kit_item_id: kit, location_id: world.soap })).status,
      404,
    );
    const supplier = '00000000-0000-7000-8000-000000000001';
    t.equal(
      (await logistics.post(builds, { ...order, kit_item_id: kit, location_id: supplier })).status,
      404,
    );
    const tomorrow = await logistics.post(builds, { ...order, kit_item_id: kit, occurred_on: '2026-08-06' });
    t.match([tomorrow.status, tomorrow.body.errors], [422, [{ rule: 'date_in_future' }]]);
    const early = await logistics.post(builds, { ...order, kit_item_id: kit, occurred_on: '2026-08-04' });
    t.match([early.status, early.body.code], [409, 'backdated_below_zero'], 'before its parts came');
    t.equal((await service.as('responder').post(builds, { ...order, kit_item_id: kit })).status, 403);
    t.same(await stockOf(world, world.soap), ['S@A1: 5']);
  },
);

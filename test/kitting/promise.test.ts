import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import { agreedKit, kitWorld, receiveItem } from './kit-world.ts';

onBothEngines(
  'available to promise is what is free and what can be built, on the warehouse’s own day',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await kitWorld(service);
    const logistics = service.as('logistics');
    const inner = await agreedKit(service, 'IN', [[world.soap, 3]]);
    const outer = await agreedKit(service, 'OUT', [
      [inner, 1],
      [world.towel, 2],
    ]);
    const second = await agreedKit(service, 'SECOND', [[world.towel, 1]]);
    await receiveItem(world, world.soap, { lot: 'S-LAST-DAY', quantity: 4, expires_on: '2026-08-05' });
    await receiveItem(world, world.soap, { lot: 'S', quantity: 6 });
    await receiveItem(world, world.soap, { lot: 'S-HELD', quantity: 60, condition: 'damaged' });
    await receiveItem(world, world.towel, { lot: 'T', quantity: 5 });
    const rows = async () => {
      const all = await logistics.all(`/v1/stock/available-to-promise?warehouse_id=${world.warehouse}`, 2);
      return new Map(all.map((row) => [row.id, [row.available, row.buildable, row.available_to_promise]]));
    };
    const before = await rows();
    t.same(before.get(world.soap), [10, 0, 10]);
    t.same(before.get(inner), [0, 3, 3]);
    t.same(before.get(outer), [0, 2, 2], 'towels for two');
    t.same(before.get(second), [0, 5, 5]);
    t.same(before.get(world.item), [0, 0, 0]);

    const ask = (...asks: [string, number][]) =>
      logistics.get(
        `/v1/stock/promise?warehouse_id=${world.warehouse}&ask=${asks.map(([item, quantity]) => `${item}:${quantity}`).join(',')}`,
      );
    const together = await ask([outer, 2], [second, 3], [world.soap, 5]);
    t.same(
      together.body.data.map((row: Record<string, unknown>) => [
        row.asked,
        row.promised,
        row.ready,
        row.built,
      ]),
      [
        [2, 2, 0, 2],
        [3, 1, 0, 1],
        [5, 4, 4, 0],
      ],
      'towels and soap are promised once: 4 of 5 towels and 6 of 10 soaps are in the first two',
    );
    t.match(together.body.data[1].short, [{ item_id: world.towel, quantity: 2 }]);
    t.equal((await ask([world.grant, 1])).status, 422);
    for (const wrong of ['', 'x:1', `${outer}`, `${outer}:0`, `${outer}:-1`, `${outer}:1.5`])
      t.equal(
        (await logistics.get(`/v1/stock/promise?warehouse_id=${world.warehouse}&ask=${wrong}`)).status,
        400,
      );
    t.equal((await logistics.get(`/v1/stock/available-to-promise?warehouse_id=${outer}`)).status, 404);

    // Half an hour before midnight in Panama the lot is good for the last time.
    service.clock.set('2026-08-06T04:30:00.000Z');
    t.same((await rows()).get(inner), [0, 3, 3]);
    service.clock.set('2026-08-06T05:00:00.000Z');
    t.same((await rows()).get(inner), [0, 2, 2]);
  },
);

onBothEngines('how many can be built is said for each warehouse', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  const kit = await agreedKit(service, 'K', [
    [world.soap, 2],
    [world.towel, 1],
  ]);
  const elsewhere = await made(logistics, '/v1/warehouses', {
    code: 'ZZ-2',
    name: 'Bodega',
    country: 'SV',
    time_zone: 'America/El_Salvador',
    bins: [{ code: 'C1', name: 'C1' }],
  });
  const [bin] = await logistics.all(`/v1/locations?warehouse_id=${elsewhere}`);
  await receiveItem(world, world.soap, { lot: 'S', quantity: 9 });
  await receiveItem(world, world.towel, { lot: 'T', quantity: 30 });
  await receiveItem({ ...world, warehouse: elsewhere, bin: bin.id }, world.soap, { lot: 'S', quantity: 100 });
  const rows = await logistics.all(`/v1/kits/${kit}/buildable`, 1);
  t.same(
    rows.map((row) => [
      row.id,
      row.buildable,
      row.binding.map((one: Record<string, unknown>) => [one.item_id, one.quantity]),
    ]),
    [
      [world.warehouse, 4, [[world.soap, 1]]],
      [elsewhere, 0, [[world.towel, 1]]],
    ],
    'parts in another warehouse do not help',
  );
  t.equal((await logistics.all(`/v1/kits/${kit}/buildable?warehouse_id=${elsewhere}`)).length, 1);
  t.equal((await logistics.get(`/v1/kits/${world.soap}/buildable`)).status, 404);
});

import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { broken, tamper, unlock } from '../helpers/tamper.ts';
import { agreedKit, kitLot, kitWorld, receiveItem } from './kit-world.ts';

onBothEngines('verify names a kit whose parts are not what went in', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  const kit = await agreedKit(service, 'K', [
    [world.soap, 2],
    [world.towel, 1],
  ]);
  const soap = await receiveItem(world, world.soap, { lot: 'S', quantity: 10 });
  const towel = await receiveItem(world, world.towel, { lot: 'T', quantity: 10 });
  const built = await logistics.post('/v1/kit-builds', {
    kit_item_id: kit,
    quantity: 3,
    location_id: world.bin,
  });
  const lot = kitLot(built.body).lot_id;
  await logistics.post('/v1/kit-take-aparts', { lot_id: lot, location_id: world.bin, quantity: 1 });
  t.same(await broken(service), {}, 'everything holds');

  await tamper(service, engine, [
    unlock(engine, 'lot_components'),
    `update lot_components set quantity = 3 where component_lot_id = '${soap}'`,
  ]);
  t.same(await broken(service), {
    'kits and their parts': `lot ${soap}`,
    'kits by composition': `conversion ${built.body.number} item ${world.soap}`,
  });
  await tamper(service, engine, [
    `update lot_components set quantity = 2 where component_lot_id = '${soap}'`,
    unlock(engine, 'conversion_lots'),
    `update conversion_lots set quantity = 4 where quantity = 3`,
  ]);
  const found = await broken(service);
  t.same(Object.keys(found), ['kits and their parts']);
  t.ok([lot, soap, towel].some((one) => found['kits and their parts'] === `lot ${one}`));
});

import t from 'tap';
import { unpacked } from '../../src/stock/packed.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made, stockWorld } from '../helpers/world.ts';
import { assertSound } from '../races/crowd.ts';
import { shipped } from './inbound-world.ts';

t.test('packages make a quantity, or it is said what is wrong with them', async (t) => {
  const levels = [{ level: 'carton', quantity: 20 }];
  const ruleOf = (found: ReturnType<typeof unpacked>) => ('rule' in found ? found.rule : found);
  const cases: [Parameters<typeof unpacked>[0], number | undefined, unknown][] = [
    [{ packs: 12, units_per_pack: 20 }, undefined, { quantity: 240, size: 20 }],
    [{ packs: 12, units_per_pack: 20 }, 240, { quantity: 240, size: 20 }],
    [{ packs: 12, level: 'carton' }, undefined, { quantity: 240, size: 20 }],
    [{ packs: 12, level: 'carton', units_per_pack: 20 }, 240, { quantity: 240, size: 20 }],
    [{ packs: 12, units_per_pack: 20 }, 250, 'pack_quantity'],
    [{ packs: 12, level: 'carton' }, 12, 'pack_quantity'],
    [{ packs: 12, level: 'carton', units_per_pack: 24 }, undefined, 'pack_level_differs'],
    [{ packs: 12, level: 'pallet' }, undefined, 'pack_level_unknown'],
    [{ packs: 12, level: 'pallet', units_per_pack: 480 }, undefined, { quantity: 5760, size: 480 }],
    [{ packs: 1_000_000_000, units_per_pack: 2 }, undefined, 'pack_quantity'],
  ];
  for (const [packed, stated, expected] of cases)
    t.same(ruleOf(unpacked(packed, levels, stated, '/x')), expected, JSON.stringify([packed, stated]));
});

onBothEngines('12 cartons of 20 are 240 pieces, and the lot knows', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const item = await made(logistics, '/v1/items', {
    ...{ code: 'SOAP', name_es: 'Jabón', name_en: 'Soap', category: 'hygiene', base_unit: 'piece' },
    packing: [{ level: 'carton', quantity: 20 }],
  });
  const line = (rest: object) => ({
    ...{ item_id: item, grant_id: world.grant, lot_number: 'L', location_id: world.bin, ...rest },
  });
  const receive = (...lines: object[]) =>
    logistics.post('/v1/receipts', {
      ...{ warehouse_id: world.warehouse, reference: 'R', received_from: 'S', means: 'road' },
      lines,
    });
  const wrong = await receive(
    line({ packed: { packs: 12, level: 'carton' }, quantity: 250 }),
    line({ packed: { packs: 12, level: 'carton', units_per_pack: 24 }, lot_number: 'M' }),
    line({ packed: { packs: 1, level: 'pallet' }, lot_number: 'N' }),
  );
  t.match(wrong.body, {
    status: 422,
    code: 'receipt_rule',
    errors: [
      { rule: 'pack_quantity', pointer: '/body/lines/0/quantity', params: { makes: 240, stated: 250 } },
      { rule: 'pack_level_differs', pointer: '/body/lines/1/packed/units_per_pack', params: { known: 20 } },
      { rule: 'pack_level_unknown', pointer: '/body/lines/2/packed/level', value: 'pallet' },
    ],
  });
  for (const bad of [{}, { packed: { packs: 12 } }, { packed: { packs: 1.5, units_per_pack: 20 } }])
    t.equal((await receive(line(bad))).status, 400, JSON.stringify(bad));
  t.same(await logistics.all('/v1/receipts'), [], 'nothing was saved');

  const received = await receive(line({ packed: { packs: 12, level: 'carton' }, damaged: 3 }));
  t.match(received.body, { counts: [{ good: 240, damaged: 3 }] });
  const [count] = received.body.counts;
  t.match((await logistics.get(`/v1/lots/${count.lot_id}`)).body, { units_per_pack: 20 });
  t.match((await logistics.get(`/v1/lots/${count.damaged_lot_id}`)).body, { units_per_pack: null });
  // A carton of the catalogue holds 20; the paper of this lot may say otherwise for a lot of its own, never for this one.
  const packs = { packs: 2, units_per_pack: 24 };
  t.match((await receive(line({ packed: packs }))).body, {
    code: 'lot_mismatch',
    errors: [{ rule: 'lot_pack_differs', params: { units_per_pack: 20, size: 24 } }],
  });
  t.match((await receive(line({ packed: packs, lot_number: 'O' }))).body, { counts: [{ good: 48 }] });
  await assertSound(t, service);
});

onBothEngines('what was announced is received by the carton too', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const coming = await shipped(service, world, [{ quantity: 250 }]);
  const receive = (rest: object) =>
    service.as('logistics').post(`/v1/expected-consignments/${coming.id}/receipts`, {
      warehouse_id: world.warehouse,
      closes: true,
      lines: [{ expected_line_id: coming.lines[0].id, location_id: world.bin, lot_number: 'L', ...rest }],
    });
  t.match((await receive({ good: 250, packed: { packs: 12, units_per_pack: 20 } })).body.errors, [
    { rule: 'pack_quantity', params: { packs: 12, size: 20, makes: 240, stated: 250 } },
  ]);
  const received = await receive({ packed: { packs: 12, units_per_pack: 20 } });
  t.match(
    received.body.counts.map(({ good, missing }: { good: number; missing: number }) => [good, missing]),
    [
      [240, 0],
      [0, 10],
    ],
    'the rest is missing',
  );
  await assertSound(t, service);
});

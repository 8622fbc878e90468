import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import { agreedKit, kitWorld, receiveItem } from '../kitting/kit-world.ts';

const targets = '/v1/preparedness-targets';

onBothEngines(
  'a target against stock: covered, missing, expiring, and what would restore it',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await kitWorld(service);
    const logistics = service.as('logistics');
    const kit = await agreedKit(service, 'FAMILY', [[world.soap, 12]]);
    const variant = await agreedKit(service, 'REUSABLE', [[world.towel, 3]]);
    await receiveItem(world, world.soap, { lot: 'S', quantity: 100, expires_on: '2026-10-01' });
    await receiveItem(world, kit, { lot: 'K-SOON', quantity: 40, expires_on: '2026-09-30' });
    await receiveItem(world, kit, { lot: 'K', quantity: 25 });
    await receiveItem(world, kit, { lot: 'K-HELD', quantity: 500, condition: 'hold' });
    await receiveItem(world, world.towel, { lot: 'T', quantity: 10 });
    const target = await made(logistics, targets, {
      code: 'HYG-200',
      name_es: 'Kits de higiene',
      name_en: 'Hygiene kits',
      warehouse_id: world.warehouse,
      quantity: 200,
      unit: 'kits',
      source: 'Plan',
      needs: [{ item_ids: [kit, variant] }],
    });
    const path = `${targets}/${target}/coverage`;
    const now = (await logistics.get(`${path}?expiring_before=2026-10-01`)).body;
    // 65 ready and 8 of 12 soaps; of the variant 3 of 3 towels: 76. On 1 October 40 ready ones are gone, the soap is not.
    t.match(now, {
      required: 200,
      covered: 76,
      missing: 124,
      covered_then: 36,
      expiring_before: '2026-10-01',
      as_of: '2026-08-05',
      needs: [{ required: 200, ready: 65, built: 11, missing: 124, covers: 76, expiring: 40 }],
    });
    // 124 more kits: 12 × 124 soaps less the 4 left over after 8 kits.
    t.match(now.restore, [{ item_id: world.soap, quantity: 1484 }]);
    t.equal(now.restore.length, 1);
    t.equal(
      (await logistics.get(`${path}?expiring_before=2026-10-02`)).body.covered_then,
      28,
      'nor the soap',
    );
    const listed = await logistics.all(`/v1/preparedness/coverage?expiring_before=2026-10-01`);
    t.same(listed, [now]);
    // 600 soaps on the way: with the 4 left over they make 50 kits; 74 kits and so 888 soaps less 4 remain to be ordered.
    const expected = (expected_on: string, item_id: string, quantity: number) =>
      made(logistics, '/v1/expected-consignments', {
        warehouse_id: world.warehouse,
        supplier: 'Supplier',
        grant_id: world.grant,
        reference: `EXP ${expected_on}`,
        means: 'sea',
        expected_on,
        lines: [{ item_id, quantity }],
      });
    await expected('2026-09-20', world.soap, 400);
    await expected('2026-09-10', world.soap, 200);
    await expected('2026-09-01', world.item, 999);
    const awaited = (await logistics.get(path)).body;
    t.same(
      awaited.arrivals.map((row: Record<string, unknown>) => [row.expected_on, row.item_id, row.quantity]),
      [
        ['2026-09-10', world.soap, 200],
        ['2026-09-20', world.soap, 400],
      ],
      'what the kits need, soonest first',
    );
    t.match(awaited, { covered: 76, covered_with_arrivals: 126 });
    t.match(awaited.to_order, [{ item_id: world.soap, quantity: 884 }]);
    const byDefault = (await logistics.get(path)).body;
    t.equal(byDefault.expiring_before, '2026-11-03', 'ninety days on');

    const found = await logistics.get(`${targets}/${target}`);
    const changed = await logistics.patch(
      `${targets}/${target}`,
      { quantity: 76 },
      { ifMatch: String(found.headers.etag) },
    );
    t.equal(changed.status, 200);
    t.match((await logistics.get(path)).body, { required: 76, covered: 76, missing: 0, restore: [] });
    t.equal((await logistics.patch(`${targets}/${target}`, { quantity: 7 }, { ifMatch: '"1"' })).status, 412);
    const off = await logistics.patch(`${targets}/${target}`, { active: false }, { ifMatch: '"2"' });
    t.equal(off.status, 200);
    t.same(
      await logistics.all('/v1/preparedness/coverage'),
      [],
      'what is no longer in force is not asked for',
    );
  },
);

onBothEngines('a set for households over all warehouses, from a standard', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  const elsewhere = await made(logistics, '/v1/warehouses', {
    code: 'ZZ-2',
    name: 'Bodega',
    country: 'SV',
    time_zone: 'America/El_Salvador',
    bins: [{ code: 'C1', name: 'C1' }],
  });
  const [bin] = await logistics.all(`/v1/locations?warehouse_id=${elsewhere}`);
  const other = { ...world, warehouse: elsewhere, bin: bin.id };
  await receiveItem(world, world.soap, { lot: 'S', quantity: 300 });
  await receiveItem(other, world.soap, { lot: 'S', quantity: 90 });
  await receiveItem(other, world.towel, { lot: 'T', quantity: 41, expires_on: '2026-08-05' });
  const line = (item_id: string, basis: string, rate_numerator: number, rate_denominator: number) => ({
    item_id,
    basis,
    rate_numerator,
    rate_denominator,
    tier: 1,
  });
  const standard = await made(logistics, '/v1/entitlement-standards', {
    code: 'STD',
    name_es: 'E',
    name_en: 'E',
    lines: [
      line(world.soap, 'person', 2, 1),
      line(world.towel, 'household', 1, 1),
      line(world.item, 'site', 1, 1),
    ],
  });
  const order = {
    code: 'SET-50',
    name_es: 'Juegos',
    name_en: 'Sets',
    warehouse_id: null,
    quantity: 50,
    unit: 'households',
    source: 'Plan',
    standard_id: standard,
    persons_per_household: 4,
  };
  const target = await made(logistics, targets, order);
  // Soap: 8 a household, 390 are 48; towels: 41.
  const covered = (await logistics.get(`${targets}/${target}/coverage`)).body;
  t.match(covered, { covered: 41, missing: 9, covered_then: 0 });
  t.same(
    covered.needs.map((one: Record<string, unknown>) => [one.required, one.ready, one.missing, one.covers]),
    [
      [400, 390, 10, 48],
      [50, 41, 9, 41],
    ],
  );
  t.same(
    covered.restore.map((one: Record<string, unknown>) => [one.item_id, one.quantity]).sort(),
    [
      [world.soap, 10],
      [world.towel, 9],
    ].sort(),
  );
  // The towels are good until the end of the day in El Salvador, an hour later than in Panama.
  service.clock.set('2026-08-06T05:30:00.000Z');
  t.equal((await logistics.get(`${targets}/${target}/coverage`)).body.covered, 41);
  service.clock.set('2026-08-06T06:00:00.000Z');
  t.equal((await logistics.get(`${targets}/${target}/coverage`)).body.covered, 0);

  t.equal((await logistics.post(targets, order)).status, 409, 'the code is taken');
  t.equal((await logistics.post(targets, { ...order, code: 'X', unit: 'kits' })).status, 400);
  t.equal(
    (await logistics.post(targets, { ...order, code: 'X', needs: [{ item_ids: [world.soap] }] })).status,
    400,
  );
  t.equal((await logistics.post(targets, { ...order, code: 'X', standard_id: world.soap })).status, 404);
  t.equal((await logistics.post(targets, { ...order, code: 'X', warehouse_id: world.soap })).status, 404);
  for (const quantity of [0, -1, 2.5])
    t.equal((await logistics.post(targets, { ...order, code: 'X', quantity })).status, 400);
  const { standard_id: _, ...plain } = order;
  const wrong = await logistics.post(targets, {
    ...plain,
    code: 'X',
    needs: [{ item_ids: [world.soap, world.grant] }, { item_ids: [world.soap] }],
  });
  t.match(
    [wrong.status, wrong.body.errors],
    [
      422,
      [
        { rule: 'unknown_reference', pointer: '/body/needs/0/item_ids/1' },
        { rule: 'duplicate_line', pointer: '/body/needs/1/item_ids/0' },
      ],
    ],
  );
  t.equal((await service.as('responder').get(targets)).status, 403);
  t.equal((await service.as('auditor').post(targets, order)).status, 403);
});

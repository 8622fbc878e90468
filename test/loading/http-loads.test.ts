import { createHash } from 'node:crypto';
import { onBothEngines } from '../helpers/databases.ts';
import { approvedPlan, plan, relief } from '../helpers/relief.ts';
import { startService } from '../helpers/service.ts';
import { receiveLot } from '../helpers/world.ts';

// Kilometres by road from the start: A 10, B 20; between them 12.
function roads(a: string, b: string) {
  return [
    { from_site_id: null, to_site_id: a, distance_m: 10_000 },
    { from_site_id: null, to_site_id: b, distance_m: 20_000 },
    { from_site_id: a, to_site_id: b, distance_m: 12_000 },
  ];
}

onBothEngines('an approved plan is put on vehicles, leg and trips', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const auditor = service.as('auditor');
  // A tarpaulin is 4.2 kg and 11.2 l; one for each household.
  const world = await relief(service, [
    { code: 'A', households: 300 },
    { code: 'B', households: 100 },
  ]);
  await receiveLot(service, world, { quantity: 400 });
  const carriers = await auditor.all('/v1/carriers');
  const truck = carriers.find((one) => one.code === 'TRUCK-5T');
  const pickup = carriers.find((one) => one.code === 'PICKUP');
  const computed = await plan(service, world);

  await t.test('only an approved plan has loads', async (t) => {
    const early = await logistics.post(`/v1/plans/${computed}/load-plans`, {});
    t.match(early.body, { status: 409, code: 'state_conflict' });
    t.same((await auditor.get(`/v1/plans/${computed}/load-plans`)).body.data, []);
    const nobody = await service.as('responder').post(`/v1/plans/${computed}/load-plans`, {});
    t.equal(nobody.status, 403);
  });
  await logistics.post(`/v1/plans/${computed}/approval`);

  await t.test('without vehicles nothing has a place, and the answer says so', async (t) => {
    const { status, body } = await logistics.post(`/v1/plans/${computed}/load-plans`, {
      distances: roads(world.site('A'), world.site('B')),
    });
    t.equal(status, 201);
    t.same(body.trips, []);
    t.same(
      body.unserved.map((line: { quantity: number; reason: string }) => [line.quantity, line.reason]).sort(),
      [
        [100, 'no_access'],
        [300, 'no_access'],
      ],
    );
  });

  for (const [carrier, count, fixed] of [
    [truck, 1, 20_000],
    [pickup, 1, 5_000],
  ] as const) {
    const set = await logistics.post('/v1/fleet-vehicles', {
      warehouse_id: world.warehouse,
      carrier_id: carrier.id,
      count,
      fixed_cost_cents: fixed,
      cost_per_km_cents: 50,
    });
    t.match(set, { status: 201, body: { carrier_code: carrier.code, count } });
  }

  await t.test('stops in order, what is loaded, fillings, times and cost', async (t) => {
    const { status, body } = await logistics.post(`/v1/plans/${computed}/load-plans`, {
      departs_on: '2026-08-12',
      distances: roads(world.site('A'), world.site('B')),
      speed_kmh: 60,
      unloading_minutes: 30,
      sites: [{ site_id: world.site('B'), opens: '08:00', closes: '12:00' }],
    });
    t.equal(status, 201);
    t.match(body, { number: 'LOAD-000002', complete: true, unserved: [], leg: null });
    // 400 × 4.2 kg = 1,680 kg; 400 × 11.2 l = 4,480 l: one truck, 10 + 12 + 20 km either way round.
    t.match(body.totals, { vehicles: 1, distance_m: 42_000, weight_g: 1_680_000, volume_ml: 4_480_000 });
    t.equal(body.totals.cost_cents, 20_000 + 42 * 50);
    const [trip] = body.trips;
    t.match(trip, {
      carrier_code: 'TRUCK-5T',
      weight_percent: 33,
      volume_percent: 22,
      pallets_percent: null,
    });
    const bySite = new Map(trip.stops.map((stop: { site_code: string }) => [stop.site_code, stop]));
    t.match(bySite.get('A'), { lines: [{ quantity: 300 }], late_minutes: 0 });
    t.match(bySite.get('B'), { lines: [{ quantity: 100 }], late_minutes: 0 });
    t.ok((bySite.get('B') as { arrives_at: string }).arrives_at >= '2026-08-12T08:00', 'it is open then');
    t.same((await auditor.get(`/v1/load-plans/${body.id}`)).body, body);
    const inputs = await auditor.get(`/v1/load-plans/${body.id}/inputs`);
    t.equal(createHash('sha256').update(inputs.bytes).digest('hex'), body.inputs_sha256);
    const again = await logistics.post(`/v1/plans/${computed}/load-plans`, {
      departs_on: '2026-08-12',
      distances: roads(world.site('A'), world.site('B')),
      speed_kmh: 60,
      unloading_minutes: 30,
      sites: [{ site_id: world.site('B'), opens: '08:00', closes: '12:00' }],
    });
    t.equal(again.body.inputs_sha256, body.inputs_sha256);
    t.same(again.body.trips, body.trips, 'the same inputs, the same loads');
  });

  await t.test('a leg comes first, and what a site lets in holds', async (t) => {
    const c130 = carriers.find((one) => one.code === 'C-130H');
    const leg = await logistics.post('/v1/transport-legs', {
      code: 'AIR-1',
      warehouse_id: world.warehouse,
      carrier_id: c130.id,
      entry_point: 'Aeropuerto',
      latitude: 13.44,
      longitude: -89.06,
      count: 1,
      cost_cents: 900_000,
      lead_time_hours: 6,
      dangerous_goods: false,
      source: 'Quote',
    });
    t.match(leg, { status: 201, body: { mode: 'air', active: true } });
    const { body } = await logistics.post(`/v1/plans/${computed}/load-plans`, {
      leg_id: leg.body.id,
      departs_on: '2026-08-12',
      distances: roads(world.site('A'), world.site('B')),
      sites: [
        { site_id: world.site('A'), carrier_ids: [pickup.id] },
        { site_id: world.site('B'), closed: true },
      ],
    });
    t.match(body.leg, { leaves_at: '2026-08-12T00:00', cost_cents: 900_000 });
    // 1,680 of 19,090 kg.
    t.match(body.leg.units, [{ weight_percent: 8, volume_percent: null }]);
    // A pickup takes 2,500 l: 223 tarpaulins; 1,000 kg: 238.
    t.match(body.trips, [{ carrier_code: 'PICKUP', stops: [{ lines: [{ quantity: 223 }] }] }]);
    t.same(
      body.unserved.map((line: { quantity: number; reason: string }) => [line.quantity, line.reason]).sort(),
      [
        [100, 'closed'],
        [77, 'capacity'],
      ].sort(),
    );
    const off = await logistics.patch(
      `/v1/transport-legs/${leg.body.id}`,
      { active: false },
      { ifMatch: '"1"' },
    );
    t.equal(off.body.active, false);
    const refused = await logistics.post(`/v1/plans/${computed}/load-plans`, { leg_id: leg.body.id });
    t.match(refused.body, { code: 'unknown_reference', errors: [{ pointer: '/body/leg_id' }] });
  });

  await t.test('every unknown reference is named at once and nothing is kept', async (t) => {
    const before = (await auditor.all(`/v1/plans/${computed}/load-plans`)).length;
    const { body } = await logistics.post(`/v1/plans/${computed}/load-plans`, {
      sites: [
        { site_id: world.warehouse },
        { site_id: world.site('A'), carrier_ids: [world.item] },
        { site_id: world.site('A') },
      ],
      distances: [{ from_site_id: null, to_site_id: world.item, distance_m: 1 }],
    });
    t.same(
      body.errors.map((one: { pointer: string }) => one.pointer),
      [
        '/body/sites/0/site_id',
        '/body/sites/1/carrier_ids/0',
        '/body/sites/2/site_id',
        '/body/distances/0/to_site_id',
      ],
    );
    t.equal((await auditor.all(`/v1/plans/${computed}/load-plans`)).length, before);
    const fraction = await logistics.post('/v1/fleet-vehicles', {
      warehouse_id: world.warehouse,
      carrier_id: truck.id,
      count: 1.5,
    });
    t.equal(fraction.status, 400);
    const unknown = await logistics.post('/v1/fleet-vehicles', {
      warehouse_id: world.item,
      carrier_id: world.item,
      count: 1,
    });
    t.equal(unknown.body.errors.length, 2);
  });
});

onBothEngines('carriers are figures with a source that a mission edits', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const carriers = await logistics.all('/v1/carriers');
  const figures = carriers.map((one) => [
    one.code,
    one.payload_g / 1_000,
    one.volume_ml && one.volume_ml / 1e6,
    one.to_check,
  ]);
  t.same(figures, [
    ['C-130H', 19_090, null, true],
    ['CONT-20', 21_770, 26, false],
    ['CONT-40', 24_000, 56, false],
    ['CONT-40HC', 24_000, 64, false],
    ['PICKUP', 1_000, 2.5, true],
    ['TRUCK-10T', 10_000, 35, true],
    ['TRUCK-5T', 5_000, 20, true],
  ]);
  const [plane] = carriers;
  const measured = { volume_ml: 120_000_000, source: 'Load master', to_check: false };
  const changed = await logistics.patch(`/v1/carriers/${plane.id}`, measured, {
    ifMatch: `"${plane.version}"`,
  });
  t.match(changed.body, { ...measured, version: 2 });
  const late = await logistics.patch(`/v1/carriers/${plane.id}`, measured, { ifMatch: `"${plane.version}"` });
  t.equal(late.status, 412);
  const twice = await logistics.post('/v1/carriers', { ...plane, id: undefined, version: undefined });
  t.equal(twice.status, 400, 'no unknown fields');
  const { code, name_es, name_en, mode, payload_g } = plane;
  const taken = await logistics.post('/v1/carriers', {
    code,
    name_es,
    name_en,
    mode,
    payload_g,
    source: 'x',
  });
  t.match(taken.body, { status: 409, code: 'conflict' });
});

onBothEngines('many lines are worked out in a thread', async (t, engine) => {
  const service = await startService(t, engine);
  const sites = Array.from({ length: 12 }, (_, index) => ({
    code: `S${index + 10}`,
    households: 40 + index,
  }));
  const world = await relief(service, sites);
  await receiveLot(service, world, { quantity: 1_000 });
  const id = await approvedPlan(service, world);
  const logistics = service.as('logistics');
  const truck = (await logistics.all('/v1/carriers')).find((one) => one.code === 'TRUCK-5T');
  const fleet = { warehouse_id: world.warehouse, carrier_id: truck.id, count: 3 };
  await logistics.post('/v1/fleet-vehicles', fleet);
  const distances = sites.map(({ code }, index) => ({
    from_site_id: null,
    to_site_id: world.site(code),
    distance_m: 1_000 * (index + 1),
  }));
  const answers = await Promise.all(
    [1, 2].map(() => logistics.post(`/v1/plans/${id}/load-plans`, { distances, unloading_minutes: 30 })),
  );
  for (const { status, body } of answers) {
    t.equal(status, 201);
    // 12 × 40 + 66 tarpaulins of 11.2 l: 6.1 m³, one truck; by way of the start every stop is out and back,
    // 156 km and twelve half hours: 11 h 12 min, within the day from 06:00 to 20:00.
    t.match(body.totals, { vehicles: 1, quantity: 546, distance_m: 2 * 78_000, unserved_quantity: 0 });
  }
  t.same(answers[0]?.body.trips, answers[1]?.body.trips);
});

import { referenceItems } from '../../db/reference/items.ts';
import { referenceTargets } from '../../db/reference/preparedness.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import { kitWorld, receiveItem } from '../kitting/kit-world.ts';

const targets = '/v1/preparedness-targets';

onBothEngines('a surge: what runs out first and when', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  await receiveItem(world, world.soap, { lot: 'S', quantity: 1000 });
  await receiveItem(world, world.towel, { lot: 'T', quantity: 290 });
  const line = (item_id: string, basis: string, rate_denominator: number) => ({
    item_id,
    basis,
    rate_numerator: 1,
    rate_denominator,
    tier: 1,
  });
  const standard = await made(logistics, '/v1/entitlement-standards', {
    code: 'STD',
    name_es: 'E',
    name_en: 'E',
    lines: [
      line(world.soap, 'person', 2),
      line(world.towel, 'household', 1),
      line(world.item, 'female_12_49', 1),
    ],
  });
  const path = `/v1/preparedness/surge?warehouse_id=${world.warehouse}&standard_id=${standard}`;
  // 60 households of 5: 150 soaps a day last 6 days, 60 towels a day last 4.
  const surge = await logistics.get(`${path}&households_per_day=60`);
  t.match(surge.body, {
    as_of: '2026-08-05',
    persons_per_household: 5,
    days: 4,
    runs_out_on: '2026-08-09',
    first: [{ item_id: world.towel }],
    items: [
      { item_id: world.soap, per_day: '150', days: 6, runs_out_on: '2026-08-11', available_to_promise: 1000 },
      { item_id: world.towel, per_day: '60', days: 4, runs_out_on: '2026-08-09', available_to_promise: 290 },
    ],
    left_out: [{ item_id: world.item, basis: 'female_12_49' }],
  });
  // 600 more soaps that are good on the 6th for the last time: two days take 300 of them, and the other 1,000 last 6 more.
  await receiveItem(world, world.soap, { lot: 'S-OLD', quantity: 600, expires_on: '2026-08-06' });
  const bins = [{ code: 'Q1', name: 'Q1', purpose: 'quarantine' }];
  t.equal((await logistics.post(`/v1/warehouses/${world.warehouse}/bins`, { bins })).status, 201);
  const places = await logistics.all(`/v1/locations?warehouse_id=${world.warehouse}&purpose=quarantine`);
  const quarantine = places[0].id;
  await receiveItem(world, world.soap, { lot: 'S-Q', quantity: 5000, bin: quarantine });
  t.match((await logistics.get(`${path}&households_per_day=60`)).body.items, [
    { item_id: world.soap, days: 8, runs_out_on: '2026-08-13', available_to_promise: 1600 },
    { item_id: world.towel, days: 4 },
  ]);
  t.equal((await logistics.get(`${path}&households_per_day=0`)).status, 400);
  t.equal((await logistics.get(`${path.replace(standard, world.soap)}&households_per_day=1`)).status, 404);
});

onBothEngines('what is on the road to a warehouse is still to come there', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const other = await kitWorld(service);
  const logistics = service.as('logistics');
  const good = await receiveItem(world, world.soap, { lot: 'S', quantity: 100 });
  const held = await receiveItem(world, world.soap, { lot: 'H', quantity: 100, condition: 'hold' });
  const old = await receiveItem(world, world.soap, { lot: 'O', quantity: 100, expires_on: '2026-08-06' });
  const target = await made(logistics, targets, {
    ...{ code: 'T', name_es: 'T', name_en: 'T', source: 'Plan', unit: 'households', quantity: 90 },
    warehouse_id: other.warehouse,
    needs: [{ item_ids: [world.soap] }],
  });
  const transfer = await logistics.post('/v1/transfers', {
    from_warehouse_id: world.warehouse,
    to_warehouse_id: other.warehouse,
    means: 'road',
    lines: [good, held, old].map((lot_id) => ({ lot_id, location_id: world.bin, quantity: 40 })),
  });
  const path = `/v1/preparedness-targets/${target}/coverage`;
  t.match(
    (await logistics.get(path)).body,
    { arrivals: [], covered_with_arrivals: 0 },
    'a draft is not on its way',
  );
  t.equal((await logistics.post(`/v1/transfers/${transfer.body.id}/departure`, {})).status, 200);
  const { number, id } = transfer.body;
  const row = { expected_consignment_id: null, transfer_id: id, number, expected_on: '2026-08-05' };
  t.match((await logistics.get(path)).body, {
    arrivals: [{ ...row, item_id: world.soap, quantity: 80 }],
    covered: 0,
    covered_with_arrivals: 80,
    to_order: [{ item_id: world.soap, quantity: 10 }],
  });
  const [line] = transfer.body.lines;
  const lines = [{ transfer_line_id: line.id, location_id: other.bin, good: 30 }];
  const body = { warehouse_id: other.warehouse, lines };
  t.equal((await logistics.post(`/v1/transfers/${id}/receipts`, body)).status, 201);
  t.match((await logistics.get(path)).body, { covered: 30, arrivals: [{ quantity: 50 }] });
  service.clock.set('2026-08-07T18:00:00.000Z');
  t.match((await logistics.get(path)).body, { arrivals: [{ quantity: 10 }] }, 'expired on the road');
});

onBothEngines('levels of a warehouse: what is below them and how much to buy', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await kitWorld(service);
  const logistics = service.as('logistics');
  await receiveItem(world, world.soap, { lot: 'S', quantity: 90, expires_on: '2026-08-05' });
  await receiveItem(world, world.soap, { lot: 'S-HELD', quantity: 900, condition: 'quarantine' });
  await receiveItem(world, world.towel, { lot: 'T', quantity: 500 });
  const set = (item_id: string, minimum: number, reorder: number) =>
    logistics.post('/v1/stock-levels', { warehouse_id: world.warehouse, item_id, minimum, reorder });
  t.match((await set(world.soap, 100, 120)).body, { available: 90, state: 'below_minimum', to_reorder: 30 });
  t.match((await set(world.soap, 90, 120)).body, { available: 90, state: 'below_reorder', to_reorder: 30 });
  t.match((await set(world.towel, 400, 500)).body, { available: 500, state: 'enough', to_reorder: 0 });
  t.match((await set(world.item, 1, 1)).body, { available: 0, state: 'below_minimum', to_reorder: 1 });
  const path = `/v1/stock-levels?warehouse_id=${world.warehouse}`;
  const items = async (query: string) =>
    (await logistics.all(`${path}${query}`, 1)).map((row) => row.item_id).sort();
  t.same(await items(''), [world.item, world.soap, world.towel].sort(), 'one level an item');
  t.same(await items('&below=reorder'), [world.item, world.soap].sort());
  t.same(await items('&below=minimum'), [world.item]);
  service.clock.set('2026-08-06T05:00:00.000Z');
  t.same(await items('&below=minimum'), [world.item, world.soap].sort(), 'the soap has expired in Panama');
  t.equal((await set(world.soap, 10, 9)).status, 400);
  t.equal((await set(world.soap, -1, 9)).status, 400);
  t.equal((await set(world.grant, 1, 9)).status, 422);
  t.equal((await logistics.get(`/v1/stock-levels?warehouse_id=${world.soap}`)).status, 404);
});

onBothEngines('the mission’s own figures load as targets', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const codes = new Set(referenceTargets.flatMap(({ needs }) => needs.flatMap((need) => need.item_codes)));
  const ids = new Map<string, string>();
  for (const { source: _, ...item } of referenceItems.filter(({ code }) => codes.has(code)))
    ids.set(item.code, await made(logistics, '/v1/items', item));
  t.equal(ids.size, codes.size, 'every item of the targets is in the reference catalogue');
  for (const { needs, ...target } of referenceTargets) {
    await made(logistics, targets, {
      ...target,
      warehouse_id: null,
      needs: needs.map(({ item_codes, ...rates }) => ({
        item_ids: item_codes.map((code) => ids.get(code)),
        ...rates,
      })),
    });
  }
  const listed = await logistics.all('/v1/preparedness/coverage');
  t.same(
    listed.map((row) => [row.code, row.required, row.unit, row.covered]),
    [
      ['PREP-HYG-10000H', 10_000, 'households', 0],
      ['PREP-HYG-5000', 5000, 'kits', 0],
      ['PREP-NFI-10000P', 10_000, 'persons', 0],
      ['PREP-NFI-5000H', 5000, 'households', 0],
    ],
  );
  const persons = listed.find((row) => row.code === 'PREP-NFI-10000P');
  t.same(
    persons.needs.map((need: { required: number }) => need.required),
    [4000, 400, 2000, 10_000, 2000, 2000],
    'for 2,000 households of five',
  );
});

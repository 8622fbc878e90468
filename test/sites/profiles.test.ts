import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import { anOperation, aSite, countOf, patch } from './sites-world.ts';

onBothEngines('a site is profiled, judged, repaired and reached by roads', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const operation = await anOperation(logistics);
  const site = await aSite(logistics, operation, { code: 'A', capacity: 90 });
  const path = `/v1/sites/${site}`;
  const profile = (fields: object) => logistics.post(`${path}/profiles`, fields);
  const first = await profile({
    profiled_on: '2026-08-01',
    covered_area_m2: 400,
    toilets: 4,
    water_points: 2,
    water_litres_a_day: 1000,
    vehicles: ['pickup', 'truck_5t'],
    opening_hours: '07:00–18:00',
    focal_point: 'Encargada del centro',
  });
  t.equal(first.status, 201);
  t.match(first.body, { toilets: 4, laundry_facilities: null, vehicles: ['pickup', 'truck_5t'] });
  for (const focal_point of ['Ana 7777-8888', '+503 2222 3333', 'tel. 77778888']) {
    const refused = await profile({ profiled_on: '2026-08-01', focal_point });
    t.equal(refused.status, 400, focal_point);
    t.match(refused.body.errors, [{ pointer: '/body/focal_point' }]);
  }
  t.match((await profile({ profiled_on: '2026-08-06' })).body.errors, [{ rule: 'date_in_future' }]);
  t.equal((await profile({ profiled_on: '2026-08-01', toilets: 1.5 })).status, 400);
  t.equal((await profile({ profiled_on: '2026-08-01', toilets: -1 })).status, 400);
  t.equal(
    (await service.as('responder').post(`${path}/profiles`, { profiled_on: '2026-08-01' })).status,
    403,
  );
  t.equal(
    (await logistics.post(`/v1/sites/${operation}/profiles`, { profiled_on: '2026-08-01' })).status,
    404,
  );
  await t.rejects(
    service.context.database.transact((tx) => tx.updateTable('site_profiles').set({ toilets: 9 }).execute()),
    /append-only/,
  );

  const indicators = async (query = '') => (await logistics.get(`${path}/indicators${query}`)).body;
  t.match(await indicators(), { people: null, profile_id: first.body.id, over_capacity: null });
  await countOf(service, site, { individuals: 100 });
  const judged = await indicators();
  t.match(judged, { people: 100, counted_on: '2026-08-04', count_flagged: false, over_capacity: true });
  t.same(
    judged.indicators.map((one: { code: string; status: string; value: string; missing: number }) => [
      one.code,
      one.status,
      one.value,
      one.missing,
    ]),
    [
      ['covered_area', 'met', '4.00', 0],
      ['water', 'minimum', '10.00', 500],
      ['water_points', 'met', '50.00', 0],
      ['toilets', 'minimum', '25.00', 1],
      ['bathing', 'unknown', null, null],
      ['laundry', 'unknown', null, null],
    ],
  );
  t.match(await indicators('?as_of=2026-07-31'), { people: null, profile_id: null });
  await profile({ profiled_on: '2026-08-04', toilets: 5 });
  t.match((await indicators()).indicators[3], { status: 'met' }, 'the latest profile counts');
  t.match((await indicators()).indicators[0], { status: 'unknown' });
  t.equal((await logistics.all(`${path}/profiles`, 1)).length, 2);
  const other = await aSite(logistics, operation, { code: 'B' });
  const listed = await logistics.all(`/v1/site-indicators?operation_id=${operation}`, 1);
  t.same(
    listed.map(({ code, people }) => [code, people]),
    [
      ['A', 100],
      ['B', null],
    ],
  );

  const commitments = async (query = '') =>
    (await logistics.get(`/v1/site-commitments${query}`)).body.progress.map(
      (one: { reached: number; missing: number }) => [one.reached, one.missing],
    );
  t.same(await commitments(), [
    [1, 39],
    [0, 40],
    [0, 4],
  ]);
  const work = async (of: string, kind: string, states: readonly string[]) => {
    const id = await made(logistics, `/v1/sites/${of}/works`, { kind, description: 'Reparación' });
    for (const state of states) {
      const reply = await patch(logistics, `/v1/sites/${of}/works/${id}`, { state });
      t.equal(reply.status, 200, state);
    }
    return (await logistics.get(`/v1/sites/${of}/works/${id}`)).body;
  };
  t.match(await work(site, 'water', ['in_progress', 'done']), {
    started_on: '2026-08-05',
    finished_on: '2026-08-05',
    version: 3,
  });
  await work(other, 'sanitation', ['in_progress', 'done']);
  await work(other, 'sanitation', ['in_progress', 'done']);
  await work(site, 'sanitation', ['cancelled']);
  await aSite(logistics, operation, { kind: 'store' });
  t.same(
    await commitments(),
    [
      [1, 39],
      [1, 39],
      [1, 3],
    ],
    'the repaired one is not profiled, so not yet profiled and upgraded',
  );
  t.same(await commitments(`?operation_id=${await anOperation(logistics)}`), [
    [0, 40],
    [0, 40],
    [0, 4],
  ]);
  const early = await made(logistics, `${path}/works`, { kind: 'kitchen', description: 'Cocina' });
  await patch(logistics, `${path}/works/${early}`, { state: 'in_progress', on: '2026-08-04' });
  const before = await patch(logistics, `${path}/works/${early}`, { state: 'done', on: '2026-08-03' });
  t.match(before.body.errors, [{ rule: 'day_before', params: { first: '2026-08-04' } }]);
  t.equal((await logistics.all(`${path}/works`, 2)).length, 3);
  t.equal((await logistics.get(`/v1/sites/${other}/works/${early}`)).status, 404, 'a work of another site');

  const closure = await made(logistics, `${path}/road-closures`, {
    road: 'Calle a Estero Azul',
    closed_on: '2026-08-03',
    note: 'Puente dañado',
  });
  const reopening = `${path}/road-closures/${closure}/reopening`;
  t.match((await logistics.post(reopening, { reopened_on: '2026-08-02' })).body.errors, [
    { rule: 'day_before' },
  ]);
  const replies = await Promise.all([1, 2, 3].map(() => logistics.post(reopening, {})));
  t.same(replies.map(({ status }) => status).sort(), [200, 409, 409]);
  t.match(await logistics.all(`${path}/road-closures`), [
    { reopened_on: '2026-08-05', note: 'Puente dañado' },
  ]);
});

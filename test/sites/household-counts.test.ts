import { latestCounts } from '../../src/sites/count-store.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

async function operationWithSites(service: Service, codes: readonly string[]) {
  const logistics = service.as('logistics');
  const operation = await made(logistics, '/v1/operations', {
    code: 'IXORA',
    name: 'Tormenta Ixora',
    kind: 'tropical_storm',
    started_on: '2026-07-30',
  });
  const sites = new Map<string, string>();
  for (const code of codes) {
    const site = { operation_id: operation, code, name: `Centro ${code}`, kind: 'collective_centre' };
    sites.set(code, await made(logistics, '/v1/sites', site));
  }
  return { operation, site: (code: string) => sites.get(code) ?? '' };
}

const figures = { households: 27, individuals: 92, females: 51, males: 41 };

onBothEngines('a responder records a count, whole or in part; it is never overwritten', async (t, engine) => {
  const service = await startService(t, engine);
  const responder = service.as('responder');
  const { site } = await operationWithSites(service, ['A']);
  const groups = [
    { sex: 'female', age_band: 'm0_5', persons: 2 },
    { sex: 'female', age_band: 'y18_59', persons: 30 },
    { sex: 'male', age_band: 'y60_plus', persons: 0 },
  ];
  const whole = {
    site_id: site('A'),
    counted_on: '2026-08-04',
    source: 'centre_manager',
    ...figures,
    groups,
  };
  const first = await responder.post('/v1/household-counts', whole);
  t.equal(first.status, 201);
  t.match(first.body, { ...whole, site_code: 'A', import_id: null });
  t.same((await responder.get(String(first.headers.location))).body, first.body);

  const partial = {
    site_id: site('A'),
    counted_on: '2026-08-04',
    source: 'civil_protection',
    households: 30,
  };
  const second = await responder.post('/v1/household-counts', partial);
  t.equal(second.status, 201);
  t.match(second.body, { households: 30, individuals: null, females: null, males: null, groups: [] });
  const all = await service.as('auditor').all(`/v1/household-counts?site_id=${site('A')}`, 1);
  t.same(
    all.map((row) => row.households),
    [30, 27],
    'both stand, newest first',
  );
  t.equal((await service.as('finance_maker').post('/v1/household-counts', partial)).status, 403);
  await t.rejects(
    service.context.database.transact(async (tx) =>
      tx.updateTable('household_counts').set({ households: 1 }).execute(),
    ),
    /append-only/,
  );
});

onBothEngines('what is no count at all is refused, all at once', async (t, engine) => {
  const service = await startService(t, engine);
  const responder = service.as('responder');
  const { operation, site } = await operationWithSites(service, ['A', 'B']);
  const refused = async (fields: object) => {
    const body = { site_id: site('A'), counted_on: '2026-08-05', source: 'partner', ...figures, ...fields };
    const reply = await responder.post('/v1/household-counts', body);
    t.equal(reply.status, 422, JSON.stringify(fields));
    t.equal(reply.body.code, 'household_count_rule');
    return reply.body.errors.map((error: { rule: string; pointer: string }) => [error.rule, error.pointer]);
  };
  const group = (sex: string, age_band: string, persons: number) => ({ sex, age_band, persons });
  const vulnerable = { vulnerable_group: 'disability', persons: 1 };

  t.same(await refused({ groups: [group('male', 'y2_4', 1), group('male', 'y2_4', 1)] }), [
    ['duplicate_group', '/body/groups/1'],
  ]);
  t.same(await refused({ vulnerable: [vulnerable, vulnerable] }), [
    ['duplicate_group', '/body/vulnerable/1'],
  ]);
  t.same(await refused({ households: null, individuals: null }), [['required_one_of', '/body/households']]);
  t.same(await refused({ counted_on: '2026-08-06', households: null, individuals: null }), [
    ['date_in_future', '/body/counted_on'],
    ['required_one_of', '/body/households'],
  ]);
  const elsewhere = await made(responder, '/v1/household-counts', {
    site_id: site('B'),
    counted_on: '2026-08-05',
    source: 'partner',
    ...figures,
  });
  t.same(await refused({ supersedes_id: elsewhere }), [['count_of_other_site', '/body/supersedes_id']]);
  for (const fields of [
    { households: -1 },
    { households: 1.5 },
    { females: '3' },
    { vulnerable: [{ vulnerable_group: 'x', persons: 1 }] },
  ]) {
    const body = { site_id: site('A'), counted_on: '2026-08-05', source: 'partner', ...figures, ...fields };
    t.equal((await responder.post('/v1/household-counts', body)).status, 400, JSON.stringify(fields));
  }

  // 04:00 UTC on the 6th is 22:00 on the 5th in El Salvador; two hours later the 6th has come.
  service.clock.set('2026-08-06T04:00:00.000Z');
  t.same(await refused({ counted_on: '2026-08-06' }), [['date_in_future', '/body/counted_on']]);
  service.clock.set('2026-08-06T06:00:00.000Z');
  const count = { site_id: site('A'), counted_on: '2026-08-06', source: 'other', ...figures };
  t.equal((await responder.post('/v1/household-counts', count)).status, 201);

  const nowhere = await responder.post('/v1/household-counts', { ...count, site_id: operation });
  t.match(nowhere.body, {
    code: 'unknown_reference',
    errors: [{ rule: 'unknown_reference', pointer: '/body/site_id', value: operation }],
  });
  const path = `/v1/operations/${operation}`;
  await service.as('logistics').patch(path, { state: 'closed' }, { ifMatch: '"1"' });
  t.equal((await responder.post('/v1/household-counts', count)).body.code, 'state_conflict');
  t.equal((await responder.all(`/v1/household-counts?operation_id=${operation}`)).length, 2);
});

onBothEngines('the count that holds on a day is the last one dated up to then', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const { operation, site } = await operationWithSites(service, ['A', 'B', 'C', 'D']);
  const count = (code: string, counted_on: string, households: number, groups: object[] = []) =>
    made(logistics, '/v1/household-counts', {
      site_id: site(code),
      counted_on,
      source: 'civil_protection',
      households,
      groups,
    });
  await count('A', '2026-08-01', 10);
  service.clock.set('2026-08-05T19:00:00.000Z');
  await count('A', '2026-08-03', 30, [{ sex: 'female', age_band: 'y12_17', persons: 4 }]);
  service.clock.set('2026-08-05T20:00:00.000Z');
  const correction = await count('A', '2026-08-03', 33, [{ sex: 'male', age_band: 'm6_23', persons: 5 }]);
  service.clock.set('2026-08-05T21:00:00.000Z');
  await count('A', '2026-08-02', 20);
  await count('B', '2026-08-05', 7);
  await count('D', '2026-08-05', 9);
  await logistics.patch(`/v1/sites/${site('D')}`, { active: false }, { ifMatch: '"1"' });

  const asOf = async (day: string) => {
    const rows = await logistics.all(
      `/v1/household-counts/latest?operation_id=${operation}&as_of=2026-08-${day}`,
      1,
    );
    return rows.map((row) => [row.code, row.count?.households ?? null]);
  };
  t.same(await asOf('05'), [
    ['A', 33],
    ['B', 7],
    ['C', null],
  ]);
  t.same((await asOf('03'))[0], ['A', 33], 'of one day, the last recorded');
  t.same((await asOf('02'))[0], ['A', 20]);
  t.same((await asOf('01'))[0], ['A', 10]);
  t.same((await asOf('04'))[1], ['B', null], 'a later count is not known on an earlier day');
  const today = await logistics.get(`/v1/household-counts/latest?operation_id=${operation}&sort=-code`);
  t.same(
    today.body.data.map((row: { code: string }) => row.code),
    ['C', 'B', 'A'],
  );
  t.same(today.body.data[2].count, {
    count_id: correction,
    counted_on: '2026-08-03',
    source: 'civil_protection',
    households: 33,
    individuals: null,
    females: null,
    males: null,
    groups: [{ sex: 'male', age_band: 'm6_23', persons: 5 }],
    flagged: false,
  });

  const stored = await latestCounts(service.context.database.read, operation, '2026-08-05');
  const unmarked = stored.map(({ count, ...site }) => ({
    ...site,
    count: count === null ? null : { ...count, flagged: count.flagged === true },
  }));
  t.same(unmarked, [...today.body.data].reverse(), 'plans see what the list shows');
  const days = await logistics.all(
    `/v1/household-counts?operation_id=${operation}&from_day=2026-08-02&to_day=2026-08-03&sort=counted_on`,
  );
  t.same(
    days.map((row) => row.counted_on),
    ['2026-08-02', '2026-08-03', '2026-08-03'],
  );
});

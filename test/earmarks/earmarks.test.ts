import t from 'tap';
import { forbiddenUse, type Limit, type LotEarmark } from '../../src/catalogue/earmark-rule.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { approvedPlan, consignments, plan, planLines, relief, truck } from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { receiveLot } from '../helpers/world.ts';
import { assertSound } from '../races/crowd.ts';
import { hold, reserve } from '../reservations/reservation-world.ts';

t.test('what a grant allows is one rule', async (t) => {
  const limit = (kind: Limit['kind'], value: string): Limit => ({ kind, value, label: value });
  const lot = (limits: Limit[], days: [string | null, string | null] = [null, null]): LotEarmark => ({
    ...{ lot_id: 'l', lot_number: 'L', item_id: 'i', item_code: 'I', category: 'shelter', grant_code: 'G' },
    ...{ starts_on: days[0], ends_on: days[1], limits },
  });
  const site = { id: 's', code: 'S', p_code: 'SV1405', operation_id: 'o' };
  const use = (rest: object = {}) => ({ day: '2026-08-05', site, operation_id: null, ...rest });
  const nowhere = { site: null, operation_id: null };
  const cases: [string, LotEarmark, object, string[]][] = [
    ['no limits', lot([]), nowhere, []],
    ['the item', lot([limit('item', 'i')]), {}, []],
    ['another item', lot([limit('item', 'x')]), {}, ['earmark_item']],
    ['another item, but its category', lot([limit('item', 'x'), limit('category', 'shelter')]), {}, []],
    ['a department', lot([limit('p_code', 'SV14')]), {}, []],
    ['another department', lot([limit('p_code', 'SV07')]), {}, ['earmark_place']],
    ['another department, but the site', lot([limit('p_code', 'SV07'), limit('site', 's')]), {}, []],
    ['a department and nobody says where', lot([limit('p_code', 'SV14')]), nowhere, ['earmark_place']],
    ['the operation of the site', lot([limit('operation', 'o')]), {}, []],
    ['the operation without a site', lot([limit('operation', 'o')]), { site: null, operation_id: 'o' }, []],
    ['another operation', lot([limit('operation', 'p')]), {}, ['earmark_operation']],
    ['its first day', lot([], ['2026-08-05', null]), {}, []],
    ['the day before', lot([], ['2026-08-06', null]), {}, ['grant_not_started']],
    ['its last day', lot([], [null, '2026-08-05']), {}, []],
    ['the day after', lot([], [null, '2026-08-04']), {}, ['grant_ended']],
    [
      'everything at once',
      lot([limit('item', 'x'), limit('site', 'x'), limit('operation', 'x')], [null, '2026-08-04']),
      {},
      ['grant_ended', 'earmark_item', 'earmark_place', 'earmark_operation'],
    ],
  ];
  for (const [name, earmarked, rest, rules] of cases) {
    t.same(
      forbiddenUse(earmarked, use(rest)).map(({ rule }) => rule),
      rules,
      name,
    );
  }
});

async function limitGrant(service: Service, grant: string, change: object) {
  const logistics = service.as('logistics');
  const { version } = (await logistics.get(`/v1/grants/${grant}/earmark`)).body;
  const reply = await logistics.patch(`/v1/grants/${grant}/earmark`, change, { ifMatch: `"${version}"` });
  if (reply.status !== 200) throw new Error(reply.bytes.toString());
  return reply.body;
}

onBothEngines(
  'an earmark is changed by the version that was read, and by names that exist',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [{ code: 'A', households: 5 }]);
    const logistics = service.as('logistics');
    const path = `/v1/grants/${world.grant}/earmark`;
    const changed = await limitGrant(service, world.grant, { items: [world.item], p_codes: ['SV14'] });
    t.match(changed, { items: [{ id: world.item }], p_codes: ['SV14'], sites: [], version: 2 });
    const more = await limitGrant(service, world.grant, { p_codes: [], sites: [world.site('A')] });
    t.match(more, { items: [{ id: world.item }], p_codes: [], sites: [{ code: 'A' }], version: 3 });
    t.equal((await logistics.patch(path, { items: [] }, { ifMatch: '"2"' })).status, 412);
    const unknown = {
      items: [world.bin],
      sites: [world.bin],
      operations: [world.bin],
      categories: ['nothing'],
    };
    const refused = await logistics.patch(path, unknown, { ifMatch: '"3"' });
    t.equal(refused.status, 422);
    t.same(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort(), [
      '/body/categories/0',
      '/body/items/0',
      '/body/operations/0',
      '/body/sites/0',
    ]);
    for (const wrong of [{ p_codes: ['14'] }, { items: [world.item, world.item] }, { sites: ['x'] }])
      t.equal((await logistics.patch(path, wrong, { ifMatch: '"3"' })).status, 400, JSON.stringify(wrong));
    t.equal((await service.as('auditor').patch(path, {}, { ifMatch: '"3"' })).status, 403);
    t.equal((await logistics.get(path)).body.version, 3);
  },
);

onBothEngines('goods of a grant leave only for what it allows', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [
    { code: 'A', households: 5 },
    { code: 'B', households: 5 },
  ]);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 20, lot: 'L' });
  await limitGrant(service, world.grant, { sites: [world.site('A')], operations: [world.operation] });
  const issue = (rest: object) =>
    logistics.post('/v1/stock/movements', {
      kind: 'issue',
      lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 1 }],
      ...rest,
    });
  const nowhere = await issue({});
  t.match(nowhere.body, {
    status: 409,
    code: 'earmark_blocked',
    errors: [
      { rule: 'earmark_place', value: 'L', params: { allowed: 'A', asked: null } },
      { rule: 'earmark_operation', value: 'L' },
    ],
  });
  t.match((await issue({ site_id: world.site('B') })).body.errors, [
    { rule: 'earmark_place', params: { asked: 'B' } },
  ]);
  t.equal((await issue({ site_id: world.site('A') })).status, 201);
  t.match((await reserve(service, world, { quantity: 5 })).body.errors, [
    { rule: 'item_left', params: { available: 0, earmark: 19 } },
  ]);
  const lots = [{ lot_id: lot, location_id: world.bin, quantity: 5 }];
  t.match((await reserve(service, world, { lots, site_id: world.site('B') })).body, {
    code: 'earmark_blocked',
  });
  const { id } = await hold(service, world, { quantity: 5, site_id: world.site('A') });
  t.match((await logistics.get(`/v1/reservations/${id}`)).body, { remaining: 5, site_code: 'A' });

  const change = { ends_on: '2026-08-05' };
  const { version } = (await logistics.get(`/v1/grants/${world.grant}`)).body;
  t.equal(
    (await logistics.patch(`/v1/grants/${world.grant}`, change, { ifMatch: `"${version}"` })).status,
    200,
  );
  t.equal((await issue({ site_id: world.site('A') })).status, 201, 'its last day');
  service.clock.set('2026-08-06T18:00:00.000Z');
  t.match((await issue({ site_id: world.site('A') })).body.errors, [{ rule: 'grant_ended' }]);
  t.match((await reserve(service, world, { lots, site_id: world.site('A') })).body.errors, [
    { rule: 'grant_ended' },
  ]);
  await assertSound(t, service);
});

onBothEngines(
  'a plan gives each site what it may have, and what was limited since does not leave',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [
      { code: 'A', households: 10 },
      { code: 'B', households: 10 },
    ]);
    const logistics = service.as('logistics');
    await receiveLot(service, world, { quantity: 8, lot: 'ANY' });
    const other = (await logistics.post('/v1/grants', { code: 'ONLY-A', donor_name: 'D', title: 'T' })).body
      .id;
    await receiveLot(service, world, { quantity: 9, lot: 'FOR-A', grant: other });
    await limitGrant(service, other, { sites: [world.site('A')] });
    const first = await plan(service, world);
    const lines = await planLines(service, first);
    t.same(
      Object.fromEntries(lines.map((line) => [line.site_code, line.allocated])),
      { A: 9, B: 8 },
      'of 10 needed each: the 9 that only A may have, and all others to B',
    );
    const reasons = lines.flatMap((line) => line.reasons);
    const sum = (reason: string) =>
      reasons.reduce((total, part) => total + (part.reason === reason ? part.quantity : 0), 0);
    t.same([sum('earmark'), sum('no_stock')], [0, 3], '20 needed, 17 there');

    await limitGrant(service, world.grant, { p_codes: ['SV07'] });
    const late = await logistics.post(`/v1/plans/${first}/approval`);
    t.match(late.body, { status: 409, code: 'plan_changed' });
    t.ok(late.body.errors.every(({ rule }: { rule: string }) => rule === 'earmark_place'));
    await limitGrant(service, world.grant, { p_codes: [] });
    const second = await approvedPlan(service, world);
    const consignment = (await consignments(service, second)).get('B');
    await limitGrant(service, world.grant, { p_codes: ['SV07'] });
    const departure = await logistics.post(`/v1/consignments/${consignment}/departure`, truck);
    t.match(departure.body, {
      status: 409,
      code: 'earmark_blocked',
      errors: [{ rule: 'earmark_place', value: 'ANY' }],
    });
    t.equal((await logistics.get(`/v1/consignments/${consignment}`)).body.state, 'planned');
    await limitGrant(service, world.grant, { p_codes: [] });
    t.equal((await logistics.post(`/v1/consignments/${consignment}/departure`, truck)).status, 200);
    await assertSound(t, service);
  },
);

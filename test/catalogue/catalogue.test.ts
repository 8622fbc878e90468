import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

const absent = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';
const soap = { code: 'SOAP', name_es: 'Jabón', name_en: 'Soap', category: 'hygiene', base_unit: 'piece' };
const pads = { code: 'PADS', name_es: 'Toallas', name_en: 'Pads', category: 'hygiene', base_unit: 'pack' };
const kit = {
  code: 'KIT',
  name_es: 'Kit de higiene',
  name_en: 'Hygiene kit',
  category: 'hygiene',
  base_unit: 'kit',
};

onBothEngines('an unknown weight or volume is null, never zero', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const bare = await logistics.post('/v1/items', soap);
  t.equal(bare.status, 201);
  t.match(bare.body, {
    kind: 'item',
    weight_g: null,
    volume_ml: null,
    shelf_life_days: null,
    dangerous_goods: false,
    active: true,
    version: 1,
  });
  const full = await logistics.post('/v1/items', {
    ...pads,
    weight_g: 102,
    volume_ml: 92,
    shelf_life_days: 730,
    dangerous_goods: true,
  });
  t.match(full.body, { weight_g: 102, volume_ml: 92, shelf_life_days: 730, dangerous_goods: true });
  for (const [field, value] of [
    ['weight_g', 0],
    ['volume_ml', 0],
    ['shelf_life_days', 0],
    ['weight_g', -1],
    ['weight_g', 1.5],
    ['weight_g', '102'],
    ['volume_ml', 1e300],
    ['code', 'two words'],
    ['code', ''],
    ['name_es', '   '],
    ['dangerous_goods', 'no'],
    ['kind', 'kit'],
  ] as const) {
    const reply = await logistics.post('/v1/items', { ...soap, code: 'OTHER', [field]: value });
    t.equal(reply.status, 400, `${field} ${value}`);
  }
  const changed = await logistics.patch(
    `/v1/items/${full.body.id}`,
    { weight_g: null, active: false },
    { ifMatch: '"1"' },
  );
  t.match(changed.body, { weight_g: null, volume_ml: 92, active: false });
  const zero = await logistics.patch(`/v1/items/${full.body.id}`, { weight_g: 0 }, { ifMatch: '"2"' });
  t.equal(zero.status, 400);
  const taken = await logistics.post('/v1/items', soap);
  t.equal(taken.status, 409);
  t.match(taken.body, { code: 'conflict', params: { resource: 'item', field: 'code', value: 'SOAP' } });
});

onBothEngines('items are found by code, kind, category, activity and words', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const id = await made(logistics, '/v1/items', { ...soap, name_es: 'Jabón de 100 %_ g' });
  const other = await made(logistics, '/v1/items', pads);
  await made(logistics, '/v1/kits', { ...kit, lines: [{ item_id: id, quantity: 2 }] });
  await logistics.patch(`/v1/items/${other}`, { active: false }, { ifMatch: '"1"' });
  const codes = async (query: string) => (await logistics.all(`/v1/items?${query}`)).map((row) => row.code);
  t.same(await codes('kind=kit'), ['KIT']);
  t.same(await codes('kind=item'), ['PADS', 'SOAP']);
  t.same(await codes('active=false'), ['PADS']);
  t.same(await codes('active=true&kind=item'), ['SOAP']);
  t.same(await codes('category=hygiene'), ['KIT', 'PADS', 'SOAP']);
  t.same(await codes('category=none'), []);
  t.same(await codes('code=SOAP'), ['SOAP']);
  t.same(await codes('search=soap'), ['SOAP'], 'in any case');
  t.same(await codes('search=HIGIENE'), ['KIT']);
  t.same(await codes(`search=${encodeURIComponent('100 %_')}`), ['SOAP'], 'no wildcard');
  t.same(await codes(`search=${encodeURIComponent('1%0')}`), []);
  t.same(await codes('search=_'), ['SOAP']);
});

onBothEngines('a kit has versions of its composition, one agreed at a time', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const [first, second] = [
    await made(logistics, '/v1/items', soap),
    await made(logistics, '/v1/items', pads),
  ];
  const added = await logistics.post('/v1/kits', {
    ...kit,
    lines: [
      { item_id: first, quantity: 5 },
      { item_id: second, quantity: 2 },
    ],
  });
  t.equal(added.status, 201);
  const path = `/v1/kits/${added.body.id}`;
  t.match(added.body, { kind: 'kit', version: 1 });
  t.same(added.body.compositions, [
    {
      version_number: 1,
      state: 'draft',
      agreed_with: null,
      agreed_on: null,
      agreed_by: null,
      agreed_at: null,
      source: null,
      version: 1,
      lines: [
        { item_id: second, item_code: 'PADS', quantity: 2 },
        { item_id: first, item_code: 'SOAP', quantity: 5 },
      ],
    },
  ]);
  const agreement = { agreed_with: 'WASH sector', agreed_on: '2026-08-01' };
  const agreed = await logistics.post(`${path}/compositions/1/agreement`, agreement);
  t.match(agreed.body.compositions, [{ version_number: 1, state: 'agreed', ...agreement }]);
  const twice = await logistics.post(`${path}/compositions/1/agreement`, agreement);
  t.equal(twice.status, 409);
  t.match(twice.body, { code: 'state_conflict', params: { state: 'agreed', allowed: 'draft' } });

  const drafted = await logistics.post(`${path}/compositions`, { lines: [{ item_id: first, quantity: 6 }] });
  t.same(
    drafted.body.compositions.map((row: { state: string }) => row.state),
    ['agreed', 'draft'],
  );
  const next = await logistics.post(`${path}/compositions/2/agreement`, {
    ...agreement,
    agreed_on: '2026-08-04',
  });
  t.same(
    next.body.compositions.map((row: { state: string }) => row.state),
    ['superseded', 'agreed'],
  );
  const old = await logistics.post(`${path}/compositions/1/agreement`, agreement);
  t.match(old.body, { code: 'state_conflict', params: { state: 'superseded' } });
  t.equal((await logistics.post(`${path}/compositions/3/agreement`, agreement)).status, 404);
  t.same((await logistics.get(path)).body, next.body, 'what is read is what was answered');
});

onBothEngines('a composition names items that exist, each once', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const item = await made(logistics, '/v1/items', soap);
  const reply = await logistics.post('/v1/kits', {
    ...kit,
    lines: [
      { item_id: item, quantity: 1 },
      { item_id: absent, quantity: 1 },
      { item_id: item, quantity: 2 },
    ],
  });
  t.equal(reply.status, 422);
  t.same(
    reply.body.errors.map((error: { rule: string; pointer: string }) => [error.rule, error.pointer]),
    [
      ['unknown_reference', '/body/lines/1/item_id'],
      ['duplicate_line', '/body/lines/2/item_id'],
    ],
  );
  t.equal((await logistics.post('/v1/kits', { ...kit, lines: [] })).status, 400);
  t.equal(
    (await logistics.post('/v1/kits', { ...kit, lines: [{ item_id: item, quantity: 0 }] })).status,
    400,
  );
  t.equal((await logistics.get(`/v1/kits/${item}`)).status, 404, 'an item is no kit');
  t.equal(
    (await logistics.post(`/v1/kits/${item}/compositions`, { lines: [{ item_id: item, quantity: 1 }] }))
      .status,
    404,
  );
  t.same((await logistics.all('/v1/items')).length, 1, 'no kit is left behind');
});

onBothEngines('drafts made at the same moment get a version each', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const item = await made(logistics, '/v1/items', soap);
  const id = await made(logistics, '/v1/kits', { ...kit, lines: [{ item_id: item, quantity: 1 }] });
  const replies = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      logistics.post(`/v1/kits/${id}/compositions`, { lines: [{ item_id: item, quantity: index + 2 }] }),
    ),
  );
  t.same(
    replies.map((reply) => reply.status),
    Array(6).fill(201),
  );
  const { compositions } = (await logistics.get(`/v1/kits/${id}`)).body;
  t.same(
    compositions.map((row: { version_number: number }) => row.version_number),
    [1, 2, 3, 4, 5, 6, 7],
  );
});

onBothEngines('a grant has a budget in cents and days that make sense', async (t, engine) => {
  const service = await startService(t, engine);
  const finance = service.as('finance_maker');
  const grant = { code: 'GR-1', donor_name: 'Donor', title: 'Storm' };
  const bare = await finance.post('/v1/grants', grant);
  t.equal(bare.status, 201);
  t.match(bare.body, {
    ...grant,
    starts_on: null,
    ends_on: null,
    currency: 'USD',
    cash_budget_cents: 0,
    cash_committed_cents: 0,
    cash_available_cents: 0,
    active: true,
  });
  const full = await finance.post('/v1/grants', {
    ...grant,
    code: 'GR-2',
    starts_on: '2026-01-01',
    ends_on: '2026-12-31',
    cash_budget_cents: 6_666_800,
  });
  t.match(full.body, {
    cash_budget_cents: 6_666_800,
    cash_available_cents: 6_666_800,
    ends_on: '2026-12-31',
  });
  for (const bad of [
    { starts_on: '2026-02-01', ends_on: '2026-01-31' },
    { starts_on: '2026-02-30' },
    { ends_on: '31/12/2026' },
    { currency: 'dollars' },
    { cash_budget_cents: 66.68 },
    { cash_budget_cents: -1 },
    { cash_budget_cents: '1,250.00' },
    { cash_budget_cents: 1_000_000_000_001 },
  ]) {
    t.equal(
      (await finance.post('/v1/grants', { ...grant, code: 'GR-3', ...bad })).status,
      400,
      JSON.stringify(bad),
    );
  }
  t.equal((await finance.post('/v1/grants', grant)).status, 409);
  const changed = await finance.patch(
    `/v1/grants/${bare.body.id}`,
    { cash_budget_cents: 100, active: false },
    { ifMatch: '"1"' },
  );
  t.match(changed.body, { cash_budget_cents: 100, cash_available_cents: 100, active: false, version: 2 });
  t.same(
    (await finance.all('/v1/grants?active=true')).map((row) => row.code),
    ['GR-2'],
  );
  t.same(
    (await finance.all('/v1/grants?code=GR-1')).map((row) => row.id),
    [bare.body.id],
  );
});

onBothEngines('who plans goods does not set the cash budget', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const grant = { code: 'GR-B', donor_name: 'Donor', title: 'Storm' };
  const rich = await logistics.post('/v1/grants', { ...grant, cash_budget_cents: 1 });
  t.equal(rich.status, 403);
  t.match(rich.body, { code: 'forbidden', params: { permission: 'grants.budget' } });
  const id = await made(logistics, '/v1/grants', grant);
  const raise = (role: 'logistics' | 'finance_approver' | 'finance_maker') =>
    service.as(role).patch(`/v1/grants/${id}`, { cash_budget_cents: 500 }, { ifMatch: '"1"' });
  t.equal((await raise('logistics')).status, 403);
  t.equal((await raise('finance_approver')).status, 403);
  t.match((await raise('finance_maker')).body, { cash_budget_cents: 500 });
  const renamed = await logistics.patch(`/v1/grants/${id}`, { title: 'Storm 2' }, { ifMatch: '"2"' });
  t.match(renamed.body, { title: 'Storm 2', cash_budget_cents: 500 });
});

onBothEngines('a budget never falls below what is committed', async (t, engine) => {
  const service = await startService(t, engine);
  const finance = service.as('finance_maker');
  const id = await made(finance, '/v1/grants', {
    code: 'GR',
    donor_name: 'D',
    title: 'T',
    cash_budget_cents: 1000,
  });
  await service.context.database.transact(async (tx) =>
    tx.updateTable('grants').set({ cash_committed_cents: 600 }).where('id', '=', id).execute(),
  );
  const low = await finance.patch(`/v1/grants/${id}`, { cash_budget_cents: 599 }, { ifMatch: '"1"' });
  t.equal(low.status, 409);
  t.match(low.body, { code: 'budget_below_committed', params: { code: 'GR', committed_cents: 600 } });
  const exact = await finance.patch(`/v1/grants/${id}`, { cash_budget_cents: 600 }, { ifMatch: '"1"' });
  t.match(exact.body, { cash_committed_cents: 600, cash_available_cents: 0 });
});

onBothEngines('a standard keeps its versions; the newest is current', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const item = await made(logistics, '/v1/items', soap);
  const line = { item_id: item, basis: 'household', rate_numerator: 2 };
  const standard = { code: 'STORM', name_es: 'Norma', name_en: 'Standard', lines: [line] };
  const first = await logistics.post('/v1/entitlement-standards', standard);
  t.equal(first.status, 201);
  t.match(first.body, {
    version_number: 1,
    state: 'current',
    lines: [{ ...line, item_code: 'SOAP', rate_denominator: 1, tier: 1 }],
  });
  const lines = [
    { ...line, basis: 'person', rate_numerator: 1, rate_denominator: 2, tier: 2 },
    { ...line, basis: 'site' },
  ];
  const second = await logistics.post('/v1/entitlement-standards', { ...standard, lines });
  t.match(second.body, { version_number: 2, state: 'current', lines });
  const kept = (await logistics.get(`/v1/entitlement-standards/${first.body.id}`)).body;
  t.same(kept, { ...first.body, state: 'superseded' }, 'plans made with it find it as it was');
  t.same(
    (await logistics.all('/v1/entitlement-standards?state=current&code=STORM')).map((row) => row.id),
    [second.body.id],
  );

  const twice = await logistics.post('/v1/entitlement-standards', { ...standard, lines: [line, line] });
  t.equal(twice.status, 422);
  t.equal(twice.body.errors[0].rule, 'duplicate_line');
  for (const bad of [
    { basis: 'village' },
    { rate_numerator: 0 },
    { rate_denominator: 0 },
    { tier: 0 },
    { rate_numerator: 0.5 },
  ]) {
    t.equal(
      (await logistics.post('/v1/entitlement-standards', { ...standard, lines: [{ ...line, ...bad }] }))
        .status,
      400,
      JSON.stringify(bad),
    );
  }
  t.equal(
    (
      await logistics.post('/v1/entitlement-standards', {
        ...standard,
        lines: [{ ...line, item_id: absent }],
      })
    ).status,
    422,
  );

  const replies = await Promise.all(
    Array.from({ length: 5 }, () => logistics.post('/v1/entitlement-standards', standard)),
  );
  t.ok(replies.every(({ status }) => status === 201 || status === 409));
  const all = await logistics.all('/v1/entitlement-standards?code=STORM');
  t.equal(all.filter((row) => row.state === 'current').length, 1, 'one is current');
  t.same(
    all.map((row) => row.version_number).sort((a, b) => a - b),
    all.map((_, index) => index + 1),
  );
});

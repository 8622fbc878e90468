import { createHash } from 'node:crypto';
import type { PlanInput, PlanLine, PlanSite } from '../../src/planning/model.ts';
import { onBothEngines } from '../helpers/databases.ts';
import {
  approvedPlan,
  consignments,
  count,
  depart,
  plan,
  planLines,
  relief,
  step,
} from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot } from '../helpers/world.ts';
import { computePlan } from './whole-plan.ts';

const three = ['A', 'B', 'C'].map((code) => ({ code, households: 10 }));

onBothEngines('twenty kits for three sites of ten are shared 7, 7, 6', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, three);
  await receiveLot(service, world, { quantity: 12, lot: 'LATER' });
  await receiveLot(service, world, { quantity: 8, lot: 'SOONER', expires_on: '2027-02-01' });
  const reply = await service.as('logistics').post('/v1/plans', {
    operation_id: world.operation,
    standard_id: world.standard,
    warehouse_id: world.warehouse,
  });
  t.equal(reply.status, 201);
  t.match(reply.body, {
    number: 'PLAN-000001',
    state: 'computed',
    as_of: '2026-08-05',
    arrival_on: '2026-08-12',
    totals: [
      {
        item_id: world.item,
        need: 30,
        gap: 30,
        usable: 20,
        allocated: 20,
        shortfall: 10,
        excluded: { held: 0, expired: 0, expiring: 0, earmark: 0, reserved: 0, reserve_floor: 0 },
      },
    ],
  });
  const lines = await planLines(service, reply.body.id);
  t.same(
    lines.map((line) => [line.site_code, line.need, line.gap, line.allocated, line.shortfall]),
    [
      ['A', 10, 10, 7, 3],
      ['B', 10, 10, 7, 3],
      ['C', 10, 10, 6, 4],
    ],
  );
  t.same(
    lines.map((line) => line.reasons),
    [3, 3, 4].map((quantity) => [{ reason: 'no_stock', quantity }]),
  );
  t.same(
    lines.map((line) => line.picks.map((pick: Pick) => `${pick.lot_number} ${pick.quantity}`)),
    [['SOONER 7'], ['SOONER 1', 'LATER 6'], ['LATER 6']],
    'first expiry first',
  );
  const balances = await service.as('logistics').all(`/v1/stock/balances?item_id=${world.item}`);
  t.ok(
    balances.every((row) => row.reserved === 0),
    'a computed plan reserves nothing',
  );
  t.match((await service.as('responder').get(`/v1/plans/${reply.body.id}`)).body, reply.body);
});

interface Pick {
  lot_number: string;
  quantity: number;
}

/** The lines as the service tells them, without the identifiers and codes it adds. */
async function toldLines(service: Service, planId: string): Promise<PlanLine[]> {
  const lines = await planLines(service, planId);
  return lines.map(({ line_number: _, site_code: __, item_code: ___, picks, ...line }) => ({
    ...line,
    picks: picks.map(({ lot_id, location_id, quantity }: Record<string, unknown>) => ({
      lot_id,
      location_id,
      quantity,
    })),
  }));
}

onBothEngines('a plan can be computed again from its stored inputs, to the byte', async (t, engine) => {
  const service = await startService(t, engine);
  const lines = [{}, { basis: 'person', rate_denominator: 2 }, { basis: 'female_12_49', tier: 2 }];
  const world = await relief(service, three, lines);
  await receiveLot(service, world, { quantity: 25 });
  await receiveLot(service, world, { quantity: 4, condition: 'quarantine' });
  await receiveLot(service, world, { quantity: 9, bin: world.otherBin, expires_on: '2026-08-20' });
  const options = { reserve_floors: [{ item_id: world.item, quantity: 3 }], stale_after_days: 0 };
  const first = await plan(service, world, { options });
  const header = (await service.as('auditor').get(`/v1/plans/${first}`)).body;
  const inputs = await service.as('auditor').get(`/v1/plans/${first}/inputs`);
  t.equal(createHash('sha256').update(inputs.bytes).digest('hex'), header.inputs_sha256);

  const again = computePlan(inputs.body as PlanInput);
  t.same(await toldLines(service, first), again.lines);
  t.same(
    header.totals.map(({ item_code: _, ...total }: { item_code: string }) => total),
    again.totals,
  );
  t.ok(again.lines.every((line) => line.flags.includes('stale_count') && line.basis.stale));

  const second = await plan(service, world, { options });
  t.same(
    (await service.as('auditor').get(`/v1/plans/${second}/inputs`)).bytes,
    inputs.bytes,
    'nothing changed meanwhile, so neither did the inputs',
  );
  t.same(await toldLines(service, second), again.lines);
});

/** Names identifiers by the order in which they appear: two services never give the same ones. */
function withoutIds(text: string): string {
  const names = new Map<string, string>();
  return text.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|ITEM-\d+/g, (id) => {
    const name = names.get(id) ?? `#${names.size}`;
    names.set(id, name);
    return name;
  });
}

/** One fixed story told to a fresh service: the inputs and the lines of its plan. */
async function tellStory(service: Service): Promise<string> {
  const sites = [
    { code: 'Z-1', households: 11 },
    { code: 'B-2', households: 7, priority: 2 },
    { code: 'a_3', households: 30 },
  ];
  const world = await relief(service, sites, [{}, { basis: 'person', rate_denominator: 3, tier: 2 }]);
  for (const [lot, quantity, expires_on] of [
    ['L2', 9, '2027-01-01'],
    ['L1', 9, '2027-01-01'],
    ['L3', 7, null],
  ] as const) {
    await receiveLot(service, world, { lot, quantity, expires_on });
  }
  const id = await plan(service, world);
  const inputs = await service.as('auditor').get(`/v1/plans/${id}/inputs`);
  return withoutIds(inputs.bytes.toString() + JSON.stringify(await toldLines(service, id)));
}

const stories = new Map<string, string>();

onBothEngines('the same story gives the same plan on either engine', async (t, engine) => {
  const service = await startService(t, engine);
  const told = await tellStory(service);
  stories.set(engine, told);
  t.match(told, /"allocated":\d+/);
  t.equal(told, [...stories.values()][0]);
});

onBothEngines(
  'lots that are held, expired or expire too soon stay out, with their reasons',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [{ code: 'A', households: 100 }]);
    service.clock.set('2026-07-01T18:00:00.000Z');
    await receiveLot(service, world, { quantity: 1, lot: 'EXPIRED', expires_on: '2026-08-04' });
    service.clock.set('2026-08-05T18:00:00.000Z');
    await receiveLot(service, world, { quantity: 2, lot: 'HELD', condition: 'hold' });
    await receiveLot(service, world, { quantity: 4, lot: 'TOO-SOON', expires_on: '2026-09-10' });
    await receiveLot(service, world, { quantity: 8, lot: 'NONE' });
    await receiveLot(service, world, { quantity: 16, lot: 'LATER', expires_on: '2027-08-05' });
    await receiveLot(service, world, { quantity: 32, lot: 'NEAR', expires_on: '2026-09-11' });
    const id = await plan(service, world, {
      options: { reserve_floors: [{ item_id: world.item, quantity: 5 }] },
    });
    const [line] = await planLines(service, id);
    t.same(
      line.picks.map((pick: Pick) => [pick.lot_number, pick.quantity]),
      [
        ['NEAR', 32],
        ['LATER', 16],
        ['NONE', 3],
      ],
      'arriving on 12 August with 30 days left means good until 11 September',
    );
    t.same(line.reasons, [
      { reason: 'held', quantity: 2 },
      { reason: 'expired', quantity: 1 },
      { reason: 'expiring', quantity: 4 },
      { reason: 'reserve_floor', quantity: 5 },
      { reason: 'no_stock', quantity: 37 },
    ]);
    t.equal(line.allocated + line.shortfall, 100);
    const { body } = await service.as('auditor').get(`/v1/plans/${id}`);
    t.match(body.totals, [
      {
        usable: 51,
        excluded: { held: 2, expired: 1, expiring: 4, earmark: 0, reserved: 0, reserve_floor: 5 },
      },
    ]);
  },
);

onBothEngines('the latest count counts; an old one is flagged on every line', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [
    { code: 'A', households: 10, counted_on: '2026-07-22' },
    { code: 'B', households: 10, counted_on: '2026-07-21' },
  ]);
  const told = async () =>
    (await planLines(service, await plan(service, world))).map((line) => [line.need, ...line.flags]);
  t.same(await told(), [[10], [10, 'stale_count']], 'fourteen days are not stale, fifteen are');
  await count(service, world.site('B'), 13, '2026-08-05');
  await count(service, world.site('A'), 99, '2026-07-20');
  t.same(await told(), [[10], [13]], 'an older count reported later does not replace a newer one');
  await step(service, '/v1/sites', {
    operation_id: world.operation,
    code: 'C',
    name: 'Nobody counted',
    kind: 'safe_house',
  });
  t.same(await told(), [[10], [13], [0, 'no_count']]);
});

onBothEngines('what is promised, on the road or delivered is no gap any more', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [
    { code: 'A', households: 10 },
    { code: 'B', households: 10 },
  ]);
  await receiveLot(service, world, { quantity: 100 });
  const told = async () =>
    (await planLines(service, await plan(service, world))).map((line) => [
      line.promised,
      line.in_transit,
      line.delivered,
      line.gap,
      line.allocated,
    ]);
  const first = await approvedPlan(service, world);
  t.same(await told(), [
    [10, 0, 0, 0, 0],
    [10, 0, 0, 0, 0],
  ]);
  const bySite = await consignments(service, first);
  const sent = await depart(service, bySite.get('A') ?? '');
  t.same(await told(), [
    [0, 10, 0, 0, 0],
    [10, 0, 0, 0, 0],
  ]);
  await step(service, `/v1/consignments/${sent.id}/receipts`, {
    received_by_name: 'Ana',
    closes: true,
    lines: [{ consignment_line_id: sent.lines[0].id, good: 7, damaged: 1 }],
  });
  t.same(
    await told(),
    [
      [0, 0, 7, 3, 3],
      [10, 0, 0, 0, 0],
    ],
    'what broke or never came is needed still',
  );
});

onBothEngines(
  'requests enter the plan, are taken up by its approval and come back with it',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [{ code: 'A', households: 10 }]);
    const logistics = service.as('logistics');
    const mat = await made(logistics, '/v1/items', {
      code: 'MAT',
      name_es: 'Estera',
      name_en: 'Mat',
      category: 'shelter',
      base_unit: 'piece',
    });
    await receiveLot(service, world, { quantity: 100 });
    await receiveLot(service, world, { quantity: 20, item: mat });
    const ask = async (lines: { item_id: string; quantity: number }[]) => {
      const id = await made(service.as('responder'), '/v1/requests', { site_id: world.site('A'), lines });
      await step(service, `/v1/requests/${id}/decision`, {
        decision: 'approve',
        lines: [{ line_number: 1, quantity_approved: 14 }],
      });
      return id;
    };
    const request = await ask([
      { item_id: world.item, quantity: 99 },
      { item_id: mat, quantity: 25 },
    ]);
    const told = async (id: string) =>
      (await planLines(service, id)).map((line) => [line.tier, line.need, line.gap, line.allocated]);
    const state = async () => (await logistics.get(`/v1/requests/${request}`)).body;

    const first = await plan(service, world);
    t.same(await told(first), [
      [1, 14, 14, 14],
      [null, 25, 25, 20],
    ]);
    const [line] = await planLines(service, first);
    t.match(line.basis, {
      requested: 14,
      request_ids: [request],
      rates: [{ basis: 'household', quantity: 10 }],
    });
    t.equal((await state()).state, 'partly_approved', 'computing takes nothing up');
    await step(service, `/v1/plans/${first}/approval`);
    t.match(await state(), { state: 'planned', plan_ids: [first] });

    const second = await plan(service, world);
    t.same(
      await told(second),
      [
        [1, 14, 0, 0],
        [null, 25, 5, 0],
      ],
      'what the first plan left short stays a need, what it promised does not',
    );
    await step(service, `/v1/plans/${first}/cancellation`);
    t.match(await state(), { state: 'partly_approved', plan_ids: [] });
    t.same(await told(await plan(service, world)), [
      [1, 14, 14, 14],
      [null, 25, 25, 20],
    ]);
  },
);

onBothEngines('a plan names what exists and fits', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, three);
  const nowhere = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';
  const logistics = service.as('logistics');
  const body = {
    operation_id: world.operation,
    standard_id: world.standard,
    warehouse_id: world.warehouse,
  };
  const floor = (item_id: string) => ({ item_id, quantity: 1 });
  const missing = await logistics.post('/v1/plans', {
    operation_id: nowhere,
    standard_id: nowhere,
    warehouse_id: nowhere,
    options: { reserve_floors: [floor(world.item), floor(nowhere), floor(world.item)] },
  });
  t.equal(missing.status, 422);
  t.same(
    missing.body.errors.map((error: { pointer: string }) => error.pointer.replace('/body/', '')),
    [
      'operation_id',
      'standard_id',
      'warehouse_id',
      'options/reserve_floors/1/item_id',
      'options/reserve_floors/2/item_id',
    ],
  );
  const early = await logistics.post('/v1/plans', { ...body, arrival_on: '2026-08-04' });
  t.match(early.body, { status: 422, code: 'plan_rule', errors: [{ rule: 'day_before' }] });
  for (const as_of of ['0026-08-05', '2026-02-30', '9999-12-31']) {
    t.equal((await logistics.post('/v1/plans', { ...body, as_of })).status, 400, as_of);
  }
  t.equal((await service.as('responder').post('/v1/plans', body)).status, 403);
  t.equal((await logistics.get(`/v1/plans/${nowhere}`)).status, 404);
  t.equal((await logistics.get(`/v1/plans/${nowhere}/lines`)).status, 404);
  t.equal((await logistics.get(`/v1/plans/${nowhere}/inputs`)).status, 404);
  const operation = await logistics.get(`/v1/operations/${world.operation}`);
  const ifMatch = String(operation.headers.etag);
  await logistics.patch(`/v1/operations/${world.operation}`, { state: 'closed' }, { ifMatch });
  t.match((await logistics.post('/v1/plans', body)).body, { status: 409, code: 'state_conflict' });
});

onBothEngines('a need too large to be summed is refused, naming the line', async (t, engine) => {
  const service = await startService(t, engine);
  const rate_numerator = 1_000_000;
  const sites = [
    { code: 'LARGEST', households: 1_000_000 },
    { code: 'BEYOND', households: 1_000_001 },
  ];
  const world = await relief(service, sites, [{ rate_numerator }]);
  const body = { operation_id: world.operation, standard_id: world.standard, warehouse_id: world.warehouse };
  const refused = await service.as('logistics').post('/v1/plans', body);
  t.match(refused.body, { status: 422, code: 'plan_rule' });
  t.match(refused.body.errors, [
    { rule: 'need_too_large', value: 'BEYOND', params: { site_code: 'BEYOND', max: 1_000_000_000_000 } },
  ]);
  t.equal(refused.body.errors.length, 1);
  t.same(await service.as('auditor').all(`/v1/plans?operation_id=${world.operation}`), []);

  // 9,008 lines of 10^12 pass what a double holds exactly; the inputs of a real plan, its first site many times over.
  await count(service, world.site('BEYOND'), 1_000_000, '2026-08-05');
  const inputs = await service.as('auditor').get(`/v1/plans/${await plan(service, world)}/inputs`);
  const input = inputs.body as PlanInput;
  const many = (sites: number) =>
    Array.from({ length: sites }, (_, index) => ({ ...input.sites[0], site_id: String(index) }) as PlanSite);
  t.equal(computePlan({ ...input, sites: many(9_007) }).totals[0]?.need, 9_007_000_000_000_000);
  t.throws(() => computePlan({ ...input, sites: many(9_008) }), {
    code: 'plan_rule',
    violations: [{ rule: 'total_too_large', value: input.lines[0]?.item_code }],
  });
});

onBothEngines('an arrival beyond the last date that can be kept is refused', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, three);
  const body = { operation_id: world.operation, standard_id: world.standard, warehouse_id: world.warehouse };
  const refused = await service.as('logistics').post('/v1/plans', { ...body, as_of: '2199-12-25' });
  t.match(refused.body, {
    status: 400,
    code: 'invalid_request',
    errors: [{ rule: 'day_range', pointer: '/body/arrival_on', value: '2200-01-01' }],
  });
  const last = await service.as('logistics').post('/v1/plans', { ...body, as_of: '2199-12-24' });
  t.match(last.body, { as_of: '2199-12-24', arrival_on: '2199-12-31' });
});

onBothEngines('every line of a large plan is listed, page by page and by site', async (t, engine) => {
  const service = await startService(t, engine);
  const sites = Array.from({ length: 30 }, (_, index) => ({ code: `S${index}`, households: index + 1 }));
  const bases = ['household', 'person', 'site'];
  const world = await relief(
    service,
    sites,
    bases.map((basis) => ({ basis })),
  );
  await receiveLot(service, world, { quantity: 400 });
  const id = await plan(service, world);
  const lines = await service.as('auditor').all(`/v1/plans/${id}/lines`, 7);
  t.equal(lines.length, 30);
  t.same(
    lines.map((line) => line.line_number),
    Array.from({ length: 30 }, (_, index) => index + 1),
  );
  const total = lines.reduce((sum, line) => sum + line.allocated, 0);
  t.equal(total, 400);
  // households 1 … 30, four persons each, one for the site: 465 + 1860 + 30
  t.equal(
    lines.reduce((sum, line) => sum + line.need, 0),
    2355,
  );
  const one = await service.as('auditor').all(`/v1/plans/${id}/lines?site_id=${world.site('S4')}`);
  t.same(
    one.map((line) => [line.site_code, line.need]),
    [['S4', 5 + 20 + 1]],
  );
  const plans = await service.as('auditor').all(`/v1/plans?operation_id=${world.operation}&state=computed`);
  t.same(
    plans.map((row) => row.id),
    [id],
  );
  t.same(await service.as('auditor').all(`/v1/plans?warehouse_id=${world.operation}`), []);
});

onBothEngines('what is given every month is needed again when the month is over', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 10 }], [{ every_days: 30 }]);
  await receiveLot(service, world, { quantity: 100 });
  const told = async (rest: Record<string, unknown> = {}) => {
    const [line] = await planLines(service, await plan(service, world, rest));
    return [line.need, line.delivered, line.gap, line.allocated, line.basis.rates[0].times];
  };
  const first = await approvedPlan(service, world);
  const sent = await depart(service, (await consignments(service, first)).get('A') ?? '');
  await step(service, `/v1/consignments/${sent.id}/receipts`, {
    received_by_name: 'Ana',
    closes: true,
    lines: [{ consignment_line_id: sent.lines[0].id, good: 10 }],
  });
  t.same(await told(), [10, 10, 0, 0, 1]);
  t.same(
    await told({ options: { horizon_days: 60 } }),
    [20, 10, 10, 10, 2],
    'two rounds, of which one is there',
  );
  service.clock.set('2026-09-03T18:00:00.000Z');
  await count(service, world.site('A'), 12, '2026-09-02');
  t.same(await told(), [12, 10, 2, 2, 1], 'received on 5 August: the thirtieth day is 3 September');
  service.clock.set('2026-09-04T18:00:00.000Z');
  t.same(await told(), [12, 0, 12, 12, 1], 'used up');
});

onBothEngines(
  'a need for vulnerable people rests on those counted, or on a declared share',
  async (t, engine) => {
    const service = await startService(t, engine);
    const lines = [{ basis: 'vulnerable', vulnerable_group: 'disability', assumed_percent: 10 }];
    const world = await relief(
      service,
      [
        { code: 'A', households: 10 },
        { code: 'B', households: 10 },
      ],
      lines,
    );
    await made(service.as('responder'), '/v1/household-counts', {
      ...{
        site_id: world.site('A'),
        counted_on: '2026-08-05',
        source: 'partner',
        households: 10,
        individuals: 40,
      },
      vulnerable: [{ vulnerable_group: 'disability', persons: 7 }],
    });
    const id = await plan(service, world);
    t.match(await planLines(service, id), [
      { need: 7, basis: { rates: [{ basis: 'vulnerable', units: 7, assumptions: [] }] } },
      {
        need: 4,
        basis: { rates: [{ units: 4, assumptions: [{ code: 'vulnerable_percent', figure: 10 }] }] },
      },
    ]);
    const inputs = await service.as('auditor').get(`/v1/plans/${id}/inputs`);
    t.same(await toldLines(service, id), computePlan(inputs.body as PlanInput).lines);
  },
);

import type { Test } from 'tap';
import type { operationStates, siteStatuses, workStates } from '../../src/sites/states.ts';
import type { Client, Reply } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { approvedPlan, consignments, count, depart, plan, planLines, relief } from '../helpers/relief.ts';
import { startService } from '../helpers/service.ts';
import { made, receiveLot } from '../helpers/world.ts';
import { anOperation, aSite, bringOperation, countOf, patch } from './sites-world.ts';

/** Where each state may lead, written down by hand apart from the service's own table; `path` is how to get there. */
interface Machine {
  path: readonly string[];
  to: readonly string[];
}

const operations: Record<(typeof operationStates)[number], Machine> = {
  open: { path: [], to: ['standing_down', 'closed'] },
  standing_down: { path: ['standing_down'], to: ['open', 'closed'] },
  closed: { path: ['standing_down', 'closed'], to: ['open'] },
};

const sites: Record<(typeof siteStatuses)[number], Machine> = {
  open: { path: [], to: ['full', 'closed'] },
  full: { path: ['full'], to: ['open', 'closed'] },
  closed: { path: ['closed'], to: ['open'] },
};

const works: Record<(typeof workStates)[number], Machine> = {
  planned: { path: [], to: ['in_progress', 'cancelled'] },
  in_progress: { path: ['in_progress'], to: ['done', 'cancelled'] },
  done: { path: ['in_progress', 'done'], to: [] },
  cancelled: { path: ['cancelled'], to: [] },
};

/** Every state with every step: what is allowed succeeds, all else is a conflict and changes nothing. */
async function walk(
  t: Test,
  machine: Readonly<Record<string, Machine>>,
  act: {
    make: () => Promise<string>;
    step: (id: string, state: string) => Promise<Reply>;
    read: (id: string) => Promise<unknown>;
  },
): Promise<void> {
  for (const [from, { path, to }] of Object.entries(machine)) {
    for (const step of Object.keys(machine)) {
      const id = await act.make();
      for (const state of path) t.ok((await act.step(id, state)).status < 300, `${id} to ${state}`);
      const before = await act.read(id);
      const reply = await act.step(id, step);
      if (to.includes(step)) {
        t.ok(reply.status < 300, `${from} → ${step}`);
        t.not(JSON.stringify(await act.read(id)), JSON.stringify(before));
      } else {
        t.equal(reply.status, 409, `${from} → ${step}`);
        t.match(reply.body, { code: 'state_conflict', params: { state: from } });
        t.same(await act.read(id), before, 'nothing changed');
      }
    }
  }
}

const reading = (client: Client, path: (id: string) => string) => async (id: string) =>
  (await client.get(path(id))).body;

onBothEngines('operations, sites and works take the steps declared and no others', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  await walk(t, operations, {
    make: () => anOperation(logistics),
    step: (id, state) => patch(logistics, `/v1/operations/${id}`, { state }),
    read: reading(logistics, (id) => `/v1/operations/${id}`),
  });
  const operation = await anOperation(logistics);
  await walk(t, sites, {
    make: () => aSite(logistics, operation),
    step: (id, status) => logistics.post(`/v1/sites/${id}/status-changes`, { status }),
    read: reading(logistics, (id) => `/v1/sites/${id}`),
  });
  const site = await aSite(logistics, operation);
  await walk(t, works, {
    make: () => made(logistics, `/v1/sites/${site}/works`, { kind: 'water', description: 'Tanque' }),
    step: (id, state) => patch(logistics, `/v1/sites/${site}/works/${id}`, { state }),
    read: reading(logistics, (id) => `/v1/sites/${site}/works/${id}`),
  });
  const racing = await Promise.all(
    ['full', 'closed', 'full', 'closed'].map((status) =>
      logistics.post(`/v1/sites/${site}/status-changes`, { status }),
    ),
  );
  const history = await logistics.all(`/v1/sites/${site}/status-changes`);
  t.equal(
    history.length,
    racing.filter(({ status }) => status === 201).length,
    'each step that took place, once',
  );
  t.equal((await logistics.get(`/v1/sites/${site}`)).body.status, history[0].status);
});

onBothEngines('what each state of an operation takes and refuses', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const operation = await anOperation(logistics);
  const site = await aSite(logistics, operation);
  const other = { operation_id: operation, code: 'X', name: 'X', kind: 'store' };
  const taken = async () => ({
    site: (await logistics.post('/v1/sites', other)).status,
    count: (await countOf(service, site, { households: 10 })).status,
    profile: (await logistics.post(`/v1/sites/${site}/profiles`, { profiled_on: '2026-08-04' })).status,
    work: (await logistics.post(`/v1/sites/${site}/works`, { kind: 'water', description: 'x' })).status,
    import: (
      await logistics.upload(
        `/v1/operations/${operation}/household-count-imports?file_name=a.csv&dry_run=true&create_sites=true`,
        'Código,Fecha,Familias\nA,2026-08-04,3\n',
      )
    ).status,
    road: (await logistics.post(`/v1/sites/${site}/road-closures`, { road: 'CA-2', closed_on: '2026-08-04' }))
      .status,
  });
  await bringOperation(logistics, operation, ['standing_down']);
  t.match((await logistics.get(`/v1/operations/${operation}`)).body, {
    standing_down_on: '2026-08-05',
    ended_on: null,
  });
  t.same(await taken(), { site: 409, count: 201, profile: 201, work: 201, import: 200, road: 201 });
  await bringOperation(logistics, operation, ['closed']);
  t.same(await taken(), { site: 409, count: 409, profile: 409, work: 409, import: 409, road: 409 });
  await bringOperation(logistics, operation, ['open']);
  t.match((await logistics.get(`/v1/operations/${operation}`)).body, {
    standing_down_on: null,
    ended_on: null,
  });
  t.same(await taken(), { site: 201, count: 201, profile: 201, work: 201, import: 200, road: 201 });
});

onBothEngines('an operation has areas, a lead and totals', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const storm = { name: 'Ixora', kind: 'tropical_storm', started_on: '2026-07-30' };
  const operation = await made(logistics, '/v1/operations', {
    ...storm,
    code: 'IXORA',
    lead: 'Jefa de operaciones',
    areas: ['SV06', 'SV0509'],
  });
  const path = `/v1/operations/${operation}`;
  t.match((await logistics.get(path)).body, { lead: 'Jefa de operaciones', areas: ['SV0509', 'SV06'] });
  t.same((await patch(logistics, path, { areas: ['SV14'] })).body.areas, ['SV14']);
  t.same((await logistics.all('/v1/operations'))[0].areas, ['SV14']);
  const lake = await logistics.post('/v1/operations', {
    ...storm,
    code: 'B',
    areas: ['SV01', 'SV1299', 'SV0999'],
  });
  t.equal(lake.status, 422);
  t.match(lake.body.errors, [
    { rule: 'p_code_water_body', pointer: '/body/areas/1', value: 'SV1299' },
    { rule: 'p_code_unknown', pointer: '/body/areas/2', value: 'SV0999' },
  ]);
  t.equal(
    (await logistics.post('/v1/operations', { ...storm, code: 'B', areas: ['SV01', 'SV01'] })).status,
    400,
  );

  const [a, b, c] = [
    await aSite(logistics, operation, { capacity: 100 }),
    await aSite(logistics, operation, { capacity: 40 }),
    await aSite(logistics, operation),
  ];
  const elsewhere = await aSite(logistics, await anOperation(logistics));
  await countOf(service, elsewhere, { households: 999 });
  await countOf(service, a, { counted_on: '2026-08-01', households: 20, individuals: 70 });
  await countOf(service, a, { households: 30, individuals: 100, females: 60, males: 40 });
  await countOf(service, b, { households: 8, individuals: 500 });
  await logistics.post(`/v1/sites/${b}/status-changes`, { status: 'full' });
  await logistics.post(`/v1/sites/${c}/status-changes`, { status: 'closed', happened_on: '2026-08-03' });
  t.same((await logistics.get(`${path}/totals`)).body, {
    operation_id: operation,
    state: 'open',
    as_of: '2026-08-05',
    sites: 3,
    sites_by_status: { open: 1, full: 1, closed: 1 },
    capacity: 140,
    sites_counted: 2,
    sites_not_counted: 1,
    counts_to_decide: 1,
    households: 38,
    individuals: 600,
    females: 60,
    males: 40,
    items: [],
  });
  t.match((await logistics.get(`${path}/totals?as_of=2026-08-02`)).body, {
    sites_counted: 1,
    households: 20,
    individuals: 70,
    counts_to_decide: 0,
  });
});

onBothEngines(
  'totals show what is needed, delivered and unmet; a flagged count marks the plan',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [
      { code: 'A', households: 20 },
      { code: 'B', households: 15 },
    ]);
    const logistics = service.as('logistics');
    await receiveLot(service, world, { quantity: 28, lot: 'L1' });
    const path = `/v1/operations/${world.operation}`;
    t.same((await logistics.get(`${path}/totals`)).body.items, []);
    const bySite = await consignments(service, await approvedPlan(service, world));
    const sent = await depart(service, bySite.get('A') ?? '');
    const items = async () => (await logistics.get(`${path}/totals`)).body.items;
    // 28 for 20 and 15 households: leximin fills both alike, 16 and 12.
    t.match(await items(), [{ item_id: world.item, need: 35, delivered: 0, in_transit: 16, unmet: 19 }]);
    await bringOperation(logistics, world.operation, ['standing_down']);
    await depart(service, bySite.get('B') ?? '');
    const received = await service.as('responder').post(`/v1/consignments/${sent.id}/receipts`, {
      received_by_name: 'Ana',
      closes: true,
      lines: [{ consignment_line_id: sent.lines[0].id, good: 15 }],
    });
    t.equal(received.status, 201, 'what was begun goes on');
    t.match(await items(), [{ need: 35, delivered: 15, in_transit: 12, unmet: 8 }]);

    await bringOperation(logistics, world.operation, ['open']);
    await count(service, world.site('A'), 60, '2026-08-05');
    const again = await planLines(service, await plan(service, world));
    t.same(
      again.map((line: { site_code: string; flags: string[] }) => [line.site_code, line.flags]),
      [
        ['A', ['flagged_count']],
        ['B', []],
      ],
    );
    await logistics.post(`/v1/sites/${world.site('B')}/status-changes`, { status: 'closed' });
    const closed = await planLines(service, await plan(service, world));
    t.same(
      closed.map((line: { site_code: string }) => line.site_code),
      ['A'],
      'a closed site is not planned for',
    );
  },
);

import type { Test } from 'tap';
import { Agent } from 'undici';
import { assignedRoles, needsSiteRule } from '../../src/access/site-rule.ts';
import { Client } from '../helpers/client.ts';
import { Contract } from '../helpers/contract.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { approvedPlan, consignments, depart, type Relief, relief } from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot } from '../helpers/world.ts';

/** A person with some roles and no sites yet: who they are, and a client of theirs. */
async function newcomer(t: Test, service: Service, roles: readonly string[]) {
  const admin = service.as('admin');
  const email = `${roles.join('.')}-${Math.random().toString(36).slice(2)}@example.org`.toLowerCase();
  const id = await made(admin, '/v1/people', { name: 'Nueva', email, roles });
  const token = await admin.post('/v1/api-tokens', { person_id: id, label: 'phone' });
  const agent = new Agent();
  t.teardown(() => agent.close());
  const contract = new Contract(service.app.swagger() as never);
  return { id, client: new Client(service.base, token.body.token, contract, agent) };
}

/** Everything there can be about a site, by the name of what an address or a list shows it with. */
async function everythingOf(service: Service, world: Relief, code: string): Promise<Record<string, string>> {
  const [responder, logistics] = [service.as('responder'), service.as('logistics')];
  const site_id = world.site(code);
  const lines = [{ item_id: world.item, quantity: 40 }];
  const substitute = await made(logistics, '/v1/items', {
    code: `SUBSTITUTE-${code}`,
    name_es: 'Otra',
    name_en: 'Other',
    category: 'shelter',
    base_unit: 'piece',
  });
  const item = await logistics.get(`/v1/items/${world.item}`);
  const substitutes = [{ item_id: substitute, ratio_numerator: 1, ratio_denominator: 1 }];
  await logistics.patch(`/v1/items/${world.item}`, { substitutes }, { ifMatch: String(item.headers.etag) });
  const request = await made(responder, '/v1/requests', { site_id, lines });
  await logistics.post(`/v1/requests/${request}/decision`, { decision: 'approve' });
  await made(responder, `/v1/requests/${request}/messages`, { text: `De ${code}` });
  const substitution = await made(logistics, `/v1/requests/${request}/substitutions`, {
    line_number: 1,
    substitute_id: substitute,
    quantity: 1,
    reason: 'Faltan',
  });
  const count = (await logistics.all(`/v1/household-counts?site_id=${site_id}`))[0].id;
  const reservation = await made(logistics, '/v1/reservations', {
    holder: { kind: 'request', request_id: request },
    warehouse_id: world.warehouse,
    item_id: world.item,
    quantity: 1,
    until_on: '2026-08-20',
    purpose: 'Apartado',
  });
  return { site: site_id, request, substitution, 'household count': count, reservation };
}

interface Spec {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  permission: string;
}

function operationsOf(service: Service): Spec[] {
  const { paths } = service.app.swagger() as unknown as {
    paths: Record<string, Record<string, { 'x-permission': string }>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase() as Spec['method'],
      path,
      permission: operation['x-permission'],
    })),
  );
}

/** What the `id` of an address is, told by the address. A new kind of address has to be put in here. */
const kinds: readonly [RegExp, string][] = [
  [/^\/v1\/sites\/\{id\}/, 'site'],
  [/^\/v1\/operations\/\{id\}/, 'operation'],
  [/^\/v1\/household-counts\/\{id\}/, 'household count'],
  [/^\/v1\/requests\/\{id\}/, 'request'],
  [/^\/v1\/request-substitutions\/\{id\}/, 'substitution'],
  [/^\/v1\/plans\/\{id\}/, 'plan'],
  [/^\/v1\/consignments\/\{id\}/, 'consignment'],
  [/^\/v1\/reservations\/\{id\}/, 'reservation'],
  [/^\/v1\/reservation-notices\/\{id\}/, 'notice'],
];

const nowhere = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';

/** Bodies that are good but for whose site it is; others are tried empty. */
function bodyOf(path: string, world: Relief, foreign: Record<string, string>): unknown {
  const site_id = foreign.site;
  const bodies: Record<string, unknown> = {
    '/v1/requests': { site_id, lines: [{ item_id: world.item, quantity: 1 }] },
    '/v1/household-counts': {
      site_id,
      counted_on: '2026-08-05',
      source: 'centre_manager',
      households: 3,
    },
    '/v1/requests/{id}': { priority: 4 },
    '/v1/requests/{id}/messages': { text: 'Hola' },
    '/v1/request-substitutions/{id}/refusal': { comment: 'No' },
    '/v1/request-substitutions/{id}/acceptance': {},
    '/v1/consignments/{id}/receipts': { received_by_name: 'Ana', closes: false, lines: [] },
  };
  return bodies[path];
}

/** What lists need besides what everybody sends. */
function queryOf(path: string, world: Relief, foreign: Record<string, string>): string {
  const queries: Record<string, string> = {
    '/v1/requests/proposal': `?site_id=${foreign.site}&standard_id=${world.standard}`,
    '/v1/household-counts/latest': `?operation_id=${world.operation}`,
    '/v1/household-count-imports/proposal': '?file_name=a.csv',
    '/v1/operations/{id}/shared-activities': '?org=ACOPIO',
    '/v1/site-indicators': `?operation_id=${world.operation}`,
    '/v1/reservation-queue': `?warehouse_id=${world.warehouse}&item_id=${world.item}`,
  };
  return queries[path] ?? (path.endsWith('-imports') ? '?file_name=a.csv&source=partner' : '');
}

/** A call of an operation for what is of a foreign site, and what may be answered. */
function probeOf({ method, path }: Spec, world: Relief, foreign: Record<string, string>) {
  const kind = kinds.find(([pattern]) => pattern.test(path))?.[1];
  const isOfOne = path.includes('{id}');
  if (isOfOne && kind === undefined) throw new Error(`${path}: tell this test what its id is`);
  const id = foreign[kind ?? ''] ?? nowhere;
  const address = `${path
    .replace('{id}', id)
    .replaceAll(/\{\w+_id\}/g, nowhere)
    .replaceAll(/\{\w+\}/g, '1')}${queryOf(path, world, foreign)}`;
  const isHidden = isOfOne || path === '/v1/requests/proposal';
  const expected = isHidden ? [404] : method === 'GET' || path.endsWith('/proposal') ? [200, 400] : [422];
  const send = async (client: Client) => {
    if (/-imports(\/|$)/.test(path))
      return { expected, reply: await client.upload(address, 'site_code,households\nFAR,9\n') };
    const key = method === 'GET' ? {} : { key: `${method} ${path}`.replaceAll(/[^A-Za-z]/g, '-') };
    const options = { ...key, ...(method === 'PATCH' ? { ifMatch: '"1"' } : {}) };
    const body = method === 'GET' ? undefined : bodyOf(path, world, foreign);
    return { expected, reply: await client.send(method, address, body, options) };
  };
  return { name: `${method} ${address}`, send };
}

onBothEngines(
  'nothing of a foreign site is read or written by whoever is assigned to another',
  async (t, engine) => {
    const service = await startService(t, engine);
    const world = await relief(service, [
      { code: 'OWN', households: 10 },
      { code: 'FOREIGN', households: 10 },
    ]);
    const elsewhere = await relief(service, [{ code: 'FAR', households: 10 }], [{}], world);
    await receiveLot(service, world, { quantity: 1000 });
    const own = await everythingOf(service, world, 'OWN');
    const foreign = await everythingOf(service, world, 'FOREIGN');
    const far = await everythingOf(service, elsewhere, 'FAR');
    const planId = await approvedPlan(service, world);
    const bySite = await consignments(service, planId);
    const farPlan = await approvedPlan(service, elsewhere);
    for (const [things, code] of [
      [own, 'OWN'],
      [foreign, 'FOREIGN'],
    ] as const)
      things.consignment = bySite.get(code) ?? '';
    await depart(service, foreign.consignment ?? '');
    Object.assign(foreign, { plan: farPlan, operation: elsewhere.operation, notice: nowhere });
    const { id, client } = await newcomer(t, service, ['responder']);

    t.same(await client.all('/v1/sites'), [], 'a new person starts with no site');
    t.equal((await client.get(`/v1/sites/${own.site}`)).status, 404);
    const assigned = await service.as('logistics').post(`/v1/people/${id}/assignments`, {
      kind: 'site',
      site_id: own.site,
    });
    t.match(assigned, { status: 201, body: { site_code: 'OWN', kind: 'site' } });

    const callable = operationsOf(service).filter(({ permission }) => needsSiteRule(permission as never));
    t.ok(callable.length > 30, `${callable.length} operations a responder may call`);
    const before = JSON.stringify(await service.as('auditor').all('/v1/requests'));
    const secrets = [...Object.values(foreign), ...Object.values(far)].filter((value) => value !== nowhere);
    for (const operation of callable) {
      const probe = probeOf(operation, world, foreign);
      const { reply, expected } = await probe.send(client);
      t.ok(expected.includes(reply.status), `${probe.name}: ${reply.status}`);
      const text =
        reply.status === 200 && !operation.path.startsWith('/v1/places') ? reply.bytes.toString() : '';
      t.same(
        secrets.filter((secret) => text.includes(secret)),
        [],
        `${probe.name} shows nothing of another site`,
      );
    }
    t.equal(
      JSON.stringify(await service.as('auditor').all('/v1/requests')),
      before,
      'and nothing was written',
    );

    const numberOf = async (id: string) =>
      (await service.as('auditor').get(`/v1/requests/${id}`)).body.number;
    t.equal((await client.get(`/v1/lookup?code=${await numberOf(own.request ?? '')}`)).status, 200);
    t.equal((await client.get(`/v1/lookup?code=${await numberOf(foreign.request ?? '')}`)).status, 404);
    t.same(
      (await client.all('/v1/requests')).map((row) => row.id),
      [own.request],
    );
    t.same(
      (await client.all('/v1/household-counts')).map((row) => row.site_code),
      ['OWN'],
    );
    t.same(
      (await client.all('/v1/consignments')).map((row) => row.id),
      [own.consignment],
    );
    t.same(
      (await client.all('/v1/operations')).map((row) => row.id),
      [world.operation],
    );
    t.match(await client.all('/v1/plans'), [{ id: planId, totals: [] }]);
    t.same(
      [...new Set((await client.all(`/v1/plans/${planId}/lines`)).map((row) => row.site_code))],
      ['OWN'],
      'of a plan, the lines of their sites',
    );
    const lines = await service.as('auditor').all(`/v1/plans/${planId}/lines`);
    const [theirs, others] = ['OWN', 'FOREIGN'].map((code) => lines.find((row) => row.site_code === code));
    t.equal((await client.get(`/v1/plans/${planId}/lines/${theirs.line_number}`)).status, 200);
    t.equal((await client.get(`/v1/plans/${planId}/lines/${others.line_number}`)).status, 404);
    t.equal((await client.get(`/v1/plans/${planId}/inputs`)).status, 403);
    t.equal((await client.get(`/v1/requests/${own.request}`)).status, 200);
    t.equal((await client.post(`/v1/requests/${own.request}/messages`, { text: 'Hola' })).status, 201);
    t.equal((await client.post('/v1/requests', bodyOf('/v1/requests', world, own))).status, 201);
    const absent = await client.get(`/v1/requests/${nowhere}`);
    const hidden = await client.get(`/v1/requests/${foreign.request}`);
    t.equal(
      hidden.body.detail.replace(foreign.request, nowhere),
      absent.body.detail,
      'what is hidden is told as what does not exist',
    );

    t.equal((await service.as('admin').post(`/v1/assignments/${assigned.body.id}/removal`)).status, 200);
    t.same(await client.all('/v1/requests'), [], 'at once');
    await service.as('admin').post(`/v1/people/${id}/assignments`, {
      kind: 'operation',
      operation_id: world.operation,
    });
    t.same(
      (await client.all('/v1/sites?sort=code')).map((row) => row.code),
      ['FOREIGN', 'OWN'],
    );
    const file = 'site_code,households,counted_on\nOWN,12,2026-08-05\n';
    const path = `/v1/operations/${world.operation}/household-count-imports?file_name=a.csv&source=partner`;
    t.equal((await client.upload(path, file)).status, 200, 'of a whole operation they import');
  },
);

onBothEngines('assignments are made by those who may, once, to what there is', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await relief(service, [{ code: 'A', households: 1 }]);
  const { id } = await newcomer(t, service, ['responder']);
  const path = `/v1/people/${id}/assignments`;
  const site = { kind: 'site', site_id: world.site('A') };
  t.equal((await service.as('responder').post(path, site)).status, 403);
  const admin = service.as('admin');
  t.match((await admin.post(path, { kind: 'site', site_id: nowhere })).body, {
    status: 422,
    errors: [{ rule: 'unknown_reference', pointer: '/body/site_id' }],
  });
  t.equal((await admin.post(path, { kind: 'operation' })).status, 400);
  t.equal((await admin.post(`/v1/people/${nowhere}/assignments`, site)).status, 404);
  for (const body of [site, { kind: 'all' }, { kind: 'operation', operation_id: world.operation }]) {
    t.equal((await admin.post(path, body)).status, 201);
    t.match((await admin.post(path, body)).body, { status: 409, code: 'conflict' });
  }
  t.same(
    (await admin.all(path, 1)).map(({ kind }) => kind),
    ['site', 'all', 'operation'],
  );
  t.equal((await admin.post(`/v1/assignments/${nowhere}/removal`)).status, 404);
  const both = await newcomer(t, service, ['responder', 'logistics']);
  t.same(
    (await both.client.all('/v1/sites')).map(({ code }) => code),
    ['A'],
    'what another role gives is not limited',
  );
  t.equal((await both.client.get(`/v1/sites/${world.site('A')}`)).status, 200);
  const asked = { site_id: world.site('A'), lines: [{ item_id: world.item, quantity: 1 }] };
  t.equal((await both.client.post('/v1/requests', asked)).status, 422, 'what only the responder may do is');
  t.same(assignedRoles, ['responder']);
});

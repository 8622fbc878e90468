import { roles } from '../../src/access/permissions.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

const ana = { name: 'Ana Pérez', email: 'ana.perez@example.org', roles: ['logistics', 'responder'] };

/** Asks with a token, as a caller elsewhere would. */
function withToken(service: Service, token: string, path = '/v1/me') {
  return service.anonymous.get(path, { headers: { authorization: `Bearer ${token}` } });
}

async function newToken(service: Service, person_id: string, more: Record<string, unknown> = {}) {
  const reply = await service.as('admin').post('/v1/api-tokens', { person_id, label: 'phone', ...more });
  if (reply.status !== 201) throw new Error(reply.bytes.toString());
  return reply.body;
}

onBothEngines('a person is added with roles, changed and read', async (t, engine) => {
  const service = await startService(t, engine);
  const admin = service.as('admin');
  const added = await admin.post('/v1/people', ana);
  t.equal(added.status, 201);
  t.match(added.body, { ...ana, active: true, version: 1 });
  t.equal(added.headers.location, `/v1/people/${added.body.id}`);
  const path = `/v1/people/${added.body.id}`;
  t.same((await admin.get(path)).body, added.body);

  const changed = await admin.patch(
    path,
    { roles: ['auditor', 'auditor'], name: 'Ana P.' },
    { ifMatch: '"1"' },
  );
  t.equal(changed.status, 200);
  t.match(changed.body, { name: 'Ana P.', roles: ['auditor'], version: 2, email: ana.email });

  for (const email of [ana.email, 'ANA.PEREZ@example.org']) {
    const taken = await admin.post('/v1/people', { ...ana, email });
    t.equal(taken.status, 409, email);
    t.match(taken.body, { code: 'conflict', params: { field: 'email' } });
  }
  for (const bad of [{ roles: [] }, { roles: ['boss'] }, { email: 'nobody' }, { name: '  ' }]) {
    t.equal((await admin.post('/v1/people', { ...ana, ...bad })).status, 400, JSON.stringify(bad));
  }
  t.equal((await admin.all('/v1/people')).length, 2 * roles.length + 1);
});

onBothEngines('a token says who asks and what they may do', async (t, engine) => {
  const service = await startService(t, engine);
  const person = await made(service.as('admin'), '/v1/people', ana);
  const { token } = await newToken(service, person);
  const me = await withToken(service, token);
  t.match(me.body, { person_id: person, name: ana.name, roles: ana.roles });
  t.ok(me.body.permissions.includes('stock.write') && me.body.permissions.includes('requests.write'));
  t.notOk(me.body.permissions.includes('access.manage'));
  t.same(new Set(me.body.permissions).size, me.body.permissions.length);
  t.equal((await withToken(service, token, '/v1/stock/movements')).status, 200);
  t.equal((await withToken(service, token, '/v1/people')).status, 403);
  for (const wrong of [token.slice(0, -1), `${token}x`, token.toUpperCase(), 'acopio_', 'x'.repeat(50)]) {
    t.equal((await withToken(service, wrong)).status, 401, wrong.slice(0, 12));
  }
  const lower = await service.anonymous.get('/v1/me', { headers: { authorization: `bearer ${token}` } });
  t.equal(lower.status, 200, 'the scheme is written in any case');
});

onBothEngines('a token that is revoked, expired or its person gone opens nothing', async (t, engine) => {
  const service = await startService(t, engine);
  const admin = service.as('admin');
  const person = await made(admin, '/v1/people', ana);

  const revoked = await newToken(service, person);
  t.equal((await withToken(service, revoked.token)).status, 200);
  const revocation = await admin.post(`/v1/api-tokens/${revoked.id}/revocation`);
  t.equal(revocation.status, 200);
  t.equal(revocation.body.revoked_at, '2026-08-05T18:00:00.000Z');
  t.equal((await withToken(service, revoked.token)).status, 401, 'at once');
  service.clock.set('2026-08-05T19:00:00.000Z');
  const again = await admin.post(`/v1/api-tokens/${revoked.id}/revocation`);
  t.equal(again.body.revoked_at, '2026-08-05T18:00:00.000Z', 'it was revoked when it was');

  const short = await newToken(service, person, { expires_in_days: 1 });
  t.equal(short.expires_at, '2026-08-06T19:00:00.000Z');
  service.clock.set('2026-08-06T18:59:59.999Z');
  t.equal((await withToken(service, short.token)).status, 200);
  service.clock.set('2026-08-06T19:00:00.000Z');
  t.equal(
    (await withToken(service, short.token)).status,
    401,
    'to the millisecond, however lately it was trusted',
  );

  const kept = await newToken(service, person);
  t.equal((await withToken(service, kept.token)).status, 200);
  await admin.patch(`/v1/people/${person}`, { roles: ['responder'] }, { ifMatch: '"1"' });
  t.equal(
    (await withToken(service, kept.token, '/v1/stock/movements')).status,
    403,
    'a role taken away is gone at once',
  );
  await admin.patch(`/v1/people/${person}`, { active: false }, { ifMatch: '"2"' });
  t.equal((await withToken(service, kept.token)).status, 401, 'and so is a person');
  await admin.patch(`/v1/people/${person}`, { active: true }, { ifMatch: '"3"' });
  t.equal((await withToken(service, kept.token)).status, 200);
});

onBothEngines('the list of tokens shows none of their secrets', async (t, engine) => {
  const service = await startService(t, engine);
  const admin = service.as('admin');
  const person = await made(admin, '/v1/people', ana);
  const { token, ...shown } = await newToken(service, person);
  const listed = await admin.get(`/v1/api-tokens?person_id=${person}`);
  t.same(listed.body.data, [shown]);
  t.notOk(listed.bytes.toString().includes(token.slice(7)));
  const absent = await admin.post('/v1/api-tokens', {
    person_id: '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44',
    label: 'x',
  });
  t.equal(absent.status, 404);
  for (const days of [0, 731, 1.5]) {
    t.equal(
      (await admin.post('/v1/api-tokens', { person_id: person, label: 'x', expires_in_days: days })).status,
      400,
    );
  }
});

onBothEngines(
  'a person whose rights end while they are looked up is not remembered with them',
  async (t, engine) => {
    const service = await startService(t, engine);
    const admin = service.as('admin');
    const person = await made(admin, '/v1/people', ana);
    for (let round = 0; round < 10; round += 1) {
      const { id, token } = await newToken(service, person);
      await Promise.all([
        admin.post(`/v1/api-tokens/${id}/revocation`),
        ...Array.from({ length: 6 }, () => withToken(service, token)),
      ]);
      t.equal((await withToken(service, token)).status, 401, 'once the revocation is answered, it holds');
    }
  },
);

onBothEngines('a token says who made it', async (t, engine) => {
  const service = await startService(t, engine);
  const admin = service.as('admin');
  const me = (await admin.get('/v1/me')).body.person_id;
  const person = await admin.post('/v1/people', {
    name: 'Nora Interiano',
    email: 'nora@example.org',
    roles: ['finance_approver'],
  });
  const made = await admin.post('/v1/api-tokens', { person_id: person.body.id, label: 'phone' });
  t.match(made.body, { made_by: me, person_id: person.body.id });
  const listed = await admin.all(`/v1/api-tokens?person_id=${person.body.id}`);
  t.same(
    listed.map((token) => token.made_by),
    [me],
  );
});

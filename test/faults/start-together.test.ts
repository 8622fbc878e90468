import t from 'tap';
import { freshDatabase, onBothEngines } from '../helpers/databases.ts';
import { made } from '../helpers/world.ts';
import { assertVerified } from './load.ts';
import { addPerson, startProcess } from './service-process.ts';

t.test('services that start at once on one empty database all come up', async (t) => {
  const url = await freshDatabase(t, 'postgres');
  // The person is added meanwhile, by a fourth process that would migrate too.
  const adding = addPerson(url, 'logistics@example.org', 'logistics');
  const starting = Array.from({ length: 3 }, async () => startProcess(t, { url, token: '' }));
  const [token, ...services] = await Promise.all([adding, ...starting]);
  const [first, second, third] = services.map((service) => service.as(token));
  t.ok(first !== undefined && second !== undefined && third !== undefined, 'three services');
  if (first === undefined || second === undefined || third === undefined) return;

  const code = { name_es: 'Manta', name_en: 'Blanket', category: 'shelter', base_unit: 'piece' };
  const item = await made(first, '/v1/items', { ...code, code: 'MANTA' });
  t.equal((await second.get(`/v1/items/${item}`)).status, 200, 'what one writes the others read');
  const again = await third.post('/v1/items', { ...code, code: 'MANTA' });
  t.equal(again.status, 409, 'and hold to');
  await assertVerified(t, url);
  for (const service of services) {
    service.kill('SIGTERM');
    t.same(await service.exited, { code: 0, signal: null });
  }
});

onBothEngines('people added at once to an empty database are all added', async (t, engine) => {
  const url = await freshDatabase(t, engine);
  const names = ['first', 'second', 'third', 'fourth'];
  const tokens = await Promise.all(names.map((name) => addPerson(url, `${name}@example.org`, 'admin')));
  const service = await startProcess(t, { url, token: tokens[0] ?? '' });
  const people = await Promise.all(tokens.map((token) => service.as(token).get('/v1/me')));
  t.same(
    people.map((me) => [me.status, me.body.roles]),
    names.map(() => [200, ['admin']]),
  );
  t.equal(new Set(people.map((me) => me.body.person_id)).size, names.length);
});

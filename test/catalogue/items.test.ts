import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

const tools = {
  code: 'TOOLS',
  name_es: 'Útiles de cocina',
  name_en: 'Kitchen set',
  category: 'shelter',
  base_unit: 'set',
};

onBothEngines('a key nobody knows is refused, and named', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const id = await made(logistics, '/v1/items', tools);
  const path = `/v1/items/${id}`;
  const before = (await logistics.get(path)).body;
  const refused = [
    await logistics.post('/v1/items', { ...tools, code: 'OTHER', colour: 'green' }),
    await logistics.post('/v1/items', { ...tools, code: 'OTHER', colour: null }),
    await logistics.patch(path, { name_en: 'Pots', colour: 'green' }, { ifMatch: '"1"' }),
  ];
  for (const { status, body } of refused) {
    t.equal(status, 400);
    t.match(body, {
      code: 'invalid_request',
      error_count: 1,
      errors: [{ pointer: '/body', message: /colour/ }],
    });
  }
  for (const change of [{ code: 'NEW' }, { kind: 'kit' }, { version: 7 }, { id }]) {
    const reply = await logistics.patch(path, change, { ifMatch: '"1"' });
    t.equal(reply.status, 400, `${Object.keys(change)} is not for changing`);
  }
  t.equal((await logistics.get('/v1/items?colour=green')).status, 400, 'nor a filter nobody knows');
  t.same((await logistics.all('/v1/items')).length, 1);
  t.same((await logistics.get(path)).body, before);
});

onBothEngines('an edit changes what it names, under the version that was read', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const path = `/v1/items/${await made(logistics, '/v1/items', { ...tools, weight_g: 5000, volume_ml: 24_300 })}`;
  const read = await logistics.get(path);
  t.equal(read.headers.etag, '"1"');
  service.clock.set('2026-08-06T18:00:00.000Z');
  const changed = await logistics.patch(
    path,
    { name_en: 'Kitchen set A', weight_g: null },
    { ifMatch: '"1"' },
  );
  t.equal(changed.headers.etag, '"2"');
  t.same(changed.body, {
    ...read.body,
    name_en: 'Kitchen set A',
    weight_g: null,
    version: 2,
    updated_at: '2026-08-06T18:00:00.000Z',
  });
  const late = await logistics.patch(path, { weight_g: 4900 }, { ifMatch: '"1"' });
  t.match(late.body, { code: 'precondition_failed', params: { version: 2, expected: 1 } });
  t.same((await logistics.get(path)).body, changed.body);
});

onBothEngines('words are found with or without accents, in any case', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const id = await made(logistics, '/v1/items', tools);
  await made(logistics, '/v1/items', { ...tools, code: 'ANGEL', name_es: 'LÁMPARA ÑANDÚ', name_en: 'Lamp' });
  const codes = async (search: string) =>
    (await logistics.all(`/v1/items?search=${encodeURIComponent(search)}`)).map(({ code }) => code);
  for (const search of ['Útiles', 'útiles', 'utiles', 'UTILES', 'ÚTILES DE', 'u\u0301tiles']) {
    t.same(await codes(search), ['TOOLS'], search);
  }
  for (const search of ['lámpara', 'lampara', 'ñandú', 'nandu', 'ÑAND']) {
    t.same(await codes(search), ['ANGEL'], search);
  }
  t.same(await codes('utiles lampara'), []);

  await logistics.patch(`/v1/items/${id}`, { name_es: 'Batería de ollas' }, { ifMatch: '"1"' });
  t.same(await codes('bateria'), ['TOOLS'], 'the new name is found');
  t.same(await codes('útiles'), [], 'the old one is not');
  t.same(await codes('kitchen'), ['TOOLS'], 'what was not changed is found as before');
  await logistics.patch(`/v1/items/${id}`, { active: false }, { ifMatch: '"2"' });
  t.same(await codes('bateria'), ['TOOLS']);
});

import type { Client } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

const storm = { code: 'IXORA', name: 'Tormenta Ixora', kind: 'tropical_storm', started_on: '2026-07-30' };

const centre = {
  code: 'LPA-01',
  name: 'Polideportivo Estero Azul',
  kind: 'collective_centre',
  p_code: 'SV0613',
  latitude: 13.34716,
  longitude: -88.90236,
  capacity: 270,
};

function addSite(client: Client, operation_id: string, fields: object) {
  return client.post('/v1/sites', { operation_id, ...centre, ...fields });
}

onBothEngines('an operation is opened, changed by version, closed and reopened', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const opened = await logistics.post('/v1/operations', storm);
  t.equal(opened.status, 201);
  t.match(opened.body, { ...storm, state: 'open', ended_on: null, version: 1 });
  t.equal(opened.headers.etag, '"1"');
  const path = String(opened.headers.location);

  const again = await logistics.post('/v1/operations', { ...storm, name: 'Otra' });
  t.equal(again.status, 409);
  t.match(again.body, { code: 'conflict', params: { resource: 'operation', field: 'code', value: 'IXORA' } });
  t.equal((await service.as('responder').post('/v1/operations', storm)).status, 403);

  const renamed = await logistics.patch(path, { name: 'Depresión Ixora' }, { ifMatch: '"1"' });
  t.match(renamed.body, { name: 'Depresión Ixora', kind: 'tropical_storm', ended_on: null, version: 2 });
  const stale = await logistics.patch(path, { name: 'Nadie' }, { ifMatch: '"1"' });
  t.equal(stale.status, 412);
  t.equal((await logistics.patch(path, { name: 'Nadie' })).status, 428);
  const inverted = await logistics.patch(path, { ended_on: '2026-07-29' }, { ifMatch: '"2"' });
  t.equal(inverted.status, 422);
  t.match(inverted.body, {
    code: 'operation_days',
    params: { started_on: '2026-07-30', ended_on: '2026-07-29' },
  });

  // 03:00 UTC on the 6th is still the 5th in El Salvador.
  service.clock.set('2026-08-06T03:00:00.000Z');
  const closed = await logistics.patch(path, { state: 'closed' }, { ifMatch: '"2"' });
  t.match(closed.body, { state: 'closed', ended_on: '2026-08-05', version: 3 });
  const refused = await addSite(logistics, closed.body.id, {});
  t.equal(refused.status, 409);
  t.match(refused.body, { code: 'state_conflict', params: { state: 'closed' } });
  const reopened = await logistics.patch(path, { state: 'open' }, { ifMatch: '"3"' });
  t.match(reopened.body, { state: 'open', ended_on: null });
  t.equal((await addSite(logistics, reopened.body.id, {})).status, 201);

  await made(logistics, '/v1/operations', { ...storm, code: 'SISMO', kind: 'earthquake' });
  t.same(
    (await logistics.all('/v1/operations?sort=-code')).map((row) => row.code),
    ['SISMO', 'IXORA'],
  );
  t.equal((await logistics.all('/v1/operations?state=closed')).length, 0);
});

onBothEngines(
  'a site comes with its place in the stock ledger and is edited by version',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const operation = await made(logistics, '/v1/operations', storm);
    const added = await addSite(logistics, operation, {});
    t.equal(added.status, 201);
    t.match(added.body, { ...centre, operation_id: operation, priority: 1, active: true, version: 1 });
    const path = String(added.headers.location);
    const location = async () => (await logistics.all(`/v1/locations?site_id=${added.body.id}`))[0];
    t.match(await location(), {
      id: added.body.location_id,
      kind: 'site',
      code: 'LPA-01',
      name: centre.name,
    });

    t.match((await addSite(logistics, operation, { name: 'Otro' })).body, {
      code: 'conflict',
      params: { resource: 'site', value: 'LPA-01' },
    });
    t.equal(
      (await logistics.all('/v1/locations?kind=site')).length,
      1,
      'a refused site leaves no place behind',
    );
    const other = await made(logistics, '/v1/operations', { ...storm, code: 'SISMO' });
    t.equal((await addSite(logistics, other, {})).status, 201, 'another operation may use the code');
    const nowhere = await addSite(logistics, added.body.id, {});
    t.equal(nowhere.status, 422);
    t.match(nowhere.body.errors, [{ rule: 'unknown_reference', pointer: '/body/operation_id' }]);

    const changed = await logistics.patch(
      path,
      { name: 'Polideportivo', priority: 2, active: false, p_code: null },
      { ifMatch: String(added.headers.etag) },
    );
    t.equal(changed.status, 200);
    t.match(changed.body, { name: 'Polideportivo', priority: 2, active: false, p_code: null, version: 2 });
    t.match(changed.body, { latitude: 13.34716, longitude: -88.90236 }, 'what was not given stays');
    t.equal(changed.headers.etag, '"2"');
    t.equal((await location()).name, 'Polideportivo');
    t.equal((await logistics.patch(path, { priority: 3 }, { ifMatch: '"1"' })).status, 412);
    t.equal((await logistics.get(path)).headers.etag, '"2"');

    const [first, second] = await Promise.all(
      [4, 5].map((priority) => logistics.patch(path, { priority }, { ifMatch: '"2"' })),
    );
    t.same([first?.status, second?.status].sort(), [200, 412], 'two edits of one version: one wins');
  },
);

onBothEngines('a P-code is optional and must be one; lakes hold nobody', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const operation = await made(logistics, '/v1/operations', storm);
  const codes = [
    ['SV0613', 201, undefined],
    ['SV14', 201, undefined],
    [null, 201, undefined],
    ['HT0111', 201, undefined],
    ['SV0699', 422, 'p_code_unknown'],
    ['SV15', 422, 'p_code_unknown'],
    ['SV0399', 422, 'p_code_water_body'],
    ['sv0613', 400, 'schema'],
    ['0613', 400, 'schema'],
  ] as const;
  for (const [index, [p_code, status, rule]] of codes.entries()) {
    const reply = await addSite(logistics, operation, { code: `S-${index}`, p_code });
    t.equal(reply.status, status, String(p_code));
    t.equal(reply.body.errors?.[0].rule, rule, String(p_code));
  }
  const half = await addSite(logistics, operation, { code: 'S-X', longitude: null });
  t.equal(half.status, 400, 'one coordinate alone is refused');
  const site = (await logistics.all(`/v1/sites?code=S-0`))[0];
  const moved = await logistics.patch(`/v1/sites/${site.id}`, { p_code: 'SV1299' }, { ifMatch: '"1"' });
  t.match(moved.body.errors, [{ rule: 'p_code_water_body', pointer: '/body/p_code', value: 'SV1299' }]);

  const found = async (filter: string) =>
    (await logistics.all(`/v1/sites?operation_id=${operation}&${filter}`, 2)).map((row) => row.code);
  t.same(await found('p_code=SV'), ['S-0', 'S-1']);
  t.same(await found('p_code=SV06'), ['S-0']);
  t.same(await found('kind=safe_house'), []);
  t.same(await found('kind=collective_centre&sort=-code'), ['S-3', 'S-2', 'S-1', 'S-0']);
  t.same(await found('active=false'), []);
});

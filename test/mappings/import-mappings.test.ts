import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

const mappings = '/v1/import-mappings';
const opening = { kind: 'opening_stock', name: 'Bodega central', columns: { item_name: 'Qué es' } };

onBothEngines('a mapping is saved, listed, changed by version and put out of use', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const added = await logistics.post(mappings, opening);
  t.equal(added.status, 201);
  t.match(added.body, { ...opening, date_order: null, active: true, version: 1 });
  t.same(
    (await logistics.all(`${mappings}?kind=opening_stock`)).map((row: { name: string }) => row.name),
    ['Bodega central'],
  );

  const path = `${mappings}/${added.body.id}`;
  const columns = { item_name: 'Qué es', comments: null };
  const changed = await logistics.patch(path, { columns, date_order: 'DMY' }, { ifMatch: '"1"' });
  t.match(changed.body, { columns, date_order: 'DMY', version: 2 });
  t.equal(
    (await logistics.patch(path, { name: 'Otra' }, { ifMatch: '"1"' })).status,
    412,
    'a stale edit is refused',
  );
  t.equal((await logistics.patch(path, { active: false }, { ifMatch: '"2"' })).status, 200);
  t.same(await logistics.all(`${mappings}?active=true`), []);
});

onBothEngines('a name is taken once a kind, also by a change', async (t, engine) => {
  const logistics = (await startService(t, engine)).as('logistics');
  await made(logistics, mappings, opening);
  const again = await logistics.post(mappings, opening);
  t.match(again, { status: 409, body: { code: 'conflict' } });
  const other = await made(logistics, mappings, { ...opening, name: 'Otra' });
  const renamed = await logistics.patch(`${mappings}/${other}`, { name: opening.name }, { ifMatch: '"1"' });
  t.match(renamed, { status: 409, body: { code: 'conflict' } });
  t.equal((await logistics.get(`${mappings}/${other}`)).body.name, 'Otra');
});

onBothEngines('a field that the import does not have is refused by name', async (t, engine) => {
  const logistics = (await startService(t, engine)).as('logistics');
  const refused = await logistics.post(mappings, { ...opening, columns: { item_name: 'A', colour: 'B' } });
  t.equal(refused.status, 400);
  t.match(refused.bytes.toString(), /columns\/colour/);
  const mapping = await made(logistics, mappings, opening);
  const changed = await logistics.patch(
    `${mappings}/${mapping}`,
    { columns: { colour: 'B' } },
    { ifMatch: '"1"' },
  );
  t.equal(changed.status, 400);
  t.match(changed.bytes.toString(), /columns\/colour/);
  t.equal((await logistics.get(`${mappings}/${mapping}`)).body.version, 1);
});

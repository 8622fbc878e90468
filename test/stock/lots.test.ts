import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { receiveLot, stockWorld } from '../helpers/world.ts';

onBothEngines('who judged a lot, when and why stays on record', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 8 });
  const path = `/v1/lots/${lot}`;
  const change = (version: number, body: unknown) =>
    service.asOther('logistics').patch(path, body, { ifMatch: `"${version}"` });
  t.same((await logistics.get(`${path}/conditions`)).body.data, []);
  t.equal((await change(1, { condition: 'quarantine', note: 'Cajas mojadas' })).status, 200);
  service.clock.set('2026-08-06T10:00:00.000Z');
  t.equal((await change(2, { condition: 'quarantine', owner: 'Cruz Roja' })).status, 200, 'not judged anew');
  t.equal((await change(2, { condition: 'good' })).status, 412);
  t.equal((await change(3, { condition: 'good', note: 'Revisadas una por una' })).status, 200);
  const rows = await service.as('auditor').all(`${path}/conditions?sort=id`);
  t.same(
    rows.map((row) => [row.condition_before, row.condition, row.note, row.changed_by_name, row.changed_at]),
    [
      ['good', 'quarantine', 'Cajas mojadas', 'other logistics', '2026-08-05T18:00:00.000Z'],
      ['quarantine', 'good', 'Revisadas una por una', 'other logistics', '2026-08-06T10:00:00.000Z'],
    ],
  );
});

onBothEngines('a lot bears its owner and a few attributes', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const lot = await receiveLot(service, world, { quantity: 8 });
  const path = `/v1/lots/${lot}`;
  const change = (version: number, body: unknown) =>
    service.as('logistics').patch(path, body, { ifMatch: `"${version}"` });
  t.match((await service.as('auditor').get(path)).body, { owner: null, attributes: {} });
  const set = await change(1, { owner: 'Cruz Roja', attributes: { colour: 'azul', size: '4 × 6 m' } });
  t.match(set.body, {
    owner: 'Cruz Roja',
    attributes: { colour: 'azul', size: '4 × 6 m' },
    condition: 'good',
  });
  const replaced = await change(2, { attributes: { size: '4 × 5 m' } });
  t.same(replaced.body.attributes, { size: '4 × 5 m' });
  t.same((await change(3, { owner: null })).body.owner, null);
  const [listed] = await service.as('auditor').all(`/v1/lots?item_id=${world.item}`);
  t.same(listed.attributes, { size: '4 × 5 m' });
  const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`a${index}`, 'x']));
  for (const attributes of [many, { Größe: 'x' }, { size: '' }, { size: 4 }, { size: 'x'.repeat(201) }]) {
    t.equal((await change(4, { attributes })).status, 400, JSON.stringify(attributes).slice(0, 40));
  }
});

import type { Reply } from '../helpers/client.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

const absent = '01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44';
const bucket = {
  code: 'BUCKET',
  name_es: 'Cubeta',
  name_en: 'Bucket',
  category: 'water',
  base_unit: 'piece',
};

const rulesOf = ({ body }: Reply) =>
  body.errors.map((error: { rule: string; pointer: string }) => [error.rule, error.pointer]);

onBothEngines('packing levels have figures of their own, the unknown stays unknown', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const packing = [
    { level: 'pallet', quantity: 480, weight_g: 650_000, volume_ml: null },
    { level: 'carton', quantity: 24 },
  ];
  const added = await logistics.post('/v1/items', { ...bucket, packing });
  t.equal(added.status, 201);
  t.same(
    added.body.packing,
    [
      { level: 'carton', quantity: 24, weight_g: null, volume_ml: null },
      { level: 'pallet', quantity: 480, weight_g: 650_000, volume_ml: null },
    ],
    'the smallest first',
  );
  const path = `/v1/items/${added.body.id}`;
  t.same((await logistics.all('/v1/items?category=water'))[0].packing, added.body.packing);
  const renamed = await logistics.patch(path, { name_en: 'Pail' }, { ifMatch: '"1"' });
  t.same(renamed.body.packing, added.body.packing, 'what is not named stays');
  const fewer = await logistics.patch(
    path,
    { packing: [{ level: 'bale', quantity: 10 }] },
    { ifMatch: '"2"' },
  );
  t.match(fewer.body, { version: 3, packing: [{ level: 'bale', quantity: 10 }] });
  t.equal(fewer.body.packing.length, 1);
  const stale = await logistics.patch(path, { packing: [] }, { ifMatch: '"2"' });
  t.equal(stale.status, 412);
  for (const bad of [
    [{ level: 'carton', quantity: 1 }],
    [{ level: 'carton', quantity: 2.5 }],
    [{ level: 'piece', quantity: 2 }],
    [{ level: 'carton', quantity: 2, weight_g: 0 }],
    [{ level: 'carton', quantity: 2, volume_ml: -1 }],
  ]) {
    t.equal((await logistics.post('/v1/items', { ...bucket, code: 'X', packing: bad })).status, 400);
  }
  const twice = await logistics.post('/v1/items', {
    ...bucket,
    code: 'X',
    packing: [
      { level: 'carton', quantity: 24 },
      { level: 'carton', quantity: 12 },
      { level: 'bale', quantity: 24 },
    ],
  });
  t.equal(twice.status, 422);
  t.same(rulesOf(twice), [
    ['duplicate_line', '/body/packing/1/level'],
    ['duplicate_line', '/body/packing/2/quantity'],
  ]);
  t.same((await logistics.get(path)).body, fewer.body, 'nothing of it was saved');
  t.equal((await logistics.all('/v1/items')).length, 1);
});

onBothEngines('dangerous goods may name their UN number, others not', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const lamp = { ...bucket, code: 'LAMP', dangerous_goods: true, un_number: 'UN3481' };
  const added = await logistics.post('/v1/items', { ...lamp, figures_source: 'Etiqueta del proveedor' });
  t.match(added.body, { un_number: 'UN3481', figures_source: 'Etiqueta del proveedor' });
  const path = `/v1/items/${added.body.id}`;
  const harmless = await logistics.patch(path, { dangerous_goods: false }, { ifMatch: '"1"' });
  t.equal(harmless.status, 422);
  t.same(rulesOf(harmless), [['un_number_without_danger', '/body/un_number']]);
  const both = await logistics.patch(path, { dangerous_goods: false, un_number: null }, { ifMatch: '"1"' });
  t.match(both.body, { dangerous_goods: false, un_number: null });
  for (const un_number of ['3481', 'UN348', 'un3481', 'UN34811']) {
    t.equal((await logistics.post('/v1/items', { ...lamp, code: 'L2', un_number })).status, 400, un_number);
  }
  const contrary = await logistics.post('/v1/items', { ...lamp, code: 'L2', dangerous_goods: false });
  t.match(contrary.body, { code: 'item_rule' });
});

onBothEngines('substitutes are ordered, with a ratio, and never the item itself', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const [jerrycan, bag] = [
    await made(logistics, '/v1/items', { ...bucket, code: 'JERRYCAN' }),
    await made(logistics, '/v1/items', { ...bucket, code: 'BAG' }),
  ];
  const substitutes = [{ item_id: jerrycan }, { item_id: bag, ratio_numerator: 3, ratio_denominator: 2 }];
  const added = await logistics.post('/v1/items', { ...bucket, substitutes });
  t.same(added.body.substitutes, [
    { item_id: jerrycan, item_code: 'JERRYCAN', ratio_numerator: 1, ratio_denominator: 1 },
    { item_id: bag, item_code: 'BAG', ratio_numerator: 3, ratio_denominator: 2 },
  ]);
  const path = `/v1/items/${added.body.id}`;
  const turned = await logistics.patch(path, { substitutes: [...substitutes].reverse() }, { ifMatch: '"1"' });
  t.same(
    turned.body.substitutes.map((row: { item_code: string }) => row.item_code),
    ['BAG', 'JERRYCAN'],
  );
  const itself = await logistics.patch(
    path,
    { substitutes: [{ item_id: added.body.id }, { item_id: bag }, { item_id: bag }] },
    { ifMatch: '"2"' },
  );
  t.match(itself.body, { code: 'item_rule', error_count: 2 });
  const unknown = await logistics.patch(
    path,
    { category: 'nowhere', substitutes: [{ item_id: bag }, { item_id: absent }] },
    { ifMatch: '"2"' },
  );
  t.match(unknown.body, { code: 'unknown_reference' });
  t.same(rulesOf(unknown), [
    ['unknown_reference', '/body/category'],
    ['unknown_reference', '/body/substitutes/1/item_id'],
  ]);
  t.same((await logistics.get(path)).body, turned.body);
});

onBothEngines(
  'unit values hold from their day, in each currency, and are never overwritten',
  async (t, engine) => {
    const service = await startService(t, engine);
    const logistics = service.as('logistics');
    const path = `/v1/items/${await made(logistics, '/v1/items', bucket)}/unit-values`;
    const record = (currency: string, valid_from: string, unit_value: string) =>
      logistics.post(path, { currency, valid_from, unit_value });
    const first = await record('USD', '2026-01-01', '4.30');
    t.match(first.body, { unit_value: '4.30', source: null }, 'exact as written');
    await record('USD', '2026-07-01', '4.555555555');
    await record('EUR', '2026-03-01', '3.9');
    service.clock.set('2026-08-06T18:00:00.000Z');
    await record('USD', '2026-07-01', '4.60');
    await record('USD', '2026-12-01', '5');
    const on = async (query: string) =>
      (await logistics.get(`${path}/as-of${query}`)).body.data.map(
        (row: { currency: string; unit_value: string }) => `${row.currency} ${row.unit_value}`,
      );
    t.same(await on('?as_of=2025-12-31'), []);
    t.same(await on('?as_of=2026-01-01'), ['USD 4.30']);
    t.same(await on('?as_of=2026-06-30'), ['EUR 3.9', 'USD 4.30']);
    t.same(await on('?as_of=2026-07-01'), ['EUR 3.9', 'USD 4.60'], 'the last recorded for the day');
    t.same(await on('?as_of=2026-07-01&known_at=2026-08-05T23:00:00.000Z'), ['EUR 3.9', 'USD 4.555555555']);
    t.same(await on(''), ['EUR 3.9', 'USD 4.60'], 'today');
    t.same(await on('?as_of=2027-01-01'), ['EUR 3.9', 'USD 5']);
    t.same(
      (await logistics.all(`${path}?currency=USD`, 2)).map((row) => row.unit_value),
      ['5', '4.60', '4.555555555', '4.30'],
      'the whole history, the latest first',
    );
    for (const bad of [
      { unit_value: '4,30' },
      { unit_value: '-1' },
      { unit_value: '1e3' },
      { unit_value: 4.3 },
      { currency: 'usd' },
      { valid_from: '2026-02-30' },
    ]) {
      const body = { currency: 'USD', valid_from: '2026-01-01', unit_value: '4.30', ...bad };
      t.equal((await logistics.post(path, body)).status, 400, JSON.stringify(bad));
    }
    t.equal((await logistics.get(`/v1/items/${absent}/unit-values`)).status, 404);
    t.equal((await service.as('responder').post(path, {})).status, 403);
  },
);

onBothEngines('categories are a list of their own, and items refer to one', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const water = (await logistics.all('/v1/categories?code=water'))[0];
  t.match(water, { name_es: 'Agua y recipientes', parent_id: null });
  const category = { code: 'containers', name_es: 'Recipientes', name_en: 'Containers', parent_id: water.id };
  const added = await logistics.post('/v1/categories', category);
  t.match(added.body, { ...category, version: 1 });
  t.equal((await logistics.post('/v1/categories', category)).status, 409);
  t.equal(
    (await logistics.post('/v1/categories', { ...category, code: 'x', parent_id: absent })).status,
    422,
  );
  t.same(
    (await logistics.all(`/v1/categories?parent_id=${water.id}`)).map(({ code }) => code),
    ['containers'],
  );
  const renamed = await logistics.patch(
    `/v1/categories/${added.body.id}`,
    { name_es: 'Envases' },
    { ifMatch: '"1"' },
  );
  t.match(renamed.body, { name_es: 'Envases', name_en: 'Containers', version: 2 });
  t.equal((await logistics.post('/v1/items', { ...bucket, category: 'containers' })).status, 201);
  const unknown = await logistics.post('/v1/items', { ...bucket, code: 'OTHER', category: 'Containers' });
  t.match(unknown.body, { code: 'unknown_reference', errors: [{ value: 'Containers' }] });
});

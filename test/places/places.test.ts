import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';

onBothEngines('places are searched and resolved; a point is told where it lies', async (t, engine) => {
  const service = await startService(t, engine);
  const responder = service.as('responder');
  const all = await responder.all('/v1/places', 41);
  t.equal(all.length, 320);
  t.same(
    all.map(({ key }) => key),
    [...new Set(all.map(({ key }) => key))].sort(),
  );
  const backwards = await responder.all('/v1/places?sort=-key', 100);
  t.same(
    backwards.map(({ key }) => key),
    all.map(({ key }) => key).reverse(),
  );
  const found = async (query: string) => (await responder.all(`/v1/places?${query}`)).map(({ key }) => key);
  t.same(await found('search=opico'), ['SV0512']);
  t.same(await found('search=OPICO&department=SV01'), []);
  t.same(await found('search=rosario'), ['SV0404', 'SV0602', 'SV0807', 'SV1011']);
  t.equal((await found('kind=municipio&department=SV05')).length, 6);
  t.equal((await responder.get('/v1/places?cursor=bm8')).status, 400);

  const ask = async (query: string) => (await responder.get(`/v1/places/resolution?${query}`)).body;
  t.match(await ask('name=Nueva%20San%20Salvador'), {
    place: { key: 'SV0510', name: 'Santa Tecla' },
    refused: null,
    point: null,
  });
  const ambiguous = await ask('name=El%20Rosario');
  t.match(ambiguous, { place: null, refused: { rule: 'place_ambiguous' } });
  t.equal(ambiguous.refused.candidates.length, 3);
  t.match(ambiguous.refused.message, /El Rosario \(SV0404\), El Rosario \(SV0602\), El Rosario \(SV0807\)/);
  t.match(await ask('number=02&scheme=national'), { place: { key: 'SV12' } });
  t.match(await ask('number=02'), { place: null, refused: { rule: 'place_scheme' } });
  t.match(await ask('p_code=SV0510&latitude=13.6989&longitude=-89.1914'), {
    place: { key: 'SV0510' },
    point: { p_code: 'SV1014', is_water_body: false, within: false },
  });
  t.match(await ask('latitude=13.67&longitude=-89.05'), {
    place: null,
    refused: null,
    point: { p_code: 'SV1099', is_water_body: true, within: null },
  });
  t.equal((await responder.get('/v1/places/resolution?name=A&p_code=SV01')).status, 400);
  t.equal((await responder.get('/v1/places/resolution?latitude=13')).status, 400);

  const logistics = service.as('logistics');
  const operation_id = await made(logistics, '/v1/operations', {
    code: 'IXORA',
    name: 'Tormenta Ixora',
    kind: 'tropical_storm',
    started_on: '2026-07-30',
  });
  const site = async (code: string, where: object) =>
    (await logistics.post('/v1/sites', { operation_id, code, name: code, kind: 'store', ...where })).body;
  t.match(await site('A', { p_code: 'SV05', latitude: 13.841798, longitude: -89.447953 }), {
    place: { department: 'La Libertad', municipio: null, distrito: null },
    coordinates: 'outside',
    coordinates_p_code: 'SV1203',
  });
  t.match(await site('B', { p_code: 'SV1014', latitude: 13.6989, longitude: -89.1914 }), {
    place: { department: 'San Salvador', municipio: 'San Salvador Centro', distrito: 'San Salvador' },
    coordinates: 'within',
    coordinates_p_code: null,
  });
  t.match(await site('C', { p_code: 'SV1014' }), { coordinates: 'none' });
  t.match(await site('D', { p_code: 'HT01', latitude: 18.5, longitude: -72.3 }), {
    place: null,
    coordinates: 'unchecked',
  });
});

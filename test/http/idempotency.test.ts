import { randomUUID } from 'node:crypto';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made, receiveLot, stockWorld } from '../helpers/world.ts';

const blanket = {
  code: 'HSHEBLANPMT1',
  name_es: 'Manta',
  name_en: 'Blanket',
  category: 'shelter',
  base_unit: 'piece',
};

async function itemCount(service: Service): Promise<number> {
  return (await service.as('logistics').all('/v1/items')).length;
}

onBothEngines('a repeated request gets the first answer again and has one effect', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const key = randomUUID();
  const first = await logistics.post('/v1/items', blanket, { key });
  const again = await logistics.post('/v1/items', blanket, { key });
  const reordered = Object.fromEntries(Object.entries(blanket).reverse());
  const third = await logistics.post('/v1/items', reordered, { key });
  t.equal(first.status, 201);
  t.equal(first.headers['idempotency-replayed'], undefined);
  for (const reply of [again, third]) {
    t.equal(reply.status, 201);
    t.same(reply.body, first.body);
    t.equal(reply.headers.location, first.headers.location);
    t.equal(reply.headers.etag, first.headers.etag);
    t.equal(reply.headers['idempotency-replayed'], 'true');
  }
  t.equal(await itemCount(service), 1);
});

onBothEngines('a key serves one request of one person', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const key = randomUUID();
  const item = await made(logistics, '/v1/items', blanket);
  const kits = await logistics.post(
    '/v1/kits',
    { ...blanket, code: 'KIT', lines: [{ item_id: item, quantity: 2 }] },
    { key },
  );
  t.equal(kits.status, 201);

  const otherBody = await logistics.post(
    '/v1/kits',
    { ...blanket, code: 'KIT', lines: [{ item_id: item, quantity: 3 }] },
    { key },
  );
  t.equal(otherBody.status, 422);
  t.equal(otherBody.body.code, 'idempotency_key_reused');
  const otherAddress = await logistics.post('/v1/items', { ...blanket, code: 'KIT-2' }, { key });
  t.equal(otherAddress.status, 422);
  t.equal(otherAddress.body.code, 'idempotency_key_reused');

  const otherPerson = await service
    .asOther('logistics')
    .post('/v1/items', { ...blanket, code: 'KIT-3' }, { key });
  t.equal(otherPerson.status, 201, 'keys of different people never meet');
  t.equal(await itemCount(service), 3);
});

onBothEngines('a write without a usable key is refused before anything is done', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const keys = [undefined, '', 'short-7', 'x'.repeat(129), 'with space in it', 'tab\tinside-it'];
  for (const key of keys) {
    const reply = await logistics.send('POST', '/v1/items', blanket, key === undefined ? {} : { key });
    t.equal(reply.status, 400, JSON.stringify(key));
    t.equal(reply.body.code, 'idempotency_key_missing', JSON.stringify(key));
  }
  t.equal(await itemCount(service), 0);
  for (const key of ['x'.repeat(8), 'y'.repeat(128)]) {
    t.equal((await logistics.post('/v1/items', { ...blanket, code: key.slice(0, 20) }, { key })).status, 201);
  }
});

onBothEngines('a refused try does not use the key up', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 4, lot: 'L1' });
  const issue = { kind: 'issue', lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 5 }] };
  const key = randomUUID();
  t.equal((await logistics.post('/v1/stock/movements', issue, { key })).status, 409);
  await receiveLot(service, world, { quantity: 1, lot: 'L1' });
  const later = await logistics.post('/v1/stock/movements', issue, { key });
  t.equal(later.status, 201);
  t.equal(later.headers['idempotency-replayed'], undefined);

  const other = randomUUID();
  t.equal((await logistics.post('/v1/items', { ...blanket, weight_g: 0 }, { key: other })).status, 400);
  t.equal(
    (await logistics.post('/v1/items', blanket, { key: other })).status,
    201,
    'nor does an invalid one',
  );
});

onBothEngines('parallel requests with one key have one effect and equal answers', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 100, lot: 'L1' });
  const issue = { kind: 'issue', lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 3 }] };
  for (let round = 1; round <= 5; round += 1) {
    const key = randomUUID();
    const replies = await Promise.all(
      Array.from({ length: 8 }, () => logistics.post('/v1/stock/movements', issue, { key })),
    );
    t.same(
      replies.map((reply) => reply.status),
      Array(8).fill(201),
    );
    t.equal(new Set(replies.map((reply) => reply.bytes.toString())).size, 1, 'equal answers');
    t.equal(replies.filter((reply) => reply.headers['idempotency-replayed'] === undefined).length, 1);
    t.match((await logistics.get(`/v1/lots/${lot}/balance`)).body, {
      on_hand: 100 - 3 * round,
      distributed: 3 * round,
    });
  }
});

onBothEngines('parallel requests with one key and different bodies: one is done', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 100, lot: 'L1' });
  const key = randomUUID();
  const replies = await Promise.all(
    [1, 2, 3, 4, 5, 6].map((quantity) =>
      logistics.post(
        '/v1/stock/movements',
        { kind: 'issue', lines: [{ lot_id: lot, from_location_id: world.bin, quantity }] },
        { key },
      ),
    ),
  );
  const done = replies.filter((reply) => reply.status === 201);
  t.equal(done.length, 1);
  t.same(
    replies.filter((reply) => reply.status !== 201).map((reply) => [reply.status, reply.body.code]),
    Array(5).fill([422, 'idempotency_key_reused']),
  );
  const { on_hand } = (await logistics.get(`/v1/lots/${lot}/balance`)).body;
  t.equal(on_hand, 100 - done[0]?.body.lines[0].quantity);
});

onBothEngines('a repetition is answered even where the work could not be done again', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const logistics = service.as('logistics');
  const lot = await receiveLot(service, world, { quantity: 10, lot: 'L1' });
  const issue = { kind: 'issue', lines: [{ lot_id: lot, from_location_id: world.bin, quantity: 10 }] };
  const key = randomUUID();
  const first = await logistics.post('/v1/stock/movements', issue, { key });
  const again = await logistics.post('/v1/stock/movements', issue, { key });
  t.equal(again.status, 201, 'though nothing is left to issue');
  t.same(again.body, first.body);

  const edit = { key: randomUUID(), ifMatch: '"1"' };
  const edited = await logistics.patch(`/v1/lots/${lot}`, { condition: 'hold' }, edit);
  const editedAgain = await logistics.patch(`/v1/lots/${lot}`, { condition: 'hold' }, edit);
  t.equal(edited.status, 200);
  t.equal(editedAgain.status, 200, 'though the version has moved on');
  t.equal(editedAgain.headers.etag, '"2"');
  t.same(editedAgain.body, edited.body);
  t.equal((await logistics.get(`/v1/lots/${lot}`)).body.version, 2);
});

onBothEngines('what is kept for repetitions does not show a secret', async (t, engine) => {
  const service = await startService(t, engine);
  const admin = service.as('admin');
  const person = (await admin.get('/v1/people?limit=1')).body.data[0].id;
  const body = { person_id: person, label: 'phone' };
  const key = randomUUID();
  const first = await admin.post('/v1/api-tokens', body, { key });
  t.equal(first.status, 201);
  t.match(first.body.token, /^acopio_/);
  const again = await admin.post('/v1/api-tokens', body, { key });
  t.equal(again.body.token, first.body.token, 'a caller who lost the answer still gets the token');

  const kept = await service.context.database.read.selectFrom('idempotency_keys').selectAll().execute();
  const tokens = await service.context.database.read.selectFrom('api_tokens').selectAll().execute();
  const row = kept.find((candidate) => candidate.idempotency_key === key);
  t.match(row?.body, /^v1\./);
  t.notOk(
    JSON.stringify([kept, tokens]).includes(first.body.token.slice('acopio_'.length)),
    'not in any row',
  );
  t.notOk(service.logged.join('').includes(first.body.token), 'nor in the log');
});

onBothEngines('a dry run is refused, not done for real, where a route has none', async (t, engine) => {
  const service = await startService(t, engine);
  const reply = await service.as('logistics').post('/v1/items?dry_run=true', blanket);
  t.equal(reply.status, 400);
  t.equal(reply.body.code, 'invalid_request');
  t.equal(await itemCount(service), 0);
});

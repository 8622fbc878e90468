import t from 'tap';
import { request } from 'undici';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';
import { receiveLot, stockWorld } from '../helpers/world.ts';

const item = { code: 'A', name_es: 'Lona', name_en: 'Tarpaulin', category: 'shelter', base_unit: 'piece' };

t.test('every answer carries the number its request has in the log', async (t) => {
  const service = await startService(t, 'sqlite');
  const logistics = service.as('logistics');
  const own = await logistics.post('/v1/items', item, { headers: { 'x-request-id': 'phone-17.retry_2' } });
  t.equal(own.headers['x-request-id'], 'phone-17.retry_2');
  t.ok(service.logged.some((line) => JSON.parse(line).request_id === 'phone-17.retry_2'));
  const made = new Set<unknown>();
  for (const path of ['/health', '/v1/items', '/v1/nothing', '/v1/items?x=1']) {
    for (const unfit of ['has space', 'x'.repeat(65), '<script>', '']) {
      const reply = await logistics.get(path, { headers: { 'x-request-id': unfit } });
      t.match(reply.headers['x-request-id'], /^[A-Za-z0-9._-]{8,64}$/, `${path} ${unfit}`);
      made.add(reply.headers['x-request-id']);
    }
  }
  t.equal(made.size, 16, 'each has a number of its own');
});

t.test('the log tells of each change and failure without saying who or what', async (t) => {
  const service = await startService(t, 'sqlite');
  const admin = service.as('admin');
  const secret = { name: 'Rosalía Menjívar', email: 'rosalia.menjivar@example.org', roles: ['responder'] };
  const person = await admin.post('/v1/people', secret);
  await admin.post('/v1/people', secret);
  await admin.get(`/v1/people/${person.body.id}?x=rosalia`);
  await admin.get('/v1/people');
  await service.anonymous.get('/v1/people/rosalia.menjivar');
  const lines = service.logged.map((line) => JSON.parse(line));
  const answered = lines.filter((line) => line.msg === 'answered');
  t.same(
    answered.map((line) => [line.method, line.route, line.status]),
    [
      ['POST', '/v1/people', 201],
      ['POST', '/v1/people', 409],
      ['GET', '/v1/people/:id', 400],
      ['GET', '/v1/people/:id', 401],
    ],
    'a read that went well is not worth a line',
  );
  for (const line of answered) {
    t.match(line, { level: 'info', time: /^\d{4}-\d\d-\d\dT/, ms: Number, request_id: String });
  }
  t.match(answered[0].person_id, /^[0-9a-f-]{36}$/);
  const text = service.logged.join('').toLowerCase();
  for (const word of ['rosal', 'menj', person.body.id, 'bearer', 'acopio_'])
    t.notOk(text.includes(word), word);
});

onBothEngines('health says whether to send requests', async (t, engine) => {
  const service = await startService(t, engine);
  for (const path of ['/health', '/health/live', '/health/ready']) {
    const reply = await service.anonymous.get(path);
    t.equal(reply.status, 200);
    t.same(reply.body, { status: 'ok' });
  }
  const { database } = service.context;
  await database.close();
  database.close = async () => undefined;
  t.equal((await service.anonymous.get('/health/live')).status, 200, 'the process lives');
  const ready = await service.anonymous.get('/health/ready');
  t.equal(ready.status, 503, 'but has no database');
  t.equal(ready.body.code, 'unavailable');
  t.equal(ready.headers['retry-after'], '1');
});

onBothEngines('measurements name routes, never what was asked of them', async (t, engine) => {
  const service = await startService(t, engine);
  const world = await stockWorld(service);
  const lot = await receiveLot(service, world, { quantity: 1, lot: 'LOT-SECRET' });
  const logistics = service.as('logistics');
  for (let count = 0; count < 3; count += 1) await logistics.get(`/v1/lots/${lot}/balance`);
  await logistics.get('/v1/lots/01980c2f-7a3b-7c11-9a57-3f1d2a9b8c44/balance');
  await logistics.get('/v1/lots?lot_number=LOT-SECRET');
  await logistics.get('/v1/nothing/LOT-SECRET');
  await request(`${service.base}/v1/items`, { method: 'DELETE', headers: { 'x-secret': 'LOT-SECRET' } });
  const reply = await service.as('admin').get('/metrics');
  t.equal(reply.status, 200);
  t.match(reply.headers['content-type'], /^text\/plain; version=0\.0\.4/);
  const text = reply.bytes.toString();
  const counted = (labels: string) =>
    Number(new RegExp(`acopio_http_request_seconds_count\\{${labels}\\} (\\d+)`).exec(text)?.[1]);
  t.equal(counted('method="GET",route="/v1/lots/:id/balance",status="200"'), 3);
  t.equal(counted('method="GET",route="/v1/lots/:id/balance",status="404"'), 1);
  t.equal(counted('method="GET",route="unknown",status="404"'), 1);
  t.notMatch(text, /LOT-SECRET/);
  t.notMatch(text, /[0-9a-f]{8}-[0-9a-f]{4}-/, 'no identifier');
  t.notMatch(text, /@|acopio_[A-Za-z0-9_-]{30}/, 'no address and no token');
  for (const line of text.split('\n').filter((candidate) => candidate !== '' && !candidate.startsWith('#'))) {
    if (!/^[a-z_:][\w:]*(\{[^{}]*\})? -?[\d.e+-]+$|NaN$/i.test(line)) t.fail(`not Prometheus text: ${line}`);
  }
  const buckets = [
    ...text.matchAll(
      /request_seconds_bucket\{method="GET",route="\/v1\/lots\/:id\/balance",status="200",le="[^"]+"\} (\d+)/g,
    ),
  ].map((found) => Number(found[1]));
  t.equal(buckets.at(-1), 3);
  t.same(
    buckets,
    [...buckets].sort((a, b) => a - b),
    'buckets add up',
  );
});

t.test('answers say nothing of the software and are not guessed at', async (t) => {
  const service = await startService(t, 'sqlite');
  const replies = [
    await service.as('logistics').post('/v1/items', item),
    await service.as('logistics').get('/v1/items'),
    await service.anonymous.get('/v1/items'),
    await service.anonymous.get('/v1/nothing'),
    await service.anonymous.get('/health'),
  ];
  for (const { headers } of replies) {
    t.equal(headers['x-content-type-options'], 'nosniff');
    t.equal(headers['x-powered-by'], undefined);
    t.equal(headers.server, undefined);
    t.match(headers['content-type'], /^application\/(problem\+)?json/);
  }
  t.match(replies[0]?.headers.location, /^\/v1\/items\/[0-9a-f-]{36}$/);
  const person = (await service.as('admin').get('/v1/people?limit=1')).body.data[0].id;
  const token = await service.as('admin').post('/v1/api-tokens', { person_id: person, label: 'x' });
  t.equal(token.headers['cache-control'], 'no-store', 'no cache keeps a secret');
});

t.test('a read by HEAD is a read without its body', async (t) => {
  const service = await startService(t, 'sqlite');
  const nobody = await request(`${service.base}/v1/items`, { method: 'HEAD' });
  t.equal(nobody.statusCode, 401);
  const health = await request(`${service.base}/health`, { method: 'HEAD' });
  t.equal(health.statusCode, 200);
  t.equal(await health.body.text(), '');
});

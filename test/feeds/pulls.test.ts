import { pullDueFeeds } from '../../src/feeds/pull.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { relief } from '../helpers/relief.ts';
import { type Service, startService } from '../helpers/service.ts';
import { made } from '../helpers/world.ts';
import { tally, times } from '../races/crowd.ts';
import { hostileServer } from './hostile-server.ts';

const limits = {
  allowed: ['127.0.0.1'],
  headersMs: 300,
  bodyMs: 300,
  totalMs: 600,
  maxBytes: 1_000_000,
  backoffMs: 5,
};

let serial = 0;

function feed(service: Service, operation_id: string, url: string, rest: Record<string, unknown> = {}) {
  serial += 1;
  const body = { name: `Fuente ${serial}`, operation_id, url, source: 'partner', ...rest };
  return made(service.as('logistics'), '/v1/feeds', body);
}

async function pull(service: Service, id: string, query = '') {
  return (await service.as('logistics').post(`/v1/feeds/${id}/pulls${query}`)).body;
}

onBothEngines('counts are pulled as they are uploaded, in each form, once', async (t, engine) => {
  const service = await startService(t, engine, { feeds: limits });
  const world = await relief(service, [{ code: 'A', households: 1 }]);
  const server = await hostileServer(t);
  const counts = async () =>
    (await service.as('auditor').all(`/v1/household-counts?site_id=${world.site('A')}`)).map(
      (row) => row.households,
    );
  const csv = await feed(service, world.operation, `${server.base}/csv`);
  const tried = await pull(service, csv, '?dry_run=true');
  t.match(tried, { outcome: 'taken', rows_taken: 1 });
  t.same(await counts(), [1], 'trying it out saves nothing');
  t.same(await service.as('auditor').all(`/v1/feeds/${csv}/pulls`), []);
  t.match(await pull(service, csv), {
    outcome: 'taken',
    rows_total: 1,
    rows_taken: 1,
    http_status: 200,
    bytes: 48,
  });
  t.match(await pull(service, csv), { outcome: 'already_imported', rows_taken: 0 });
  for (const form of ['json', 'hxl', 'moved', 'gzip', 'flaky'])
    t.match(
      await pull(service, await feed(service, world.operation, `${server.base}/${form}`)),
      {
        outcome: form === 'moved' || form === 'gzip' ? 'already_imported' : 'taken',
        attempts: form === 'flaky' ? 3 : 1,
      },
      form,
    );
  t.same(
    (await counts()).sort((a, b) => a - b),
    [1, 12, 12, 13, 14],
  );
  const etag = await feed(service, world.operation, `${server.base}/etag`);
  await pull(service, etag);
  t.match(await pull(service, etag), { outcome: 'unchanged', http_status: 304, bytes: 0 });
  t.match(await service.as('auditor').all(`/v1/feeds/${etag}/pulls?sort=-id`, 1), [
    { outcome: 'unchanged' },
    { outcome: 'taken' },
  ]);

  const secret = await feed(service, world.operation, `${server.base}/secret`, {
    secret: { name: 'X-Key', value: 'letmein' },
  });
  t.match(await pull(service, secret), { outcome: 'taken' });
  const told = JSON.stringify([
    (await service.as('auditor').get(`/v1/feeds/${secret}`)).body,
    await service.as('auditor').all('/v1/feeds'),
    await service.context.database.read.selectFrom('feeds').selectAll().execute(),
    service.logged,
  ]);
  t.notMatch(told, /letmein/, 'the secret is neither answered, nor kept in the clear, nor logged');
});

onBothEngines('a hostile feed is refused in time, and the log says why', async (t, engine) => {
  const service = await startService(t, engine, { feeds: limits });
  const world = await relief(service, [{ code: 'A', households: 1 }]);
  const server = await hostileServer(t);
  const expected: Record<string, [outcome: string, problem: RegExp, attempts: number]> = {
    silent: ['failed', /timeout/, 3],
    drip: ['failed', /timeout/, 3],
    endless: ['failed', /too_large/, 1],
    bomb: ['failed', /too_large/, 1],
    short: ['failed', /connection/, 3],
    page: ['failed', /html/, 1],
    disguised: ['failed', /html/, 1],
    broken: ['failed', /json/, 1],
    gone: ['failed', /status 404/, 1],
    metadata: ['failed', /address/, 1],
    elsewhere: ['failed', /address/, 1],
    round: ['failed', /redirect/, 1],
    busy: ['failed', /status 429/, 1],
    wrong: ['refused', /import_rejected/, 1],
  };
  await Promise.all(
    Object.entries(expected).map(async ([name, [outcome, problem, attempts]]) => {
      const id = await feed(service, world.operation, `${server.base}/${name}`, { every_minutes: 60 });
      t.match(await pull(service, id), { outcome, problem, attempts, rows_taken: 0 }, name);
      const after = (await service.as('auditor').get(`/v1/feeds/${id}`)).body;
      t.equal(after.failures, 1, name);
      if (name === 'busy')
        t.equal(after.next_pull_at, '2026-08-05T20:00:00.000Z', 'the server asks for two hours');
    }),
  );
  t.equal((await service.as('auditor').all(`/v1/household-counts?site_id=${world.site('A')}`)).length, 1);
  const before = server.asked.get('csv') ?? 0;
  const strict = await startService(t, engine, { feeds: { ...limits, allowed: [] } });
  const other = await relief(strict, [{ code: 'A', households: 1 }]);
  const port = new URL(server.base).port;
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]']) {
    const id = await feed(strict, other.operation, `http://${host}:${port}/csv`);
    t.match(await pull(strict, id), { outcome: 'failed', problem: /address/ }, host);
  }
  t.equal(server.asked.get('csv') ?? 0, before, 'nobody was asked');
  for (const url of [
    'ftp://example.org/a',
    'file:///etc/passwd',
    'http://user:word@example.org/',
    'nonsense',
  ]) {
    const body = { name: url, operation_id: other.operation, url };
    t.equal((await strict.as('logistics').post('/v1/feeds', body)).status, 400, url);
  }
});

onBothEngines('a feed is pulled by itself when it is due, and by one at a time', async (t, engine) => {
  const service = await startService(t, engine, { feeds: limits });
  const world = await relief(service, [{ code: 'A', households: 1 }]);
  const server = await hostileServer(t);
  const id = await feed(service, world.operation, `${server.base}/etag`, { every_minutes: 30 });
  const idle = await feed(service, world.operation, `${server.base}/json`);
  await Promise.all([pullDueFeeds(service.context), pullDueFeeds(service.context)]);
  t.equal(server.asked.get('etag'), 1, 'two processes, one pull');
  t.equal(server.asked.get('json'), undefined, 'on demand alone');
  t.match(await service.as('auditor').all(`/v1/feeds/${id}/pulls`), [{ outcome: 'taken', pulled_by: null }]);
  await pullDueFeeds(service.context);
  t.equal(server.asked.get('etag'), 1, 'not due');
  service.clock.set('2026-08-05T18:30:00.000Z');
  await pullDueFeeds(service.context);
  t.equal(server.asked.get('etag'), 2);
  const logistics = service.as('logistics');
  const paused = await logistics.patch(`/v1/feeds/${id}`, { active: false }, { ifMatch: '"1"' });
  t.match(paused.body, { active: false, version: 2 });
  service.clock.set('2026-08-06T18:30:00.000Z');
  await pullDueFeeds(service.context);
  t.equal(server.asked.get('etag'), 2, 'paused');
  const slow = await feed(service, world.operation, `${server.base}/silent`);
  const replies = await times(3, () => logistics.post(`/v1/feeds/${slow}/pulls`));
  t.same(tally(replies), { 201: 1, '409 feed_under_way': 2 });
  t.equal((await pull(service, idle)).outcome, 'taken');
  t.equal((await service.as('responder').get('/v1/feeds')).status, 403);
  t.match((await logistics.post('/v1/feeds', { name: 'X', operation_id: id, url: server.base })).body, {
    status: 422,
    errors: [{ pointer: '/body/operation_id' }],
  });
});

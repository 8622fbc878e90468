import { forgetOldKeys } from '../../src/http/forget-keys.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService } from '../helpers/service.ts';

const grant = (code: string) => ({ code, donor_name: 'Donor', title: 'Relief' });

onBothEngines('keys are kept for 60 days and forgotten after', async (t, engine) => {
  const service = await startService(t, engine);
  const logistics = service.as('logistics');
  const post = (key: string) => logistics.post('/v1/grants', grant('G-1'), { key });
  service.clock.set('2026-08-05T18:00:00.000Z');
  t.equal((await post('key-of-august')).status, 201);
  service.clock.set('2026-10-04T18:00:00.000Z');
  await logistics.post('/v1/grants', grant('G-2'), { key: 'key-of-october' });
  await forgetOldKeys(service.context);
  t.equal((await post('key-of-august')).headers['idempotency-replayed'], 'true', 'sixty days are not over');

  service.clock.set('2026-10-04T18:00:00.001Z');
  await forgetOldKeys(service.context);
  t.equal((await post('key-of-august')).status, 409, 'a new request now: the code is taken');
  const kept = await service.context.database.read
    .selectFrom('idempotency_keys')
    .select('idempotency_key')
    .execute();
  t.same(kept, [{ idempotency_key: 'key-of-october' }]);
});

onBothEngines('more keys than one transaction deletes are all forgotten', async (t, engine) => {
  const service = await startService(t, engine);
  const { database } = service.context;
  const { id: person_id } = await database.read.selectFrom('people').select('id').executeTakeFirstOrThrow();
  await database.transact(async (tx) => {
    for (let start = 0; start < 2_500; start += 500) {
      const rows = Array.from({ length: 500 }, (_, index) => ({
        person_id,
        idempotency_key: `key-${start + index}`,
        request_fingerprint: 'x',
        headers: '{}',
        body: '{}',
        created_at: '2026-01-01T00:00:00.000Z',
      }));
      await tx.insertInto('idempotency_keys').values(rows).execute();
    }
  });
  await forgetOldKeys(service.context);
  t.same(await database.read.selectFrom('idempotency_keys').selectAll().execute(), []);
});

import type { Test } from 'tap';
import { type EngineName, freshDatabase, onBothEngines } from '../helpers/databases.ts';
import {
  assertEachDoneOnce,
  assertVerified,
  buildDepot,
  type Depot,
  effects,
  repeatUnacknowledged,
  seedOf,
  Writes,
} from './load.ts';
import { addPerson, type ServiceProcess, startProcess } from './service-process.ts';
import { requestOf, Wire } from './wire.ts';

const CLIENTS = 60;
const WAYS_TO_LEAVE = ['end', 'destroy', 'reset'] as const;

interface Served {
  readonly service: ServiceProcess;
  readonly depot: Depot;
  readonly url: string;
  readonly token: string;
}

async function serve(t: Test, engine: EngineName): Promise<Served> {
  const url = await freshDatabase(t, engine);
  const token = await addPerson(url, 'logistics@example.org', 'logistics');
  const service = await startProcess(t, { url, token });
  return { service, url, token, depot: await buildDepot(service.client) };
}

onBothEngines('a client lost in the middle of its request has done nothing', async (t, engine) => {
  const random = seedOf(t);
  const { service, depot, url, token } = await serve(t, engine);
  const writes = new Writes(depot, random);
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const { head, body } = requestOf(token, writes.next());
      const whole = head + body;
      const wire = await Wire.open(service);
      // At least one byte and never all of them.
      await wire.sent(whole.slice(0, 1 + random.below(whole.length - 1)));
      wire.leave(random.pick(WAYS_TO_LEAVE));
      await wire.closed;
    }),
  );
  const counts = await effects(service.client);
  t.same(
    writes.made.filter((write) => counts.has(write.mark)).map(({ mark }) => mark),
    [],
  );
  const repeated = await repeatUnacknowledged(service.client, writes);
  t.same(
    repeated.filter((write) => write.reply?.headers['idempotency-replayed'] !== undefined),
    [],
    'each is done only now',
  );
  await assertEachDoneOnce(t, service.client, writes);
  await assertUnharmed(t, service, url);
});

onBothEngines('a client lost before its answer has had its effect once at most', async (t, engine) => {
  const random = seedOf(t);
  const { service, depot, url, token } = await serve(t, engine);
  const writes = new Writes(depot, random);
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const { head, body } = requestOf(token, writes.next());
      const wire = await Wire.open(service);
      await wire.sent(head + body);
      wire.leave(random.pick(WAYS_TO_LEAVE));
      await wire.closed;
    }),
  );
  const counts = await effects(service.client);
  t.same(
    writes.made.filter((write) => (counts.get(write.mark) ?? 0) > 1).map(({ mark }) => mark),
    [],
  );
  const repeated = await repeatUnacknowledged(service.client, writes);
  const done = repeated.filter((write) => write.reply?.headers['idempotency-replayed'] === 'true').length;
  t.ok(done > 0, `${done} of ${repeated.length} had been done without their client`);
  await assertEachDoneOnce(t, service.client, writes);
  await assertUnharmed(t, service, url);
});

/** One process lived through it all, and nothing in its log calls for somebody. */
async function assertUnharmed(t: Test, service: ServiceProcess, url: string): Promise<void> {
  await assertVerified(t, url);
  service.kill('SIGTERM');
  t.same(await service.exited, { code: 0, signal: null });
  t.same(
    service.log.filter(({ level }) => level === 'error' || level === 'fatal'),
    [],
    'a client that is gone is no failure of the service',
  );
  t.same(service.complaints, []);
}

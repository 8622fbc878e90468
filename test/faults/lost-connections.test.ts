import pg from 'pg';
import t, { type Test } from 'tap';
import { freshDatabase } from '../helpers/databases.ts';
import { Cable, type Watch } from './cable.ts';
import {
  acknowledged,
  assertAcknowledgedThere,
  assertEachDoneOnce,
  assertVerified,
  buildDepot,
  type Depot,
  pour,
  repeatUnacknowledged,
  seedOf,
  send,
  type Write,
  Writes,
} from './load.ts';
import { addPerson, launch, type ServiceProcess, startProcess } from './service-process.ts';

const WORKERS = 24;
const TERMINATIONS = 12;

interface Served {
  readonly service: ServiceProcess;
  readonly url: string;
  /** Name of the database. */
  readonly name: string;
  /** A connection to the server, not to that database. */
  readonly admin: pg.Client;
  readonly depot: Depot;
  readonly cable: Cable;
}

async function serve(t: Test): Promise<Served> {
  const url = await freshDatabase(t, 'postgres');
  const token = await addPerson(url, 'logistics@example.org', 'logistics');
  const cable = await Cable.to(t, url);
  const service = await startProcess(t, { url: cable.url, token });
  const admin = new pg.Client({ connectionString: process.env.TEST_POSTGRES_URL ?? '' });
  await admin.connect();
  t.teardown(() => admin.end());
  const name = new URL(url).pathname.slice(1);
  return { service, url, name, admin, cable, depot: await buildDepot(service.client) };
}

/** Ends every connection of the service to its database, wherever each of them stands. Gives how many there were. */
async function terminateAll(admin: pg.Client, name: string): Promise<number> {
  const result = await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'acopio'`,
    [name],
  );
  return result.rowCount ?? 0;
}

/** What is wrong with an answer that may be a success or a 503 to be sent again, nothing else; undefined where it is one. */
function fault({ mark, reply }: Write): string | undefined {
  if (reply?.status === 201) return undefined;
  if (reply?.status === 503 && ['unavailable', 'busy'].includes(reply.body.code)) {
    return reply.headers['retry-after'] === undefined ? `${mark}: no Retry-After` : undefined;
  }
  return `${mark}: ${reply?.status} ${reply?.bytes.toString()}`;
}

t.test('connections ended by the server cost no more than a 503', async (t) => {
  const random = seedOf(t);
  const { service, url, name, admin, depot } = await serve(t);
  const writes = new Writes(depot, random);
  let ended = 0;
  let terminations = 0;
  let left = 20;
  await pour(service.client, writes, WORKERS, async () => {
    left -= 1;
    if (left === 0) {
      left = 1 + random.below(60);
      terminations += 1;
      ended += await terminateAll(admin, name);
    }
    return terminations < TERMINATIONS;
  });
  t.ok(ended >= TERMINATIONS, `${ended} connections were ended`);
  t.same(
    writes.made.map(fault).filter((found) => found !== undefined),
    [],
    'every answer is a success or a 503',
  );
  const refused = writes.made.filter((write) => !acknowledged(write)).length;
  t.ok(refused > 0, `${refused} of ${writes.made.length} writes were hit`);
  await assertAcknowledgedThere(t, service.client, writes);
  await repeatUnacknowledged(service.client, writes);
  await assertEachDoneOnce(t, service.client, writes);
  await assertVerified(t, url);
  service.kill('SIGTERM');
  t.same(await service.exited, { code: 0, signal: null }, 'one process lived through it all');
});

t.test('a commit whose answer is lost is found by asking again', async (t) => {
  const { service, cable, depot, url } = await serve(t);
  const writes = new Writes(depot, seedOf(t));
  for (let count = 0; count < 8; count += 1) {
    cable.watch(inPlaceOfAnswerToCommit((cut) => cut()));
    const write = writes.next();
    const reply = await send(service.client, write);
    t.equal(reply.status, 201, `${write.mark}: ${reply.bytes.toString()}`);
    t.equal(reply.headers['idempotency-replayed'], 'true', 'the service found what it had done');
  }
  await assertEachDoneOnce(t, service.client, writes);
  await assertVerified(t, url);
});

t.test(
  'a commit whose answer is lost, with no way to ask, is found when the write is repeated',
  async (t) => {
    const { service, cable, depot, url } = await serve(t);
    const writes = new Writes(depot, seedOf(t));
    for (let count = 0; count < 8; count += 1) {
      cable.watch(inPlaceOfAnswerToCommit(() => cable.unplug()));
      const write = writes.next();
      const reply = await send(service.client, write);
      t.equal(reply.status, 503, `${write.mark}: ${reply.bytes.toString()}`);
      cable.watch({});
      await cable.plugIn();
    }
    for (const write of await repeatUnacknowledged(service.client, writes)) {
      t.equal(write.reply?.headers['idempotency-replayed'], 'true', `${write.mark} had been done`);
    }
    await assertEachDoneOnce(t, service.client, writes);
    await assertVerified(t, url);
  },
);

t.test('a commit that never arrives leaves nothing behind', async (t) => {
  const { service, cable, depot, url } = await serve(t);
  const writes = new Writes(depot, seedOf(t));
  for (let count = 0; count < 8; count += 1) {
    cable.watch(inPlaceOfCommit((cut) => cut()));
    const write = writes.next();
    const reply = await send(service.client, write);
    t.equal(reply.status, 503, `${write.mark}: ${reply.bytes.toString()}`);
  }
  for (const write of await repeatUnacknowledged(service.client, writes)) {
    t.equal(write.reply?.headers['idempotency-replayed'], undefined, `${write.mark} is done now`);
  }
  await assertEachDoneOnce(t, service.client, writes);
  await assertVerified(t, url);
});

const COMMIT = Buffer.from('commit\0');
const COMMITTED = Buffer.from('COMMIT\0');

type Cut = () => unknown;

/** Lets one commit pass and does `instead` in place of its answer. */
function inPlaceOfAnswerToCommit(instead: (cut: Cut) => unknown): Watch {
  return { toClient: once(COMMITTED, instead) };
}

/** Does `instead` in place of one commit. */
function inPlaceOfCommit(instead: (cut: Cut) => unknown): Watch {
  return { toServer: once(COMMIT, instead) };
}

function once(wanted: Buffer, instead: (cut: Cut) => unknown) {
  let done = false;
  return (bytes: Buffer, cut: Cut): boolean => {
    if (done || !bytes.includes(wanted)) return true;
    done = true;
    instead(cut);
    return false;
  };
}

interface Refusal {
  readonly name: string;
  readonly begin: (served: Served) => Promise<unknown>;
  readonly end: (served: Served) => Promise<unknown>;
}

const refusals: readonly Refusal[] = [
  {
    name: 'nobody listens at its address',
    begin: ({ cable }) => cable.unplug(),
    end: ({ cable }) => cable.plugIn(),
  },
  {
    name: 'its server turns the service away',
    begin: async ({ admin, name }) => {
      await admin.query(`alter database ${name} with allow_connections false`);
      await terminateAll(admin, name);
    },
    end: ({ admin, name }) => admin.query(`alter database ${name} with allow_connections true`),
  },
];

for (const { name, begin, end } of refusals) {
  t.test(`a database that is not there is a 503 until it is back: ${name}`, async (t) => {
    const served = await serve(t);
    const { service, depot, url } = served;
    const writes = new Writes(depot, seedOf(t));
    const { client } = service;
    t.equal((await client.get('/health/ready')).status, 200);
    await begin(served);

    await pour(client, writes, WORKERS, () => false);
    t.same(
      writes.made.map((write) => [fault(write), write.reply?.status]),
      Array.from({ length: WORKERS }, () => [undefined, 503]),
      'no write is taken',
    );
    for (const path of ['/health/ready', '/v1/items', `/v1/lots/${depot.lots[0]?.id}/balance`]) {
      const reply = await client.get(path);
      t.same([reply.status, reply.body.code], [503, 'unavailable'], path);
    }
    t.equal((await client.get('/health/live')).status, 200, 'a restart would not help');

    await end(served);
    t.equal((await client.get('/health/ready')).status, 200, 'at once');
    await repeatUnacknowledged(client, writes);
    await assertEachDoneOnce(t, client, writes);
    await assertVerified(t, url);
  });
}

t.test('a database that takes no writes, as after a failover, is still read', async (t) => {
  const { service, depot, url, name, admin } = await serve(t);
  const writes = new Writes(depot, seedOf(t));
  const { client } = service;
  await admin.query(`alter database ${name} set default_transaction_read_only = on`);
  await terminateAll(admin, name);
  await pour(client, writes, WORKERS, () => false);
  t.same(
    writes.made.map((write) => [fault(write), write.reply?.status]),
    Array.from({ length: WORKERS }, () => [undefined, 503]),
  );
  t.equal((await client.get('/v1/items')).status, 200);
  await admin.query(`alter database ${name} reset default_transaction_read_only`);
  await repeatUnacknowledged(client, writes);
  await assertEachDoneOnce(t, client, writes);
  await assertVerified(t, url);
});

t.test('a database that has gone silent makes the service not ready, not silent itself', async (t) => {
  const { service, cable } = await serve(t);
  const { client } = service;
  cable.watch({ toServer: () => false });
  const reply = await client.get('/health/ready');
  t.same([reply.status, reply.body.code], [503, 'unavailable']);
  t.equal((await client.get('/health/live')).status, 200);
  cable.watch({});
  t.equal((await client.get('/health/ready')).status, 200);
});

t.test('a service whose database is not there at the start says so and ends', async (t) => {
  const url = await freshDatabase(t, 'postgres');
  const cable = await Cable.to(t, url);
  await cable.unplug();
  const service = launch(t, { url: cable.url });
  t.same(await service.exited, { code: 1, signal: null });
  t.match(service.complaints.join('\n'), /ECONNREFUSED/);
});

import t, { type Test } from 'tap';
import { type EngineName, freshDatabase, onBothEngines } from '../helpers/databases.ts';
import {
  acknowledged,
  assertAcknowledgedThere,
  assertEachDoneOnce,
  assertVerified,
  buildDepot,
  type Depot,
  effects,
  pour,
  repeatUnacknowledged,
  seedOf,
  Writes,
} from './load.ts';
import { addPerson, type ServiceProcess, startProcess } from './service-process.ts';
import { getRequest, requestOf, Wire } from './wire.ts';

const WORKERS = 32;
const ENDED_WELL = { code: 0, signal: null };

interface Served {
  readonly service: ServiceProcess;
  readonly depot: Depot;
  readonly url: string;
  readonly token: string;
}

async function serve(
  t: Test,
  engine: EngineName,
  environment: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const url = await freshDatabase(t, engine);
  const token = await addPerson(url, 'logistics@example.org', 'logistics');
  const service = await startProcess(t, { url, token, environment });
  return { service, url, token, depot: await buildDepot(service.client) };
}

onBothEngines(
  'told to end under load, it answers what it took and does nothing unanswered',
  async (t, engine) => {
    const random = seedOf(t);
    const { service, depot, url, token } = await serve(t, engine);
    const writes = new Writes(depot, random);
    let left = 50 + random.below(200);
    await pour(service.client, writes, WORKERS, (write) => {
      if (!acknowledged(write)) throw new Error(`${write.mark}: ${write.reply?.bytes.toString()}`);
      left -= 1;
      if (left === 0) service.kill('SIGTERM');
      return true;
    });
    t.same(await service.exited, ENDED_WELL);
    t.same(service.complaints, []);

    const again = await startProcess(t, { url, token });
    await assertAcknowledgedThere(t, again.client, writes);
    const counts = await effects(again.client);
    t.same(
      writes.made.filter((write) => !acknowledged(write) && counts.has(write.mark)).map(({ mark }) => mark),
      [],
      'what got no answer had no effect',
    );
    await assertVerified(t, url);
    await repeatUnacknowledged(again.client, writes);
    await assertEachDoneOnce(t, again.client, writes);
  },
);

onBothEngines('what was begun before the signal is finished after it', async (t, engine) => {
  const { service, depot, url, token } = await serve(t, engine);
  const writes = new Writes(depot, seedOf(t));
  const begun = await Promise.all(
    Array.from({ length: 12 }, async () => {
      const write = writes.next();
      const wire = await Wire.open(service);
      const request = requestOf(token, write, { expect: '100-continue' });
      wire.send(request.head);
      t.equal((await wire.answer()).status, 100, `${write.mark} is under way`);
      return { write, wire, request };
    }),
  );
  service.kill('SIGTERM');
  await closedToNew(t, service);

  for (const { write, wire, request } of begun) {
    // The question comes in on a connection that the shutdown waits for.
    wire.send(request.body + getRequest('/health/ready'));
    const answer = await wire.answer();
    t.equal(answer.status, 201, `${write.mark}: ${answer.body}`);
    const ready = await wire.answer();
    t.equal(ready.status, 503, 'not ready while it ends');
    t.equal(ready.headers.connection, 'close');
    await wire.closed;
  }
  t.same(await service.exited, ENDED_WELL);

  const again = await startProcess(t, { url, token });
  for (const reply of await repeatUnacknowledged(again.client, writes)) {
    t.equal(reply.reply?.headers['idempotency-replayed'], 'true', `${reply.mark} was kept`);
  }
  await assertEachDoneOnce(t, again.client, writes);
});

/** Resolves when nobody new is let in any more. */
async function closedToNew(t: Test, service: ServiceProcess): Promise<void> {
  for (;;) {
    try {
      (await Wire.open(service)).leave('end');
    } catch (error) {
      // Reset where it stood in the queue when the queue was given up.
      if ((error as { code?: string }).code === 'ECONNRESET') continue;
      t.match(error, { code: 'ECONNREFUSED' }, 'nobody new is let in');
      return;
    }
  }
}

t.test('clients that ask nothing more do not hold it up', async (t) => {
  // Long enough that waiting for one of them to go would be seen.
  const { service, depot, token } = await serve(t, 'sqlite', { SHUTDOWN_SECONDS: '60' });
  const silent = await Promise.all(Array.from({ length: 5 }, () => Wire.open(service)));
  const idle = await Wire.open(service);
  idle.send(getRequest('/health/live'));
  t.equal((await idle.answer()).status, 200);
  const straddling = await Wire.open(service);
  const { head, body } = requestOf(token, new Writes(depot, seedOf(t)).next(), { expect: '100-continue' });
  straddling.send(head);
  t.equal((await straddling.answer()).status, 100);

  service.kill('SIGTERM');
  await closedToNew(t, service);
  straddling.send(body);
  t.equal((await straddling.answer()).status, 201);
  await Promise.all([...silent, idle, straddling].map((wire) => wire.closed));
  t.same(await service.exited, ENDED_WELL);
});

t.test('an answer that is slow to be read is not cut short', async (t) => {
  const { service, depot, token } = await serve(t, 'sqlite', { LOG_LEVEL: 'debug' });
  const line = { item_id: depot.item, grant_id: depot.grant, location_id: depot.bins[0], quantity: 1 };
  const receipt = await service.client.post('/v1/receipts', {
    warehouse_id: depot.warehouse,
    reference: 'LARGE',
    received_from: 'Proveedor',
    means: 'sea',
    lines: Array.from({ length: 1000 }, (_, lot) => ({ ...line, lot_number: `PART-${lot}` })),
  });
  t.equal(receipt.status, 201);
  const path = String(receipt.headers.location);
  const size = (await service.client.get(path)).bytes.length;
  const asked = Math.ceil(30_000_000 / size);
  const answered = () => service.log.filter((entry) => entry.route === '/v1/receipts/:id').length;

  const wire = await Wire.open(service);
  wire.pause();
  wire.send(getRequest(path, token).repeat(asked));
  while (answered() < asked + 1) await service.client.get('/health/live');
  service.kill('SIGTERM');
  await closedToNew(t, service);
  wire.resume();
  const sizes = [];
  for (let count = 0; count < asked; count += 1) sizes.push((await wire.answer()).body.length);
  t.same(sizes, Array(asked).fill(size), `${asked} answers of ${size} bytes arrived whole`);
  t.same(await service.exited, ENDED_WELL);
});

t.test('a client that never finishes its request is parted with in time', async (t) => {
  const { service, depot, token, url } = await serve(t, 'sqlite', { SHUTDOWN_SECONDS: '2' });
  const writes = new Writes(depot, seedOf(t));
  const write = writes.next();
  const { head, body } = requestOf(token, write);
  const wires = await Promise.all(
    [head.slice(0, 60), head, head + body.slice(0, 20)].map(async (part) => {
      const wire = await Wire.open(service);
      await wire.sent(part);
      return wire;
    }),
  );
  // Answered after what was sent before it, on a connection opened after those.
  t.equal((await service.client.get('/health/live')).status, 200);
  service.kill('SIGTERM');
  t.same(await service.exited, ENDED_WELL);
  await Promise.all(wires.map((wire) => wire.closed));
  const again = await startProcess(t, { url, token });
  await repeatUnacknowledged(again.client, writes);
  await assertEachDoneOnce(t, again.client, writes);
});

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { Agent } from 'undici';
import { Client } from '../helpers/client.ts';
import { freshDatabase } from '../helpers/databases.ts';
import {
  acknowledged,
  assertAcknowledgedThere,
  assertEachDoneOnce,
  assertVerified,
  buildDepot,
  pour,
  repeatUnacknowledged,
  seedOf,
  Writes,
} from './load.ts';
import { addPerson, type Launched, launch, type Start, startProcess } from './service-process.ts';

const WORKERS = 16;
const MEBIBYTE = 1024 * 1024;
/** Writes refused for want of room before the test makes room again. */
const REFUSALS = 200;

interface SmallDisk {
  readonly url: string;
  readonly start: Omit<Start, 'url' | 'token'>;
  /** Leaves `room` bytes and no more, for a service of that process number. */
  fill(room: number, pid: number): void;
  makeRoom(pid: number): void;
}

/** A file system of its own in memory, filled with ballast. Needs the right to mount; null without it. */
function smallFileSystem(t: Test): SmallDisk | null {
  const folder = mkdtempSync(join(tmpdir(), 'acopio-full-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    return null;
  }
  t.teardown(() => execFileSync('umount', ['--lazy', folder]));
  const ballast = join(folder, 'ballast');
  return {
    url: `sqlite:${join(folder, 'acopio.sqlite')}`,
    start: {},
    fill: (room) => {
      fillUp(ballast);
      truncateSync(ballast, statSync(ballast).size - room);
    },
    makeRoom: () => rmSync(ballast),
  };
}

/** Takes all the room there is, a page at a time at the end. */
function fillUp(path: string): void {
  for (let size = MEBIBYTE; size >= 4096; size /= 2) {
    try {
      for (;;) writeFileSync(path, Buffer.alloc(size), { flag: 'a' });
    } catch (error) {
      if ((error as { code?: string }).code !== 'ENOSPC') throw error;
    }
  }
}

t.test(
  'a full disk refuses writes with 503, saves no halves, and is forgotten when there is room',
  async (t) => {
    const disk = smallFileSystem(t);
    if (disk === null) t.pass('a small file system', { skip: 'mounting one is not permitted here' });
    else await outlive(t, disk);
  },
);

async function outlive(t: Test, { url, start, fill, makeRoom }: SmallDisk): Promise<void> {
  const token = await addPerson(url, 'logistics@example.org', 'logistics');
  const service = await startProcess(t, { url, token, ...start });
  const { client } = service;
  const depot = await buildDepot(client);
  const random = seedOf(t);
  const writes = new Writes(depot, random);
  let goal = 100;
  await pour(client, writes, WORKERS, () => {
    goal -= 1;
    return goal > 0;
  });
  t.same(
    writes.made.filter((write) => !acknowledged(write)),
    [],
    'there is room at first',
  );

  fill(random.below(MEBIBYTE / 2), service.pid);
  let refusals = 0;
  const reads: number[] = [];
  await pour(client, writes, WORKERS, async (write) => {
    if (acknowledged(write)) return refusals < REFUSALS;
    refusals += 1;
    for (const path of [`/v1/lots/${depot.lots[0]?.id}/balance`, '/v1/items?limit=5', '/health/ready']) {
      reads.push((await client.get(path)).status);
    }
    return refusals < REFUSALS;
  });
  t.same(
    writes.made
      .filter((write) => !acknowledged(write))
      .map(({ reply }) => [reply?.status, reply?.body.code])
      .filter(([status, code]) => status !== 503 || code !== 'unavailable'),
    [],
    `${refusals} writes were refused as unavailable`,
  );
  t.ok(refusals >= REFUSALS);
  t.same(
    reads.filter((status) => status !== 200),
    [],
    `${reads.length} reads went on`,
  );
  await assertAcknowledgedThere(t, client, writes);
  await assertVerified(t, url);

  makeRoom(service.pid);
  await repeatUnacknowledged(client, writes);
  await assertEachDoneOnce(t, client, writes);
  await assertVerified(t, url);
  service.kill('SIGTERM');
  t.same(await service.exited, { code: 0, signal: null }, 'one process lived through it all');

  const again = await startProcess(t, { url, token });
  await assertAcknowledgedThere(t, again.client, writes);
}

t.test('a log that cannot be written does not stop the service', { timeout: 30_000 }, async (t) => {
  if (!existsSync('/dev/full')) {
    t.pass('a full device', { skip: 'there is no /dev/full here' });
    return;
  }
  const url = await freshDatabase(t, 'sqlite');
  const token = await addPerson(url, 'logistics@example.org', 'logistics');
  const port = await freePort();
  const service = launch(t, { url, shell: 'exec > /dev/full', environment: { PORT: String(port) } });
  const agent = new Agent();
  t.teardown(() => agent.destroy());
  const client = new Client(`http://127.0.0.1:${port}`, token, null, agent);
  await Promise.race([answering(client), ended(service)]);
  const writes = new Writes(await buildDepot(client), seedOf(t));
  let left = 100;
  await Promise.race([
    pour(client, writes, WORKERS, () => {
      left -= 1;
      return left > 0;
    }),
    ended(service),
  ]);
  await assertEachDoneOnce(t, client, writes);
  service.kill('SIGTERM');
  t.same(await service.exited, { code: 0, signal: null });
});

async function answering(client: Client): Promise<void> {
  for (;;) {
    const status = await client.get('/health/ready').then(
      (reply) => reply.status,
      () => 0,
    );
    if (status === 200) return;
    await delay(20);
  }
}

async function ended({ exited, complaints }: Launched): Promise<never> {
  throw new Error(`ended with ${JSON.stringify(await exited)}: ${complaints.join('\n')}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

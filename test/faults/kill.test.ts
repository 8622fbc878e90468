import { setImmediate as turn } from 'node:timers/promises';
import type { Test } from 'tap';
import { freshDatabase, onBothEngines } from '../helpers/databases.ts';
import {
  acknowledged,
  assertAcknowledgedThere,
  assertEachDoneOnce,
  assertVerified,
  buildDepot,
  effects,
  pour,
  repeatUnacknowledged,
  seedOf,
  Writes,
} from './load.ts';
import { addPerson, type ServiceProcess, startProcess } from './service-process.ts';

const ROUNDS = 4;
const WORKERS = 32;

onBothEngines(
  'a killed service has lost nothing it acknowledged and half-written nothing',
  async (t, engine) => {
    const random = seedOf(t);
    const url = await freshDatabase(t, engine);
    const token = await addPerson(url, 'logistics@example.org', 'logistics');
    let service = await startProcess(t, { url, token });
    const writes = new Writes(await buildDepot(service.client), random);
    for (let round = 1; round <= ROUNDS; round += 1) {
      await killAfter(service, writes, 1 + random.below(300), random.below(60));
      t.same(await service.exited, { code: null, signal: 'SIGKILL' });

      service = await startProcess(t, { url, token });
      await assertAcknowledgedThere(t, service.client, writes);
      await assertNothingTwice(t, service, writes);
      await assertVerified(t, url);

      const repeated = await repeatUnacknowledged(service.client, writes);
      t.comment(`round ${round}: ${repeated.length} of ${writes.made.length} writes were sent again`);
      await assertEachDoneOnce(t, service.client, writes);
    }
    await assertVerified(t, url);
    service.kill('SIGTERM');
    t.same(await service.exited, { code: 0, signal: null });
  },
);

/** Kills the service in the midst of parallel writes: after so many answers, and so many turns of the event loop more. */
async function killAfter(
  service: ServiceProcess,
  writes: Writes,
  answers: number,
  turns: number,
): Promise<void> {
  let left = answers;
  await pour(service.client, writes, WORKERS, async (write) => {
    if (!acknowledged(write)) throw new Error(`${write.mark}: ${write.reply?.bytes.toString()}`);
    left -= 1;
    if (left !== 0) return true;
    for (let count = 0; count < turns; count += 1) await turn();
    service.kill('SIGKILL');
    return false;
  });
}

/** Before anything is repeated: what was acknowledged was done once, the rest once or not at all. */
async function assertNothingTwice(t: Test, service: ServiceProcess, writes: Writes): Promise<void> {
  const counts = await effects(service.client);
  t.same(
    writes.made
      .map((write) => ({ mark: write.mark, found: counts.get(write.mark) ?? 0, told: acknowledged(write) }))
      .filter(({ found, told }) => (told ? found !== 1 : found > 1)),
    [],
    'done once where acknowledged, once or never elsewhere',
  );
}

import { setImmediate } from 'node:timers/promises';
import type { Reader, Tx } from '../../src/database/database.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { type Service, startService } from '../helpers/service.ts';

const ROWS = 1_200;

async function addCounters(service: Service, from: number, count: number): Promise<void> {
  await inTransaction(service.context.database, async (tx) => {
    for (let start = from; start < from + count; start += 300) {
      const rows = Array.from({ length: Math.min(300, from + count - start) }, (_, index) => ({
        id: `00000000-0000-7000-9000-${String(start + index).padStart(12, '0')}`,
        code: `W${String(start + index).padStart(6, '0')}`,
        name: 'Bodega',
        country: 'SV',
        time_zone: 'America/El_Salvador',
        created_at: '2026-08-01T00:00:00.000Z',
        updated_at: '2026-08-01T00:00:00.000Z',
      }));
      await tx.insertInto('warehouses').values(rows).execute();
    }
  });
}

const codes = (reader: Reader) => reader.selectFrom('warehouses').select('code').orderBy('code').stream(100);

onBothEngines('a snapshot is of one moment, and others read and write meanwhile', async (t, engine) => {
  const service = await startService(t, engine);
  const { database } = service.context;
  await addCounters(service, 0, ROWS);
  const seen: string[] = [];
  for await (const { code } of database.snapshot(codes)) {
    seen.push(code);
    if (seen.length !== 150) continue;
    await addCounters(service, ROWS, 300);
    await inTransaction(database, (tx) =>
      tx.updateTable('warehouses').set({ code: 'W000700-renamed' }).where('code', '=', 'W000700').execute(),
    );
    const now = await database.read.selectFrom('warehouses').select('code').execute();
    t.equal(now.length, ROWS + 300, 'who reads beside it sees what was written');
  }
  t.same(
    seen,
    Array.from({ length: ROWS }, (_, index) => `W${String(index).padStart(6, '0')}`),
  );
});

onBothEngines('two queries of one snapshot agree, also one inside the other', async (t, engine) => {
  const service = await startService(t, engine);
  const { database } = service.context;
  await addCounters(service, 0, 250);
  const counted: number[] = [];
  const both = async function* (reader: Reader) {
    for await (const { code } of codes(reader)) {
      if (counted.length === 1) await addCounters(service, 1_000, 10);
      const rows = await reader.selectFrom('warehouses').select('id').execute();
      counted.push(rows.length);
      yield code;
    }
  };
  for await (const _ of database.snapshot(both)) if (counted.length === 3) break;
  t.same(counted, [250, 250, 250]);
});

onBothEngines(
  'more snapshots than have a place wait their turn; stopped and failed ones give it up',
  async (t, engine) => {
    const service = await startService(t, engine);
    const { database } = service.context;
    await addCounters(service, 0, 300);
    const open = Array.from({ length: 4 }, () => database.snapshot(codes)[Symbol.asyncIterator]());
    for (const one of open) t.equal((await one.next()).value?.code, 'W000000');
    const waiting = database.snapshot(codes)[Symbol.asyncIterator]();
    let answered = false;
    const first = waiting.next().then((result) => {
      answered = true;
      return result;
    });
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    await database.ping();
    t.equal(answered, false);
    await open[0]?.return?.();
    t.equal((await first).value?.code, 'W000000');
    for (const one of [...open, waiting]) await one.return?.();
    const failing = async function* (reader: Reader) {
      yield* codes(reader);
      throw new Error('a mistake in a report');
    };
    for (let turn = 0; turn < 6; turn += 1) {
      await t.rejects(async () => {
        for await (const _ of database.snapshot(failing));
      }, /a mistake in a report/);
    }
    let count = 0;
    for await (const _ of database.snapshot(codes)) count += 1;
    t.equal(count, 300);
  },
);

onBothEngines('a snapshot cannot write', async (t, engine) => {
  const service = await startService(t, engine);
  await addCounters(service, 0, 1);
  const writing = async function* (reader: Reader) {
    await (reader as Tx).deleteFrom('warehouses').execute();
    yield 1;
  };
  await t.rejects(async () => {
    for await (const _ of service.context.database.snapshot(writing));
  });
});

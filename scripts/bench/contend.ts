import { join } from 'node:path';
import { pino } from 'pino';
import { verify } from '../../src/audit/verify.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createContext } from '../../src/context.ts';
import { startPostgres } from '../embedded-postgres.ts';
import { type Bench, compare, inTemporaryFolder, type Result, start } from './harness.ts';
import { httpRequest, load } from './load.ts';
import { environment, type Seeded, seed } from './seed.ts';

const HOT_LOTS = 10;
const CALLERS = 64;
const ROUNDS = 5;
const ROUND_MS = 2_500;

/** 64 callers reserve from the same 10 lots on the embedded engine, against the same guarded update run raw. */
export const stockContend: Bench = {
  name: 'stock-contend',
  run: () =>
    inTemporaryFolder((folder) => contend('stock-contend', `sqlite:${join(folder, 'bench.sqlite')}`)),
};

/** The same on PostgreSQL. */
export const stockContendPg: Bench = {
  name: 'stock-contend-pg',
  run: async () => {
    const postgres = await startPostgres();
    try {
      return await contend('stock-contend-pg', postgres.url);
    } finally {
      await postgres.stop();
    }
  },
};

async function contend(bench: string, url: string): Promise<Result> {
  const seeded = await seed(url, HOT_LOTS);
  const variables = { ...environment(url), PERSON_ID: seeded.personId };
  const ours = await start('src/main.js', variables);
  const reference = await start('scripts/bench/reference-contend.js', variables);
  const measure = (port: number) =>
    load({ port, connections: CALLERS, milliseconds: ROUND_MS, next: requests(seeded), expect: 201 });
  try {
    const figures = await compare(
      ROUNDS,
      () => measure(ours.port),
      () => measure(reference.port),
    );
    await assertSound(url);
    return { bench, ...figures, unit: 'reservations/s', goal: '>=0.5' };
  } finally {
    await ours.stop();
    await reference.stop();
  }
}

/** Nothing oversold, and what is reserved is what the reservations hold, whoever of the two made them. */
async function assertSound(url: string): Promise<void> {
  const context = createContext(loadConfig(environment(url)), pino({ level: 'silent' }));
  try {
    const results = await verify(context.database.read);
    const broken = results.flatMap(({ check, findings }) => (findings.length > 0 ? [check.name] : []));
    if (broken.length > 0) throw new Error(`after the run this does not hold: ${broken.join(', ')}`);
  } finally {
    await context.database.close();
  }
}

function requests(seeded: Seeded): () => Buffer {
  let turn = 0;
  const run = `${process.pid}-${process.hrtime.bigint()}`;
  return () => {
    turn += 1;
    const lot_id = seeded.lots[turn % seeded.lots.length];
    const body = {
      holder: { kind: 'person' },
      purpose: 'bench',
      item_id: seeded.item,
      warehouse_id: seeded.warehouse,
      until_on: '2199-12-31',
      lots: [{ lot_id, location_id: seeded.bin, quantity: 1 }],
    };
    const headers = { authorization: `Bearer ${seeded.token}`, 'idempotency-key': `bench-${run}-${turn}` };
    return httpRequest('POST', '/v1/reservations', headers, body);
  };
}

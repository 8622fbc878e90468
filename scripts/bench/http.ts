import { join } from 'node:path';
import { startPostgres } from '../embedded-postgres.ts';
import { type Bench, compare, inTemporaryFolder, type Result, start } from './harness.ts';
import { httpRequest, load } from './load.ts';
import { environment, type Seeded, seed } from './seed.ts';

const LOTS = 200;
const ROUNDS = 5;
const ROUND_MS = 2_500;

/** Reads of one balance: the whole service against a bare route with one raw prepared statement. */
export const httpRead: Bench = {
  name: 'http-read',
  run: () =>
    inTemporaryFolder(async (folder) => {
      const url = `sqlite:${join(folder, 'bench.sqlite')}`;
      const seeded = await seed(url, LOTS);
      return sideBySide('http-read', '>=0.7', 'scripts/bench/reference-sqlite.js', url, seeded, (port) =>
        load({ port, connections: 32, milliseconds: ROUND_MS, next: readRequests(seeded), expect: 200 }),
      );
    }),
};

/** Durable movements at 32 connections on SQLite, against the same statements with one commit each. */
export const httpWrite: Bench = {
  name: 'http-write',
  run: () =>
    inTemporaryFolder(async (folder) => {
      const url = `sqlite:${join(folder, 'bench.sqlite')}`;
      const seeded = await seed(url, LOTS);
      return sideBySide('http-write', '>=1', 'scripts/bench/reference-sqlite.js', url, seeded, (port) =>
        load({ port, connections: 32, milliseconds: ROUND_MS, next: writeRequests(seeded), expect: 201 }),
      );
    }),
};

/** The same on PostgreSQL, against everything in one statement and one round trip. */
export const httpWritePg: Bench = {
  name: 'http-write-pg',
  run: async () => {
    const postgres = await startPostgres();
    try {
      const seeded = await seed(postgres.url, LOTS);
      return await sideBySide(
        'http-write-pg',
        '>=0.5',
        'scripts/bench/reference-postgres.js',
        postgres.url,
        seeded,
        (port) =>
          load({ port, connections: 32, milliseconds: ROUND_MS, next: writeRequests(seeded), expect: 201 }),
      );
    } finally {
      await postgres.stop();
    }
  },
};

async function sideBySide(
  bench: string,
  goal: string,
  referenceProgram: string,
  url: string,
  seeded: Seeded,
  measure: (port: number) => Promise<number>,
): Promise<Result> {
  const variables = { ...environment(url), PERSON_ID: seeded.personId };
  const ours = await start('src/main.js', variables);
  const reference = await start(referenceProgram, variables);
  try {
    const figures = await compare(
      ROUNDS,
      () => measure(ours.port),
      () => measure(reference.port),
    );
    return { bench, ...figures, unit: 'requests/s', goal };
  } finally {
    await ours.stop();
    await reference.stop();
  }
}

function readRequests(seeded: Seeded): () => Buffer {
  const headers = { authorization: `Bearer ${seeded.token}` };
  const requests = seeded.lots.map((lot) => httpRequest('GET', `/v1/lots/${lot}/balance`, headers));
  let turn = 0;
  return () => {
    turn = (turn + 1) % requests.length;
    return requests[turn] as Buffer;
  };
}

function writeRequests(seeded: Seeded): () => Buffer {
  let turn = 0;
  const run = `${process.pid}-${process.hrtime.bigint()}`;
  return () => {
    turn += 1;
    const lot_id = seeded.lots[turn % seeded.lots.length];
    const body = { kind: 'issue', lines: [{ lot_id, from_location_id: seeded.bin, quantity: 1 }] };
    const headers = { authorization: `Bearer ${seeded.token}`, 'idempotency-key': `bench-${run}-${turn}` };
    return httpRequest('POST', '/v1/stock/movements', headers, body);
  };
}

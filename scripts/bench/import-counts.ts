import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import Sqlite from 'better-sqlite3';
import { parse } from 'csv-parse';
import pg from 'pg';
import { startPostgres } from '../embedded-postgres.ts';
import { type Bench, inTemporaryFolder, median, type Result, start } from './harness.ts';
import { environment, seed } from './seed.ts';

const ROWS = 100_000;
const ROUNDS = 3;
const ALLOWED_MIB = 150;
const MIB = 1024 * 1024;
const SAMPLE_MS = 20;
const HEADER = 'Código,Albergue,Código P,Latitud,Longitud,Capacidad,Fecha,Familias,Personas,Mujeres,Hombres';

/** A file of sites nobody has yet, each with its count; `round` makes it another file with other sites. */
function countsFile(round: number): Buffer {
  const lines = [HEADER];
  for (let row = 0; row < ROWS; row += 1) {
    const households = 5 + (row % 90);
    const females = households * 2;
    const males = households + (row % 7);
    const point = `${(13.2 + (row % 900) / 1000).toFixed(5)},${(-89.9 + (row % 1700) / 1000).toFixed(5)}`;
    lines.push(
      `R${round}-${row},"Centro Escolar Nº ${row}, cantón ${row % 50}",SV0613,${point},${60 + (row % 200)},2026-08-04,${households},${females + males},${females},${males}`,
    );
  }
  return Buffer.from(`${lines.join('\n')}\n`);
}

export const importCounts: Bench = {
  name: 'import-counts',
  run: () =>
    inTemporaryFolder((folder) =>
      measure('import-counts', `sqlite:${join(folder, 'ours.sqlite')}`, async (file) =>
        insertSqlite(join(folder, 'reference.sqlite'), file),
      ),
    ),
};

export const importCountsPg: Bench = {
  name: 'import-counts-pg',
  run: async () => {
    const postgres = await startPostgres();
    try {
      return await measure('import-counts-pg', postgres.url, (file) => insertPostgres(postgres.url, file));
    } finally {
      await postgres.stop();
    }
  },
};

/** Time from the first byte of the upload to its answer, against parsing the same file and inserting the same rows, nothing else. */
async function measure(
  bench: string,
  url: string,
  reference: (file: Buffer) => Promise<number>,
): Promise<Result> {
  const seeded = await seed(url, 1);
  const service = await start('src/main.js', environment(url));
  const ours: number[] = [];
  const theirs: number[] = [];
  try {
    const opened = await send(
      service.port,
      seeded.token,
      '/v1/operations',
      'application/json',
      'operation',
      Buffer.from(JSON.stringify({ code: 'BENCH', name: 'Bench', kind: 'storm', started_on: '2026-08-01' })),
    );
    let grown = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const file = countsFile(round);
      const path = `/v1/operations/${opened.id}/household-count-imports?file_name=b.csv&create_sites=true`;
      const idle = residentBytes(service.pid);
      const sampling = setInterval(() => {
        grown = Math.max(grown, residentBytes(service.pid) - idle);
      }, SAMPLE_MS);
      const started = process.hrtime.bigint();
      const answer = await send(service.port, seeded.token, path, 'text/csv', `bench-import-${round}`, file);
      ours.push(Number(process.hrtime.bigint() - started) / 1e6);
      clearInterval(sampling);
      if (answer.rows_taken !== ROWS) throw new Error(`${answer.rows_taken} rows of ${ROWS}`);
      theirs.push(await reference(file));
    }
    process.stderr.write(`${bench}: memory grew by ${Math.round(grown / MIB)} MiB, ${ALLOWED_MIB} allowed\n`);
  } finally {
    await service.stop();
  }
  const [ourMedian, theirMedian] = [median(ours), median(theirs)];
  return {
    bench,
    ours: Math.round(ourMedian),
    reference: Math.round(theirMedian),
    unit: 'ms',
    ratio: Math.round((ourMedian / theirMedian) * 100) / 100,
    goal: '<=1.5',
  };
}

function residentBytes(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;
}

function send(
  port: number,
  token: string,
  path: string,
  type: string,
  key: string,
  body: Buffer,
): Promise<Record<string, unknown>> {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': type,
    'idempotency-key': `${key}-00000000`,
    'content-length': body.length,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers }, async (response) => {
      const pieces: Buffer[] = [];
      for await (const piece of response) pieces.push(piece);
      const text = Buffer.concat(pieces).toString();
      if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(text));
      else reject(new Error(`${path}: ${response.statusCode} ${text.slice(0, 300)}`));
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

const TABLE =
  'create table if not exists rows (a text, b text, c text, d text, e text, f text, g text, h text, i text, j text, k text)';

/** The file in the pieces a socket gives. */
function pieces(file: Buffer): Readable {
  const parts = Array.from({ length: Math.ceil(file.length / 65_536) }, (_, part) =>
    file.subarray(part * 65_536, (part + 1) * 65_536),
  );
  return Readable.from(parts);
}

async function insertSqlite(path: string, file: Buffer): Promise<number> {
  const database = new Sqlite(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(TABLE);
  const insert = database.prepare('insert into rows values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const started = process.hrtime.bigint();
  database.exec('begin');
  for await (const row of pieces(file).pipe(parse({ from_line: 2 }))) insert.run(row as string[]);
  database.exec('commit');
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  database.close();
  return milliseconds;
}

async function insertPostgres(url: string, file: Buffer): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(TABLE);
  const text = 'insert into rows values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)';
  const started = process.hrtime.bigint();
  await client.query('begin');
  for await (const row of pieces(file).pipe(parse({ from_line: 2 })))
    await client.query({ name: 'row', text, values: row as string[] });
  await client.query('commit');
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  await client.end();
  return milliseconds;
}

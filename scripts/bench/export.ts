import { readFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createInflateRaw } from 'node:zlib';
import Sqlite from 'better-sqlite3';
import { LOSS } from '../../src/stock/places.ts';
import { type Bench, inTemporaryFolder, type Result, type Running, start } from './harness.ts';
import { environment, type Seeded, seed } from './seed.ts';

const ROWS = 100_000;
const LINES_A_MOVEMENT = 200;
/** What the memory of the service may grow by, in MiB. */
const ALLOWED = 100;
const MIB = 1024 * 1024;
const SAMPLE_MS = 20;

export const exportCsv = exportBench('csv', 'export-100k-csv');
export const exportXlsx = exportBench('xlsx', 'export-100k-xlsx');

/** Memory of the service above idle while a client downloads 100,000 stock movements; the file has to be complete. */
function exportBench(format: 'csv' | 'xlsx', name: string): Bench {
  return {
    name,
    run: () =>
      inTemporaryFolder(async (folder) => {
        const file = join(folder, 'bench.sqlite');
        const seeded = await seed(`sqlite:${file}`, 1);
        fillLedger(file, seeded);
        const service = await start('src/main.js', environment(`sqlite:${file}`));
        try {
          return await measure(name, format, service, seeded);
        } finally {
          await service.stop();
        }
      }),
  };
}

async function measure(
  bench: string,
  format: 'csv' | 'xlsx',
  service: Running,
  seeded: Seeded,
): Promise<Result> {
  // One small request first: what every request needs is loaded and does not count.
  await drain(await ask(service.port, seeded, 'json', 'kind=receive'), () => undefined);
  const idle = residentBytes(service.pid);
  let highest = idle;
  const sampling = setInterval(() => {
    highest = Math.max(highest, residentBytes(service.pid));
  }, SAMPLE_MS);
  const response = await ask(service.port, seeded, format, 'kind=write_off');
  const rows = await (format === 'csv' ? countLines(response) : countSheetRows(response));
  clearInterval(sampling);
  if (rows !== ROWS + 1) throw new Error(`${rows} rows of ${ROWS} and their headers`);
  const ours = Math.round((highest - idle) / MIB);
  const ratio = Math.round((ours / ALLOWED) * 100) / 100;
  return { bench, ours, reference: ALLOWED, unit: 'MiB above idle', ratio, goal: '<=1' };
}

/** Lines written straight into the ledger: the service would take minutes for what is not measured here. */
function fillLedger(file: string, seeded: Seeded): void {
  const database = new Sqlite(file);
  const movement = database.prepare(
    "insert into movements (id, kind, occurred_on, reason, document_kind, document_id, posted_by, posted_at) values (?1, 'write_off', '2026-08-05', 'damaged', 'movement', ?1, ?2, '2026-08-05T18:00:00.000Z')",
  );
  const line = database.prepare(
    "insert into movement_lines (movement_id, line_number, lot_id, from_location_id, to_location_id, quantity, occurred_on) values (?, ?, ?, ?, ?, 1, '2026-08-05')",
  );
  database.transaction(() => {
    for (let index = 0; index < ROWS / LINES_A_MOVEMENT; index += 1) {
      const id = `01990000-0000-7000-8000-${String(index).padStart(12, '0')}`;
      movement.run(id, seeded.personId);
      for (let number = 1; number <= LINES_A_MOVEMENT; number += 1)
        line.run(id, number, seeded.lots[0], seeded.bin, LOSS);
    }
  })();
  database.close();
}

function residentBytes(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return pages * 4096;
}

function ask(port: number, seeded: Seeded, format: string, filter: string): Promise<IncomingMessage> {
  const path = `/v1/reports/stock-movements?format=${format}&${filter}`;
  const headers = { authorization: `Bearer ${seeded.token}` };
  return new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, path, headers }, (response) => {
      if (response.statusCode === 200) resolve(response);
      else reject(new Error(`the report answered ${response.statusCode}`));
    }).once('error', reject);
  });
}

async function drain(pieces: AsyncIterable<Buffer>, onPiece: (piece: Buffer) => void): Promise<void> {
  for await (const piece of pieces) onPiece(piece);
}

async function countLines(response: IncomingMessage): Promise<number> {
  let lines = 0;
  await drain(response, (piece) => {
    for (let at = piece.indexOf(10); at !== -1; at = piece.indexOf(10, at + 1)) lines += 1;
  });
  return lines;
}

/** Counts the rows of the first file of the archive, which is the sheet. */
async function countSheetRows(response: IncomingMessage): Promise<number> {
  const pieces: Buffer[] = [];
  await drain(response, (piece) => pieces.push(piece));
  const archive = Buffer.concat(pieces);
  const start = 30 + archive.readUInt16LE(26) + archive.readUInt16LE(28);
  const inflate = createInflateRaw();
  inflate.end(archive.subarray(start));
  let rows = 0;
  let rest = '';
  await drain(inflate, (piece) => {
    const text = rest + piece.toString('latin1');
    rows += text.split('<row ').length - 1;
    rest = text.slice(-4);
  });
  return rows;
}

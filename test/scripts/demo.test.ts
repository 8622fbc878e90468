import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t, { type Test } from 'tap';
import { projectRoot } from '../../src/config/paths.ts';
import { sharedData } from '../helpers/shared-data.ts';

const run = promisify(execFile);

/** Runs the demo until its report is printed, and what `npm run verify` says of its database. */
async function demo(t: Test, args: string[]) {
  const program = (name: string) => join(projectRoot, 'dist/scripts', name);
  const { stdout } = await run(process.execPath, [program('demo.js'), '--once', ...args], {
    env: { PATH: process.env.PATH ?? '', PORT: '0' },
    maxBuffer: 16 * 1024 * 1024,
  });
  const file = /The database is (.+)$/m.exec(stdout)?.[1] ?? '';
  t.teardown(() => {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true });
  });
  const verified = await run(process.execPath, [program('verify.js')], {
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: `sqlite:${file}` },
  });
  return { report: stdout, verified: verified.stdout };
}

t.test('the demo runs the whole line on the sample operation, and what it leaves holds', async (t) => {
  const { report, verified } = await demo(t, []);
  t.match(report, /GRN-000001: 27 lots/);
  t.match(report, /GRN-000002: 14 lots/);
  t.match(report, /23 collective centres/);
  t.match(report, /A file with mistakes is refused whole/);
  t.match(report, /EELESOLABPK4 +1,180 +620 +620 +560/, '1,180 lamps are needed, 620 may go');
  t.match(report, /23 consignments made/);
  t.match(report, /Waybill WB-000001/);
  t.match(report, /one line short/);
  t.match(report, /still on the road/);
  t.match(report, /1,000 payments, 139,259\.00 USD, made by one person, approved by another/);
  t.match(report, /unpaid: failed +-120\.00/);
  t.match(report, /unexplained +0\.00/);
  t.match(report, /agrees with the list/);
  t.match(verified, /^\d+ checks hold, 0 do not/m);
});

t.test("the demo runs the same line on a user's own files", async (t) => {
  const stock = sharedData('items/Logistics_warehouse_stock.csv');
  const counts = sharedData('dtm/iom_haiti_dtm_2013_extract_no_pii.csv');
  if (stock === null || counts === null) {
    t.pass('the real files', { skip: 'they are not beside the project' });
    return;
  }
  const { report, verified } = await demo(t, ['--stock', stock, '--counts', counts]);
  // The quantity is the last number before the donor; quoted names hold commas, so the row is read from its end.
  const units = readFileSync(stock, 'utf8')
    .split(/\r?\n/)
    .slice(1)
    .map((line) => /,"PHP",[\d.]*,(\d+),"/.exec(line)?.[1])
    .filter((quantity) => quantity !== undefined);
  const total = units.reduce((sum, quantity) => sum + Number(quantity), 0);
  t.equal(units.length, 152, 'the plain reading of the file sees every row');
  t.match(report, `152 of 152 rows taken: ${total.toLocaleString('en-US')} units`);
  const households = readFileSync(counts, 'utf8')
    .split(/\r?\n/)
    .slice(2)
    .map((line) => /,(?:Camp|Settlement|Location),(\d+),/.exec(line)?.[1])
    .filter((count) => count !== undefined);
  t.equal(households.length, 38, 'the plain reading of the file sees every site');
  const sum = households.reduce((total, count) => total + Number(count), 0);
  t.match(report, `38 of 38 rows taken: ${sum.toLocaleString('en-US')} households`);
  t.match(report, /38 consignments made/);
  t.match(report, /unknown kg, unknown m³ — incomplete/, 'nobody knows the weights of this list');
  t.match(verified, /^\d+ checks hold, 0 do not/m);
});

t.test('the demo says what is wrong with its arguments', async (t) => {
  await t.rejects(run(process.execPath, [join(projectRoot, 'dist/scripts/demo.js'), '--stock', 'x.csv']), {
    message: /give both files or neither/,
  });
});

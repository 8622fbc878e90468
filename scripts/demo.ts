import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import closeWithGrace from 'close-with-grace';
import { sampleOperation } from '../db/sample/operation.ts';
import { systemClock, today as todayIn } from '../src/lib/clock.ts';
import { Refused } from './demo/api.ts';
import { cashLine } from './demo/cash-line.ts';
import { dispatchLine } from './demo/dispatch-line.ts';
import { loadOwnFiles } from './demo/own-files.ts';
import { heading, line } from './demo/print.ts';
import { loadSample, printStock } from './demo/sample.ts';
import { type DemoService, startDemoService } from './demo/service.ts';

const usage = `npm run demo                                  the sample operation, then the service stays up
npm run demo -- --stock FILE --counts FILE    the same line on your own warehouse list and counts
npm run demo -- --once                        ends when the report is printed`;

/** The whole line once through, over HTTP, on a fresh SQLite file; then the service stays up for a look around. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stock: { type: 'string' },
      counts: { type: 'string' },
      once: { type: 'boolean', default: false },
    },
  });
  const { stock, counts } = values;
  if ((stock === undefined) !== (counts === undefined))
    throw new Error(`give both files or neither\n\n${usage}`);
  for (const file of [stock, counts]) {
    if (file !== undefined && !existsSync(file)) throw new Error(`there is no file ${file}`);
  }
  const service = await startDemoService();
  try {
    if (stock !== undefined && counts !== undefined) await runOwnFiles(service, stock, counts);
    else await runSample(service);
  } catch (error) {
    await service.close();
    throw error;
  }
  if (values.once) {
    line(`\nThe database is ${service.file}`);
    await service.close();
    return;
  }
  printSignIns(service);
  closeWithGrace({ delay: 5_000, logger: false }, () => service.close());
}

async function runSample(service: DemoService): Promise<void> {
  const today = todayIn(systemClock, 'America/El_Salvador');
  const sample = sampleOperation(todayIn(systemClock, 'America/Panama'));
  const logistics = service.as('logistics');
  const loaded = await loadSample(logistics, service.as('finance_maker'), sample, today);
  await dispatchLine(logistics, service.as('responder'), loaded);
  heading('Stock afterwards');
  await printStock(logistics);
  const [maker, approver] = [service.as('finance_maker'), service.as('finance_approver')];
  await cashLine(maker, approver, sample, loaded.operation, loaded.grants, today);
}

async function runOwnFiles(service: DemoService, stock: string, counts: string): Promise<void> {
  const today = todayIn(systemClock, 'America/El_Salvador');
  const logistics = service.as('logistics');
  const of = await loadOwnFiles(logistics, stock, counts, today);
  await dispatchLine(logistics, service.as('responder'), of);
  heading('Stock afterwards');
  await printStock(logistics);
}

function printSignIns(service: DemoService): void {
  heading('The service is up');
  line(`  ${service.base}                 the API`);
  line(`  ${service.base}/documentation   its documentation: press Authorize and paste a token`);
  line('\n  Sample sign-ins (API tokens, good for this database only):');
  for (const signIn of service.signIns) {
    line(`    ${signIn.roles.join(', ').padEnd(17)} ${signIn.name.padEnd(34)} ${signIn.token}`);
  }
  line(`\n  Prove the ledgers:  DATABASE_URL=sqlite:${service.file} npm run verify`);
  line('  Stop with Ctrl+C.');
}

main().catch((error: unknown) => {
  const text =
    error instanceof Refused ? error.message : error instanceof Error ? error.message : String(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
});

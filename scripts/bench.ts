import { stockContend, stockContendPg } from './bench/contend.ts';
import { exportCsv, exportXlsx } from './bench/export.ts';
import type { Bench } from './bench/harness.ts';
import { httpRead, httpWrite, httpWritePg } from './bench/http.ts';
import { importCounts, importCountsPg } from './bench/import-counts.ts';
import { listScale, listScalePg } from './bench/list-scale.ts';
import { loadGap } from './bench/load-gap.ts';
import { planEarmark, planGrowth, planResponsive, planSolve, planWhole } from './bench/plan.ts';
import { stockAsOf, stockAsOfPg } from './bench/stock-asof.ts';

const benches: readonly Bench[] = [
  stockAsOf,
  stockAsOfPg,
  stockContend,
  stockContendPg,
  httpRead,
  httpWrite,
  httpWritePg,
  exportCsv,
  exportXlsx,
  importCounts,
  importCountsPg,
  planWhole,
  planSolve,
  planGrowth,
  planEarmark,
  planResponsive,
  loadGap,
  listScale,
  listScalePg,
];

/** Runs all benchmarks, or those named, one JSON line for each result: `list-scale stock` asks one of them for a part. */
const wanted = process.argv.slice(2);
const words = wanted.filter((name) => !benches.some((bench) => bench.name === name));
const narrows = wanted.some((name) => name.startsWith('list-scale')) && wanted.length === words.length + 1;
if (words.length > 0 && !narrows) {
  process.stderr.write(
    `No benchmark ${words.join(', ')}; there are: ${benches.map((bench) => bench.name).join(', ')}\n`,
  );
  process.exitCode = 1;
} else {
  for (const bench of benches) {
    if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
    const run = bench.run(words);
    const results = Symbol.asyncIterator in run ? run : [await run].flat();
    for await (const result of results) process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

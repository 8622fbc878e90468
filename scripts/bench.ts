import { stockContend, stockContendPg } from './bench/contend.ts';
import { exportCsv, exportXlsx } from './bench/export.ts';
import type { Bench } from './bench/harness.ts';
import { httpRead, httpWrite, httpWritePg } from './bench/http.ts';
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
  planWhole,
  planSolve,
  planGrowth,
  planEarmark,
  planResponsive,
  loadGap,
];

/** Runs all benchmarks, or those named; one JSON line each. */
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `No benchmark ${unknown.join(', ')}; there are: ${benches.map((bench) => bench.name).join(', ')}\n`,
  );
  process.exitCode = 1;
} else {
  for (const bench of benches) {
    if (wanted.length > 0 && !wanted.includes(bench.name)) continue;
    for (const result of [await bench.run()].flat()) process.stdout.write(`${JSON.stringify(result)}\n`);
  }
}

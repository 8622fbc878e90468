import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packEqualBins } from '../../src/loading/pack.ts';
import { route } from '../../src/loading/route.ts';
import { scoreOf } from '../../src/loading/routing-model.ts';
import { type Bench, median, type Result } from './harness.ts';
import {
  instanceFolder,
  mixedFleetInstances,
  type RoutingInstance,
  singleFleetInstances,
} from './load-instances.ts';

const ROUTING_WORK = 10_000_000;
const PACKING_WORK = 20_000_000;
const SECONDS_AN_INSTANCE = 5;
const GAP_PERCENT = 1;

interface Outcome {
  name: string;
  ours: number;
  bestKnown: number;
  seconds: number;
}

/**
 * How far packing and routing are from the best known solutions of public instances, one line an instance, then the median
 * gap and the slowest instance of each set against what they may be. The fleet of a routing instance is a hard limit: a
 * stop left out is a failure, not a gap.
 */
export const loadGap: Bench = {
  name: 'load-gap',
  run: async () => [...measured('packing', packing()), ...measured('routing', routing())],
};

function measured(set: string, outcomes: readonly Outcome[] | null): Result[] {
  if (outcomes === null) {
    process.stderr.write(
      `load-gap: no ${set} instances beside the project (../shared/data/bench); skipped\n`,
    );
    return [];
  }
  const gap = ({ ours, bestKnown }: Outcome) => (ours / bestKnown - 1) * 100;
  const slowest = Math.max(...outcomes.map(({ seconds }) => seconds));
  const middle = median(outcomes.map(gap));
  return [
    ...outcomes.map(({ name, ours, bestKnown, seconds }) => ({
      bench: `load-gap ${name}`,
      ours: round(ours),
      reference: bestKnown,
      unit: set === 'packing' ? 'bins' : 'cost',
      ratio: round(ours / bestKnown),
      seconds: round(seconds),
    })),
    against(`load-gap ${set}`, middle, GAP_PERCENT, '% above the best known, median'),
    against(`load-gap ${set} time`, slowest, SECONDS_AN_INSTANCE, 's, slowest instance'),
  ];
}

function against(bench: string, ours: number, reference: number, unit: string): Result {
  return { bench, ours: round(ours), reference, unit, ratio: round(ours / reference), goal: '<=1' };
}

function packing(): Outcome[] | null {
  const folder = instanceFolder('packing');
  if (folder === null) return null;
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const { items, capacity, optimum } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as {
        items: number[][];
        capacity: number[];
        optimum: number;
      };
      const started = performance.now();
      const packed = packEqualBins(items, capacity, { work: PACKING_WORK, seed: 1 });
      if (packed === null) throw new Error(`${file}: a thing is larger than a bin`);
      const seconds = (performance.now() - started) / 1_000;
      return { name: file, ours: new Set(packed).size, bestKnown: optimum, seconds };
    });
}

function routing(): Outcome[] | null {
  const single = instanceFolder('cvrp');
  const mixed = instanceFolder('hfvrp');
  if (single === null && mixed === null) return null;
  const instances = [
    ...(single === null ? [] : singleFleetInstances(single)),
    ...(mixed === null ? [] : mixedFleetInstances(mixed)),
  ];
  return instances.map(routed);
}

function routed({ name, problem, bestKnown }: RoutingInstance): Outcome {
  const started = performance.now();
  const routing = route(problem, { seed: 1, work: ROUTING_WORK });
  const seconds = (performance.now() - started) / 1_000;
  if (routing.unserved.length > 0) throw new Error(`${name}: ${routing.unserved.length} stops left out`);
  return { name, ours: scoreOf(problem, routing).cost, bestKnown, seconds };
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}

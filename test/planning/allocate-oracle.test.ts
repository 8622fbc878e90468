import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'tap';
import { allocate } from '../../src/planning/allocate.ts';
import { sharedData } from '../helpers/shared-data.ts';
import { type Instance, isSmall, Oracle } from './oracle.ts';

const BATCH = 150;
/** Each engine of the check stops after so long, whatever it has done: a slow machine tests less, not longer. */
const LONGEST_MS = 8_000;

function share(instance: Instance): number[] {
  const { claims } = instance;
  const { given } = allocate(
    {
      need: Float64Array.from(claims, ({ need }) => need),
      base: Float64Array.from(claims, ({ base }) => base),
      priority: Float64Array.from(claims, ({ priority }) => priority),
      weight: Float64Array.from(claims, ({ weight }) => weight),
      group: Int32Array.from(claims, ({ group }) => group),
    },
    instance,
  );
  return [...given];
}

interface Shape {
  mostClaims: number;
  mostNeed: number;
  weights: readonly number[];
  priorities: number;
  classes: number;
  shares: readonly number[];
}

function instances(shape: Shape): fc.Arbitrary<Instance> {
  const classes = fc.array(fc.nat(Math.ceil((shape.mostClaims * shape.mostNeed) / (1 + shape.classes))), {
    minLength: shape.classes,
    maxLength: shape.classes,
  });
  const claim = fc.record({
    need: fc.integer({ min: 1, max: shape.mostNeed }),
    base: fc.oneof(fc.constant(0), fc.nat(shape.mostNeed)),
    priority: fc.integer({ min: 1, max: shape.priorities }),
    weight: fc.constantFrom(...shape.weights),
    mask: fc.nat(2 ** shape.classes - 1),
  });
  return fc
    .record({
      classes,
      claims: fc.array(claim, { minLength: 1, maxLength: shape.mostClaims }),
      lowerSharePercent: fc.constantFrom(...shape.shares),
    })
    .map(({ classes: stock, claims, lowerSharePercent }) => {
      const masks = shape.classes === 1 ? [1] : [...new Set(claims.map(({ mask }) => mask))];
      return {
        classes: stock,
        groups: masks.map((mask) => stock.flatMap((_, own) => ((mask >> own) & 1 ? [own] : []))),
        claims: claims.map(({ mask, ...rest }) => ({
          ...rest,
          group: shape.classes === 1 ? 0 : masks.indexOf(mask),
        })),
        lowerSharePercent,
      };
    })
    .filter(isSmall);
}

/** Coverage of the claims of one priority, lowest first. */
function sortedCoverage(instance: Instance, priority: number, given: readonly number[]): number[] {
  return instance.claims
    .flatMap((claim, index) =>
      claim.priority === priority
        ? [(claim.base + (given[index] as number)) / (claim.need * claim.weight)]
        : [],
    )
    .sort((a, b) => a - b);
}

/** Claims with nothing that have to share fewer pieces than they are: where the rule prefers the larger need. */
function tooFewForAll(instance: Instance, priority: number, given: readonly number[]): boolean {
  if (instance.groups.length > 1) return false;
  const own = instance.claims.map((claim) => claim.priority === priority);
  const withNothing = instance.claims.filter((claim, index) => own[index] && claim.base === 0).length;
  return given.reduce((sum, quantity, index) => sum + (own[index] ? quantity : 0), 0) < withNothing;
}

function compare(instance: Instance, priority: number, mine: readonly number[], best: readonly number[]) {
  const sum = (given: readonly number[]) =>
    given.reduce((total, own, at) => total + (instance.claims[at]?.priority === priority ? own : 0), 0);
  const [levels, optimum] = [mine, best].map((given) => sortedCoverage(instance, priority, given)) as [
    number[],
    number[],
  ];
  const atNothing = (all: readonly number[]) => all.filter((level) => level === 0).length;
  const same = tooFewForAll(instance, priority, mine)
    ? atNothing(levels) === atNothing(optimum)
    : levels.join() === optimum.join();
  if (same && sum(mine) === sum(best)) return;
  throw new Error(
    `priority ${priority}: ${mine.join()} is not ${best.join()} of ${JSON.stringify(instance)}`,
  );
}

const shapes: Readonly<Record<string, Shape>> = {
  plain: { mostClaims: 6, mostNeed: 6, weights: [1], priorities: 1, classes: 1, shares: [0] },
  weighted: { mostClaims: 5, mostNeed: 4, weights: [1, 2], priorities: 1, classes: 1, shares: [0] },
  tiers: {
    mostClaims: 7,
    mostNeed: 5,
    weights: [1],
    priorities: 3,
    classes: 1,
    shares: [0, 0, 10, 30, 50, 100],
  },
  earmarks: { mostClaims: 6, mostNeed: 6, weights: [1], priorities: 1, classes: 3, shares: [0] },
  'earmarks and tiers': {
    mostClaims: 7,
    mostNeed: 5,
    weights: [1],
    priorities: 3,
    classes: 4,
    shares: [0, 0, 20, 40, 75],
  },
};

for (const [name, shape] of Object.entries(shapes)) {
  test(`equals the exact leximin of a solver: ${name}`, async (t) => {
    const oracle = await Oracle.load();
    const started = performance.now();
    let checked = 0;
    for (let seed = 1; checked < 1_500 && performance.now() - started < LONGEST_MS; seed += 1) {
      const batch = fc.sample(instances(shape), { numRuns: BATCH, seed });
      const shared = batch.map(share);
      for (let priority = 1; priority <= shape.priorities; priority += 1) {
        const best = oracle.leximin(
          batch.map((instance, index) => ({ instance, priority, given: shared[index] as number[] })),
        );
        for (const [index, instance] of batch.entries()) {
          compare(instance, priority, shared[index] as number[], best[index] as number[]);
        }
      }
      checked += batch.length;
    }
    t.comment(`${checked} instances in ${Math.round(performance.now() - started)} ms`);
    t.ok(checked >= BATCH);
  });
}

interface EarmarkFile {
  need: number[];
  delivered: number[];
  eligible_lot_class_mask: number[];
  lot_class_stock: number[];
  leximin_coverage: number[];
}

/** The published coverage is of goods that can be divided; a million times as many pieces come as close as its six digits. */
const SCALE = 1_000_000;

for (const name of ['earmark-n24-k4-s1.json', 'earmark-n24-k4-s2.json']) {
  const path = sharedData(`bench/allocation/${name}`);
  test(`${name}: the published coverage`, {
    skip: path === null && `${name} is not beside the project`,
  }, (t) => {
    const file = JSON.parse(readFileSync(path as string, 'utf8')) as EarmarkFile;
    const masks = [...new Set(file.eligible_lot_class_mask)];
    const given = share({
      classes: file.lot_class_stock.map((stock) => stock * SCALE),
      groups: masks.map((mask) => file.lot_class_stock.flatMap((_, own) => ((mask >> own) & 1 ? [own] : []))),
      claims: file.need.map((need, index) => ({
        need: need * SCALE,
        base: (file.delivered[index] as number) * SCALE,
        priority: 1,
        weight: 1,
        group: masks.indexOf(file.eligible_lot_class_mask[index] as number),
      })),
      lowerSharePercent: 0,
    });
    for (const [index, published] of file.leximin_coverage.entries()) {
      const need = (file.need[index] as number) * SCALE;
      const coverage = ((file.delivered[index] as number) * SCALE + (given[index] as number)) / need;
      t.ok(Math.abs(coverage - published) < 2e-6, `site ${index}: ${coverage}, published ${published}`);
    }
    t.end();
  });
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { test } from 'tap';
import { completeBins } from '../../src/loading/complete-bins.ts';
import { packEqualBins } from '../../src/loading/pack.ts';
import { fewestBins } from '../../src/loading/packing-model.ts';
import { sharedData } from '../helpers/shared-data.ts';

const options = { seed: 1, work: 200_000 };

/** Loads of each bin, worked out again. */
function loads(sizes: readonly (readonly number[])[], binOf: readonly number[]): number[][] {
  const bins: number[][] = [];
  for (const [thing, bin] of binOf.entries()) {
    const size = sizes[thing] as readonly number[];
    bins[bin] = size.map((one, measure) => one + (bins[bin]?.[measure] ?? 0));
  }
  return bins;
}

test('both measures bind', (t) => {
  // Heavy ones and bulky ones: paired they fill three bins, by weight alone two heavy ones would share one.
  const sizes = [
    [6, 2],
    [6, 2],
    [6, 2],
    [4, 8],
    [4, 8],
    [4, 8],
  ];
  const packed = packEqualBins(sizes, [10, 10], options);
  t.strictSame(loads(sizes, packed ?? []), [
    [10, 10],
    [10, 10],
    [10, 10],
  ]);
  t.equal(fewestBins(sizes, [10, 10]), 3);
  t.equal(packEqualBins([[11, 1]], [10, 10], options), null, 'larger than a bin');
  t.strictSame(packEqualBins([], [10, 10], options), []);
  t.end();
});

test('no bin holds more than its capacity and nothing is lost', (t) => {
  const things = fc.array(fc.tuple(fc.nat(50), fc.nat(50), fc.nat(3)), { maxLength: 40 });
  fc.assert(
    fc.property(things, (sizes) => {
      const packed = packEqualBins(sizes, [50, 50, 4], options) ?? [];
      t.equal(packed.length, sizes.length);
      const bins = loads(sizes, packed);
      t.ok(
        bins.every(
          (load) => (load[0] as number) <= 50 && (load[1] as number) <= 50 && (load[2] as number) <= 4,
        ),
      );
      t.ok(bins.length >= fewestBins(sizes, [50, 50, 4]));
      t.strictSame(packEqualBins(sizes, [50, 50, 4], options) ?? [], packed, 'the same again');
    }),
    { numRuns: 100 },
  );
  t.end();
});

/** The fewest bins by trying every partition. */
function fewestByTrying(sizes: readonly (readonly number[])[], capacity: readonly number[]): number {
  let best = sizes.length;
  const rooms: number[][] = [];
  const place = (thing: number): void => {
    if (rooms.length >= best && thing < sizes.length) return;
    if (thing === sizes.length) {
      best = Math.min(best, rooms.length);
      return;
    }
    const size = sizes[thing] as readonly number[];
    for (const [at, room] of rooms.entries()) {
      const rest = room.map((one, measure) => one - (size[measure] as number));
      if (rest.some((one) => one < 0)) continue;
      rooms[at] = rest;
      place(thing + 1);
      rooms[at] = room;
    }
    rooms.push(capacity.map((one, measure) => one - (size[measure] as number)));
    place(thing + 1);
    rooms.pop();
  };
  place(0);
  return best;
}

test('a handful of things are packed into as few bins as there can be', (t) => {
  const things = fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(things, (sizes) => {
      const packed = packEqualBins(sizes, [20, 20], options) ?? [];
      t.equal(loads(sizes, packed).length, fewestByTrying(sizes, [20, 20]));
    }),
    { numRuns: 150 },
  );
  t.end();
});

test('the complete search says when there is no packing', (t) => {
  const thirds = [[4], [4], [4]];
  t.equal(completeBins(thirds, [10], 1, 1_000), null);
  t.strictSame(completeBins(thirds, [10], 2, 1_000)?.length, 3);
  t.equal(completeBins(thirds, [10], 2, 1), undefined, 'it gave up');
  t.end();
});

const folder = sharedData('bench/packing');
test('public instances with a known optimum', { skip: folder === null }, (t) => {
  const gaps = readdirSync(folder as string).map((file) => {
    const { items, capacity, optimum } = JSON.parse(readFileSync(join(folder as string, file), 'utf8'));
    const packed = packEqualBins(items, capacity, { seed: 1, work: 20_000_000 }) ?? [];
    t.equal(packed.length, items.length);
    const bins = loads(items, packed);
    t.ok(
      bins.every((load) => load.every((one, measure) => one <= capacity[measure])),
      file,
    );
    return bins.length / optimum - 1;
  });
  t.equal(gaps.length, 3);
  gaps.sort((a, b) => a - b);
  t.equal(gaps[0], 0, 'the smallest is packed perfectly');
  t.ok((gaps[1] as number) <= 0.01, `median gap ${gaps[1]}`);
  t.end();
});

import fc from 'fast-check';
import t from 'tap';
import { hiddenFigures, type Sum, sumsOfTree } from '../../src/sites/suppress.ts';

const sums = sumsOfTree('all', ['f', 'm'], { f: ['f1', 'f2', 'f3'], m: ['m1', 'm2', 'm3'] });
const hide = (figures: Record<string, number | null>, threshold = 5) =>
  [...hiddenFigures(figures, sums, threshold)].sort().join(' ');
const bandless = { f1: null, f2: null, f3: null, m1: null, m2: null, m3: null };

t.test('small figures and those they could be had from', async (t) => {
  t.equal(hide({ all: 90, f: 50, m: 40, ...bandless }), '');
  t.equal(hide({ all: 90, f: 87, m: 3, ...bandless }), 'f m', '90 − 87 would say 3');
  t.equal(hide({ all: 90, f: 90, m: 0, ...bandless }), '', 'nobody is hidden by zero');
  t.equal(hide({ all: 4, f: 2, m: 2, ...bandless }), 'all f m');
  t.equal(hide({ all: 7, f: 3, m: 4, ...bandless }), 'f m');
  t.equal(hide({ all: null, f: 87, m: 3, ...bandless }), 'm', 'no total, nothing to subtract from');
  t.equal(hide({ all: 60, f: 30, m: 30, f1: 4, f2: 10, f3: 16, m1: 10, m2: 10, m3: 10 }), 'f1 f2');
  t.equal(hide({ all: 32, f: 2, m: 30, f1: 1, f2: 1, f3: 0, m1: 10, m2: 10, m3: 10 }), 'f f1 f2 m m1');
  t.equal(
    hide({ all: 60, f: 30, m: 30, f1: 2, f2: 2, f3: 26, m1: 10, m2: 10, m3: 10 }),
    'f1 f2 f3',
    '2 and 2 of 4 would both be told',
  );
  t.equal(hide({ all: 90, f: 87, m: 3, ...bandless }, 3), '', 'the threshold itself is shown');
});

const PRIME = 1_000_003n;

function rank(rows: readonly (readonly bigint[])[]): number {
  const matrix = rows.map((row) => row.map((value) => ((value % PRIME) + PRIME) % PRIME));
  const width = matrix[0]?.length ?? 0;
  let found = 0;
  for (let column = 0; column < width; column += 1) {
    const pivot = matrix.findIndex((row, index) => index >= found && row[column] !== 0n);
    if (pivot < 0) continue;
    const [top] = matrix.splice(pivot, 1);
    if (top === undefined) continue;
    matrix.splice(found, 0, top);
    const inverse = power(top[column] ?? 0n, PRIME - 2n);
    for (const [index, row] of matrix.entries()) {
      if (index === found || row[column] === 0n) continue;
      const factor = ((row[column] ?? 0n) * inverse) % PRIME;
      for (let at = 0; at < width; at += 1)
        row[at] = ((((row[at] ?? 0n) - factor * (top[at] ?? 0n)) % PRIME) + PRIME) % PRIME;
    }
    found += 1;
  }
  return found;
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, factor, rest] = [1n, base, exponent];
  for (; rest > 0n; rest /= 2n) {
    if (rest % 2n === 1n) result = (result * factor) % PRIME;
    factor = (factor * factor) % PRIME;
  }
  return result;
}

/** Whether the shown figures and the sums leave a hidden figure only one value. */
function isDetermined(hidden: readonly string[], one: string, stated: readonly Sum[]): boolean {
  const equations = stated.map(({ total, parts }) =>
    hidden.map((key) => BigInt(Number(key === total) - Number(parts.includes(key)))),
  );
  const unit = hidden.map((key) => BigInt(Number(key === one)));
  return rank(equations) === rank([...equations, unit]);
}

t.test('no hidden figure can be worked out, whatever the figures', async (t) => {
  const band = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 60 }));
  fc.assert(
    fc.property(
      fc.tuple(band, band, band, band, band, band),
      fc.integer({ min: 2, max: 12 }),
      fc.boolean(),
      ([f1, f2, f3, m1, m2, m3], threshold, withBands) => {
        const f = f1 + f2 + f3;
        const m = m1 + m2 + m3;
        const bands = withBands ? { f1, f2, f3, m1, m2, m3 } : bandless;
        const figures: Record<string, number | null> = { all: f + m, f, m, ...bands };
        const hidden = [...hiddenFigures(figures, sums, threshold)];
        const stated = sums.filter(({ total, parts }) =>
          [total, ...parts].every((key) => figures[key] !== null),
        );
        for (const [key, value] of Object.entries(figures)) {
          if (value !== null && value > 0 && value < threshold)
            t.ok(hidden.includes(key), `${key} of ${JSON.stringify(figures)}`);
        }
        for (const key of hidden) {
          if (isDetermined(hidden, key, stated))
            t.fail(`${key} of ${JSON.stringify(figures)}, hidden ${hidden.join()}`);
        }
      },
    ),
    { numRuns: 500 },
  );
  t.pass('500 rows');
});

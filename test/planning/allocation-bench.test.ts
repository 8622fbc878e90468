import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'tap';
import { type Claim, shareClaims } from './claims.ts';

/** The public test files stand beside the project, whether this runs from test/ or from dist/test/. */
function benchFile(name: string): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return join(folder, '..', 'shared', 'data', 'bench', name);
}

function skipUnless(file: string): { skip: string | false } {
  return { skip: existsSync(file) ? false : `${file} is not on this machine` };
}

/** Cells are laid out as site × item; `priority` is per site, 0 first; the caps in kg and m³ are not part of this rule. */
interface AllocationBench {
  n: number;
  items: unknown[];
  need: number[];
  delivered: number[];
  priority: number[];
  stock: number[];
  maxmin_coverage_integer_optimum: number;
}

function claimsOfItem(bench: AllocationBench, item: number, priorityOf: (site: number) => number): Claim[] {
  return Array.from({ length: bench.n }, (_, site) => {
    const cell = site * bench.items.length + item;
    const code = String(site).padStart(4, '0');
    const [need, base] = [bench.need[cell] as number, bench.delivered[cell] as number];
    return { key: code, need, base, priority: priorityOf(site), tie: code };
  });
}

function lowestCoverage(claims: readonly Claim[], supply: number): number {
  const { shares } = shareClaims({ supply, claims });
  return Math.min(...claims.map(({ need, base }, index) => (base + (shares[index]?.quantity ?? 0)) / need));
}

for (const name of ['alloc-n20-s1.json', 'alloc-n100-s1.json']) {
  const file = benchFile(`allocation/${name}`);

  test(`${name}: the lowest coverage is the solver's integer optimum`, skipUnless(file), (t) => {
    const bench = JSON.parse(readFileSync(file, 'utf8')) as AllocationBench;
    // The optimum knows no priorities, and in these files stock alone sets it: weight and volume leave room for it.
    const lowest = bench.stock.map((supply, item) =>
      lowestCoverage(
        claimsOfItem(bench, item, () => 1),
        supply,
      ),
    );
    t.equal(Math.min(...lowest).toFixed(6), bench.maxmin_coverage_integer_optimum.toFixed(6));
    t.end();
  });

  test(`${name}: conserved and within need, priorities strictly in turn`, skipUnless(file), (t) => {
    const bench = JSON.parse(readFileSync(file, 'utf8')) as AllocationBench;
    for (const [item, supply] of bench.stock.entries()) {
      const claims = claimsOfItem(bench, item, (site) => bench.priority[site] as number);
      const { shares, left } = shareClaims({ supply, claims });
      const rooms = claims.map(({ need, base }) => Math.max(0, need - base));
      const given = shares.reduce((sum, { quantity }) => sum + quantity, 0);
      t.equal(
        given,
        Math.min(
          supply,
          rooms.reduce((sum, quantity) => sum + quantity, 0),
        ),
      );
      t.equal(given + left, supply);
      t.ok(shares.every(({ quantity }, site) => quantity >= 0 && quantity <= (rooms[site] as number)));
      const served = claims
        .filter((_, site) => (shares[site]?.quantity ?? 0) > 0)
        .map(({ priority }) => priority);
      const open = claims.filter((_, site) => (shares[site]?.quantity ?? 0) < (rooms[site] as number));
      t.ok(
        open.every(({ priority }) => priority >= Math.max(...served)),
        'no later priority while one is open',
      );
    }
    t.end();
  });
}

interface ApportionmentBench {
  apportionment: { id: string; weights: number[]; total: number; adams?: number[]; all?: number[] }[];
}

const apportionment = benchFile('apportionment/examples.json');

test('published apportionments by Adams’ method', skipUnless(apportionment), (t) => {
  const bench = JSON.parse(readFileSync(apportionment, 'utf8')) as ApportionmentBench;
  for (const { id, weights, total, adams, all } of bench.apportionment) {
    const published = adams ?? all;
    if (published === undefined) continue;
    const claims = weights.map((need, index) => ({
      key: `${index}`,
      need,
      base: 0,
      priority: 1,
      tie: `${index}`,
    }));
    t.strictSame(
      shareClaims({ supply: total, claims }).shares.map(({ quantity }) => quantity),
      published,
      id,
    );
  }
  t.end();
});

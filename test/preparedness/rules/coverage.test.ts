import fc from 'fast-check';
import t from 'tap';
import { Compositions } from '../../../src/kitting/buildable.ts';
import { coverageOf, daysOfCover, type Need, type Store } from '../../../src/preparedness/coverage.ts';
import { fraction, ratesOf } from '../../../src/preparedness/rates.ts';

const store = (free: Record<string, number>, kits: Record<string, Record<string, number>> = {}): Store => ({
  free: new Map(Object.entries(free)),
  compositions: new Compositions(
    new Map(
      Object.entries(kits).map(([kit, parts]) => [
        kit,
        Object.entries(parts).map(([item_id, quantity]) => ({ item_id, quantity })),
      ]),
    ),
  ),
});
const need = (items: string, rate_numerator = 1, rate_denominator = 1): Need => ({
  item_ids: items.split(' '),
  rate_numerator,
  rate_denominator,
});

t.test('a household is covered when every item of its set is', async (t) => {
  // 5,000 households: 3,100 kitchen sets of two kinds, 4,000 lamps, 9,001 tarpaulins at two each.
  const covered = coverageOf(
    5000,
    [need('kitchenA kitchenB'), need('lamp'), need('tarp', 2)],
    [store({ kitchenA: 2500, kitchenB: 600, lamp: 4000, tarp: 9001 })],
  );
  t.same(covered.needs, [
    { required: 5000, ready: 3100, built: 0, missing: 1900, covers: 3100 },
    { required: 5000, ready: 4000, built: 0, missing: 1000, covers: 4000 },
    { required: 10_000, ready: 9001, built: 0, missing: 999, covers: 4500 },
  ]);
  t.same([covered.covered, covered.missing], [3100, 1900]);
  t.same(Object.fromEntries(covered.restore), { kitchenA: 1900, lamp: 1000, tarp: 999 });
});

t.test('rates of a part of a unit are rounded up for all of them together', async (t) => {
  // One tool set for 25 persons: 10,010 persons take 401; 399 of them cover 9,975.
  const { needs, covered } = coverageOf(10_010, [need('tools', 1, 25)], [store({ tools: 399 })]);
  t.match(needs, [{ required: 401, missing: 2, covers: 9975 }]);
  t.equal(covered, 9975);
  t.equal(
    coverageOf(10_010, [need('tools', 1, 25)], [store({ tools: 401 })]).covered,
    10_010,
    'never more than all',
  );
});

t.test('kits that can be built cover too, and a shared part covers one of them', async (t) => {
  const kits = { family: { soap: 4 }, infant: { soap: 2 } };
  // 3 family kits ready. 20 soaps: 2 more family kits take 8, 6 infant kits take 12.
  const covered = coverageOf(5, [need('family'), need('infant', 2)], [store({ family: 3, soap: 20 }, kits)]);
  t.same(covered.needs, [
    { required: 5, ready: 3, built: 2, missing: 0, covers: 5 },
    { required: 10, ready: 0, built: 6, missing: 4, covers: 3 },
  ]);
  t.equal(covered.covered, 3);
  t.same(Object.fromEntries(covered.restore), { soap: 8 }, 'soap for 4 infant kits');
});

t.test('what lies in another warehouse counts, what only needs moving is not bought', async (t) => {
  const kits = { family: { soap: 4, towel: 1 } };
  const stores = [store({ soap: 40, towel: 1 }, kits), store({ family: 2, towel: 9 }, kits)];
  const covered = coverageOf(10, [need('family')], stores);
  // One can be built where the soap is, two lie ready: soap for seven more is there, and the towels elsewhere.
  t.match(covered.needs, [{ required: 10, ready: 2, built: 1, missing: 7 }]);
  t.same(Object.fromEntries(covered.restore), {}, 'moving towels is enough');
});

t.test('without a warehouse nothing is covered', async (t) => {
  const covered = coverageOf(10, [need('a', 2)], []);
  t.same([covered.covered, Object.fromEntries(covered.restore)], [0, { a: 20 }]);
});

t.test('days of cover: full days of each item, and of all together', async (t) => {
  const uses = [
    { item_id: 'kit', numerator: 200, denominator: 1 },
    { item_id: 'tools', numerator: 200, denominator: 5 },
    { item_id: 'soap', numerator: 100, denominator: 3 },
  ];
  // 1,000 kits last 5 days, 270 tools 6 (240) and not 7 (280), 100 soaps 3; the fourth day takes 134.
  const cover = daysOfCover(uses, store({ kit: 1000, tools: 270, soap: 100 }));
  t.same(cover, {
    together: 3,
    items: [
      { item_id: 'kit', days: 5 },
      { item_id: 'tools', days: 6 },
      { item_id: 'soap', days: 3 },
    ],
  });
  t.same(daysOfCover([{ item_id: 'a', numerator: 1, denominator: 1000 }], store({ a: 5000 })).together, null);
  t.same(daysOfCover([{ item_id: 'a', numerator: 1, denominator: 1 }], store({})).together, 0);
});

t.test('what expires serves only the days up to its last', async (t) => {
  const use = { item_id: 'pads', numerator: 10, denominator: 1 };
  const at = (days: number, pads: number) => ({ days, free: new Map([['pads', pads]]) });
  const days = (all: number, ...later: ReturnType<typeof at>[]) =>
    daysOfCover([use], store({ pads: all }), later).together;
  // 100 of which 80 are good for 3 days: 30 of them are used, then 20 last 2 more.
  t.equal(days(100, at(3, 20)), 5);
  t.equal(days(100, at(8, 20)), 10, 'all are used before they expire');
  t.equal(days(100, at(3, 0)), 3, 'and nothing is left');
  t.equal(days(100, at(1, 60), at(2, 45), at(3, 5)), 3, 'on the fourth day 5 of 10');
  // A kit of two parts: the one that expires ends it, though 90 of the other are left.
  const kit = store({ soap: 100, pads: 100 }, { K: { soap: 1, pads: 1 } });
  const later = [{ days: 4, free: new Map([['soap', 100]]) }];
  t.equal(daysOfCover([{ ...use, item_id: 'K' }], kit, later).together, 4);
});

t.test('served day by day, first expiry first, the same days come out', async (t) => {
  const lots = fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 30 })), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(
      lots,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 3 }),
      (given, numerator, denominator) => {
        const sorted = [...given].sort(([a], [b]) => a - b);
        const after = (day: number) =>
          sorted.reduce((sum, [last, units]) => sum + (last > day ? units : 0), 0);
        const later = [...new Set(sorted.map(([last]) => last))].map((last) => ({
          days: last,
          free: new Map([['a', after(last)]]),
        }));
        const found = daysOfCover([{ item_id: 'a', numerator, denominator }], store({ a: after(0) }), later);
        const left = sorted.map(([last, units]) => ({ last, units }));
        let day = 0;
        for (; day < 100; day += 1) {
          let wanted =
            Math.ceil((numerator * (day + 1)) / denominator) - Math.ceil((numerator * day) / denominator);
          for (const lot of left) {
            const part = lot.last > day ? Math.min(wanted, lot.units) : 0;
            lot.units -= part;
            wanted -= part;
          }
          if (wanted > 0) break;
        }
        return found.together === day;
      },
    ),
    { numRuns: 500 },
  );
  t.pass('over 500 stocks');
});

t.test('together lasts shorter than each alone when they share parts', async (t) => {
  const kits = { K: { soap: 1 }, L: { soap: 1 } };
  const uses = ['K', 'L'].map((item_id) => ({ item_id, numerator: 1, denominator: 1 }));
  const cover = daysOfCover(uses, store({ soap: 10 }, kits));
  t.same(cover, {
    together: 5,
    items: [
      { item_id: 'K', days: 10 },
      { item_id: 'L', days: 10 },
    ],
  });
});

t.test('a standard’s rates for one household and for one person', async (t) => {
  const lines = [
    { item_id: 'kitchen', basis: 'household', rate_numerator: 1, rate_denominator: 1 },
    { item_id: 'net', basis: 'person', rate_numerator: 1, rate_denominator: 2 },
    { item_id: 'soap', basis: 'household', rate_numerator: 2, rate_denominator: 1 },
    { item_id: 'soap', basis: 'person', rate_numerator: 1, rate_denominator: 1 },
    { item_id: 'pads', basis: 'female_12_49', rate_numerator: 1, rate_denominator: 1 },
  ];
  t.same(ratesOf(lines, true, 5), [
    { item_id: 'kitchen', numerator: 1, denominator: 1 },
    { item_id: 'net', numerator: 5, denominator: 2 },
    { item_id: 'soap', numerator: 7, denominator: 1 },
  ]);
  t.same(ratesOf(lines, false, 5), [
    { item_id: 'kitchen', numerator: 1, denominator: 5 },
    { item_id: 'net', numerator: 1, denominator: 2 },
    { item_id: 'soap', numerator: 7, denominator: 5 },
  ]);
  t.equal(fraction(200, 15), '40/3');
  t.equal(fraction(200, 5), '40');
});

t.test('when what would restore it has come, nothing is missing', async (t) => {
  const kits = { K: { a: 2, S: 1 }, S: { a: 1, b: 2 } };
  const units = fc.integer({ min: 0, max: 40 });
  const stock = fc.record({ K: units, S: units, a: units, b: units });
  fc.assert(
    fc.property(
      stock,
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 3 }),
      (have, quantity, rate) => {
        const needs = [need('K'), need('S', rate), need('a b', 1, 2)];
        const before = coverageOf(quantity, needs, [store(have, kits)]);
        const more: Record<string, number> = { ...have };
        for (const [item, missing] of before.restore) more[item] = (more[item] ?? 0) + missing;
        return (
          coverageOf(quantity, needs, [store(more, kits)]).missing === 0 &&
          before.covered + before.missing === quantity
        );
      },
    ),
    { numRuns: 500 },
  );
  t.pass('held for 500 stocks');
});

import fc from 'fast-check';
import { test } from 'tap';
import { canonicalJson } from '../../src/planning/compute-plan.ts';
import {
  exclusionReasons,
  type LotStock,
  type PlanInput,
  type PlanLine,
  type PlanOptions,
  type PlanSite,
  type StandardLine,
} from '../../src/planning/model.ts';
import { explain, reasonsAt } from '../../src/planning/share-item.ts';
import { computePlan, type PlanResult } from './whole-plan.ts';

const options: PlanOptions = {
  stale_after_days: 7,
  minimum_remaining_days: 30,
  assumed_household_size_hundredths: 314,
  assumed_female_12_49_percent: 25,
  assumed_infant_percent: 4,
};

function site(code: string, households: number, priority = 1): PlanSite {
  const count = {
    count_id: `count-${code}`,
    counted_on: '2026-08-01',
    source: 'radio',
    households,
    individuals: households * 4,
    females: null,
    males: null,
    groups: [],
  };
  return { site_id: `site-${code}`, code, priority, count };
}

function line(item: string, rest: Partial<StandardLine> = {}): StandardLine {
  return {
    item_id: item,
    item_code: item.toUpperCase(),
    basis: 'household',
    rate_numerator: 1,
    rate_denominator: 1,
    tier: 1,
    ...rest,
  };
}

function lot(id: string, onHand: number, rest: Partial<LotStock> = {}): LotStock {
  return {
    lot_id: id,
    lot_number: id,
    location_id: 'panama',
    item_id: 'kit',
    grant_id: 'grant',
    expires_on: null,
    received_on: '2026-01-01',
    condition: 'good',
    on_hand: onHand,
    reserved: 0,
    ...rest,
  };
}

function input(rest: Partial<PlanInput>): PlanInput {
  return {
    as_of: '2026-08-05',
    arrival_on: '2026-08-10',
    sites: [site('A', 10), site('B', 10), site('C', 10)],
    lines: [line('kit')],
    requests: [],
    fulfilment: [],
    lots: [],
    options,
    ...rest,
  };
}

function allocatedOf(plan: PlanResult): number[] {
  return plan.lines.map(({ allocated }) => allocated);
}

function total(parts: readonly { quantity: number }[]): number {
  return parts.reduce((sum, { quantity }) => sum + quantity, 0);
}

test('twenty kits for three sites of ten', (t) => {
  const plan = computePlan(input({ lots: [lot('L2', 12), lot('L1', 8, { expires_on: '2027-01-01' })] }));
  t.strictSame(allocatedOf(plan), [7, 7, 6]);
  t.strictSame(
    plan.lines.map(({ picks }) => picks.map(({ lot_id, quantity }) => `${lot_id} ${quantity}`)),
    [['L1 7'], ['L1 1', 'L2 6'], ['L2 6']],
    'the first site gets what expires first',
  );
  t.strictSame(
    plan.lines.map(({ reasons }) => reasons),
    [3, 3, 4].map((quantity) => [{ reason: 'no_stock', quantity }]),
  );
  t.strictSame(plan.totals, [
    {
      item_id: 'kit',
      need: 30,
      gap: 30,
      usable: 20,
      allocated: 20,
      shortfall: 10,
      excluded: { held: 0, expired: 0, expiring: 0, earmark: 0, reserved: 0, reserve_floor: 0 },
    },
  ]);
  t.end();
});

test('a line carries everything its number rests on', (t) => {
  const plan = computePlan(
    input({
      sites: [site('A', 10, 2)],
      requests: [{ request_id: 'r1', site_id: 'site-A', item_id: 'kit', quantity: 12 }],
      fulfilment: [{ site_id: 'site-A', item_id: 'kit', delivered: 1, in_transit: 2, promised: 3 }],
      lots: [lot('L1', 4)],
    }),
  );
  t.strictSame(plan, {
    as_of: '2026-08-05',
    arrival_on: '2026-08-10',
    lines: [
      {
        site_id: 'site-A',
        item_id: 'kit',
        tier: 1,
        priority: 2,
        need: 12,
        delivered: 1,
        in_transit: 2,
        promised: 3,
        gap: 6,
        allocated: 4,
        shortfall: 2,
        reasons: [{ reason: 'no_stock', quantity: 2 }],
        flags: [],
        basis: {
          count_id: 'count-A',
          counted_on: '2026-08-01',
          source: 'radio',
          stale: false,
          rates: [
            {
              basis: 'household',
              tier: 1,
              units: 10,
              rate_numerator: 1,
              rate_denominator: 1,
              times: 1,
              quantity: 10,
              assumptions: [],
            },
          ],
          requested: 12,
          request_ids: ['r1'],
        },
        pin: null,
        picks: [{ lot_id: 'L1', location_id: 'panama', quantity: 4 }],
      },
    ],
    totals: [
      {
        item_id: 'kit',
        need: 12,
        gap: 6,
        usable: 4,
        allocated: 4,
        shortfall: 2,
        excluded: { held: 0, expired: 0, expiring: 0, earmark: 0, reserved: 0, reserve_floor: 0 },
      },
    ],
  } satisfies PlanResult);
  t.end();
});

test('priority 1 is served before 2; what is on its way counts as coverage', (t) => {
  const sites = [site('A', 10, 2), site('B', 10), site('C', 10)];
  const fulfilment = [{ site_id: 'site-B', item_id: 'kit', delivered: 2, in_transit: 1, promised: 1 }];
  const plan = computePlan(input({ sites, fulfilment, lots: [lot('L', 10)] }));
  t.strictSame(
    plan.lines.map(({ site_id, allocated }) => [site_id, allocated]),
    [
      ['site-B', 3],
      ['site-C', 7],
      ['site-A', 0],
    ],
  );
  t.end();
});

test('every kind of excluded stock is a reason, in both sums', (t) => {
  const plan = computePlan(
    input({
      lots: [
        lot('good', 10, { reserved: 2 }),
        lot('held', 3, { condition: 'quarantine' }),
        lot('expired', 4, { expires_on: '2026-08-04' }),
        lot('expiring', 5, { expires_on: '2026-09-08' }),
      ],
      options: { ...options, reserve_floor: { kit: 1 } },
    }),
  );
  const [kit] = plan.totals;
  t.match(kit, { usable: 7, allocated: 7, shortfall: 23 });
  t.strictSame(kit?.excluded, {
    held: 3,
    expired: 4,
    expiring: 5,
    earmark: 0,
    reserved: 2,
    reserve_floor: 1,
  });
  const parts = plan.lines.flatMap(({ reasons }) => reasons);
  const sums = [...exclusionReasons, 'no_stock'].map((reason) => [
    reason,
    total(parts.filter((part) => part.reason === reason)),
  ]);
  t.strictSame(Object.fromEntries(sums), {
    held: 3,
    expired: 4,
    expiring: 5,
    earmark: 0,
    reserved: 2,
    reserve_floor: 1,
    no_stock: 8,
  });
  for (const { shortfall, reasons } of plan.lines) t.equal(total(reasons), shortfall);
  t.end();
});

test('a reserve floor above the stock leaves nothing to share', (t) => {
  const floored = { ...options, reserve_floor: { kit: 100, other: 1 } };
  const plan = computePlan(input({ lots: [lot('L', 20)], options: floored }));
  t.strictSame(allocatedOf(plan), [0, 0, 0]);
  t.match(plan.totals, [{ usable: 0, shortfall: 30, excluded: { reserve_floor: 20 } }]);
  t.end();
});

/** The reasons of some shortfalls, none of them pinned. */
function explainShortfalls(shortfalls: number[], excluded: Parameters<typeof explain>[2]) {
  const pinned = new Float64Array(shortfalls.length).fill(Number.NaN);
  const reasons = explain(Float64Array.from(shortfalls), pinned, excluded);
  return shortfalls.map((_, at) => reasonsAt(reasons, at));
}

test('a reason is shared in proportion to what each site lacks', (t) => {
  const excluded = { held: 6, expired: 0, expiring: 0, earmark: 0, reserved: 0, reserve_floor: 0 };
  t.strictSame(explainShortfalls([2, 0, 4, 6], excluded), [
    [
      { reason: 'held', quantity: 1 },
      { reason: 'no_stock', quantity: 1 },
    ],
    [],
    [
      { reason: 'held', quantity: 2 },
      { reason: 'no_stock', quantity: 2 },
    ],
    [
      { reason: 'held', quantity: 3 },
      { reason: 'no_stock', quantity: 3 },
    ],
  ]);
  t.strictSame(explainShortfalls([2, 1], excluded), [
    [{ reason: 'held', quantity: 2 }],
    [{ reason: 'held', quantity: 1 }],
  ]);
  t.strictSame(explainShortfalls([], excluded), []);
  t.end();
});

test('a stale count is flagged on every line that used it, a missing one leaves no need', (t) => {
  const old = site('A', 10);
  const sites = [
    { ...old, count: old.count && { ...old.count, counted_on: '2026-07-01' } },
    { ...site('B', 0), count: null },
  ];
  const plan = computePlan(input({ sites, lines: [line('kit'), line('mat', { basis: 'person' })] }));
  t.strictSame(
    plan.lines.map(({ site_id, item_id, need, flags }) => [site_id, item_id, need, ...flags]),
    [
      ['site-A', 'kit', 10, 'stale_count'],
      ['site-A', 'mat', 40, 'stale_count'],
      ['site-B', 'kit', 0, 'no_count'],
      ['site-B', 'mat', 0, 'no_count'],
    ],
  );
  t.end();
});

test('sorted by site priority, site code, tier and item; request-only items last', (t) => {
  const plan = computePlan(
    input({
      sites: [site('b', 1), site('B', 1), site('A', 1, 2)],
      lines: [line('x', { tier: 2 }), line('z'), line('y')],
      requests: [{ request_id: 'r', site_id: 'site-B', item_id: 'a', quantity: 1 }],
    }),
  );
  t.strictSame(
    plan.lines.map(({ site_id, item_id }) => `${site_id.slice(5)}${item_id}`),
    ['By', 'Bz', 'Bx', 'Ba', 'by', 'bz', 'bx', 'Ay', 'Az', 'Ax'],
  );
  t.strictSame(
    plan.totals.map(({ item_id }) => item_id),
    ['a', 'x', 'y', 'z'],
  );
  t.end();
});

test('canonical JSON sorts keys at every depth and keeps the order of lists', (t) => {
  t.equal(canonicalJson({ b: [2, 1, { d: null, c: 'x' }], a: 1 }), '{"a":1,"b":[2,1,{"c":"x","d":null}]}');
  t.equal(canonicalJson({ a: 1, b: 2 }), canonicalJson({ b: 2, a: 1 }));
  t.end();
});

test('an empty plan', (t) => {
  t.strictSame(computePlan(input({ sites: [], lots: [lot('L', 5)] })).lines, []);
  t.strictSame(computePlan(input({ lines: [] })).totals, []);
  t.end();
});

const items = ['kit', 'mat'] as const;
const dates = ['2026-08-01', '2026-08-20', '2026-12-01', '2027-06-01'] as const;
const siteIds = ['site-0', 'site-1', 'site-2', 'site-3'] as const;

const inputs: fc.Arbitrary<PlanInput> = fc.record({
  as_of: fc.constant('2026-08-05'),
  arrival_on: fc.constant('2026-08-10'),
  sites: fc.tuple(...siteIds.map((id) => siteArbitrary(id))),
  lines: fc.array(
    fc.record({
      item_id: fc.constantFrom(...items),
      item_code: fc.constant('CODE'),
      basis: fc.constantFrom('household', 'person', 'female_12_49', 'infant_0_23_months', 'site'),
      rate_numerator: fc.integer({ min: 1, max: 3 }),
      rate_denominator: fc.integer({ min: 1, max: 5 }),
      tier: fc.integer({ min: 1, max: 2 }),
    }),
    { maxLength: 4 },
  ),
  requests: fc.array(
    fc.record({
      request_id: fc.constantFrom('r1', 'r2', 'r3'),
      site_id: fc.constantFrom(...siteIds),
      item_id: fc.constantFrom(...items),
      quantity: fc.nat(60),
    }),
    { maxLength: 3 },
  ),
  fulfilment: fc.array(
    fc.record({
      site_id: fc.constantFrom(...siteIds),
      item_id: fc.constantFrom(...items),
      delivered: fc.nat(20),
      in_transit: fc.nat(10),
      promised: fc.nat(10),
    }),
    { maxLength: 5 },
  ),
  lots: fc
    .array(
      fc.record({
        item_id: fc.constantFrom(...items),
        lot_number: fc.constantFrom('X', 'Y'),
        location_id: fc.constantFrom('panama', 'san-salvador'),
        condition: fc.constantFrom('good', 'good', 'good', 'hold', 'damaged'),
        expires_on: fc.constantFrom(null, ...dates),
        received_on: fc.constantFrom('2026-01-01', '2026-02-01'),
        on_hand: fc.nat(60),
        reserved: fc.nat(10),
      }),
      { maxLength: 8 },
    )
    .map((rows) => rows.map((row, index) => ({ ...lot(`lot-${index}`, 0), ...row }))),
  options: fc.nat(15).map((floor) => ({ ...options, reserve_floor: { kit: floor } })),
});

function siteArbitrary(siteId: string): fc.Arbitrary<PlanSite> {
  const count = fc.record({
    count_id: fc.constant(`count-${siteId}`),
    counted_on: fc.constantFrom('2026-06-01', '2026-08-01'),
    source: fc.constant('radio'),
    households: fc.option(fc.nat(40)),
    individuals: fc.option(fc.nat(150)),
    females: fc.constant(null),
    males: fc.constant(null),
    groups: fc.constant([]),
  });
  return fc.record({
    site_id: fc.constant(siteId),
    code: fc.constantFrom('A', 'B'),
    priority: fc.integer({ min: 1, max: 2 }),
    count: fc.option(count, { freq: 8 }),
  });
}

function byPair(plan: PlanResult): Map<string, PlanLine> {
  return new Map(plan.lines.map((row) => [`${row.site_id} ${row.item_id}`, row]));
}

test('each line closes: gap, reasons and picks', (t) => {
  fc.assert(
    fc.property(inputs, (some) =>
      computePlan(some).lines.every(
        (row) =>
          row.gap === Math.max(0, row.need - row.delivered - row.in_transit - row.promised) &&
          row.gap === row.allocated + row.shortfall &&
          row.shortfall >= 0 &&
          row.reasons.every(({ quantity }) => quantity > 0) &&
          total(row.reasons) === row.shortfall &&
          total(row.picks) === row.allocated,
      ),
    ),
    { numRuns: 300 },
  );
  t.end();
});

test('each item closes: stock, allocation, shortfall and its reasons', (t) => {
  fc.assert(
    fc.property(inputs, (some) => {
      const { lines, totals } = computePlan(some);
      return totals.every((item) => {
        const own = lines.filter(({ item_id }) => item_id === item.item_id);
        const onHand = some.lots.filter(({ item_id }) => item_id === item.item_id);
        const excluded = Object.values(item.excluded).reduce((sum, quantity) => sum + quantity, 0);
        const explained = exclusionReasons.map((reason) =>
          total(own.flatMap(({ reasons }) => reasons).filter((part) => part.reason === reason)),
        );
        return (
          item.allocated === Math.min(item.usable, item.gap) &&
          item.gap === item.allocated + item.shortfall &&
          item.usable + excluded === onHand.reduce((sum, { on_hand }) => sum + on_hand, 0) &&
          total(own.map(({ allocated }) => ({ quantity: allocated }))) === item.allocated &&
          explained.every((quantity, index) => {
            const reason = exclusionReasons[index] as (typeof exclusionReasons)[number];
            return quantity <= item.excluded[reason];
          })
        );
      });
    }),
    { numRuns: 300 },
  );
  t.end();
});

test('no lot is picked beyond what is usable of it', (t) => {
  fc.assert(
    fc.property(inputs, (some) => {
      const picks = computePlan(some).lines.flatMap((row) => row.picks);
      return picks.every(({ lot_id, location_id }) => {
        const from = some.lots.find((row) => row.lot_id === lot_id && row.location_id === location_id);
        const taken = total(picks.filter((part) => part.lot_id === lot_id));
        return (
          from !== undefined &&
          from.condition === 'good' &&
          (from.expires_on === null || from.expires_on >= '2026-09-09') &&
          taken <= from.on_hand - from.reserved
        );
      });
    }),
    { numRuns: 300 },
  );
  t.end();
});

test('the same inputs in any order give the same bytes', (t) => {
  const shuffle = <T>(rows: readonly T[]) => fc.shuffledSubarray([...rows], { minLength: rows.length });
  const pairs = inputs.chain((some) =>
    fc
      .record({
        sites: shuffle(some.sites),
        lines: shuffle(some.lines),
        requests: shuffle(some.requests),
        fulfilment: shuffle(some.fulfilment),
        lots: shuffle(some.lots),
      })
      .map((rows) => [some, { ...some, ...rows }] as const),
  );
  fc.assert(
    fc.property(
      pairs,
      ([one, other]) => canonicalJson(computePlan(one)) === canonicalJson(computePlan(other)),
    ),
    { numRuns: 300 },
  );
  t.end();
});

test('one more kit in the warehouse lowers no allocation', (t) => {
  fc.assert(
    fc.property(inputs, (some) => {
      const after = byPair(computePlan({ ...some, lots: [...some.lots, lot('more', 1)] }));
      return computePlan(some).lines.every(
        (row) => (after.get(`${row.site_id} ${row.item_id}`)?.allocated ?? -1) >= row.allocated,
      );
    }),
    { numRuns: 500 },
  );
  t.end();
});

test('a site where only the people counted rise never gets less', (t) => {
  fc.assert(
    fc.property(inputs, fc.nat(3), fc.integer({ min: 1, max: 30 }), (some, who, more) => {
      const siteId = siteIds[who] as string;
      const grown = some.sites.map((row) => (row.site_id === siteId ? withMorePeople(row, more) : row));
      const after = byPair(computePlan({ ...some, sites: grown }));
      return computePlan(some)
        .lines.filter((row) => row.site_id === siteId)
        .every((row) => (after.get(`${row.site_id} ${row.item_id}`)?.allocated ?? -1) >= row.allocated);
    }),
    { numRuns: 500 },
  );
  t.end();
});

function withMorePeople(row: PlanSite, more: number): PlanSite {
  if (row.count === null) return row;
  const { households, individuals } = row.count;
  const grown = {
    households: households === null ? null : households + more,
    individuals: individuals === null ? null : individuals + more,
  };
  return { ...row, count: { ...row.count, ...grown } };
}

test('a site already served gets nothing more', (t) => {
  const fulfilment = [{ site_id: 'site-A', item_id: 'kit', delivered: 10, in_transit: 0, promised: 0 }];
  const plan = computePlan(input({ fulfilment, lots: [lot('L', 50)] }));
  t.strictSame(allocatedOf(plan), [0, 10, 10]);
  t.match(plan.totals, [{ usable: 50, allocated: 20, shortfall: 0 }]);
  t.end();
});

test('ten thousand sites with ten items', (t) => {
  const names = Array.from({ length: 10 }, (_, index) => `item-${index}`);
  const sites = Array.from({ length: 10_000 }, (_, index) =>
    site(String(index).padStart(5, '0'), 1 + ((index * 37) % 200), 1 + (index % 3)),
  );
  const lots = names.flatMap((item_id) =>
    Array.from({ length: 300 }, (_, index) =>
      lot(`${item_id}-${index}`, 2_000, { item_id, expires_on: dates[index % 4] as string, reserved: index }),
    ),
  );
  const started = performance.now();
  const plan = computePlan(input({ sites, lots, lines: names.map((item) => line(item)) }));
  const milliseconds = Math.round(performance.now() - started);
  t.comment(`${milliseconds} ms for ${plan.lines.length} lines`);
  t.equal(plan.lines.length, 100_000);
  t.ok(plan.totals.every(({ allocated, usable, gap }) => allocated === Math.min(usable, gap)));
  t.ok(milliseconds < 10_000);
  t.end();
});

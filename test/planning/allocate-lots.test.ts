import fc from 'fast-check';
import { test } from 'tap';
import { allocate } from '../../src/planning/allocate.ts';
import { type Claim, type Lots, shareClaims } from './claims.ts';

const WHO = 'ABCDEFGH';

/** Claims of one priority from [need, base, group], with the keys A, B, C … */
function claimsOf(
  ...rows: readonly (readonly [need: number, base: number, group?: number, more?: Partial<Claim>])[]
): Claim[] {
  return rows.map(([need, base, group, more], index) => {
    const key = WHO[index] as string;
    return { key, need, base, group: group ?? 0, priority: 1, tie: key, ...more };
  });
}

function quantities(supply: number | Lots, claims: readonly Claim[], lowerSharePercent = 0): number[] {
  return shareClaims({ supply, claims, lowerSharePercent }).shares.map(({ quantity }) => quantity);
}

test('an earmarked lot serves its own sites and frees the open one for the others', (t) => {
  // Class 0 is open; class 1 only serves group 1. Coverage 1/2 for all: A gets all of the open lot, B the earmarked one.
  const lots = { classes: [5, 5], groups: [[0], [0, 1]] };
  t.strictSame(quantities(lots, claimsOf([10, 0, 0], [10, 0, 1])), [5, 5]);
  // Too little is open for A even when B takes none of it: A stops at 2/10 and the earmarked lot lifts B alone.
  t.strictSame(quantities({ ...lots, classes: [2, 9] }, claimsOf([10, 0, 0], [10, 0, 1])), [2, 9]);
  // Nothing can be swapped: nobody but B may use the second lot, and what B does not need stays.
  t.strictSame(quantities({ ...lots, classes: [2, 30] }, claimsOf([10, 0, 0], [10, 0, 1])), [2, 10]);
  t.strictSame(quantities({ classes: [7], groups: [[0], []] }, claimsOf([10, 0, 1], [10, 0, 0])), [0, 7]);
  t.end();
});

test('with earmarks the exact optimum also decides between claims with nothing', (t) => {
  // One open piece for needs 3 and 4: 1/3 beats 1/4. The earmark on the other, empty class is what makes two groups.
  t.strictSame(
    quantities({ classes: [1, 0], groups: [[0], [0, 1]] }, claimsOf([4, 0, 0], [3, 0, 1])),
    [0, 1],
  );
  t.end();
});

test('what each group takes of each class adds up', (t) => {
  const { given, flow } = allocate(
    {
      need: Float64Array.of(10, 10, 4),
      base: Float64Array.of(0, 0, 0),
      priority: Float64Array.of(1, 1, 1),
      group: Int32Array.of(0, 1, 1),
    },
    { classes: [6, 9], groups: [[0], [0, 1]] },
  );
  // 15 pieces for 24: coverage 6/10, 6/10 and 3/4 take exactly 15, so the open class all goes to the first group.
  t.strictSame([...given], [6, 6, 3]);
  t.strictSame([...flow], [6, 0, 0, 9]);
  t.end();
});

test('a weight raises coverage in proportion', (t) => {
  t.strictSame(quantities(12, claimsOf([10, 0, 0, { weight: 2 }], [10, 0])), [8, 4]);
  t.strictSame(quantities(18, claimsOf([10, 0, 0, { weight: 2 }], [10, 0])), [10, 8], 'never above the need');
  t.throws(() => quantities(1, claimsOf([10, 0, 0, { weight: 0 }])), /weight/);
  t.end();
});

test('a share kept for lower priorities', (t) => {
  const two = claimsOf([10, 0], [10, 0, 0, { priority: 2 }]);
  t.strictSame(quantities(8, two), [8, 0]);
  t.strictSame(quantities(8, two, 25), [6, 2]);
  t.strictSame(quantities(7, two, 25), [6, 1], 'the share is rounded down');
  t.strictSame(quantities(19, two, 25), [10, 9], 'what the first do not need goes on');
  t.strictSame(
    quantities(8, claimsOf([10, 0], [1, 0, 0, { priority: 2 }]), 50),
    [7, 1],
    'no more is kept than is needed',
  );
  const three = claimsOf([10, 0], [10, 0, 0, { priority: 2 }], [10, 0, 0, { priority: 3 }]);
  t.strictSame(
    quantities(16, three, 50),
    [8, 4, 4],
    'of what reaches a priority, half is kept for those after it',
  );
  t.strictSame(quantities(4, two, 100), [0, 4]);
  t.throws(() => quantities(4, two, 101), /100 percent/);
  t.end();
});

test('only lots that the lower priority may use are kept for it', (t) => {
  const claims = claimsOf([10, 0, 0], [10, 0, 1, { priority: 2 }]);
  // All can get 12; half of that would be 6, but the second may only use class 1 with its 2.
  t.strictSame(
    quantities({ classes: [10, 2], groups: [[0, 1], [1]], lowerSharePercent: 50 }, claims),
    [10, 2],
  );
  // The first must leave all 4 of class 1 and half of 8 is 4.
  t.strictSame(quantities({ classes: [4, 4], groups: [[0, 1], [1]], lowerSharePercent: 50 }, claims), [4, 4]);
  t.end();
});

const classCount = 3;

const cases = fc
  .record({
    classes: fc.array(fc.nat(60), { minLength: classCount, maxLength: classCount }),
    claims: fc.array(
      fc.record({
        need: fc.nat(40),
        base: fc.oneof(fc.constant(0), fc.nat(40)),
        priority: fc.integer({ min: 1, max: 3 }),
        weight: fc.integer({ min: 1, max: 3 }),
        group: fc.nat(7),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    lowerSharePercent: fc.constantFrom(0, 0, 15, 60),
  })
  .map(({ classes, claims, lowerSharePercent }) => ({
    lots: {
      classes,
      groups: Array.from({ length: 8 }, (_, mask) =>
        classes.flatMap((__, own) => ((mask >> own) & 1 ? [own] : [])),
      ),
      lowerSharePercent,
    },
    claims: claims.map((claim, index) => ({
      ...claim,
      key: WHO[index] as string,
      tie: WHO[index] as string,
    })),
  }));

test('nobody gets more than the need or of a lot that is not for them, and no lot gives more than it holds', (t) => {
  fc.assert(
    fc.property(cases, ({ lots, claims }) => {
      const { given, flow } = allocate(
        {
          need: Float64Array.from(claims, ({ need }) => need),
          base: Float64Array.from(claims, ({ base }) => base),
          priority: Float64Array.from(claims, ({ priority }) => priority),
          weight: Float64Array.from(claims, ({ weight }) => weight),
          group: Int32Array.from(claims, ({ group }) => group),
        },
        lots,
      );
      const within = claims.every(
        ({ need, base }, index) =>
          (given[index] as number) >= 0 && (given[index] as number) <= Math.max(0, need - base),
      );
      const groupsAddUp = lots.groups.every((own, group) => {
        const taken = lots.classes.reduce((sum, _, at) => sum + (flow[group * classCount + at] as number), 0);
        const due = claims.reduce(
          (sum, claim, at) => sum + (claim.group === group ? (given[at] as number) : 0),
          0,
        );
        const eligible = lots.classes.every(
          (_, at) => own.includes(at) || flow[group * classCount + at] === 0,
        );
        return taken === due && eligible;
      });
      const classesHold = lots.classes.every(
        (stock, at) =>
          lots.groups.reduce((sum, _, group) => sum + (flow[group * classCount + at] as number), 0) <= stock,
      );
      return within && groupsAddUp && classesHold;
    }),
    { numRuns: 500 },
  );
  t.end();
});

test('one more piece of any class lowers no share', (t) => {
  fc.assert(
    fc.property(cases, fc.nat(classCount - 1), ({ lots, claims }, more) => {
      const plain = { ...lots, lowerSharePercent: 0 };
      const before = quantities(plain, claims);
      const classes = lots.classes.map((stock, own) => (own === more ? stock + 1 : stock));
      return quantities({ ...plain, classes }, claims).every(
        (own, index) => own >= (before[index] as number),
      );
    }),
    { numRuns: 1_000 },
  );
  t.end();
});

test('with a share for lower priorities, one more piece of open stock lowers no share', (t) => {
  fc.assert(
    fc.property(cases, fc.nat(150), ({ lots, claims }, supply) => {
      const open = claims.map((claim) => ({ ...claim, group: 0 }));
      const before = quantities(supply, open, lots.lowerSharePercent);
      return quantities(supply + 1, open, lots.lowerSharePercent).every(
        (own, index) => own >= (before[index] as number),
      );
    }),
    { numRuns: 1_000 },
  );
  t.end();
});

test('with weights and a share, a claim whose need alone rises never gets less of open stock', (t) => {
  fc.assert(
    fc.property(cases, fc.nat(150), fc.nat(), ({ lots, claims }, supply, who) => {
      const open = claims.map((claim) => ({ ...claim, group: 0 }));
      const index = who % open.length;
      const grown = open.map((claim, at) => (at === index ? { ...claim, need: claim.need + 1 } : claim));
      const before = quantities(supply, open, lots.lowerSharePercent)[index] as number;
      return (quantities(supply, grown, lots.lowerSharePercent)[index] as number) >= before;
    }),
    { numRuns: 1_000 },
  );
  t.end();
});

test('the order in which classes and groups are numbered changes no share', (t) => {
  fc.assert(
    fc.property(cases, ({ lots, claims }) => {
      const turned = {
        classes: lots.classes.toReversed(),
        groups: lots.groups.map((own) => own.map((at) => classCount - 1 - at)).toReversed(),
        lowerSharePercent: lots.lowerSharePercent,
      };
      const renumbered = claims.map((claim) => ({ ...claim, group: lots.groups.length - 1 - claim.group }));
      return quantities(turned, renumbered).join() === quantities(lots, claims).join();
    }),
    { numRuns: 500 },
  );
  t.end();
});

import fc from 'fast-check';
import t from 'tap';
import { freeAfter, passedOver, type Waiter } from '../../src/reservations/passed-over.ts';

const at = (lot_id: string, quantity: number) => ({ lot_id, location_id: 'bin', quantity });

const waits = (id: string, waiting: number, lots: string[] = ['A', 'B']): Waiter => ({
  id,
  waiting,
  mayHave: (lot) => lots.includes(lot),
});

t.test('who waits loses only what is not left for them, and only what they may have', async (t) => {
  const cases: [string, Waiter[], [string, number][], [string, number][], Record<string, number>][] = [
    ['nobody waits', [], [['A', 0]], [['A', 5]], {}],
    ['enough is left', [waits('first', 5)], [['A', 5]], [['A', 5]], {}],
    ['one too few is left', [waits('first', 5)], [['A', 4]], [['A', 5]], { first: 1 }],
    ['less was taken than lacks', [waits('first', 9)], [['A', 1]], [['A', 3]], { first: 3 }],
    [
      'enough for the first of two',
      [waits('first', 4), waits('second', 4)],
      [['A', 5]],
      [['A', 9]],
      { second: 3 },
    ],
    ['both lose', [waits('first', 4), waits('second', 4)], [['A', 0]], [['A', 6]], { first: 4, second: 2 }],
    ['they may not have it', [waits('first', 5, ['B'])], [['A', 0]], [['A', 5]], {}],
    ['what is left is of no use to them', [waits('first', 5, ['B'])], [['A', 9]], [['B', 2]], { first: 2 }],
    [
      'of two lots one',
      [waits('first', 5, ['B'])],
      [['A', 9]],
      [
        ['A', 3],
        ['B', 2],
      ],
      { first: 2 },
    ],
  ];
  for (const [name, queue, left, taken, lost] of cases) {
    const found = passedOver(
      queue,
      left.map(([lot, quantity]) => at(lot, quantity)),
      taken.map(([lot, quantity]) => at(lot, quantity)),
    );
    t.same(Object.fromEntries(found), lost, name);
  }
});

t.test('nobody loses more than they wait for, and together not more than was taken', async (t) => {
  const pool = fc.array(fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.nat(9)), { maxLength: 4 });
  const queue = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.subarray(['A', 'B', 'C'])), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(queue, pool, pool, (asked, left, taken) => {
      const waiters = asked.map(([waiting, lots], index) => waits(String(index), waiting, lots));
      const before = JSON.stringify([left, taken]);
      const lost = passedOver(
        waiters,
        left.map(([lot, quantity]) => at(lot, quantity)),
        taken.map(([lot, quantity]) => at(lot, quantity)),
      );
      const all = taken.reduce((sum, [, quantity]) => sum + quantity, 0);
      const sum = [...lost.values()].reduce((total, quantity) => total + quantity, 0);
      const isBounded = waiters.every(({ id, waiting }) => (lost.get(id) ?? 0) <= waiting);
      return isBounded && sum <= all && JSON.stringify([left, taken]) === before;
    }),
    { numRuns: 500 },
  );
  t.pass('over 500 queues');
});

t.test('what is free after a taking counts what is reserved, and is never less than nothing', async (t) => {
  const place = (lot_id: string, on_hand: number, reserved: number) => ({
    ...{ lot_id, location_id: 'bin', on_hand, reserved },
  });
  const places = [place('A', 10, 4), place('B', 3, 0), place('C', 2, 2)];
  t.same(
    freeAfter(places, [at('A', 5), at('B', 4)]).map(({ quantity }) => quantity),
    [1, 0, 0],
  );
});

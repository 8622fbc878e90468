import fc from 'fast-check';
import t from 'tap';
import {
  type Amounts,
  Compositions,
  howMany,
  nothingBuilt,
  promiseInTurn,
  requirementOf,
} from '../../../src/kitting/buildable.ts';

const partsOf = (kits: Record<string, Record<string, number>>) =>
  new Map(
    Object.entries(kits).map(([kit, parts]) => [
      kit,
      Object.entries(parts).map(([item_id, quantity]) => ({ item_id, quantity })),
    ]),
  );
const stockOf = (amounts: Record<string, number>): Amounts => new Map(Object.entries(amounts));
const plain = (amounts: Amounts) => Object.fromEntries(amounts);

function ofKit(kits: Record<string, Record<string, number>>, kit: string, amounts: Record<string, number>) {
  const compositions = new Compositions(partsOf(kits));
  const { quantity, short } = howMany(compositions.of(kit) ?? [], stockOf(amounts), compositions);
  return { quantity, short: plain(short) };
}

t.test('as many as the scarcest part allows', async (t) => {
  const kits = { FAMILY: { soap: 12, towel: 2 } };
  // 47 soaps are 3 kits and 11 over; 9 towels would be 4.
  t.same(ofKit(kits, 'FAMILY', { soap: 47, towel: 9 }), { quantity: 3, short: { soap: 1 } });
  t.same(ofKit(kits, 'FAMILY', { soap: 48, towel: 8 }), { quantity: 4, short: { soap: 12, towel: 2 } });
  t.same(ofKit(kits, 'FAMILY', { towel: 8 }), { quantity: 0, short: { soap: 12 } });
});

t.test(
  'ready inner kits go first, then their parts; a part shared by both levels is counted once',
  async (t) => {
    const kits = { HOUSE: { MHM: 2, soap: 1 }, MHM: { soap: 3, pads: 1 } };
    // 1 ready MHM. k houses need 2k MHM, of which 2k − 1 are built: soap k + 3(2k − 1) = 7k − 3 ≤ 25 → k = 4; pads 2k − 1 = 7.
    t.same(ofKit(kits, 'HOUSE', { MHM: 1, soap: 25, pads: 7 }), { quantity: 4, short: { soap: 7, pads: 2 } });
    t.same(ofKit(kits, 'HOUSE', { MHM: 1, soap: 24, pads: 100 }), { quantity: 3, short: { soap: 1 } });
  },
);

t.test('of the kit itself nothing ready is used to build it', async (t) => {
  t.same(ofKit({ K: { a: 2 } }, 'K', { K: 50, a: 6 }), { quantity: 3, short: { a: 2 } });
});

t.test('a kit that contains itself, and what contains it, cannot be built', async (t) => {
  const compositions = new Compositions(partsOf({ A: { B: 1 }, B: { A: 1 }, C: { B: 1 }, D: { x: 1 } }));
  t.same(compositions.innermostFirst(), ['D']);
});

t.test('quantities whose product no number holds exactly are still compared rightly', async (t) => {
  const kits = { A: { B: 1_000_000_000 }, B: { C: 1_000_000_000 }, C: { x: 1_000_000_000 } };
  t.equal(ofKit(kits, 'A', { x: 1_000_000_000 }).quantity, 0);
  const one = { A: { B: 1_000_000_000 } };
  t.equal(ofKit(one, 'A', { B: 3_999_999_999 }).quantity, 3);
});

t.test('several kits asked together share their parts once', async (t) => {
  const compositions = new Compositions(partsOf({ K: { a: 2, b: 1 }, L: { a: 3 } }));
  const stock = stockOf({ K: 1, a: 10, b: 9 });
  const promised = promiseInTurn(
    [
      { item_id: 'K', quantity: 4 },
      { item_id: 'L', quantity: 4 },
      { item_id: 'a', quantity: 4 },
    ],
    stock,
    compositions,
  ).map(({ short, ...row }) => ({ ...row, short: plain(short) }));
  // K: 1 ready and 3 built of 6 a. Of the 4 a left, one L of 3; one a remains.
  t.same(promised, [
    { item_id: 'K', asked: 4, promised: 4, ready: 1, built: 3, short: {} },
    { item_id: 'L', asked: 4, promised: 1, ready: 0, built: 1, short: { a: 8 } },
    { item_id: 'a', asked: 4, promised: 1, ready: 1, built: 0, short: { a: 3 } },
  ]);
  t.same(plain(stock), { K: 1, a: 10, b: 9 }, 'what was asked about is left as it was');
});

t.test('without building on the way only what is ready counts', async (t) => {
  const needed = new Map([['MHM', 3]]);
  t.same(plain(requirementOf(needed, stockOf({ MHM: 2, soap: 99 }), nothingBuilt).short), { MHM: 1 });
});

const small = fc.integer({ min: 0, max: 30 });
const per = fc.integer({ min: 1, max: 4 });

t.test('what can be built equals what a person who builds one by one gets to', async (t) => {
  fc.assert(
    fc.property(fc.record({ s: small, a: small, b: small }), per, per, per, per, (have, x, y, z, w) => {
      const kits = { OUTER: { INNER: x, a: y }, INNER: { a: z, b: w } };
      const { quantity } = ofKit(kits, 'OUTER', { INNER: have.s, a: have.a, b: have.b });
      let { s, a, b } = have;
      let built = 0;
      for (;;) {
        for (let inner = 0; inner < x; inner += 1) {
          if (s > 0) s -= 1;
          else {
            a -= z;
            b -= w;
          }
        }
        a -= y;
        if (a < 0 || b < 0) break;
        built += 1;
      }
      return quantity === built;
    }),
    { numRuns: 500 },
  );
  t.pass('held for 500 stocks');
});

t.test('promised together never uses more of anything than there is', async (t) => {
  const compositions = new Compositions(partsOf({ K: { a: 2, S: 1 }, S: { a: 1, b: 2 }, L: { S: 2, b: 1 } }));
  const asks = fc.array(
    fc.record({
      item_id: fc.constantFrom('K', 'L', 'S', 'a', 'b'),
      quantity: fc.integer({ min: 1, max: 12 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(fc.record({ K: small, S: small, a: small, b: small }), asks, (have, asked) => {
      const promised = promiseInTurn(asked, stockOf(have), compositions);
      const together = new Map<string, number>();
      for (const { item_id, promised: given } of promised)
        together.set(item_id, (together.get(item_id) ?? 0) + given);
      const { short } = requirementOf(together, stockOf(have), compositions);
      return (
        short.size === 0 &&
        promised.every((row) => row.promised <= row.asked && row.ready + row.built === row.promised)
      );
    }),
    { numRuns: 500 },
  );
  t.pass('held for 500 orders');
});

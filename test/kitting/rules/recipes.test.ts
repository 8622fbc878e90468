import fc from 'fast-check';
import t from 'tap';
import { inheritedOf, recipesOf, sumOfValues, takeInOrder } from '../../../src/kitting/recipes.ts';

const lot = (lot_id: string, quantity: number) => ({ lot_id, quantity });

t.test(
  'kits of the same lots share a recipe; a lot that ends inside a kit makes one of its own',
  async (t) => {
    const parts = [
      { item_id: 'soap', quantity: 5 },
      { item_id: 'towel', quantity: 2 },
    ];
    const lots = new Map([
      ['soap', [lot('S1', 7), lot('S2', 23)]],
      ['towel', [lot('T1', 8), lot('T2', 4)]],
    ]);
    // Soap runs over from S1 to S2 within the second kit; towels change after the fourth.
    t.same(recipesOf(parts, lots, 6), [
      { kits: 1, lots: [lot('S1', 5), lot('T1', 2)] },
      { kits: 1, lots: [lot('S1', 2), lot('S2', 3), lot('T1', 2)] },
      { kits: 2, lots: [lot('S2', 5), lot('T1', 2)] },
      { kits: 2, lots: [lot('S2', 5), lot('T2', 2)] },
    ]);
  },
);

t.test('one lot named at two places is one lot', async (t) => {
  const recipes = recipesOf(
    [{ item_id: 'soap', quantity: 3 }],
    new Map([['soap', [lot('S1', 2), lot('S2', 3), lot('S1', 1)]]]),
    2,
  );
  t.same(recipes, [
    { kits: 1, lots: [lot('S1', 3)] },
    { kits: 1, lots: [lot('S2', 3)] },
  ]);
});

t.test('lots that do not add up are a mistake of the caller', async (t) => {
  t.throws(() => recipesOf([{ item_id: 'a', quantity: 3 }], new Map([['a', [lot('A', 5)]]]), 2));
});

t.test('whatever the lots: the kits use exactly them, and each kit is whole', async (t) => {
  const part = fc.record({
    quantity: fc.integer({ min: 1, max: 7 }),
    sizes: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 6 }),
  });
  fc.assert(
    fc.property(
      fc.array(part, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 25 }),
      (drawn, kits) => {
        const parts = drawn.map(({ quantity }, index) => ({ item_id: `i${index}`, quantity }));
        const lotsOf = new Map(
          drawn.map(({ quantity, sizes }, index) => {
            const lots = sizes.map((size, nth) => lot(`i${index}-${nth}`, size));
            return [
              `i${index}`,
              takeInOrder([...lots, lot(`i${index}-rest`, 10_000)], quantity * kits),
            ] as const;
          }),
        );
        const recipes = recipesOf(parts, lotsOf, kits);
        const used = new Map<string, number>();
        for (const recipe of recipes) {
          for (const one of recipe.lots)
            used.set(one.lot_id, (used.get(one.lot_id) ?? 0) + one.quantity * recipe.kits);
          for (const { item_id, quantity } of parts) {
            const own = recipe.lots.filter((one) => one.lot_id.startsWith(`${item_id}-`));
            if (own.reduce((sum, one) => sum + one.quantity, 0) !== quantity) return false;
          }
        }
        const given = [...lotsOf.values()].flat();
        return (
          recipes.reduce((sum, recipe) => sum + recipe.kits, 0) === kits &&
          given.length === used.size &&
          given.every((one) => used.get(one.lot_id) === one.quantity)
        );
      },
    ),
    { numRuns: 500 },
  );
  t.pass('held for 500 draws');
});

t.test('a kit expires with its earliest part and is worth the exact sum of its parts', async (t) => {
  const facts = (
    id: string,
    expires_on: string | null,
    unit_value: string | null,
    currency: string | null,
    grant_id = 'G',
  ) => [id, { id, expires_on, unit_value, currency, grant_id }] as const;
  const lots = new Map([
    facts('A', '2027-03-01', '0.1', 'USD'),
    facts('B', null, '12.255', 'USD'),
    facts('C', '2027-01-31', '3', 'EUR', 'H'),
    facts('D', null, null, null),
  ]);
  const of = (...ids: string[]) => inheritedOf({ kits: 1, lots: ids.map((id) => lot(id, 3)) }, lots);
  t.same(of('A', 'B'), { grant_ids: ['G'], expires_on: '2027-03-01', unit_value: '37.065', currency: 'USD' });
  t.same(
    of('A', 'C'),
    { grant_ids: ['G', 'H'], expires_on: '2027-01-31', unit_value: null, currency: null },
    'two currencies have no sum',
  );
  t.same(
    of('B', 'D'),
    { grant_ids: ['G'], expires_on: null, unit_value: null, currency: null },
    'nor has an unknown',
  );
});

t.test('sums of values keep every digit', async (t) => {
  t.equal(sumOfValues([['0.1', 3]]), '0.3');
  t.equal(sumOfValues([['0.000000001', 1_000_000_000]]), '1');
  t.equal(sumOfValues([['999999999.999999999', 2]]), '1999999999.999999998');
  t.equal(sumOfValues([]), '0');
});

import fc from 'fast-check';
import t from 'tap';
import { classify } from '../../src/counting/abc.ts';
import { isAboveThreshold, valueOfDifferences } from '../../src/counting/thresholds.ts';
import { instantIn } from '../../src/lib/clock.ts';
import { fromBillionths, toBillionths } from '../../src/lib/decimal.ts';

const rule = { currency: 'USD', a_percent: 80, b_percent: 95 };

function lot(code: string, quantity: number, unit_value: string | null, currency: string | null = 'USD') {
  return { item_id: code, item_code: code, quantity, unit_value, currency };
}

t.test('an item belongs to the class in which its share of the value begins', async (t) => {
  const classes = classify(
    [lot('P', 70, '1'), lot('Q', 5, '3'), lot('R', 10, '1'), lot('S', 5, '1'), lot('T', 0, '9')],
    rule,
  );
  // 70, 15, 10 and 5 of 100: they begin at 0, 70, 85 and 95.
  t.same(
    [...classes],
    [
      ['P', 'A'],
      ['Q', 'A'],
      ['R', 'B'],
      ['S', 'C'],
      ['T', 'C'],
    ],
  );
});

t.test('what is not known has no class, and lots of one item are added up', async (t) => {
  const classes = classify(
    [lot('P', 1, null), lot('Q', 5, '2', 'EUR'), lot('R', 3, '1'), lot('R', 4, null), lot('R', 1, '0.5')],
    rule,
  );
  t.same([...classes], [['R', 'A']]);
  t.same([...classify([], rule)], []);
});

t.test('draws are decided by code, whatever the order of the rows', async (t) => {
  const lots = [lot('B', 1, '1'), lot('A', 1, '1'), lot('C', 1, '1')];
  const half = { currency: 'USD', a_percent: 30, b_percent: 60 };
  for (const rows of [lots, lots.toReversed()])
    t.same(
      [...classify(rows, half)],
      [
        ['A', 'A'],
        ['B', 'B'],
        ['C', 'C'],
      ],
    );
});

t.test('thresholds compare exactly', async (t) => {
  const thresholds = { value: '10', currency: 'USD', share_percent: 50 };
  const one = (
    expected: number,
    counted: number,
    unit_value: string | null,
    currency: string | null = 'USD',
  ) => isAboveThreshold({ expected, counted, unit_value, currency }, thresholds);
  t.notOk(one(1000, 990, '1'));
  t.ok(one(1000, 990, '1.000000001'));
  t.ok(one(1000, 1010, '1.000000001'), 'a gain as well');
  t.notOk(one(4, 2, '1'));
  t.ok(one(4, 1, '1'));
  t.ok(one(0, 1, '0'), 'anything is more than a share of nothing');
  t.ok(one(1000, 999, null));
  t.ok(one(1000, 999, '1', 'EUR'));
  t.notOk(one(1000, 1000, null));
});

t.test('values add up without a rest', async (t) => {
  const line = { expected: 10, counted: 7, unit_value: '0.1', currency: 'USD' };
  t.equal(valueOfDifferences([line, line, { ...line, currency: 'EUR' }], 'USD'), '0.6');
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 10n ** 24n }),
      (value) => toBillionths(fromBillionths(value)) === value,
    ),
  );
});

t.test('a time on the wall of a warehouse is an instant', async (t) => {
  const at = (zone: string, wall: string) => instantIn(zone, new Date(`${wall}Z`));
  t.equal(at('America/Panama', '2026-08-05T13:30:00'), '2026-08-05T18:30:00.000Z');
  t.equal(at('America/El_Salvador', '2026-08-05T23:30:00'), '2026-08-06T05:30:00.000Z');
  t.equal(
    at('Europe/Madrid', '2026-03-29T03:30:00'),
    '2026-03-29T01:30:00.000Z',
    'after the clocks went forward',
  );
  t.equal(at('Asia/Kolkata', '2026-01-01T00:00:00'), '2025-12-31T18:30:00.000Z');
});

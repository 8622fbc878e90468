import fc from 'fast-check';
import t from 'tap';
import {
  type TransferRule,
  transferRuleViolations,
  transferValue,
} from '../../../src/cash/transfer-value.ts';
import { violationMessage } from '../../../src/lib/problem.ts';

function rule(min: number, max: number | null, cents: number): TransferRule {
  return { min_household_size: min, max_household_size: max, amount_cents: cents };
}

const sound = [rule(1, 3, 10_000), rule(4, 6, 14_500), rule(7, null, 18_000)];

t.test('each size from 1 up has one value and says which rule gave it', async (t) => {
  t.strictSame(transferRuleViolations(sound), []);
  t.strictSame(transferValue(sound, 1), { cents: 10_000, rule_index: 0 });
  t.strictSame(transferValue(sound, 3), { cents: 10_000, rule_index: 0 });
  t.strictSame(transferValue(sound, 4), { cents: 14_500, rule_index: 1 });
  t.strictSame(transferValue(sound, 40), { cents: 18_000, rule_index: 2 });
  t.strictSame(transferRuleViolations([rule(1, null, 1)]), []);
});

t.test('a size that is no count, or that no rule covers, is paid nothing', async (t) => {
  for (const size of [0, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.strictSame(transferValue(sound, size), { reason: 'size_invalid' });
  }
  t.strictSame(transferValue([rule(2, 3, 1)], 1), { reason: 'size_not_covered' });
});

function found(rules: readonly TransferRule[]) {
  return transferRuleViolations(rules, '/rules').map(({ rule, pointer }) => `${rule} ${pointer}`);
}

t.test('gaps, overlaps and an end are named with their rule', async (t) => {
  t.strictSame(found([]), ['household_size_open_end /rules']);
  t.strictSame(found([rule(1, 4, 1)]), ['household_size_open_end /rules/0/max_household_size']);
  t.strictSame(found([rule(2, null, 1)]), ['household_size_gap /rules/0/min_household_size']);
  t.strictSame(found([rule(6, null, 1), rule(1, 3, 1)]), ['household_size_gap /rules/0/min_household_size']);
  t.strictSame(found([rule(1, 4, 1), rule(4, null, 1)]), [
    'household_size_overlap /rules/1/min_household_size',
  ]);
  t.strictSame(found([rule(1, null, 1), rule(5, 6, 1)]), [
    'household_size_overlap /rules/1/min_household_size',
  ]);
  t.strictSame(found([rule(1, 9, 1), rule(2, 3, 1), rule(5, null, 1)]), [
    'household_size_overlap /rules/1/min_household_size',
    'household_size_overlap /rules/2/min_household_size',
  ]);
  const [gap] = transferRuleViolations([rule(1, 3, 1), rule(6, null, 1)]);
  t.match(gap, { params: { rule: 2, from: 4, to: 5 } });
  for (const violation of transferRuleViolations([rule(2, 4, 1), rule(4, 4, 1)])) {
    t.notMatch(violationMessage(violation, 'es'), /[{}]/);
    t.notMatch(violationMessage(violation, 'en'), /[{}]/);
  }
});

t.test('a rule that is unsound by itself is named first', async (t) => {
  t.strictSame(found([rule(0, 3, 1), rule(4, null, 0)]), [
    'whole_number /rules/0/min_household_size',
    'whole_number /rules/1/amount_cents',
  ]);
  t.strictSame(found([rule(5, 3, 1)]), ['household_size_range /rules/0/max_household_size']);
  t.strictSame(found([rule(1, 2.5, 0.5)]), [
    'whole_number /rules/0/max_household_size',
    'whole_number /rules/0/amount_cents',
  ]);
});

t.test('rules pass exactly when every size up to beyond the last bound has one rule', async () => {
  const size = fc.integer({ min: 1, max: 6 });
  const anyRule = fc.tuple(size, fc.option(size)).map(([min, max]) => rule(min, max, 100));
  fc.assert(
    fc.property(fc.array(anyRule, { maxLength: 4 }), (rules) => {
      const holding = [1, 2, 3, 4, 5, 6, 7].map(
        (n) => rules.filter((r) => r.min_household_size <= n && n <= (r.max_household_size ?? 99)).length,
      );
      const isProper = rules.every((r) => r.min_household_size <= (r.max_household_size ?? 99));
      const isExpected = isProper && holding.every((count) => count === 1);
      return (transferRuleViolations(rules).length === 0) === isExpected;
    }),
    { numRuns: 2000 },
  );
});

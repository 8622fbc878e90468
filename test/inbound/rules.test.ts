import fc from 'fast-check';
import t from 'tap';
import { claimDueOn, valueInCents } from '../../src/inbound/claim-value.ts';
import { bucketViolations, claimable, misfit, stateAfter } from '../../src/stock/buckets.ts';

t.test('a value is exact and rounded once, half a cent up', async (t) => {
  t.equal(valueInCents(400, '166.67'), 6_666_800);
  t.equal(valueInCents(1, '0.004999999'), 0);
  t.equal(valueInCents(1, '0.005'), 1);
  t.equal(valueInCents(3, '0.005'), 2, '1.5 cents');
  t.equal(valueInCents(3, '1'), 300);
  t.equal(valueInCents(7, null), null, 'unknown stays unknown');
  t.equal(valueInCents(7, '0'), 0, 'worth nothing is known');
  t.throws(() => valueInCents(1_000_000_000, '999999999'), RangeError);
  const decimal = fc.tuple(fc.integer({ min: 0, max: 99_999 }), fc.integer({ min: 0, max: 999_999_999 }));
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000 }), decimal, (quantity, [whole, billionths]) => {
      const value = BigInt(whole) * 1_000_000_000n + BigInt(billionths);
      const cents = BigInt(valueInCents(quantity, `${whole}.${String(billionths).padStart(9, '0')}`) ?? -1);
      // |2 × cents − 2 × exact| ≤ 1 cent, in units of ten millionths of a cent
      const exact = value * BigInt(quantity);
      const off = cents * 10_000_000n - exact;
      return off > -5_000_000n && off <= 5_000_000n;
    }),
  );
});

t.test('a claim falls due 30 days after the receipt', async (t) => {
  t.equal(claimDueOn('2026-08-05'), '2026-09-04');
  t.equal(claimDueOn('2027-01-31'), '2027-03-02');
  t.equal(claimDueOn('2028-01-31'), '2028-03-01', 'a leap year');
});

const buckets = fc.record({
  good: fc.nat(20),
  damaged: fc.nat(20),
  missing: fc.nat(20),
  over: fc.nat(20),
});

t.test(
  'what is counted fits exactly when it is no more than is left, and nothing is over before all is there',
  async (t) => {
    fc.assert(
      fc.property(buckets, buckets, fc.integer({ min: 1, max: 60 }), (before, stated, quantity) => {
        const accounted = before.good + before.damaged + before.missing;
        fc.pre(accounted <= quantity);
        const line = { ...before, id: 'x', line_number: 1, item_code: 'I', lot_number: null, quantity };
        const total = stated.good + stated.damaged + stated.missing;
        const rule = misfit(line, stated, '/body/lines/0')?.rule;
        if (accounted + total > quantity) return rule === 'over_receipt';
        if (accounted + total < quantity && stated.over > 0) return rule === 'over_with_rest';
        return rule === undefined;
      }),
    );
    t.equal(stateAfter([{ quantity: 2, good: 1, damaged: 0, missing: 0, over: 0 }]), 'partly_received');
    t.equal(stateAfter([{ quantity: 2, good: 0, damaged: 2, missing: 0, over: 9 }]), 'received');
    t.equal(stateAfter([{ quantity: 2, good: 1, damaged: 0, missing: 1, over: 0 }]), 'closed_short');
  },
);

t.test('every unit that is not good is claimed, save what was accepted over', async (t) => {
  const decisions = fc.constantFrom('accept', 'return', 'refuse');
  fc.assert(
    fc.property(buckets, decisions, (line, over_decision) => {
      const claimed = claimable({ ...line, over_decision }).reduce((sum, part) => sum + part.quantity, 0);
      const over = over_decision === 'accept' ? 0 : line.over;
      return claimed === line.damaged + line.missing + over;
    }),
  );
  const line = { good: 1, damaged: 0, missing: 0, over: 0, over_decision: null };
  t.same(bucketViolations([line]), []);
  t.match(bucketViolations([{ ...line, good: 0 }, line]), [
    { rule: 'nothing_stated', pointer: '/body/lines/0' },
  ]);
});

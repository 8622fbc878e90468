import assert from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import { dueOn } from '../../src/requests/deadlines.ts';
import { brokenRequestRules, grantedLines } from '../../src/requests/decision-rules.ts';
import { explain } from '../../src/requests/proposal.ts';
import { shareArrived, shareOut } from '../../src/requests/share.ts';
import { standing } from '../../src/requests/standing.ts';

t.test('a quantity goes to the claims in their order, and no further', async (t) => {
  t.same(shareOut(50, [30, 30, 30]), [30, 20, 0]);
  t.same(shareOut(100, [30, 30]), [30, 30]);
  t.same(shareOut(0, [1]), [0]);
  t.same(shareOut(5, []), []);
});

t.test('what arrives serves the requests first; the last of them loses first', async (t) => {
  // 100 sent, of which 40 and 30 for requests. 55 came in good condition, 20 may still come, 25 are lost.
  t.same(shareArrived(55, 20, [40, 30]), [
    { delivered: 40, lost: 0 },
    { delivered: 15, lost: 0 },
  ]);
  t.same(shareArrived(55, 0, [40, 30]), [
    { delivered: 40, lost: 0 },
    { delivered: 15, lost: 15 },
  ]);
  t.same(shareArrived(0, 0, [40]), [{ delivered: 0, lost: 40 }]);
});

t.test('sharing again after a later receipt takes nothing back', async () => {
  const amount = fc.nat({ max: 60 });
  const receipts = fc.array(fc.record({ good: amount, lost: amount }), { maxLength: 5 });
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      amount,
      receipts,
      (sent, more, came) => {
        const load = sent.reduce((sum, part) => sum + part, 0) + more;
        let [good, coming] = [0, load];
        let before = sent.map(() => ({ delivered: 0, lost: 0 }));
        for (const part of came) {
          const nowGood = Math.min(part.good, coming);
          const nowLost = Math.min(part.lost, coming - nowGood);
          good += nowGood;
          coming -= nowGood + nowLost;
          const after = shareArrived(good, coming, sent);
          after.forEach(({ delivered, lost }, index) => {
            const old = before[index] as { delivered: number; lost: number };
            assert.ok(delivered >= old.delivered && lost >= old.lost);
            assert.ok(delivered + lost <= (sent[index] as number));
          });
          const sum = (of: 'delivered' | 'lost') => after.reduce((total, one) => total + one[of], 0);
          const asked = load - more;
          assert.equal(sum('delivered'), Math.min(asked, good));
          assert.equal(sum('lost'), Math.max(0, asked - good - coming));
          before = after;
        }
      },
    ),
    { numRuns: 500 },
  );
});

t.test('a granted request stands where its goods are', async (t) => {
  const at = (promised: number, sent: number, delivered: number, isOffered = false) => {
    const { state, next_actor } = standing(
      'partly_approved',
      { approved: 10, promised, sent, delivered },
      isOffered,
    );
    return [state, next_actor];
  };
  t.same(at(0, 0, 0), ['partly_approved', 'logistics']);
  t.same(at(4, 0, 0), ['planned', 'logistics']);
  t.same(at(4, 6, 0), ['in_fulfilment', 'responder'], 'the site receives what is on the road');
  t.same(at(4, 0, 6), ['in_fulfilment', 'logistics']);
  t.same(at(0, 0, 6), ['in_fulfilment', 'logistics']);
  t.same(at(0, 0, 10), ['fulfilled', 'nobody']);
  t.same(at(0, 0, 0, true), ['partly_approved', 'responder'], 'an offer waits for its answer');
});

t.test('a request is late after the days of its priority', async (t) => {
  t.same(
    [1, 2, 3, 4].map((priority) => dueOn('2026-08-31', priority)),
    ['2026-09-01', '2026-09-03', '2026-09-07', '2026-09-14'],
  );
});

t.test('a decision says whether it grants less than was asked', async (t) => {
  const asked = [
    { line_number: 1, quantity_requested: 5 },
    { line_number: 2, quantity_requested: 7 },
  ];
  t.equal(grantedLines(asked, []).isPartial, false);
  t.equal(grantedLines(asked, [{ line_number: 2, quantity_approved: 7 }]).isPartial, false);
  t.equal(grantedLines(asked, [{ line_number: 2, quantity_approved: 6 }]).isPartial, true);
});

t.test('urgency is justified, and so is what differs from the proposal', async (t) => {
  const line = { quantity_requested: 90, proposed: 84, reason: null };
  const broken = brokenRequestRules({
    priority: 2,
    justification: null,
    lines: [
      line,
      { ...line, reason: 'Llegan seis hogares' },
      { ...line, proposed: 90 },
      { ...line, proposed: null },
    ],
  });
  t.match(broken, [
    { rule: 'justification_required', value: '2' },
    { rule: 'request_reason_required', pointer: '/body/lines/0/reason', params: { proposed: 84 } },
  ]);
  t.equal(broken.length, 2);
  t.same(brokenRequestRules({ priority: 3, justification: null, lines: [] }), []);
});

t.test('a proposal says its rule and its count in words', async (t) => {
  const basis = {
    count_id: 'c',
    counted_on: '2026-08-04',
    source: 'centre_manager',
    stale: false,
    rates: [{ basis: 'household', units: 84, rate_numerator: 1, rate_denominator: 1, quantity: 84 }],
    need: 84,
    delivered: 40,
    in_transit: 0,
    promised: 0,
    asked: 4,
  };
  t.equal(
    explain(basis, 'en'),
    '84 households × 1 = 84 (count of 2026-08-04), 40 delivered, 4 asked for already',
  );
  t.equal(explain(basis, 'es'), '84 hogares × 1 = 84 (recuento del 2026-08-04), 40 entregado, 4 ya pedido');
  const rates = [{ basis: 'person', units: 420, rate_numerator: 2, rate_denominator: 5, quantity: 168 }];
  t.equal(
    explain({ ...basis, rates, counted_on: null, delivered: 0, asked: 0 }, 'en'),
    '420 persons × 2/5 = 168 (no count)',
  );
});

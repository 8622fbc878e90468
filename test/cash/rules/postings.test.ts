import fc from 'fast-check';
import t from 'tap';
import { type OpenPosting, reportPostings } from '../../../src/cash/postings.ts';

function numbered(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `e${last}`;
  };
}

const row = (number: number, payment_id: string | null, applied_cents: number, reversed_cents = 0) => ({
  row: number,
  payment_id,
  applied_cents,
  reversed_cents,
});

t.test('a row that pays posts once, a row that does nothing posts nothing', async (t) => {
  const postings = reportPostings([row(2, 'a', 14_500), row(3, 'b', 0), row(4, null, 0)], [], numbered());
  t.same(postings, [
    { id: 'e1', kind: 'pay', payment_id: 'a', amount_cents: 14_500, row: 2, reverses_entry_id: null },
  ]);
});

t.test('a reversal reaches back from the newest posting, each named', async (t) => {
  const open = [
    { entry_id: 'old', payment_id: 'a', open_cents: 10_000 },
    { entry_id: 'other', payment_id: 'b', open_cents: 500 },
  ];
  const postings = reportPostings([row(2, 'a', 4_000), row(3, 'a', 0, 9_000)], open, numbered());
  t.same(
    postings.map((one) => [one.id, one.kind, one.amount_cents, one.reverses_entry_id, one.row]),
    [
      ['e1', 'pay', 4_000, null, 2],
      ['e2', 'reversal', 4_000, 'e1', 3],
      ['e3', 'reversal', 5_000, 'old', 3],
    ],
  );
});

t.test('taking back more than was posted is a bug', async (t) => {
  t.throws(() => reportPostings([row(2, 'a', 100, 0), row(3, 'a', 0, 101)], [], numbered()));
});

t.test('whatever happens, nothing is reversed beyond itself and the sums agree', async () => {
  const steps = fc.array(
    fc.record({
      payment: fc.constantFrom('a', 'b'),
      pays: fc.boolean(),
      cents: fc.integer({ min: 1, max: 500 }),
    }),
    {
      maxLength: 30,
    },
  );
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 300 }), (drawn, before) => {
      const open: OpenPosting[] =
        before > 0 ? [{ entry_id: 'old', payment_id: 'a', open_cents: before }] : [];
      const paid = new Map([
        ['a', before],
        ['b', 0],
      ]);
      const rows = drawn.map(({ payment, pays, cents }, index) => {
        const now = paid.get(payment) ?? 0;
        const reversed = pays ? 0 : Math.min(cents, now);
        paid.set(payment, now + (pays ? cents : -reversed));
        return row(index + 2, payment, pays ? cents : 0, reversed);
      });
      const postings = reportPostings(rows, open, numbered());
      const left = new Map(open.map((one) => [one.entry_id, one.open_cents]));
      const balance = new Map([
        ['a', before],
        ['b', 0],
      ]);
      for (const one of postings) {
        const sign = one.kind === 'pay' ? 1 : -1;
        balance.set(one.payment_id, (balance.get(one.payment_id) ?? 0) + sign * one.amount_cents);
        const target = one.reverses_entry_id;
        if (target === null) left.set(one.id, one.amount_cents);
        else left.set(target, (left.get(target) ?? 0) - one.amount_cents);
      }
      const isBounded = [...left.values()].every((cents) => cents >= 0);
      return isBounded && balance.get('a') === paid.get('a') && balance.get('b') === paid.get('b');
    }),
    { numRuns: 500 },
  );
});

import fc from 'fast-check';
import t from 'tap';
import type { FspReportRow } from '../../../src/cash/fsp-report-file.ts';
import { matchReport, type PaymentToMatch } from '../../../src/cash/match.ts';
import { type TieOut, type TieOutPayment, type TieOutSide, tieOut } from '../../../src/cash/tie-out.ts';
import { sumCents } from '../../../src/lib/money.ts';
import { afterReport, evidenceHashes, keptRows, payment, reportRow } from './fixtures.ts';

function imported(payments: readonly PaymentToMatch[], rows: readonly FspReportRow[]) {
  const result = matchReport({ payments, rows, seen_row_hashes: new Set() });
  return { payments: afterReport(payments, result), report_rows: keptRows(rows, result) };
}

function sideTotal(found: TieOut, side: TieOutSide): number {
  return sumCents(found.lines.filter((line) => line.side === side).map((line) => line.difference_cents));
}

/** The three identities of a tie-out. */
function isTied(found: TieOut): boolean {
  return (
    found.approved_cents - found.paid_cents === sideTotal(found, 'unpaid') &&
    found.reported_paid_cents - found.paid_cents === sideTotal(found, 'reported') &&
    sumCents(found.bridge.map((step) => step.amount_cents)) === found.reported_paid_cents &&
    found.unexplained_cents === 0 &&
    found.inconsistencies.length === 0
  );
}

t.test('one of everything is explained to the cent', async (t) => {
  const payments = [
    ...['whole', 'short', 'over', 'failed', 'pending', 'silent', 'odd', 'late', 'euro'].map((one) =>
      payment(one),
    ),
    payment('draft', { state: 'not_instructed' }),
  ];
  const found = tieOut(
    imported(payments, [
      reportRow(2, 'whole', 'paid'),
      reportRow(3, 'short', 'paid', 14_000, { reason: 'limit' }),
      reportRow(4, 'over', 'paid', 15_000),
      reportRow(5, 'failed', 'failed', null, { reason: 'AC04' }),
      reportRow(6, 'pending', 'pending'),
      reportRow(7, 'odd', 'unknown'),
      reportRow(8, 'late', 'paid'),
      reportRow(9, 'late', 'failed', null, { reason: 'CNPC' }),
      reportRow(10, 'whole', 'paid'),
      reportRow(11, 'whole', 'paid', 14_500, { fsp_reference: 'second' }),
      reportRow(12, 'stranger', 'paid', 777),
      reportRow(13, 'euro', 'paid', 14_500, { currency: 'EUR' }),
      reportRow(14, 'draft', 'paid', 100),
    ]),
  );
  t.ok(isTied(found));
  t.match(found, {
    currency: 'USD',
    approved_cents: 145_000,
    instructed_cents: 130_500,
    paid_cents: 14_500 + 14_000 + 14_500,
    reported_paid_cents: 14_500 * 4 + 14_000 + 15_000 + 777 + 100,
    unexplained_cents: 0,
    counts: { payments: 10, instructed: 9, paid_in_full: 2, report_rows: 13 },
  });
  t.strictSame(
    found.bridge.map((step) => [step.side, step.label, step.amount_cents]),
    [
      ['approved', 'approved', 145_000],
      ['unpaid', 'amount_short', -500],
      ['unpaid', 'failed', -29_000],
      ['unpaid', 'not_instructed', -14_500],
      ['unpaid', 'not_reported', -29_000],
      ['unpaid', 'pending', -14_500],
      ['unpaid', 'unknown_status', -14_500],
      ['reported', 'already_paid', 14_500],
      ['reported', 'amount_over', 500],
      ['reported', 'duplicate_row', 14_500],
      ['reported', 'late_failure', 14_500],
      ['reported', 'not_instructed', 100],
      ['reported', 'unknown_reference', 777],
    ],
  );
  t.strictSame(found.counts.unpaid, {
    not_instructed: 1,
    not_reported: 2,
    failed: 2,
    pending: 1,
    unknown_status: 1,
    amount_short: 1,
  });
  const failed = found.lines.find((line) => line.reference === 'failed');
  t.match(failed, { side: 'unpaid', file: 'report.csv', row: 5, amount_cents: 14_500, reason: 'AC04' });
  const euro = found.lines.filter((line) => line.currency === 'EUR');
  t.match(euro, [{ kind: 'currency_mismatch', row: 13, amount_cents: 14_500, difference_cents: 0 }]);
});

t.test('a list on which nothing was reported is wholly unreported', async (t) => {
  const found = tieOut({ payments: [payment('b'), payment('a')], report_rows: [] });
  t.ok(isTied(found));
  t.strictSame(
    found.lines.map((line) => [line.kind, line.reference, line.row, line.difference_cents]),
    [
      ['not_reported', 'a', null, 14_500],
      ['not_reported', 'b', null, 14_500],
    ],
  );
});

t.test('what the bank returned is explained on both sides', async (t) => {
  const { payments, report_rows } = imported(
    [payment('a'), payment('b')],
    [reportRow(2, 'a', 'paid'), reportRow(3, 'b', 'paid', 14_000)],
  );
  const returned = payments.map(
    (one): TieOutPayment => ({ ...one, paid_cents: 0, returned_cents: one.paid_cents }),
  );
  const found = tieOut({ payments: returned, report_rows });
  t.ok(isTied(found));
  t.strictSame(
    found.bridge.map((step) => [step.label, step.amount_cents]),
    [
      ['approved', 29_000],
      ['amount_short', -500],
      ['returned', -28_500],
      ['returned', 28_500],
    ],
  );
});

t.test('money without evidence is unexplained, also where two errors cancel', async (t) => {
  const { payments, report_rows } = imported([payment('a'), payment('b')], [reportRow(2, 'a', 'paid')]);
  const tampered = payments.map((one) => (one.reference === 'b' ? { ...one, paid_cents: 100 } : one));
  const found = tieOut({ payments: tampered, report_rows });
  t.equal(found.unexplained_cents, -100);
  t.match(found.inconsistencies, [{ reference: 'b', paid_cents: 100, evidence_cents: 0 }]);
  const swapped = payments.map((one) => ({ ...one, paid_cents: one.reference === 'b' ? 14_500 : 0 }));
  const cancelled = tieOut({ payments: swapped, report_rows });
  t.equal(cancelled.unexplained_cents, 0);
  t.equal(cancelled.inconsistencies.length, 2);
  const beyond = tieOut({ payments: [payment('a', { paid_cents: 14_600 })], report_rows: [] });
  t.equal(beyond.unexplained_cents, -14_500);
  t.equal(beyond.inconsistencies.length, 1);
});

t.test('one list has one currency', async (t) => {
  t.throws(() => tieOut({ payments: [], report_rows: [] }));
  t.throws(() => tieOut({ payments: [payment('a'), payment('b', { currency: 'EUR' })], report_rows: [] }));
});

const anyPayments = fc
  .array(
    fc.record({
      amount_cents: fc.integer({ min: 1, max: 400 }),
      state: fc.constantFrom('instructed', 'not_instructed'),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((drawn) => drawn.map((one, n) => payment(`p${n}`, one)));

const anyRows = fc
  .array(
    fc.record({
      reference: fc.integer({ min: 0, max: 9 }).map((n) => `p${n}`),
      status: fc.constantFrom('paid', 'paid', 'paid', 'failed', 'pending', 'unknown'),
      amount_cents: fc.integer({ min: 0, max: 500 }),
      states: fc.boolean(),
      fsp_reference: fc.constantFrom(null, 'f1', 'f2'),
      currency: fc.constantFrom('USD', 'USD', 'USD', 'EUR'),
    }),
    { maxLength: 25 },
  )
  .map((drawn) =>
    drawn.map(({ reference, status, amount_cents, states, fsp_reference, currency }, n) => {
      const stated = status === 'failed' && !states ? null : amount_cents;
      return reportRow(n + 2, reference, status, stated, { fsp_reference, currency });
    }),
  );

t.test('any report on any list ties out, and no payment passes its amount', async () => {
  fc.assert(
    fc.property(anyPayments, anyRows, (payments, rows) => {
      const kept = imported(payments, rows);
      const isWithin = kept.payments.every(
        (one) => one.paid_cents >= 0 && one.paid_cents <= one.amount_cents,
      );
      return isWithin && isTied(tieOut(kept));
    }),
    { numRuns: 1000 },
  );
});

t.test('the order of the array does not matter', async (t) => {
  fc.assert(
    fc.property(anyPayments, anyRows, fc.infiniteStream(fc.nat()), (payments, rows, keys) => {
      const shuffled = rows
        .map((row) => ({ row, key: keys.next().value ?? 0 }))
        .sort((a, b) => a.key - b.key)
        .map(({ row }) => row);
      const seen_row_hashes = new Set<string>();
      const straight = matchReport({ payments, rows, seen_row_hashes });
      const other = matchReport({ payments: payments.toReversed(), rows: shuffled, seen_row_hashes });
      t.strictSame(other, straight);
    }),
    { numRuns: 50 },
  );
});

t.test('applying the same rows again changes nothing but the duplicates listed', async () => {
  fc.assert(
    fc.property(anyPayments, anyRows, (payments, rows) => {
      const first = matchReport({ payments, rows, seen_row_hashes: new Set() });
      const once = afterReport(payments, first);
      const again = rows.map((row) => ({ ...row, file: 'again.csv' }));
      const second = matchReport({
        payments: once,
        rows: again,
        seen_row_hashes: new Set(evidenceHashes(first)),
      });
      const kept = [...keptRows(rows, first), ...keptRows(again, second)];
      const isUntouched =
        second.payments.length === 0 &&
        second.outcomes.every((one) => one.applied_cents === 0 && one.reversed_cents === 0);
      return isUntouched && isTied(tieOut({ payments: once, report_rows: kept }));
    }),
    { numRuns: 1000 },
  );
});

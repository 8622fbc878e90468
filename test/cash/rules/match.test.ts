import t from 'tap';
import type { FspReportRow } from '../../../src/cash/fsp-report-file.ts';
import { type MatchResult, matchReport, type PaymentToMatch } from '../../../src/cash/match.ts';
import { paymentReference } from '../../../src/cash/payment-reference.ts';
import { afterReport, evidenceHashes, payment, reportRow } from './fixtures.ts';

function match(payments: readonly PaymentToMatch[], rows: readonly FspReportRow[], seen: string[] = []) {
  return matchReport({ payments, rows, seen_row_hashes: new Set(seen) });
}

/** `[row, kind, applied, reversed, difference]` for each outcome. */
function effects(result: MatchResult) {
  return result.outcomes.map((one) => [
    one.row,
    one.kind,
    one.applied_cents,
    one.reversed_cents,
    one.difference_cents,
  ]);
}

t.test('each reference is paid its own amount', async (t) => {
  const codes = ['a1', 'B1', 'c1', 'hh-001', 'HH-002'];
  const payments = codes.map((code, n) =>
    payment(paymentReference('LP-1', code), { payment_id: code, amount_cents: 10_000 + n }),
  );
  const rows = payments.map((one, n) => reportRow(n + 2, one.reference, 'paid', one.amount_cents));
  const result = match(payments, rows.toReversed());
  t.ok(result.outcomes.every((outcome) => outcome.kind === 'matched'));
  const paid = Object.fromEntries(result.payments.map((one) => [one.payment_id, one.paid_cents]));
  t.strictSame(paid, { a1: 10_000, B1: 10_001, c1: 10_002, 'hh-001': 10_003, 'HH-002': 10_004 });
});

t.test('140.00 of 145.00 is short by 5.00; 150.00 pays 145.00 and leaves 5.00 over', async (t) => {
  const result = match(
    [payment('a'), payment('b'), payment('c', { amount_cents: 40_023 })],
    [reportRow(2, 'a', 'paid', 14_000), reportRow(3, 'b', 'paid', 15_000), reportRow(4, 'c', 'paid', 40_010)],
  );
  t.strictSame(effects(result), [
    [2, 'amount_short', 14_000, 0, 500],
    [3, 'amount_over', 14_500, 0, 500],
    [4, 'amount_short', 40_010, 0, 13],
  ]);
  t.match(result.outcomes[0]?.explanation, {
    reference: 'a',
    stated: '140.00',
    due: '145.00',
    paid_before: '0.00',
    difference: '5.00',
    currency: 'USD',
  });
});

t.test('a second success pays only what is still due', async (t) => {
  const result = match(
    [payment('a'), payment('b'), payment('c')],
    [
      reportRow(2, 'a', 'paid', 14_000, { fsp_reference: 'x1' }),
      reportRow(3, 'a', 'paid', 500, { fsp_reference: 'x2' }),
      reportRow(4, 'a', 'paid', 500, { fsp_reference: 'x3' }),
      reportRow(5, 'b', 'paid', 14_000, { fsp_reference: 'y1' }),
      reportRow(6, 'b', 'paid', 14_500, { fsp_reference: 'y2' }),
      reportRow(7, 'c', 'paid', 0),
    ],
  );
  t.strictSame(effects(result), [
    [2, 'amount_short', 14_000, 0, 500],
    [3, 'matched', 500, 0, 0],
    [4, 'already_paid', 0, 0, 500],
    [5, 'amount_short', 14_000, 0, 500],
    [6, 'amount_over', 500, 0, 14_000],
    [7, 'amount_short', 0, 0, 14_500],
  ]);
});

t.test('failed, pending and unknown words pay nothing', async (t) => {
  const result = match(
    [payment('a'), payment('b'), payment('c')],
    [
      reportRow(2, 'a', 'failed', null, { reason: 'AC04' }),
      reportRow(3, 'b', 'pending'),
      reportRow(4, 'c', 'unknown', 14_500, { status_text: 'PART' }),
    ],
  );
  t.strictSame(effects(result), [
    [2, 'failed', 0, 0, 14_500],
    [3, 'pending', 0, 0, 14_500],
    [4, 'unknown_status', 0, 0, 14_500],
  ]);
  t.strictSame(
    result.payments.map((one) => one.reported),
    ['failed', 'pending', 'unknown'],
  );
  t.equal(result.outcomes[2]?.explanation.status, 'PART');
});

t.test('stale news leaves a whole payment paid, and makes one that came short wait', async (t) => {
  const payments = [
    payment('a', { paid_cents: 14_500, reported: 'paid' }),
    payment('b', { paid_cents: 14_000, reported: 'paid' }),
  ];
  const result = match(payments, [reportRow(2, 'a', 'pending'), reportRow(3, 'b', 'unknown')]);
  t.strictSame(effects(result), [
    [2, 'pending', 0, 0, 0],
    [3, 'unknown_status', 0, 0, 500],
  ]);
  t.strictSame(
    result.payments.map((one) => one.reported),
    ['paid', 'unknown'],
  );
});

t.test('a failure after a success takes the money back once', async (t) => {
  const rows = [
    reportRow(2, 'a', 'paid', 14_500),
    reportRow(3, 'a', 'failed', null, { reason: 'CNPC' }),
    reportRow(4, 'a', 'failed', 14_500, { reason: 'MD07' }),
    reportRow(5, 'a', 'paid', 14_500, { fsp_reference: 'again' }),
  ];
  const result = match([payment('a')], rows);
  t.strictSame(effects(result), [
    [2, 'matched', 14_500, 0, 0],
    [3, 'late_failure', 0, 14_500, 14_500],
    [4, 'failed', 0, 0, 14_500],
    [5, 'matched', 14_500, 0, 0],
  ]);
  t.strictSame(result.payments, [{ payment_id: 'payment-a', paid_cents: 14_500, reported: 'paid' }]);
});

t.test('a late failure takes back what it states, all of it when it states 0.00', async (t) => {
  const paid = { paid_cents: 14_000, reported: 'paid' } as const;
  const result = match(
    [payment('a', paid), payment('b', paid), payment('c', paid)],
    [
      reportRow(2, 'a', 'failed', 10_000),
      reportRow(3, 'b', 'failed', 0),
      reportRow(4, 'c', 'failed', 14_500),
    ],
  );
  t.strictSame(effects(result), [
    [2, 'late_failure', 0, 10_000, 10_000],
    [3, 'late_failure', 0, 14_000, 14_000],
    [4, 'late_failure', 0, 14_000, 14_000],
  ]);
  t.strictSame(
    result.payments.map((one) => [one.paid_cents, one.reported]),
    [
      [4_000, 'failed'],
      [0, 'failed'],
      [0, 'failed'],
    ],
  );
});

t.test('the lower row number counts, in whatever order the rows come', async (t) => {
  const rows = [
    reportRow(2, 'a', 'paid', 14_500, { fsp_reference: 'x' }),
    reportRow(3, 'a', 'paid', 14_500, { fsp_reference: 'x', reason: 'sent again' }),
    reportRow(4, 'zz', 'paid'),
    reportRow(5, 'zz', 'paid'),
  ];
  const result = match([payment('a')], rows);
  t.strictSame(effects(result), [
    [2, 'matched', 14_500, 0, 0],
    [3, 'duplicate_row', 0, 0, 14_500],
    [4, 'unknown_reference', 0, 0, 14_500],
    [5, 'duplicate_row', 0, 0, 14_500],
  ]);
  t.equal(result.outcomes[1]?.explanation.first_row, 2);
  t.strictSame(match([payment('a')], rows.toReversed()), result);
  t.throws(() => match([payment('a')], [reportRow(2, 'a', 'paid'), reportRow(2, 'b', 'paid')]));
});

t.test('the same rows in a later file change nothing', async (t) => {
  const payments = [payment('a'), payment('b'), payment('c')];
  const rows = [
    reportRow(2, 'a', 'paid'),
    reportRow(3, 'b', 'failed', null),
    reportRow(4, 'c', 'paid', 14_000),
    reportRow(5, 'c', 'failed', null),
    reportRow(6, 'zz', 'paid'),
  ];
  const first = match(payments, rows);
  const overlapping = [...rows.map((row) => ({ ...row, file: 'later.csv', row: row.row + 10 }))];
  const second = match(afterReport(payments, first), overlapping, evidenceHashes(first));
  t.strictSame(second.payments, []);
  t.strictSame(
    second.outcomes.map((one) => [one.kind, one.applied_cents, one.reversed_cents]),
    [
      ['duplicate_row', 0, 0],
      ['duplicate_row', 0, 0],
      ['duplicate_row', 0, 0],
      ['duplicate_row', 0, 0],
      ['unknown_reference', 0, 0],
    ],
  );
  t.equal(second.outcomes[0]?.explanation.first_row, null);
});

t.test('rows that can not speak for a payment are refused and leave no trace', async (t) => {
  const payments = [
    payment('draft', { state: 'not_instructed' }),
    payment('euro'),
    payment('shared', { payment_id: 'one' }),
    payment('shared', { payment_id: 'other' }),
  ];
  const result = match(payments, [
    reportRow(2, 'draft', 'paid'),
    reportRow(3, 'euro', 'paid', 14_500, { currency: 'EUR' }),
    reportRow(4, 'shared', 'paid'),
    reportRow(5, 'nobody', 'failed', 14_500),
    reportRow(6, 'EURO', 'paid'),
  ]);
  t.strictSame(
    result.outcomes.map((one) => [one.kind, one.payment_id, one.applied_cents, one.difference_cents]),
    [
      ['not_instructed', 'payment-draft', 0, 14_500],
      ['currency_mismatch', 'payment-euro', 0, 14_500],
      ['ambiguous_reference', null, 0, 14_500],
      ['unknown_reference', null, 0, 0],
      ['unknown_reference', null, 0, 14_500],
    ],
  );
  t.strictSame(result.payments, []);
  t.strictSame(evidenceHashes(result), []);
});

t.test('a failure may leave its currency out', async (t) => {
  const row = {
    ...reportRow(2, 'a', 'failed', null),
    status: 'failed',
    amount_cents: null,
    currency: null,
  } as const;
  t.equal(match([payment('a')], [row]).outcomes[0]?.kind, 'failed');
});

t.test('a payment that contradicts itself is a bug, not an outcome', async (t) => {
  t.throws(() => match([payment('a', { paid_cents: 14_501 })], []));
  t.throws(() => match([payment('a', { amount_cents: 0.5 })], []));
});

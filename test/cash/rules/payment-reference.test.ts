import fc from 'fast-check';
import t from 'tap';
import { isPaymentReference, paymentReference } from '../../../src/cash/payment-reference.ts';

t.test('codes that look alike keep their own reference, also where case is lost', async (t) => {
  const codes = [
    'a1',
    'A1',
    'B1',
    'c1',
    'hh-001',
    'HH-001',
    'HH-002',
    'hh001',
    'HH 001',
    'ñ1',
    'n1',
    '001',
    '1',
  ];
  const references = codes.map((code) => paymentReference('LP-0001', code));
  t.equal(new Set(references.map((reference) => reference.toLowerCase())).size, codes.length);
  for (const reference of references) t.match(reference, /^LP-0001-[A-Z0-9-]+$/);
});

t.test('shows list and household to a reader and never changes', async (t) => {
  t.match(paymentReference('LP-0007', 'hh-001'), /^LP-0007-HH001-[0-9A-Z]{13}$/);
  t.equal(paymentReference('LP-0007', 'hh-001'), paymentReference('LP-0007', 'hh-001'));
  t.equal(paymentReference('LP-0007', 'a1'), 'LP-0007-A1-1F4EJ6NPY24XW');
});

t.test('the same household has another reference in another list', async (t) => {
  t.not(paymentReference('LP-0001', 'a1'), paymentReference('LP-0002', 'a1'));
  t.not(paymentReference('LP-1', '1a1'), paymentReference('LP-11', 'a1'));
});

t.test('refuses what no list or household is called', async (t) => {
  for (const list of ['', '-1', 'LP 1', 'LP/1', 'LP-0123456789012', 'ñ']) {
    t.throws(() => paymentReference(list, 'a1'), list);
  }
  t.throws(() => paymentReference('LP-1', ''));
});

t.test('knows a reference that a provider can echo', async (t) => {
  t.ok(isPaymentReference("Pago 1/2 (San Salvador): a?b, c'd. +e-f".slice(0, 35)));
  for (const text of ['', '=1', '-1', '+1', 'a;b', 'ñ', 'a\n', 'a'.repeat(36)]) {
    t.notOk(isPaymentReference(text), JSON.stringify(text));
  }
});

t.test('any code fits into 35 characters and different codes differ', async () => {
  const list = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9-]{0,14}$/);
  const code = fc.oneof(
    fc.string({ minLength: 1, unit: 'binary' }),
    fc.stringMatching(/^[aA1-]{1,4}$/),
    fc.stringMatching(/^HOUSEHOLD-CODE-OF-SOME-LENGTH-[0-9]{1,5}$/),
  );
  fc.assert(
    fc.property(list, code, code, (number, one, other) => {
      const references = [one, other].map((c) => paymentReference(number, c));
      const isDistinct = (references[0] === references[1]) === (one === other);
      return isDistinct && references.every(isPaymentReference);
    }),
    { numRuns: 500 },
  );
});

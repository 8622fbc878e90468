import fc from 'fast-check';
import t from 'tap';
import { formatCents, parseCents, sumCents } from '../../../src/lib/money.ts';

t.test('reads whole amounts and one or two decimals to the cent', async (t) => {
  const amounts: readonly (readonly [string, number])[] = [
    ['145', 14_500],
    ['145.5', 14_550],
    ['145.50', 14_550],
    ['0.01', 1],
    ['0', 0],
    ['4.35', 435],
    ['1.10', 110],
    ['8589934.59', 858_993_459],
    ['99999999999.99', 9_999_999_999_999],
    [' 166.67\t', 16_667],
  ];
  for (const [text, cents] of amounts) t.strictSame(parseCents(text), { cents }, text);
});

t.test('refuses with a reason what two people could read differently', async (t) => {
  const refused = {
    '': 'empty',
    '   ': 'empty',
    '-145': 'negative',
    '\u2212145': 'negative',
    '145.005': 'too_many_decimals',
    '2.675': 'too_many_decimals',
    '1.250': 'too_many_decimals',
    '1,250.00': 'comma',
    '1.250,00': 'comma',
    '145,50': 'comma',
    '1e3': 'exponent',
    '4.07952E+14': 'exponent',
    '1 250.00': 'space_inside',
    '1\u00a0250': 'space_inside',
    '12345678901234': 'too_many_digits',
    '123456789012.34': 'too_many_digits',
    nan: 'not_a_number',
    Infinity: 'not_a_number',
    '0x10': 'not_a_number',
    '+5': 'not_a_number',
    '145.': 'not_a_number',
    '.5': 'not_a_number',
    '1.2.3': 'not_a_number',
    $145: 'not_a_number',
    '١٤٥': 'not_a_number',
  };
  for (const [text, reason] of Object.entries(refused)) t.strictSame(parseCents(text), { reason }, text);
});

t.test('writes two decimals without grouping', async (t) => {
  t.equal(formatCents(14_500), '145.00');
  t.equal(formatCents(5), '0.05');
  t.equal(formatCents(0), '0.00');
  t.equal(formatCents(-0), '0.00');
  t.equal(formatCents(-246_500), '-2465.00');
  t.equal(formatCents(Number.MAX_SAFE_INTEGER), '90071992547409.91');
  t.throws(() => formatCents(0.5));
  t.throws(() => formatCents(Number.NaN));
});

t.test('400 payments of 166.67 are 66,668.00', async (t) => {
  const parsed = parseCents('166.67');
  const cents = 'cents' in parsed ? parsed.cents : Number.NaN;
  t.equal(formatCents(sumCents(Array.from({ length: 400 }, () => cents))), '66668.00');
});

t.test('a sum stops where cents would be lost', async (t) => {
  t.equal(sumCents([]), 0);
  t.throws(() => sumCents([Number.MAX_SAFE_INTEGER, 1]));
  t.throws(() => sumCents([Number.MAX_SAFE_INTEGER, 1, -1]));
  t.throws(() => sumCents([0.1]));
});

t.test('every amount of up to 13 digits survives writing and reading', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_999_999_999_999 }), (cents) => {
      const parsed = parseCents(formatCents(cents));
      return 'cents' in parsed && parsed.cents === cents;
    }),
  );
});

t.test('no text is read as anything but what it spells', async () => {
  const texts = fc.oneof(fc.string(), fc.stringMatching(/^[0-9.,eE +-]{0,18}$/), fc.double().map(String));
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseCents(text);
      if ('reason' in parsed) return true;
      const [whole = '', decimals = ''] = text.trim().split('.');
      return BigInt(parsed.cents) === BigInt(whole) * 100n + BigInt(decimals.padEnd(2, '0'));
    }),
    { numRuns: 2000 },
  );
});

import { equal } from 'node:assert/strict';
import fc from 'fast-check';
import t from 'tap';
import {
  type CellResult,
  calendarDate,
  type DateOrder,
  decimalText,
  latitude,
  longitude,
  plainText,
  stated,
  wholeNumber,
} from '../../src/exchange/cells.ts';

const cell = (text: string) => ({ file: 'a.csv', row: 5, column: 'Familias', text });

/** The value, or the rule that was broken. */
const outcome = <T>(result: CellResult<T>) =>
  'value' in result ? result.value : `! ${result.violation.rule}`;

t.test('a violation says where and what', async (t) => {
  t.strictSame(wholeNumber(cell(' 1e3 ')), {
    violation: {
      rule: 'whole_number',
      file: 'a.csv',
      row: 5,
      column: 'Familias',
      value: '1e3',
      params: { min: 0 },
    },
  });
  const long = wholeNumber(cell('x'.repeat(500)));
  t.equal('violation' in long && long.violation.value, `${'x'.repeat(80)}…`);
});

t.test('blank is not stated; a required cell must be', async (t) => {
  for (const text of ['', '  ', '\u00a0\t']) {
    const blank = cell(text);
    for (const read of [wholeNumber, decimalText, calendarDate, latitude, longitude]) {
      t.strictSame(read(blank), { value: null });
    }
    t.equal(outcome(plainText(blank, 5)), null);
    t.equal(outcome(stated(blank, wholeNumber(blank))), '! required');
  }
  t.equal(outcome(stated(cell('0'), wholeNumber(cell('0')))), 0);
  t.equal(outcome(stated(cell('x'), wholeNumber(cell('x')))), '! whole_number');
});

t.test('text is trimmed, its white space collapsed and its length limited', async (t) => {
  t.equal(outcome(plainText(cell('  Jose\u0301 \r\n Cañas '), 10)), 'José Cañas');
  t.equal(outcome(plainText(cell('José Cañas!'), 10)), '! too_long');
});

t.test('whole numbers', async (t) => {
  const cases: ReadonlyArray<[string, number | string]> = [
    ['0', 0],
    [' 1250 ', 1250],
    ['\u00a07\u00a0', 7],
    ['007', 7],
    ['1000000000', 1_000_000_000],
    ['1000000001', '! number_too_large'],
    ['9'.repeat(400), '! number_too_large'],
    ['1e3', '! whole_number'],
    ['1.5', '! whole_number'],
    ['52.0', '! whole_number'],
    ['1,250.00', '! whole_number'],
    ['1.250,00', '! whole_number'],
    ['4.07952E+14', '! whole_number'],
    ['-3', '! whole_number'],
    ['−3', '! whole_number'],
    ['+3', '! whole_number'],
    ['3 pcs', '! whole_number'],
    ['٣', '! whole_number'],
    ['nan', '! whole_number'],
    ['0x10', '! whole_number'],
    ['1,250', '! grouped_number'],
    ['1.250', '! grouped_number'],
    ['1 250', '! grouped_number'],
    ['1\u202f250', '! grouped_number'],
    ["12'345'678", '! grouped_number'],
    ['1,2,3', '! whole_number'],
  ];
  for (const [text, expected] of cases) t.equal(outcome(wholeNumber(cell(text))), expected, text);
  t.equal(outcome(wholeNumber(cell('0'), { min: 1 })), '! whole_number');
  t.equal(outcome(wholeNumber(cell('11'), { max: 10 })), '! number_too_large');
});

t.test('property: a whole number is its digits and nothing else', async (t) => {
  const space = fc.constantFrom('', ' ', '\t', '\u00a0');
  const written = fc.property(
    fc.integer({ min: 0, max: 1_000_000_000 }),
    space,
    space,
    (value, before, after) => {
      equal(outcome(wholeNumber(cell(`${before}${value}${after}`))), value);
    },
  );
  const typed = fc.property(
    fc.string({ unit: fc.constantFrom(...'0123456789.,-+eE '), maxLength: 8 }),
    (text) => {
      const read = outcome(wholeNumber(cell(text)));
      const isDigits = /^ *[0-9]+ *$/.test(text);
      equal(typeof read, isDigits ? 'number' : text.trim() === '' ? 'object' : 'string');
      if (isDigits) equal(BigInt(String(read)), BigInt(text.trim()));
    },
  );
  t.doesNotThrow(() => fc.assert(written));
  t.doesNotThrow(() => fc.assert(typed, { numRuns: 1_000 }));
});

t.test('decimals stay exact text', async (t) => {
  const cases: ReadonlyArray<[string, string]> = [
    ['15.59395833', '15.59395833'],
    [' 7042.10 ', '7042.10'],
    ['0095.5', '95.5'],
    ['0', '0'],
    ['000', '0'],
    ['0.000000001', '0.000000001'],
    ['1.250', '1.250'],
    ['0.0000000001', '! decimal_number'],
    ['12,25', '! decimal_number'],
    ['1,250.00', '! decimal_number'],
    ['1.250,00', '! decimal_number'],
    ['1e3', '! decimal_number'],
    ['-1', '! decimal_number'],
    ['.5', '! decimal_number'],
    ['5.', '! decimal_number'],
    ['$5', '! decimal_number'],
    ['999999999999999', '999999999999999'],
    ['1000000000000000', '! number_too_large'],
  ];
  for (const [text, expected] of cases) t.equal(outcome(decimalText(cell(text))), expected, text);
});

t.test('property: decimal text is given back digit by digit', async (t) => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 9 });
  const property = fc.property(fc.nat(), digits, (whole, decimals) => {
    equal(outcome(decimalText(cell(`${whole}.${decimals}`))), `${whole}.${decimals}`);
  });
  t.doesNotThrow(() => fc.assert(property));
});

t.test('dates without a doubt', async (t) => {
  const cases: ReadonlyArray<[string, string]> = [
    ['2013-05-17', '2013-05-17'],
    ['17 May 2013', '2013-05-17'],
    ['17 mayo 2013', '2013-05-17'],
    ['17 de Mayo de 2013', '2013-05-17'],
    ['1º de mayo del 2013', '2013-05-01'],
    ['May 17, 2013', '2013-05-17'],
    ['may. 17th, 2013', '2013-05-17'],
    ['27 Jun 2013', '2013-06-27'],
    ['5-ago-2026', '2026-08-05'],
    ['05/AUG/2026', '2026-08-05'],
    ['3 setiembre 2026', '2026-09-03'],
    ['3 sept 2026', '2026-09-03'],
    ['31 dic 2026', '2026-12-31'],
    ['1 ene 2026', '2026-01-01'],
    ['29 February 2024', '2024-02-29'],
    ['2026-08-05T23:30:00-06:00', '2026-08-05'],
    ['2026-08-05 00:00:00', '2026-08-05'],
    ['2026-08-05T23:30:00Z', '! calendar_date'],
    ['2026-08-05T23:30+00:00', '! calendar_date'],
    ['05/08/2026', '! date_order_unknown'],
    ['13/08/2026', '! date_order_unknown'],
    ['5.8.2026', '! date_order_unknown'],
    ['29 Feb 2026', '! impossible_date'],
    ['2026-02-30', '! impossible_date'],
    ['2026-13-01', '! impossible_date'],
    ['31 abril 2026', '! impossible_date'],
    ['0 mayo 2026', '! impossible_date'],
    ['17 May 0013', '! impossible_date'],
    ['17 May 13', '! calendar_date'],
    ['5/8/26', '! calendar_date'],
    ['5-8/2026', '! calendar_date'],
    ['2026-8-5', '! calendar_date'],
    ['20260805', '! calendar_date'],
    ['46239', '! calendar_date'],
    ['mayo 2013', '! calendar_date'],
    ['17 mayo', '! calendar_date'],
    ['17 18 mayo 2013', '! calendar_date'],
    ['2013 mayo 17', '! calendar_date'],
    ['17 constructor 2013', '! calendar_date'],
    ['ayer', '! calendar_date'],
  ];
  for (const [text, expected] of cases) t.equal(outcome(calendarDate(cell(text))), expected, text);
});

t.test('a declared order reads dates of numbers, and only that way', async (t) => {
  const cases: ReadonlyArray<[string, DateOrder, string]> = [
    ['05/08/2026', 'DMY', '2026-08-05'],
    ['13/08/2026', 'DMY', '2026-08-13'],
    ['05/08/2026', 'MDY', '2026-05-08'],
    ['13/08/2026', 'MDY', '! impossible_date'],
    ['31.4.2026', 'DMY', '! impossible_date'],
    ['5-8-2026', 'DMY', '2026-08-05'],
    ['2026-08-05', 'MDY', '2026-08-05'],
    ['17 May 2013', 'MDY', '2013-05-17'],
  ];
  for (const [text, order, expected] of cases)
    t.equal(outcome(calendarDate(cell(text), order)), expected, text);
});

t.test('property: a date is read exactly when the calendar has it', async (t) => {
  const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = (year: number) => [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  const numbers = [
    fc.integer({ min: 1900, max: 2199 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 31 }),
  ] as const;
  const property = fc.property(...numbers, (year, month, day) => {
    const two = (value: number) => String(value).padStart(2, '0');
    const exists = day <= (days(year)[month - 1] ?? 0);
    const expected = exists ? `${year}-${two(month)}-${two(day)}` : '! impossible_date';
    equal(outcome(calendarDate(cell(`${year}-${two(month)}-${two(day)}`))), expected);
    equal(outcome(calendarDate(cell(`${day}/${month}/${year}`), 'DMY')), expected);
    equal(outcome(calendarDate(cell(`${month}/${day}/${year}`), 'MDY')), expected);
  });
  t.doesNotThrow(() => fc.assert(property, { numRuns: 500 }));
});

t.test('coordinates', async (t) => {
  t.equal(outcome(latitude(cell(' 13.69294 '))), 13.69294);
  t.equal(outcome(longitude(cell('-89.21819'))), -89.21819);
  t.equal(outcome(latitude(cell('-0'))), 0);
  t.equal(outcome(latitude(cell('90'))), 90);
  t.equal(outcome(latitude(cell('90.0001'))), '! latitude');
  t.equal(outcome(longitude(cell('-180'))), -180);
  t.equal(outcome(longitude(cell('180.1'))), '! longitude');
  for (const text of ['13,69', "13°41'", 'N13.6', '1e1', '.5', 'nan', '1369.1', '13.6 N']) {
    t.equal(outcome(latitude(cell(text))), '! decimal_degrees', text);
  }
});

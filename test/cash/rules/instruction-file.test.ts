import { createHash } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import t from 'tap';
import {
  INSTRUCTION_COLUMNS,
  type InstructionLine,
  renderInstructionFile,
} from '../../../src/cash/instruction-file.ts';
import { paymentReference } from '../../../src/cash/payment-reference.ts';
import { guardCell, unguardCell } from '../../../src/exchange/formula-guard.ts';
import { formatCents } from '../../../src/lib/money.ts';

function line(household_code: string, amount_cents: number, changes: Partial<InstructionLine> = {}) {
  return {
    reference: paymentReference('LP-0001', household_code),
    household_code,
    beneficiary_name: 'Ana Gómez',
    account: 'SV00ABCD00000000000000000001',
    amount_cents,
    currency: 'USD',
    ...changes,
  };
}

function records(bytes: Buffer): string[][] {
  return parse(bytes, { record_delimiter: '\r\n' });
}

t.test('each household carries its own amount, and the same list gives the same bytes', async (t) => {
  const amounts: readonly (readonly [string, number])[] = [
    ['a1', 10_001],
    ['B1', 10_102],
    ['c1', 10_203],
    ['hh-001', 10_304],
    ['HH-002', 10_405],
  ];
  const payments = amounts.map(([code, cents]) => line(code, cents));
  const file = renderInstructionFile(payments);
  const [header, ...rest] = records(file.bytes);
  t.strictSame(header, [...INSTRUCTION_COLUMNS]);
  t.strictSame(rest.pop(), ['TOTAL', '5', '', '', '510.15', 'USD']);
  const byCode = Object.fromEntries(rest.map((cells) => [cells[1], [cells[0], cells[4]]]));
  for (const [code, cents] of amounts) {
    t.strictSame(byCode[code], [paymentReference('LP-0001', code), formatCents(cents)]);
  }
  const again = renderInstructionFile([...payments].reverse());
  t.ok(again.bytes.equals(file.bytes));
  t.equal(again.sha256, file.sha256);
  t.equal(file.sha256, createHash('sha256').update(file.bytes).digest('hex'));
  t.match(file, { payment_count: 5, total_cents: 51_015 });
});

t.test('is UTF-8 with CRLF, in order of code units, without byte order mark', async (t) => {
  const file = renderInstructionFile([
    line('x', 500, { reference: 'b' }),
    line('y', 700, { reference: 'a', beneficiary_name: 'Peña, "Tita"', account: '+50370001234' }),
    line('z', 1, { reference: 'B' }),
  ]);
  t.equal(
    file.bytes.toString('utf8'),
    [
      'reference,household_code,beneficiary_name,account,amount,currency',
      'B,z,Ana Gómez,SV00ABCD00000000000000000001,0.01,USD',
      'a,y,"Peña, ""Tita""",+50370001234,7.00,USD',
      'b,x,Ana Gómez,SV00ABCD00000000000000000001,5.00,USD',
      'TOTAL,3,,,12.01,USD',
      '',
    ].join('\r\n'),
  );
});

t.test('400 payments of 166.67 sum to 66668.00', async (t) => {
  const file = renderInstructionFile(Array.from({ length: 400 }, (_, n) => line(`hh-${n}`, 16_667)));
  t.match(file, { payment_count: 400, total_cents: 6_666_800 });
  t.strictSame(records(file.bytes).at(-1), ['TOTAL', '400', '', '', '66668.00', 'USD']);
});

t.test('text that a spreadsheet would calculate is disarmed and can be had back', async (t) => {
  const hostile = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', 'Ana;=cmd|x', "'quoted", "'=1", "O'Brien"];
  for (const text of hostile) {
    const guarded = guardCell(text);
    t.notMatch(guarded, /(^|[;,\t\r\n])[=+\-@]/, JSON.stringify(text));
    t.equal(unguardCell(guarded), text);
  }
  t.equal(guardCell("O'Brien-Paz"), "O'Brien-Paz");
  const file = renderInstructionFile([
    line('-5', 100, { beneficiary_name: '=HYPERLINK("x")', account: '+1+2' }),
  ]);
  t.strictSame(records(file.bytes)[1]?.slice(1, 4), ["'-5", '\'=HYPERLINK("x")', "'+1+2"]);
});

t.test('any text comes back from the file', async () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[=+\-@';,\t\r\n"a]{0,8}$/));
  fc.assert(
    fc.property(text, text, (beneficiary_name, account) => {
      const file = renderInstructionFile([line('a1', 100, { beneficiary_name, account })]);
      const cells = records(file.bytes)[1] ?? [];
      return unguardCell(cells[2] ?? '') === beneficiary_name && unguardCell(cells[3] ?? '') === account;
    }),
    { numRuns: 2000 },
  );
});

t.test('never renders what no approved list can hold', async (t) => {
  const broken: readonly InstructionLine[][] = [
    [],
    [line('a1', 100), line('a1', 100)],
    [line('a1', 100, { reference: 'TOTAL' })],
    [line('a1', 100, { reference: '=1' })],
    [line('a1', 0)],
    [line('a1', -5)],
    [line('a1', 1.5)],
    [line('a1', 100), line('a2', 100, { currency: 'EUR' })],
    [line('a1', 100, { currency: 'usd' })],
  ];
  for (const payments of broken) t.throws(() => renderInstructionFile(payments));
});

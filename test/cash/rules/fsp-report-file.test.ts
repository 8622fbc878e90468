import fc from 'fast-check';
import t from 'tap';
import { type FspReportOptions, readFspReport, reportStatus } from '../../../src/cash/fsp-report-file.ts';
import { reportRowHash } from '../../../src/cash/match.ts';
import { csvFile } from '../../../src/exchange/table-file.ts';
import { formatCents } from '../../../src/lib/money.ts';
import { Problem, violationMessage } from '../../../src/lib/problem.ts';

const HEADER = 'reference,status,amount,currency,fsp_reference,paid_on,reason';

function read(lines: readonly string[], options?: FspReportOptions) {
  return readFspReport(csvFile(Buffer.from(lines.join('\r\n')), 'report.csv'), options);
}

/** `row column rule` of each violation. */
function wrong(lines: readonly string[], options?: FspReportOptions): string[] {
  return read(lines, options).violations.map(({ row, column, rule }) => `${row} ${column ?? ''} ${rule}`);
}

t.test('reads typed rows with the row a spreadsheet shows', async (t) => {
  const result = read([
    HEADER,
    'LP-1-A1-X,paid,145.00,USD,0001,2026-08-05,',
    '',
    'LP-1-B1-Y,RJCT,,,,,AC04',
    'LP-1-C1-Z,Settled?,145.5,usd,,,',
  ]);
  t.strictSame(result.violations, []);
  t.strictSame(result.rows, [
    {
      file: 'report.csv',
      row: 2,
      reference: 'LP-1-A1-X',
      status_text: 'paid',
      fsp_reference: '0001',
      paid_on: '2026-08-05',
      reason: null,
      status: 'paid',
      amount_cents: 14_500,
      currency: 'USD',
    },
    {
      file: 'report.csv',
      row: 4,
      reference: 'LP-1-B1-Y',
      status_text: 'RJCT',
      fsp_reference: null,
      paid_on: null,
      reason: 'AC04',
      status: 'failed',
      amount_cents: null,
      currency: null,
    },
    {
      file: 'report.csv',
      row: 5,
      reference: 'LP-1-C1-Z',
      status_text: 'Settled?',
      fsp_reference: null,
      paid_on: null,
      reason: null,
      status: 'unknown',
      amount_cents: 14_550,
      currency: 'USD',
    },
  ]);
});

t.test('Spanish headers, any separator and any order of columns say the same', async (t) => {
  const english = read([HEADER, 'R1,paid,145.00,USD,F1,2026-08-05,']);
  for (const separator of [',', ';', '\t']) {
    const spanish = read(
      [
        [
          'Moneda',
          'Monto',
          'Estado',
          'Referencia de pago',
          'Motivo',
          'Fecha de pago',
          'Número de transacción',
        ],
        ['USD', '145', 'PAGADO', 'R1', '', '2026-08-05', 'F1'],
      ].map((cells) => cells.join(separator)),
    );
    t.strictSame(spanish.violations, []);
    t.strictSame(spanish.rows.map(reportRowHash), english.rows.map(reportRowHash));
  }
});

t.test('status words have one meaning each, and any other word is unknown', async (t) => {
  const words = {
    paid: ['paid', 'SUCCESS', 'Pagado', 'ACCC'],
    failed: ['failed', 'Error', 'fallido', 'RJCT', 'Devuelto', 'rechazada'],
    pending: ['pending', 'PDNG', 'ACSC', 'ACSP', 'Pendiente'],
    unknown: ['PART', 'ok', 'not paid', 'no pagado', 'timeout', '?', 'toString'],
  };
  for (const [status, list] of Object.entries(words)) {
    for (const word of list) t.equal(reportStatus(word), status, word);
  }
});

t.test('every bad cell is told at once, and its row left out', async (t) => {
  const amounts = [
    '145.005',
    '2.675',
    'nan',
    '1e3',
    '-145',
    '"1,250.00"',
    '"1.250,00"',
    '1 250',
    '12345678901234',
  ];
  t.strictSame(
    wrong([HEADER, ...amounts.map((amount, n) => `R${n},paid,${amount},USD,,,`)]),
    amounts.map((_, n) => `${n + 2} amount money_amount`),
  );
  const result = read([
    HEADER,
    ',paid,145,USD,,,',
    'R1,,145,USD,,,',
    'R2,paid,,USD,,,',
    'R3,pending,,USD,,,',
    'R4,paid,145,,,,',
    'R5,failed,145,,,,',
    'R6,paid,x,US$,4.07952E+14,05/08/2026,',
    'R7,paid,145,USD,,,',
  ]);
  t.strictSame(
    result.violations.map(({ row, column, rule }) => `${row} ${column} ${rule}`),
    [
      '2 reference required',
      '3 status required',
      '4 amount required',
      '5 amount required',
      '6 currency required',
      '7 currency required',
      '8 amount money_amount',
      '8 currency currency_code',
      '8 fsp_reference abbreviated_number',
      '8 paid_on date_order_unknown',
    ],
  );
  t.strictSame(
    result.rows.map((row) => row.row),
    [9],
  );
  for (const violation of result.violations) {
    t.notMatch(violationMessage(violation, 'es') + violationMessage(violation, 'en'), /[{}]/);
  }
});

t.test('dates follow the order declared', async (t) => {
  const lines = [HEADER, 'R1,paid,1,USD,,05/08/2026,', 'R2,paid,1,USD,,13/08/2026,'];
  t.strictSame(
    read(lines, { dateOrder: 'DMY' }).rows.map((row) => row.paid_on),
    ['2026-08-05', '2026-08-13'],
  );
  t.strictSame(wrong(lines, { dateOrder: 'MDY' }), ['3 paid_on impossible_date']);
});

t.test('a currency is in the file or declared, never assumed', async (t) => {
  const lines = ['reference,status,amount', 'R1,paid,145'];
  t.strictSame(wrong(lines), ['1  missing_column']);
  t.match(read(lines, { currency: 'USD' }).rows, [{ currency: 'USD' }]);
  t.throws(() => read(lines, { currency: 'dollars' }));
});

t.test('columns can be chosen, and must be there', async (t) => {
  const lines = ['phoneNumber,status,paid out,currency', 'R1,success,20,USD'];
  t.match(wrong(lines), ['1  missing_column', '1  missing_column']);
  const mapping = { reference: 'phoneNumber', amount: 'paid out' };
  t.match(read(lines, { mapping }).rows, [{ reference: 'R1', status: 'paid', amount_cents: 2_000 }]);
});

t.test('a remark that is too long is told without its text', async (t) => {
  const [violation] = read([HEADER, `R1,failed,,,,,${'Ana '.repeat(200)}`]).violations;
  t.match(violation, { rule: 'too_long', column: 'reason', value: null });
});

t.test('what is not a table is refused as a file', async (t) => {
  t.throws(() => csvFile(Buffer.from('PK\u0003\u0004xl/'), 'report.xlsx'), { code: 'unreadable_file' });
});

t.test('any row comes back as it was written', async () => {
  const row = fc.record({
    reference: fc
      .stringMatching(/^[A-Z][A-Z0-9-]{0,20}$/)
      .filter((text) => !/^(SUB|GRAN)?-*(SUM|TOTAL)/.test(text)),
    cents: fc.integer({ min: 0, max: 10_000_000_000 }),
    reason: fc.stringMatching(/^[a-z;,"]{0,10}$/),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
      const lines = rows.map(
        ({ reference, cents, reason }) =>
          `${reference},paid,${formatCents(cents)},USD,,,"${reason.replaceAll('"', '""')}"`,
      );
      const back = read([HEADER, ...lines]).rows;
      return (
        back.length === rows.length &&
        rows.every(
          (one, n) =>
            back[n]?.reference === one.reference &&
            back[n].amount_cents === one.cents &&
            (back[n].reason ?? '') === one.reason,
        )
      );
    }),
  );
});

t.test('20,000 rows of data are taken, whatever stands above them, and not one more', async (t) => {
  const rows = (count: number) => Array.from({ length: count }, (_, n) => `R${n},paid,145.00,USD,,,`);
  const titles = ['Reporte de pagos', '', 'Banco Izote de Ejemplo'];
  const tags = ',#status,#value,#currency+code,,,';
  for (const above of [[HEADER], [...titles, HEADER], [...titles, HEADER, tags]]) {
    const result = read([...above, ...rows(20_000)]);
    t.strictSame([result.total_rows, result.rows.length], [20_000, 20_000]);
    const error = t.throws(() => read([...above, ...rows(20_001)]));
    t.ok(error instanceof Problem);
    t.match(error, {
      code: 'table_too_large',
      params: { max_rows: 20_000 },
      violations: [{ rule: 'too_many_rows', row: above.length + 20_001, params: { max: 20_000 } }],
    });
  }
});

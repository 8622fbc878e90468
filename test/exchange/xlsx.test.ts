import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import exceljs from 'exceljs';
import fc from 'fast-check';
import t from 'tap';
import { openTableFile } from '../../src/exchange/table-file.ts';
import { formattedNumber, numberFormat, plainNumber, serialDate } from '../../src/exchange/xlsx-values.ts';
import { Problem } from '../../src/lib/problem.ts';
import { sharedData } from '../helpers/shared-data.ts';
import { rows, workbook, zip } from '../helpers/workbook.ts';

const open = (bytes: Uint8Array, sheet?: string, limits = {}) =>
  openTableFile(bytes, { file_name: 'libro.xlsx', sheet }, limits);

const cellsOf = async (bytes: Uint8Array, sheet?: string) =>
  (await open(bytes, sheet)).records.map(({ cells }) => cells);

async function refusal(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Problem)) throw new Error(`no problem, but ${String(error)}`);
  return error;
}

t.test('numbers are the decimals a sheet shows, exact to its 15 digits', async (t) => {
  for (const [stored, shown] of [
    ['145', '145'],
    ['145.30000000000001', '145.3'],
    ['0.1', '0.1'],
    ['18.040000000000003', '18.04'],
    ['1E-3', '0.001'],
    ['1.5E-7', '0.00000015'],
    ['-2.50', '-2.5'],
    ['-0', '0'],
    ['4.07952E+14', '407952000000000'],
    ['407952123456789', '407952123456789'],
    ['1E+15', '1E+15'],
    ['40795212345678901234', '4.07952123456789E+19'],
    ['abc', 'abc'],
    ['', ''],
  ] as const) {
    t.equal(plainNumber(stored), shown, stored);
  }
  fc.assert(
    fc.property(fc.integer({ min: -1e14, max: 1e14 }), fc.integer({ min: 0, max: 4 }), (digits, places) => {
      const text = (digits / 10 ** places).toFixed(places);
      const trimmed = places === 0 ? text : text.replace(/\.?0+$/, '');
      return (
        plainNumber(String(Number(text))) === (trimmed === '-0' ? '0' : trimmed) || Math.abs(digits) >= 1e15
      );
    }),
  );
});

t.test('serial numbers stay on their own day in both calendars', async (t) => {
  // Worked out by hand: 1 is 1900-01-01, 61 is 1900-03-01, 25569 is 1970-01-01, 46239 is 2026-08-05.
  for (const [serial, shown] of [
    [1, '1900-01-01'],
    [59, '1900-02-28'],
    [61, '1900-03-01'],
    [25569, '1970-01-01'],
    [46239, '2026-08-05'],
    [46239.979166666664, '2026-08-05 23:30:00'],
    [46239.999999, '2026-08-05 23:59:59'],
    [2958465, '9999-12-31'],
  ] as const) {
    t.equal(serialDate(serial, false), shown, String(serial));
  }
  t.equal(serialDate(0, true), '1904-01-01');
  t.equal(serialDate(46239 - 1462, true), '2026-08-05');
  for (const none of [60, 0, -1, 0.5, 2958466, Number.NaN]) t.equal(serialDate(none, false), null, `${none}`);
  fc.assert(
    fc.property(
      fc.integer({ min: 61, max: 2_958_465 }),
      fc.double({ min: 0, max: 0.9999999, noNaN: true }),
      (day, part) => serialDate(day + part, false)?.slice(0, 10) === serialDate(day, false),
    ),
  );
});

t.test('a format says what is a date', async (t) => {
  const kind = (code: string) => numberFormat(164, code).kind;
  for (const code of ['dd/mm/yyyy', 'yyyy\\-mm\\-dd;@', '[$-440A]d "de" mmmm "de" yyyy', 'm/d/yy h:mm']) {
    t.equal(kind(code), 'date', code);
  }
  for (const code of [
    'General',
    '0.00',
    '#,##0 "days"',
    '[Red]0',
    '0.00E+00',
    '"USD" 0.00',
    'h:mm',
    '[h]:mm',
    '@',
  ]) {
    t.equal(kind(code), 'number', code);
  }
  t.equal(numberFormat(14, undefined).kind, 'date');
  t.equal(numberFormat(2, undefined).kind, 'number');
  t.equal(formattedNumber('712', numberFormat(164, '00000'), false), '00712');
  t.equal(formattedNumber('46239', numberFormat(14, undefined), false), '2026-08-05');
});

t.test('every kind of cell is read as what it shows', async (t) => {
  const strings = [
    '<si><t>Código</t></si>',
    '<si><r><t>Jabón </t></r><r><rPr><b/></rPr><t>de baño</t></r><rPh sb="0" eb="1"><t>aid</t></rPh></si>',
    '<si><t xml:space="preserve"> uno\ndos_x000D_ </t></si>',
  ].join('');
  const styles =
    '<numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy"/></numFmts>' +
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>';
  const xml = [
    '<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="inlineStr"><is><t>C &amp; D</t></is></c></row>',
    '<row><c t="s"><v>1</v></c><c><v>4.5</v></c><c t="b"><v>1</v></c><c t="d"><v>2026-08-05T00:00:00</v></c></row>',
    '<row r="7"><c r="B7" s="1"><v>46239</v></c><c r="C7" t="str"><f>A1&amp;B1</f><v>AB</v></c><c r="D7"><f>1+1</f><v>2</v></c><c r="E7" t="s"><v>2</v></c></row>',
    '<row r="9"><c r="A9" s="1"/><c r="B9" t="inlineStr"><is><t>  </t></is></c></row>',
  ].join('');
  const file = await open(workbook([{ name: 'Hoja', xml }], { strings, styles }));
  t.match(file, { sheet: 'Hoja', encoding: null, separator: null });
  t.same(file.records, [
    { row: 2, cells: ['Código', '', 'C & D'] },
    { row: 3, cells: ['Jabón de baño', '4.5', 'TRUE', '2026-08-05'] },
    { row: 7, cells: ['', '2026-08-05', 'AB', '2', ' uno\ndos\r '] },
  ]);
  const mac = workbook([{ name: 'Hoja', xml: '<row><c s="1"><v>44777</v></c></row>' }], {
    styles,
    date1904: true,
  });
  t.same(await cellsOf(mac), [['2026-08-05']]);
});

t.test(
  'merged texts stand in each of their rows; merged numbers, errors and unsaved formulas are flaws',
  async (t) => {
    const xml =
      `<sheetData>${rows([
        ['Bodega', 'Artículo', 'Cantidad'],
        ['Central', 'Lona', 10],
        [null, 'Manta', null],
        [null, 'Petate', 3],
      ])}<row r="5"><c r="B5" t="e"><v>#N/A</v></c><c r="C5"><f>SUM(C2:C4)</f></c></row></sheetData>` +
      '<mergeCells><mergeCell ref="A2:A4"/><mergeCell ref="C2:C3"/><mergeCell ref="A1:C1"/></mergeCells>';
    const { records } = await open(workbook([{ name: 'A', xml }]));
    t.same(
      records.map(({ cells }) => cells[0]),
      ['Bodega', 'Central', 'Central', 'Central', ''],
    );
    const flaws = records.map(({ row, flaws }) => [row, [...(flaws ?? [])]]);
    t.same(flaws, [
      [1, []],
      [2, [[2, { rule: 'merged_number', value: '10' }]]],
      [3, [[2, { rule: 'merged_number', value: '10' }]]],
      [4, []],
      [
        5,
        [
          [1, { rule: 'cell_error', value: '#N/A' }],
          [2, { rule: 'formula_without_result', value: null }],
        ],
      ],
    ]);
  },
);

t.test('the sheet is the only one with data, or the one that is named', async (t) => {
  const two = [
    { name: 'Ene &amp; Feb', xml: rows([['a'], [1]]) },
    { name: 'Mar', xml: rows([['b'], [2]]) },
    { name: 'Oculta', xml: rows([['c']]), state: 'hidden' },
  ];
  const bytes = workbook(two);
  const unsure = await refusal(open(bytes));
  t.equal(unsure.code, 'unreadable_file');
  t.match(unsure.violations, [{ rule: 'sheet_choice', params: { sheets: 'Ene & Feb, Mar' } }]);
  t.same(await cellsOf(bytes, 'Mar'), [['b'], ['2']]);
  t.same(await cellsOf(bytes, 'ene feb'), [['a'], ['1']], 'accents, case and punctuation apart');
  t.same(await cellsOf(bytes, 'Oculta'), [['c']], 'a hidden one by name');
  const unknown = await refusal(open(bytes, 'Abril'));
  t.match(unknown.violations, [{ rule: 'unknown_sheet', value: 'Abril' }]);
  const [first, second] = [await open(bytes, 'Mar'), await open(bytes, 'Oculta')];
  t.not(first.sha256, second.sha256, 'each sheet is a file of its own');
  const blank = workbook([{ name: 'Portada', xml: '<sheetData/>' }, ...two.slice(1)]);
  t.equal((await open(blank)).sheet, 'Mar');
  t.equal((await open(blank)).sha256, (await open(blank, 'Mar')).sha256, 'chosen or found, the same file');
  const nothing = await refusal(open(workbook([{ name: 'A', xml: '<sheetData/>' }])));
  t.match(nothing.violations, [{ rule: 'file_empty' }]);
});

t.test('what is damaged, too large or no workbook is refused, never guessed', async (t) => {
  const good = workbook([
    {
      name: 'A',
      xml: rows([
        ['a', 'b'],
        ['c', 'd'],
      ]),
    },
  ]);
  for (let cut = 4; cut < good.length; cut += 97) {
    const problem = await refusal(open(good.subarray(0, cut)));
    t.equal(problem.code, 'unreadable_file', `cut at ${cut}`);
  }
  for (const xml of [
    '<row r="2"><c><v>1</v></c></row><row r="1"/>',
    '<row r="x"/>',
    '<row><c r="??"><v>1</v></c></row>',
    '<row><c>',
    '<row>&bomb;</row>',
  ]) {
    t.match(
      (await refusal(open(workbook([{ name: 'A', xml }])))).violations,
      [{ rule: 'file_damaged' }],
      xml,
    );
  }
  const text = await refusal(open(zip({ 'nota.txt': 'hola' })));
  t.match(text.violations, [{ rule: 'file_format', params: { format: 'ZIP' } }]);
  const ods = await refusal(open(zip({ 'content.xml': '<x/>' })));
  t.match(ods.violations, [{ rule: 'file_format', params: { format: 'ODS' } }]);
  const limits = { maxRows: 2, maxColumns: 3, maxCellLength: 5 };
  const many = rows(Array.from({ length: 29 }, (_, index) => [index]));
  for (const [xml, rule, row] of [
    [many, 'too_many_rows', 29],
    ['<row r="4"><c r="XFD4"><v>1</v></c></row>', 'too_many_columns', 4],
    [rows([['abcdef']]), 'too_long', 1],
  ] as const) {
    const problem = await refusal(open(workbook([{ name: 'A', xml }]), undefined, limits));
    t.equal(problem.code, 'table_too_large');
    t.match(problem.violations, [{ rule, row }]);
  }
});

t.test('a bomb is stopped at 200 MB, in little memory', async (t) => {
  const blanks = Buffer.alloc(300 * 1024 * 1024, ' ');
  const bytes = zip({
    'xl/workbook.xml': '<workbook><sheets><sheet name="A" r:id="r"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="r" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': blanks,
  });
  t.ok(bytes.length < 1_000_000, `${bytes.length} bytes`);
  const problem = await refusal(open(bytes));
  t.match(problem.violations, [{ rule: 'file_unpacks_too_large' }]);
});

t.test('a workbook of another library comes back as it was written', async (t) => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 }).map((value) => `${value}ñ "é"\n;`);
  const cell = fc.oneof(text, fc.integer({ min: -1e9, max: 1e9 }), fc.constant(null));
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
      async (table) => {
        const book = new exceljs.Workbook();
        const sheet = book.addWorksheet('Hoja 1');
        for (const line of [['Encabezado'], ...table]) sheet.addRow(line);
        const bytes = Buffer.from(await book.xlsx.writeBuffer());
        const expected = [['Encabezado'], ...table]
          .map((line) => line.map((value) => (value === null ? '' : String(value))))
          .filter((line) => line.some((value) => value.trim() !== ''))
          .map((line) => line.slice(0, line.findLastIndex((value) => value !== '') + 1));
        t.same(await cellsOf(bytes), expected);
      },
    ),
    { numRuns: 60 },
  );
});

t.test('real workbooks of the field are read', async (t) => {
  const hxl = sharedData('hxl/input-valid.xlsx');
  const cbi = sharedData('cbi/121_payment1_excel_fsp_instructions.xlsx');
  if (hxl === null || cbi === null) {
    t.pass('SKIP: ../shared/data is not beside the project');
    return;
  }
  const file = await openTableFile(readFileSync(hxl), { file_name: 'input-valid.xlsx' });
  const csv = await openTableFile(readFileSync(join(hxl, '../input-valid.csv')), {
    file_name: 'input-valid.csv',
  });
  const trimmed = (records: typeof file.records) =>
    records.map(({ cells }) =>
      cells
        .map((cell) => cell.trim())
        .join('|')
        .replace(/\|+$/, ''),
    );
  t.same(trimmed(file.records).slice(1), trimmed(csv.records).slice(1), 'the same table as its CSV');
  const payments = await openTableFile(readFileSync(cbi), { file_name: 'fsp.xlsx' });
  t.ok(payments.records.length > 1, `${payments.records.length} rows`);
  t.notOk(JSON.stringify(payments.records).includes('E+'), 'no abbreviated number');
});

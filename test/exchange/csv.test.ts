import { deepEqual } from 'node:assert/strict';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import t from 'tap';
import { detectSeparator, parseCsv, type Separator } from '../../src/exchange/csv.ts';
import { readTable } from '../../src/exchange/table.ts';
import { csvFile } from '../../src/exchange/table-file.ts';
import { Problem } from '../../src/lib/problem.ts';

const limits = { maxRows: 10, maxColumns: 5, maxCellLength: 20 };

function problemOf(call: () => unknown): Problem | null {
  try {
    call();
    return null;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

t.test('quotes, embedded line breaks, blank records and every line end', async (t) => {
  const text = 'a,b\r\n\r\n"x\r\ny","say ""hi"""\n ,\t\n\n"1;2",é\r"last", end ';
  t.strictSame(parseCsv(text, 'a.csv').records, [
    { row: 1, cells: ['a', 'b'] },
    { row: 3, cells: ['x\r\ny', 'say "hi"'] },
    { row: 6, cells: ['1;2', 'é'] },
    { row: 7, cells: ['last', ' end '] },
  ]);
});

t.test('records may be ragged', async (t) => {
  t.strictSame(
    parseCsv('a,b,c\n1\n1,2,3,4\n', 'a.csv').records.map((record) => record.cells.length),
    [3, 1, 4],
  );
});

t.test('a text without records has none', async (t) => {
  for (const text of ['', '\n', '\r\n\r\n', ' , ,\n']) t.strictSame(parseCsv(text, 'a.csv').records, []);
});

t.test('the separator is found', async (t) => {
  const cases: ReadonlyArray<[string, Separator, string]> = [
    ['a plain file', ',', 'a,b,c\n1,2,3\n'],
    ['a semicolon file', ';', 'a;b;c\n1;2;3\n'],
    ['tabs', '\t', 'a\tb\n1\t2\n'],
    ['pipes', '|', 'a|b\n1|2\n'],
    ['one column', ',', 'nombre\nCentro Escolar\n'],
    ['nothing', ',', ''],
    ['decimal commas between semicolons', ';', 'Sitio;Lat;Lon\nA;13,5;-89,2\nB;13,6;-89,3\n'],
    ['two columns, coordinates with commas', ';', 'Sitio;Punto\nA;13,5 -89,2\nB;13,6 -89,3\nC;13,7 -89,4\n'],
    ['no header, decimal commas', ';', 'A;1,5\nB;2,5\n'],
    [
      'commas in addresses',
      ';',
      'Sitio;Dirección\nA;Calle 1, Barrio El Centro, 3\nB;Km 23, Santa Ana, s/n\n',
    ],
    ['separators inside quotes', ',', 'a,b\n"x;y;z;w","p;q;r"\n"x;y;z;w","p;q;r"\n'],
    ['line breaks inside quotes', ';', 'a;b\n"uno,\ndos,\ntres,";2\n"1,\n2,\n3,";4\n'],
    [
      'a title with commas above',
      ';',
      'Reporte, San Salvador, julio de 2026\n\nCódigo;Familias\nA;1\nB;2\nC;3\n',
    ],
    ['semicolons in comments', ',', 'Item,Note\nA,one; two; three; four\nB,one; two; three; four\n'],
    ['short rows', ',', 'a,b,c,d,e\n1\n1,2\n1,2,3,4,5\n1,2,3\n'],
  ];
  for (const [name, separator, text] of cases) t.equal(detectSeparator(text), separator, name);
});

t.test("Excel's first line sep= decides and is no row", async (t) => {
  const { separator, records } = parseCsv('sep=;\r\na,b;c\r\n1,5;2\r\n', 'a.csv');
  t.equal(separator, ';');
  t.strictSame(records, [
    { row: 1, cells: ['a,b', 'c'] },
    { row: 2, cells: ['1,5', '2'] },
  ]);
});

t.test('a broken quote names the line where its record starts', async (t) => {
  const before = 'a,b\r\n\r\n"x\r\ny\r\nz",2\r\n';
  const cases: ReadonlyArray<[string, string, number, number]> = [
    ['never closed', `${before}q,"open\nfoo,1\nbar,2\n`, 6, 4],
    ['text after the closing quote', `${before}q,"clo"se\nfoo,1\n`, 6, 4],
    ['an inch mark inside a cell', `${before}q,1\nGLOVES 8",3\n`, 7, 5],
    ['an inch mark, after sep=', `sep=,\n${before}q,1\nGLOVES 8",3\n`, 8, 5],
    ['the first line', '"a,b\n1,2\n', 1, 1],
  ];
  for (const [name, text, line, row] of cases) {
    const problem = problemOf(() => parseCsv(text, 'stock.csv'));
    t.equal(problem?.code, 'unreadable_file', name);
    t.equal(problem?.params.reason, `l. ${line}`, name);
    t.match(problem?.violations, [{ rule: 'broken_quote', file: 'stock.csv', row, params: { line } }], name);
  }
});

t.test('limits hold exactly and name the row', async (t) => {
  // 25 rows of titles and one of headers may stand above the 10 of data.
  const rows = (count: number) => `a,b\n\n${'1,2\n'.repeat(count - 1)}`;
  t.equal(parseCsv(rows(36), 'a.csv', limits).records.length, 36);
  t.equal(parseCsv(`a,b,c,d,e\n${'x'.repeat(20)},2\n`, 'a.csv', limits).records.length, 2);
  const cases: ReadonlyArray<[string, string, string, number, number]> = [
    ['rows', rows(37), 'too_many_rows', 38, 10],
    ['columns', 'a,b\n1,2,3,4,5,6\n', 'too_many_columns', 2, 5],
    ['a cell', `a,b\n1,2\n1,"${'x\n'.repeat(10)}y"\n`, 'too_long', 3, 20],
  ];
  for (const [name, text, rule, row, max] of cases) {
    const problem = problemOf(() => parseCsv(text, 'a.csv', limits));
    t.equal(problem?.code, 'table_too_large', name);
    t.match(problem?.violations, [{ rule, file: 'a.csv', row, params: { max } }], name);
  }
});

t.test(
  'property: what csv-stringify writes is read back, for every separator, line end and encoding',
  async (t) => {
    const cell = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.string({
        unit: fc.constantFrom('"', ',', ';', '\t', '|', '\n', '\r', ' ', 'a', 'é', '€', '😀'),
        maxLength: 12,
      }),
    );
    const encode: Readonly<Record<string, (text: string) => Buffer>> = {
      plain: (text) => Buffer.from(text, 'utf8'),
      marked: (text) => Buffer.from(`\ufeff${text}`, 'utf8'),
      utf16le: (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
      utf16be: (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
    };
    const property = fc.property(
      fc
        .integer({ min: 2, max: 5 })
        .chain((width) =>
          fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
        ),
      fc.constantFrom<Separator>(',', ';', '\t', '|'),
      fc.constantFrom('\n', '\r\n'),
      fc.constantFrom(...Object.keys(encode)),
      (rows, separator, lineEnd, encoding) => {
        const headers = (rows[0] ?? []).map((_, index) => `h${index}`);
        const text = stringify([headers, ...rows], {
          delimiter: separator,
          record_delimiter: lineEnd,
          quoted_match: /[\r\n]/,
        });
        const file = csvFile(encode[encoding]?.(text) ?? Buffer.alloc(0), 'a.csv');
        const table = readTable(file);
        const expected = rows
          .map((cells, index) => ({ row: index + 2, cells }))
          .filter(({ cells }) => cells.some((one) => one.trim() !== ''));
        deepEqual([file.separator, table.headers, table.rows], [separator, headers, expected]);
      },
    );
    t.doesNotThrow(() => fc.assert(property, { numRuns: 1_000 }));
  },
);

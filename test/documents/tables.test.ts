import { inflateRawSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import exceljs from 'exceljs';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import t from 'tap';
import { renderCsv } from '../../src/documents/csv.ts';
import { renderJson } from '../../src/documents/json.ts';
import type { TableDefinition, TableRow } from '../../src/documents/table.ts';
import { renderTextSheet, renderXlsx } from '../../src/documents/xlsx.ts';
import { unguardCell } from '../../src/exchange/formula-guard.ts';

type Key = 'name' | 'count' | 'value' | 'day' | 'at';

const table: TableDefinition<Key> = {
  name: 'sample',
  title: { es: 'Tabla: muestra', en: 'Table: sample' },
  columns: [
    { key: 'name', header: { es: 'Artículo', en: 'Item' }, type: 'text', hxl: '#item+name' },
    { key: 'count', header: { es: 'Saldo', en: 'Balance' }, type: 'integer', hxl: '#indicator+num' },
    { key: 'value', header: { es: 'Valor', en: 'Value' }, type: 'decimal', hxl: '#value' },
    { key: 'day', header: { es: 'Vence', en: 'Expires' }, type: 'date', hxl: '#date+expiry' },
    { key: 'at', header: { es: 'Registrado', en: 'Posted' }, type: 'instant', hxl: null },
  ],
};

const spanish = { language: 'es', hxl: true, bom: false } as const;

/** Rows as they come from a database: some at a time, now and then none. */
async function* each<T>(rows: readonly T[]): AsyncGenerator<readonly T[], void> {
  yield [];
  for (let start = 0; start < rows.length; start += 100) yield rows.slice(start, start + 100);
}

async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(piece);
  return Buffer.concat(all);
}

function row(changes: Partial<TableRow<Key>>): TableRow<Key> {
  return { name: 'Lona', count: 1, value: null, day: null, at: null, ...changes };
}

async function sheetsOf(bytes: Buffer) {
  const book = new exceljs.Workbook();
  await book.xlsx.load(bytes as never);
  return book.worksheets;
}

t.test('CSV: headers in the language, tags below them, nothing for what is unknown', async (t) => {
  const bytes = await bytesOf(
    renderCsv(
      table,
      each([
        row({
          name: 'Manta "térmica", gris',
          count: -3,
          value: '12.50',
          day: '2027-03-01',
          at: '2026-08-05T13:04:05.678Z',
        }),
        row({ name: null, count: 0 }),
      ]),
      spanish,
    ),
  );
  t.equal(
    bytes.toString(),
    'Artículo,Saldo,Valor,Vence,Registrado\r\n' +
      '#item+name,#indicator+num,#value,#date+expiry,\r\n' +
      '"Manta ""térmica"", gris",-3,12.50,2027-03-01,2026-08-05T13:04:05.678Z\r\n' +
      ',0,,,\r\n',
  );
  const english = await bytesOf(
    renderCsv(table, each<TableRow<Key>>([]), { language: 'en', hxl: false, bom: true }),
  );
  t.same(english, Buffer.from('\uFEFFItem,Balance,Value,Expires,Posted\r\n'));
});

t.test('CSV: no text begins a formula, and every text comes back; a negative number stays one', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.integer()), { minLength: 1, maxLength: 20 }),
      async (pairs) => {
        const rows = pairs.map(([name, count]) => row({ name: `${name}.`, count }));
        const text = (await bytesOf(renderCsv(table, each(rows), { ...spanish, hxl: false }))).toString();
        const read = parse(text, { from_line: 2, record_delimiter: '\r\n' }) as string[][];
        return (
          read.length === rows.length &&
          read.every(
            (cells, index) =>
              !/^[=+\-@]/.test(cells[0] ?? '') &&
              unguardCell(cells[0] ?? '') === rows[index]?.name &&
              cells[1] === String(rows[index]?.count),
          )
        );
      },
    ),
    { numRuns: 200 },
  );
  const [danger] = [row({ name: '=cmd|calc', count: -5 })];
  const text = (await bytesOf(renderCsv(table, each([danger]), { ...spanish, hxl: false }))).toString();
  t.match(text, "\r\n'=cmd|calc,-5,");
});

t.test('JSON: one document with the number of its rows at the end', async (t) => {
  for (const count of [0, 1, 500, 1001]) {
    const rows = Array.from({ length: count }, (_, index) => row({ count: index }));
    const parsed = JSON.parse((await bytesOf(renderJson(table, each(rows), spanish))).toString());
    t.same(parsed.data, rows, `${count} rows`);
    t.equal(parsed.row_count, count);
    t.same([parsed.report, parsed.title], ['sample', 'Tabla: muestra']);
    t.same(parsed.columns[3], { key: 'day', header: 'Vence', type: 'date', hxl: '#date+expiry' });
  }
});

t.test('XLSX: numbers and days are such, headers stay in view, texts come back as they were', async (t) => {
  const awkward = ' =1+1 <b>&"\'\n\tñ 🚚 ';
  const long = 'palabra '.repeat(400);
  const bytes = await bytesOf(
    renderXlsx(
      table,
      each([
        row({
          name: awkward,
          count: -1234567,
          value: '12.25',
          day: '2027-03-01',
          at: '2026-08-05T13:04:05.678Z',
        }),
        row({ name: long, value: '123456789012345.678', day: '1900-01-15' }),
        row({ name: 'a\u0000b\uD800c' }),
        row({ name: '_x0041_' }),
      ]),
      spanish,
    ),
  );
  const [sheet, ...others] = await sheetsOf(bytes);
  t.equal(others.length, 0);
  if (sheet === undefined) throw new Error('no sheet');
  t.equal(sheet.name, 'Tabla  muestra', 'without what a sheet cannot be called');
  t.match(sheet.views, [{ state: 'frozen', ySplit: 2 }]);
  const cells = (n: number) => (sheet.getRow(n).values as unknown[]).slice(1);
  t.same(cells(1), ['Artículo', 'Saldo', 'Valor', 'Vence', 'Registrado']);
  t.same(cells(2).slice(0, 4), ['#item+name', '#indicator+num', '#value', '#date+expiry']);
  t.equal(sheet.getCell('A1').font.bold, true);
  const [name, count, value, day, at] = cells(3);
  t.same([name, count, value], [awkward, -1234567, 12.25]);
  t.equal((day as Date).toISOString(), '2027-03-01T00:00:00.000Z');
  t.equal(sheet.getCell('D3').numFmt, 'yyyy-mm-dd');
  t.ok(Math.abs((at as Date).getTime() - Date.parse('2026-08-05T13:04:05.678Z')) <= 1);
  t.same(cells(4).slice(0, 4), [long, 1, '123456789012345.678', '1900-01-15'], 'what a sheet would change');
  t.equal(cells(5)[0], 'abc', 'characters that XML has no place for');
  // This reader leaves the escape of the escape as it stands; Excel reads it as the text that was meant, not as an A.
  t.equal(cells(6)[0], '_x005F_x0041_');
});

t.test('100,000 rows come out whole', async (t) => {
  const rows = Array.from({ length: 100_000 }, (_, index) => row({ count: index + 1 }));
  const isComplete = (counts: readonly number[]) =>
    counts.length === rows.length && counts.every((count, index) => count === index + 1);
  const json = JSON.parse((await bytesOf(renderJson(table, each(rows), spanish))).toString());
  t.ok(isComplete(json.data.map(({ count }: { count: number }) => count)), 'JSON');
  const archive = await bytesOf(renderXlsx(table, each(rows), spanish));
  const start = 30 + archive.readUInt16LE(26) + archive.readUInt16LE(28);
  const sheet = inflateRawSync(archive.subarray(start)).toString();
  const cells = [...sheet.matchAll(/<c r="B\d+" s="2"><v>(\d+)<\/v>/g)];
  t.ok(isComplete(cells.map(([, count]) => Number(count))), 'XLSX');
});

t.test('XLSX: the same rows give the same bytes', async (t) => {
  const rows = Array.from({ length: 2_000 }, (_, index) => row({ count: index }));
  const once = await bytesOf(renderXlsx(table, each(rows), spanish));
  const again = await bytesOf(renderXlsx(table, each(rows), spanish));
  t.ok(once.equals(again));
  const [sheet] = await sheetsOf(once);
  t.equal(sheet?.rowCount, 2_002);
  t.equal(sheet?.getRow(2_002).getCell(2).value, 1_999);
});

t.test('a file that nobody reads to its end lets go of its rows', async (t) => {
  for (const render of [renderCsv, renderJson, renderXlsx]) {
    let open = 0;
    const endless = async function* () {
      open += 1;
      try {
        for (let index = 0; ; index += 1) yield [row({ name: `${index} ${'x'.repeat(index % 97)}` })];
      } finally {
        open -= 1;
      }
    };
    const pieces = render(table, endless(), spanish);
    let taken = 0;
    for await (const piece of pieces) {
      taken += piece.length;
      if (taken > 50_000) break;
    }
    t.equal(open, 0, render.name);
  }
});

t.test('a failure of the rows is a failure of the file', async (t) => {
  for (const render of [renderCsv, renderJson, renderXlsx]) {
    const failing = async function* () {
      for (let index = 0; index < 2_000; index += 1) yield [row({ count: index })];
      throw new Error('the disk is gone');
    };
    await t.rejects(bytesOf(render(table, failing(), spanish)), /the disk is gone/, render.name);
  }
});

/** The files of an archive by their names, unpacked. */
function partsOf(archive: Buffer): ReadonlyMap<string, string> {
  const end = archive.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  const parts = new Map<string, string>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = archive.readUInt16LE(at + 28);
    const name = archive.subarray(at + 46, at + 46 + nameLength).toString();
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const packed = archive.subarray(start, start + archive.readUInt32LE(at + 20));
    parts.set(name, inflateRawSync(packed).toString());
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return parts;
}

t.test('XLSX: the package has every part that the format asks for, and each is well-formed', async (t) => {
  const parts = partsOf(
    await bytesOf(renderXlsx(table, each([row({ name: 'Lámpara & "más" <x>' })]), spanish)),
  );
  t.same([...parts.keys()].sort(), [
    '[Content_Types].xml',
    '_rels/.rels',
    'xl/_rels/workbook.xml.rels',
    'xl/styles.xml',
    'xl/workbook.xml',
    'xl/worksheets/sheet1.xml',
  ]);
  for (const [name, xml] of parts) {
    const parser = new SaxesParser({ xmlns: true });
    parser.on('error', (error) => t.fail(`${name}: ${error.message}`));
    parser.write(xml).close();
  }
  const types = parts.get('[Content_Types].xml') ?? '';
  for (const part of ['/xl/workbook.xml', '/xl/styles.xml', '/xl/worksheets/sheet1.xml'])
    t.match(types, `PartName="${part}"`);
  const targets = [...(parts.get('xl/_rels/workbook.xml.rels') ?? '').matchAll(/Target="([^"]+)"/g)];
  t.same(
    targets.map(([, target]) => `xl/${target}`).filter((target) => !parts.has(target)),
    [],
    'every relation leads to a part',
  );
  t.match(parts.get('_rels/.rels'), 'Target="xl/workbook.xml"');
});

t.test('XLSX of texts: what was put in comes back, cell by cell, as texts', async (t) => {
  const texts = [
    ['Código', 'Lote', 'Nota'],
    ['007', '=1+1', ''],
    ['1E5', '2026-08-05', '-3'],
  ];
  const [sheet] = await sheetsOf(await bytesOf(renderTextSheet('CNT-000001', texts)));
  t.equal(sheet?.name, 'CNT-000001');
  t.match(sheet?.views, [{ state: 'frozen', ySplit: 1 }]);
  t.equal(sheet?.getCell('A1').font.bold, true);
  const read = [1, 2, 3].map((n) => [1, 2, 3].map((column) => sheet?.getCell(n, column).value ?? ''));
  t.same(read, texts);
});

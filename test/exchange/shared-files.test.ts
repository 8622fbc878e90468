import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import t, { type Test } from 'tap';
import { readTable } from '../../src/exchange/table.ts';
import { csvFile } from '../../src/exchange/table-file.ts';
import { Problem } from '../../src/lib/problem.ts';
import { readCountFile } from '../../src/sites/count-file.ts';
import { readOpeningStockFile } from '../../src/stock/opening-file.ts';
import { sharedData } from '../helpers/shared-data.ts';

/** A test on one real file; on a machine without the shared data it says so and is passed over. */
function onFile(relativePath: string, run: (t: Test, bytes: Buffer, name: string) => void): void {
  const path = sharedData(relativePath);
  const options = path === null ? { skip: `shared data absent: ${relativePath}` } : {};
  t.test(relativePath, options, async (t) => {
    if (path !== null) run(t, readFileSync(path), basename(path));
  });
}

/** Lines of a file known to have no quotes, split at its separator: an account independent of the reader. */
function plainSplit(t: Test, bytes: Buffer, separator: string): string[][] {
  const text = bytes.toString('utf8');
  t.notOk(text.includes('"'), 'a plain split is right for this file');
  return text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => line.split(separator));
}

const sum = (values: readonly (string | number | null)[]) =>
  values.reduce<number>((so, value) => so + Number(value), 0);

for (const [file, separator, encoding] of [
  ['hxl/input-valid.csv', ',', 'utf-8'],
  ['hxl/input-valid-latin1.csv', ',', 'windows-1252'],
  ['hxl/input-valid.ssv', ';', 'utf-8'],
] as const) {
  onFile(file, (t, bytes, name) => {
    const file = csvFile(bytes, name);
    const table = readTable(file);
    t.match(file, { separator, encoding });
    t.match(table, { headerRow: 2 });
    t.strictSame(
      table.tags?.map((tag) => [tag.column, tag.tag, ...tag.attributes].join(' ')),
      [
        '1 #sector es',
        '2 #subsector es',
        '3 #org es',
        '4 #targeted f',
        '5 #targeted m',
        '6 #country',
        '7 #adm1',
        '8 #date reported',
      ],
    );
    t.strictSame(
      table.rows.map(({ row, cells }) => [row, cells[0], cells[6], cells[7]]),
      [
        [4, '001', 'Panamá', 'Los Santos'],
        [5, '002', 'Colombia', 'Cauca'],
        [6, '003', 'Colombia', 'Chocó'],
        [7, '004', 'Venezuela', 'Amazonas'],
      ],
    );
    const counts = readCountFile(csvFile(bytes, name));
    t.strictSame(counts.rows, [], 'people targeted are no count of a site');
    t.ok(counts.violations.every((violation) => violation.rule === 'missing_column'));
    t.ok(
      counts.ignored_columns.includes('Hombres'),
      'a column tagged #targeted+f is not taken by its header',
    );
  });
}

onFile('hxl/input-untagged.csv', (t, bytes, name) => {
  const table = readTable(csvFile(bytes, name));
  t.equal(table.tags, null);
  t.equal(table.rows.length, 5);
  t.ok(
    readCountFile(csvFile(bytes, name)).violations.some((violation) => violation.rule === 'missing_column'),
  );
});

for (const [file, reason] of [
  ['hxl/input-valid.xlsx', 'XLSX'],
  ['hxl/hxl-default-schema.json', 'JSON'],
] as const) {
  onFile(file, (t, bytes, name) => {
    const error = t.throws(() => readTable(csvFile(bytes, name)));
    t.ok(error instanceof Problem);
    t.match(error, { code: 'unreadable_file', params: { file: name, reason } });
  });
}

onFile('dtm/iom_haiti_dtm_2013_extract_no_pii.csv', (t, bytes, name) => {
  const [headers = [], , ...lines] = plainSplit(t, bytes, ',');
  t.ok(
    lines.every((cells) => cells.length === headers.length),
    'no name holds a comma',
  );
  const column = (header: string) => lines.map((cells) => cells[headers.indexOf(header)] ?? '');
  const { rows, violations, total_rows } = readCountFile(csvFile(bytes, name));
  t.strictSame(violations, []);
  t.equal(rows.length, 38);
  t.equal(total_rows, 38);
  t.strictSame(
    rows.map((row) => row.site_code),
    column('SSID'),
  );
  t.strictSame(
    rows.map((row) => row.site_name),
    column('Camp Name'),
  );
  t.strictSame(
    rows.map((row) => [row.latitude, row.longitude]),
    column('Lat').map((lat, index) => [Number(lat), Number(column('Lon')[index])]),
  );
  t.equal(sum(rows.map((row) => row.households)), sum(column('Number of Households')));
  t.equal(sum(rows.map((row) => row.individuals)), sum(column('Number of Individuals')));
  t.equal(sum(rows.map((row) => row.females)), sum(column('Female')));
  t.equal(sum(rows.map((row) => row.males)), sum(column('Male')));
  const months: Readonly<Record<string, string>> = { May: '05', Jun: '06' };
  const dates = column('Date of Assessment').map((text) => {
    const [day = '', month = '', year = ''] = text.split(' ');
    return `${year}-${months[month]}-${day.padStart(2, '0')}`;
  });
  t.strictSame(
    rows.map((row) => row.counted_on),
    dates,
  );
});

onFile('sites/sv_public_buildings_candidate_sites.csv', (t, bytes, name) => {
  const table = readTable(csvFile(bytes, name));
  t.equal(table.rows.length, 23);
  t.match(table.rows.at(16)?.cells, [
    'INSTITUTO NACIONAL DE ANTIGUO CUSCATLAN',
    'La Libertad',
    'AVENIDA "CESARITA ESPARZA", N°7',
  ]);
  t.strictSame(
    readCountFile(csvFile(bytes, name)).violations.map((violation) => violation.rule),
    ['missing_column', 'missing_column'],
    'a list of buildings is no count: neither people nor date',
  );
});

onFile('items/Logistics_warehouse_stock.csv', (t, bytes, name) => {
  const lines = bytes
    .toString('utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');
  // The quantity is the last bare number before the quoted donor, whatever commas the names hold.
  const quantities = lines.slice(1).map((line) => /,(\d+),"[^"]*"$/.exec(line)?.[1] ?? 'not found');
  const { rows, violations, ignored_columns } = readOpeningStockFile(csvFile(bytes, name));
  t.strictSame(violations, []);
  t.strictSame(ignored_columns, ['Catalog']);
  t.equal(rows.length, 152);
  t.strictSame(
    rows.map((row) => row.quantity),
    quantities.map(Number),
  );
  t.equal(sum(rows.map((row) => row.quantity)), sum(quantities));
  t.ok(rows.every((row) => row.warehouse_name === row.warehouse_name.trim() && row.currency === 'PHP'));
  t.ok(rows.some((row) => row.warehouse_name === 'NROC Warehouse B'));
  t.match(
    rows.find((row) => row.lot_number === 'FO-12005'),
    { item_name: 'Corned Beef (48tins/box) 150g, Bingo2', unit_value: '15.59395833', quantity: 400_032 },
  );
});

onFile('items/RMS_Demo_inv_item.csv', (t, bytes, name) => {
  const lines = bytes.toString('utf8').trimEnd().split(/\r?\n/);
  const emptyRows = lines.flatMap((line, index) => (/,piece,0,/.test(line) ? [index + 1] : []));
  const { rows, violations, total_rows } = readOpeningStockFile(csvFile(bytes, name));
  t.equal(total_rows, 33);
  t.ok(emptyRows.length > 0);
  t.strictSame(
    violations.map(({ rule, row, column, value }) => [rule, row, column, value]),
    emptyRows.map((row) => ['whole_number', row, 'Quantity', '0']),
  );
  t.equal(rows.length, 33 - emptyRows.length);
  t.match(rows.at(0), {
    item_code: 'HSHETARPW406',
    item_name: null,
    bin: 'A/1/0',
    unit_value: '12.25',
    currency: 'EUR',
  });
});

onFile('items/RMS_supply_catalog_item.csv', (t, bytes, name) => {
  const line =
    bytes
      .toString('utf8')
      .split(/\r?\n/)
      .findIndex((text) => text.includes('2" + 6.5kW')) + 1;
  const error = t.throws(() => readTable(csvFile(bytes, name)));
  t.match(error, { code: 'unreadable_file', violations: [{ rule: 'broken_quote', params: { line } }] });
});

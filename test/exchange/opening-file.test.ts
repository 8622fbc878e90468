import t from 'tap';
import { csvFile } from '../../src/exchange/table-file.ts';
import { violationMessage } from '../../src/lib/problem.ts';
import { type OpeningFileOptions, readOpeningStockFile } from '../../src/stock/opening-file.ts';

const read = (text: string, options?: OpeningFileOptions) =>
  readOpeningStockFile(csvFile(Buffer.from(text), 'stock.csv'), options);

const broken = (text: string, options?: OpeningFileOptions) =>
  read(text, options).violations.map(({ rule, row, column }) => [rule, row, column]);

t.test('a line as typed in the field', async (t) => {
  const text =
    '"Almacén";"Código de artículo";"Artículo";Categoría;Unidad;Cantidad;Valor unitario;Moneda;Donante;Lote;Vencimiento;Ubicación;Comentarios;Color\r\n' +
    '"NROC Warehouse B ";HHYGSOAP100G;" Jabón  de\r\nbaño, 25 g ";Higiene;pcs;360;15.59395833;usd;UNICEF;L-7;31 dic 2027;A/1/0;"2"" caja";azul\r\n';
  t.strictSame(read(text), {
    rows: [
      {
        row: 2,
        warehouse_name: 'NROC Warehouse B',
        item_code: 'HHYGSOAP100G',
        item_name: 'Jabón de baño, 25 g',
        category: 'Higiene',
        base_unit: 'pcs',
        quantity: 360,
        unit_value: '15.59395833',
        currency: 'USD',
        donor: 'UNICEF',
        lot_number: 'L-7',
        expires_on: '2027-12-31',
        bin: 'A/1/0',
        comments: '2" caja',
      },
    ],
    violations: [],
    ignored_columns: ['Color'],
    total_rows: 1,
  });
});

t.test('what is blank is null, except where it is required', async (t) => {
  const header = 'Warehouse,Item name,Item code,Unit of measure,Quantity,Unit value,Currency\n';
  t.match(read(`${header}W,Mat,,pcs,1,0,\n`).rows, [
    {
      item_code: null,
      unit_value: '0',
      currency: null,
      donor: null,
      lot_number: null,
      expires_on: null,
      bin: null,
    },
  ]);
  t.strictSame(broken(`${header},Mat,,pcs,1,,\nW,,,pcs,1,,\nW,Mat,,,1,,\nW,Mat 2,,pcs,,,\n`), [
    ['required', 2, 'Warehouse'],
    ['required_one_of', 3, 'Item name'],
    ['required', 4, 'Unit of measure'],
    ['required', 5, 'Quantity'],
  ]);
});

t.test('every cell that could mislead is refused with its reason', async (t) => {
  const header = 'Warehouse,Item name,Unit,Quantity,Unit value,Currency,Expiry date\n';
  const text =
    `${header}W,a,pcs,0,1,USD,\nW,b,pcs,1.5,1,USD,\nW,c,pcs,"1,250",1,USD,\nW,d,pcs,4.07952E+14,1,USD,\nW,e,pcs,-1,1,USD,\n` +
    'W,f,pcs,1,"1,250.00",dollars,\nW,g,pcs,1,1,USD,05/08/2026\nW,h,pcs,1,1,USD,2026-02-30\nTotal,,,9,,,\n';
  const { violations, rows, total_rows } = read(text);
  t.strictSame(
    violations.map(({ rule, row, column }) => [rule, row, column]),
    [
      ['whole_number', 2, 'Quantity'],
      ['whole_number', 3, 'Quantity'],
      ['grouped_number', 4, 'Quantity'],
      ['whole_number', 5, 'Quantity'],
      ['whole_number', 6, 'Quantity'],
      ['decimal_number', 7, 'Unit value'],
      ['currency_code', 7, 'Currency'],
      ['date_order_unknown', 8, 'Expiry date'],
      ['impossible_date', 9, 'Expiry date'],
      ['total_row', 10, 'Warehouse'],
    ],
  );
  t.strictSame(rows, []);
  t.equal(total_rows, 9);
  t.strictSame(violations[0]?.params, { min: 1 });
  for (const violation of violations) {
    for (const language of ['es', 'en'] as const)
      t.notMatch(violationMessage(violation, language), /\{\w+\}/);
  }
});

t.test('a row that repeats another names it; another lot, expiry, donor or bin is another row', async (t) => {
  const header = 'Warehouse,Item name,Unit,Quantity,Donor,Lot number,Expiry date,Bin\n';
  const text =
    `${header}W,Mat,pcs,1,D,L,2027-01-31,A\nW,Mat,pcs,1,E,L,2027-01-31,A\nW,Mat,pcs,1,D,M,2027-01-31,A\n` +
    'W,Mat,pcs,1,D,L,2027-02-28,A\nW,Mat,pcs,1,D,L,2027-01-31,B\nX,Mat,pcs,1,D,L,2027-01-31,A\n' +
    ' w ,MAT,pcs,7,D,L,31 Jan 2027,A\n';
  const { rows, violations } = read(text);
  t.equal(rows.length, 6);
  t.match(violations, [{ rule: 'duplicate_in_file', row: 8, column: 'Item name', params: { first_row: 2 } }]);
  t.equal(violations.length, 1);
});

t.test('HXL tags', async (t) => {
  const text =
    'a,b,c,d,e,f,g\n#loc+name,#item+code,#item+name,#item+unit,#indicator+num+stock,#date+expiry,#org+funding\n' +
    'W,K1,Kit,piece,5,2027-01-31,ECHO\n';
  t.match(read(text).rows, [
    {
      row: 3,
      warehouse_name: 'W',
      item_code: 'K1',
      item_name: 'Kit',
      base_unit: 'piece',
      quantity: 5,
      expires_on: '2027-01-31',
      donor: 'ECHO',
    },
  ]);
});

t.test('missing columns refuse the file; a mapping supplies them', async (t) => {
  const text = 'Sede,Cosa,Unidad,Cuántos\nW,Mat,pcs,3\n';
  t.strictSame(
    read(text).violations.map((violation) => violation.rule),
    ['missing_column', 'missing_column'],
  );
  const mapping = { warehouse_name: 'Sede', item_name: 'Cosa', quantity: 'cuantos' };
  t.match(read(text, { mapping }).rows, [{ warehouse_name: 'W', item_name: 'Mat', quantity: 3 }]);
  t.match(read(text, { mapping: { ...mapping, item_name: 'Nada' } }).violations, [
    { rule: 'unknown_column', value: 'Nada' },
  ]);
});

t.test(
  'a list without a column for the warehouse is a list of one; a blank name in such a column is an error',
  (t) => {
    const one = read('Item Name,Unit,Quantity\nMat,piece,3\nNet,piece,4\n');
    t.same(
      one.rows.map((row) => [row.warehouse_name, row.item_name, row.quantity]),
      [
        ['', 'Mat', 3],
        ['', 'Net', 4],
      ],
    );
    t.same(one.violations, []);
    const blank = read('Warehouse,Item Name,Unit,Quantity\n,Mat,piece,3\n');
    t.same(blank.rows, []);
    t.match(blank.violations, [{ row: 2, rule: 'required' }]);
    t.end();
  },
);

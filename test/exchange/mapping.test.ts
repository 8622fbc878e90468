import t from 'tap';
import {
  DuplicateFinder,
  type ExplicitMapping,
  type FieldSpec,
  resolveColumns,
  withHeadersFound,
} from '../../src/exchange/mapping.ts';
import { columnLetters, readTable } from '../../src/exchange/table.ts';
import { csvFile } from '../../src/exchange/table-file.ts';

type Key = 'name' | 'people' | 'women' | 'lat';

const fields: readonly FieldSpec<Key>[] = [
  { key: 'name', required: true, headers: ['Nombre del albergue', 'Nombre'], hxl: ['#loc+name'] },
  { key: 'people', headers: ['Número de personas', 'People'], hxl: ['#affected+ind-f'] },
  { key: 'women', headers: ['Mujeres'], hxl: ['#affected+ind+f', '#affected+f'] },
  { key: 'lat', headers: ['Lat'], hxl: ['#geo+lat'] },
];

function resolve(text: string, explicit?: ExplicitMapping<Key>) {
  return resolveColumns(readTable(csvFile(Buffer.from(text), 'a.csv')), fields, explicit);
}

t.test('headers are compared without accents, case and punctuation, the clearest first', async (t) => {
  const { columns, unmapped, violations } = resolve(
    'nombre,NOMBRE DEL ALBERGUE,numero  de personas:,Otra cosa\nA,B,1,x\n',
  );
  t.strictSame(columns, { name: 1, people: 2 });
  t.strictSame(unmapped, ['nombre', 'Otra cosa']);
  t.strictSame(violations, []);
});

t.test('tags win over headers, and a tagged column is never taken by its header', async (t) => {
  const { columns, unmapped } = resolve(
    'Mujeres,Nombre,Nombre del albergue,People,Lat\n#targeted+f,#loc+name,,#affected+ind+f,\n1,A,B,2,13.5\n',
  );
  t.strictSame(columns, { name: 1, women: 3, lat: 4 });
  t.strictSame(unmapped, ['Mujeres', 'Nombre del albergue']);
});

t.test('of several fitting tags the plainest is taken', async (t) => {
  const { columns, unmapped, violations } = resolve('N,L1,L2\n#loc+name,#geo+lat+label,#geo+lat\nA,1,2\n');
  t.strictSame(columns, { name: 0, lat: 2 });
  t.strictSame(unmapped, ['L1']);
  t.strictSame(violations, []);
});

t.test('two columns that say the same are not chosen between', async (t) => {
  const byHeader = resolve('Nombre,Lat,lat.\nA,1,2\n');
  t.match(byHeader.violations, [{ rule: 'ambiguous_column', file: 'a.csv', row: 1, value: 'Lat, lat.' }]);
  t.equal(byHeader.columns.lat, undefined);
  const byTag = resolve('N1,N2\n#loc+name+es,#loc+name+en\nA,B\n');
  t.match(byTag.violations, [{ rule: 'ambiguous_column', value: 'N1, N2' }]);
  t.equal(byTag.violations.length, 1, 'a column that is there twice is not missing too');
});

t.test('a required column that is missing is reported with the names it may have', async (t) => {
  const { violations } = resolve('Título,People\nA,1\n');
  t.match(violations, [
    {
      rule: 'missing_column',
      file: 'a.csv',
      row: 1,
      params: { expected: 'Nombre del albergue | Nombre | #loc+name' },
    },
  ]);
});

t.test('an explicit choice overrides tags and headers, by header or by tag', async (t) => {
  const text = 'Nombre,Centro,Total\n#loc+name,#org,#affected+ind+f\nA,B,3\n';
  t.strictSame(resolve(text, { name: 'CENTRO' }).columns, { name: 1, women: 2 });
  t.strictSame(resolve(text, { people: '# Affected +f+ind' }).columns, { name: 0, people: 2 });
  t.strictSame(resolve(text, { women: null }).columns, { name: 0 });
});

t.test('an explicit choice of what the file has not is reported, once', async (t) => {
  const { violations, columns } = resolve('Nombre,Lat\nA,1\n', { name: 'Albergue' });
  t.match(violations, [{ rule: 'unknown_column', column: 'Albergue', value: 'Albergue' }]);
  t.equal(violations.length, 1);
  t.strictSame(columns, { lat: 1 });
  const unknown = { nmae: 'Nombre' } as ExplicitMapping<Key>;
  t.match(resolve('Nombre\nA\n', unknown).violations, [{ rule: 'unknown_field', value: 'nmae' }]);
  t.match(resolve('Nombre\nA\n', { name: null }).violations, [{ rule: 'missing_column' }]);
});

t.test('a column without header is listed by its letter when something stands in it', async (t) => {
  t.strictSame(resolve('Nombre,,,Lat\nA,,x,1\n').unmapped, ['C']);
  t.strictSame([0, 25, 26, 51, 52, 701, 702].map(columnLetters), ['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
});

t.test('titles above the headers are passed over', async (t) => {
  const table = readTable(
    csvFile(Buffer.from('Reporte;Lat\n\nElaborado por;X\nNombre;Lat\nA;1\nB;2\n'), 'a.csv'),
  );
  const found = withHeadersFound(table, fields);
  t.equal(found.headerRow, 4);
  t.strictSame(found.headers, ['Nombre', 'Lat']);
  t.strictSame(found.rows, [
    { row: 5, cells: ['A', '1'] },
    { row: 6, cells: ['B', '2'] },
  ]);
  const plain = readTable(csvFile(Buffer.from('Uno,Dos\nNombre,3\n'), 'a.csv'));
  t.equal(withHeadersFound(plain, fields).headerRow, 1, 'one word alone moves nothing');
  t.equal(withHeadersFound(plain, fields, { lat: '3' }).headerRow, 2, 'a chosen header counts as known');
});

t.test('duplicates name the first row', async (t) => {
  const finder = new DuplicateFinder();
  const cell = (row: number) => ({ file: 'a.csv', row, column: 'Código', text: 'sv-1' });
  t.equal(finder.check(cell(3), ['SV-1', null]), null);
  t.equal(finder.check(cell(4), ['SV-1', '']), null, 'not stated is not the same as an empty text');
  t.match(finder.check(cell(5), ['sv-1', null]), {
    rule: 'duplicate_in_file',
    row: 5,
    params: { first_row: 3 },
  });
});

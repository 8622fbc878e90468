import t from 'tap';
import { findTagRow, formatHxlTag, matchesHxlPattern, parseHxlTag } from '../../src/exchange/hxl.ts';
import { readTable } from '../../src/exchange/table.ts';
import { csvFile } from '../../src/exchange/table-file.ts';
import { Problem, problemDetail } from '../../src/lib/problem.ts';

const tag = (text: string) => {
  const parsed = parseHxlTag(text, 0);
  if (parsed === null) throw new Error(`no tag: ${text}`);
  return parsed;
};

const records = (...rows: string[][]) => rows.map((cells, index) => ({ row: index + 1, cells }));

t.test('a tag is read whatever its spaces, case and order of attributes', async (t) => {
  for (const text of [
    '#affected+f+ind',
    ' # Affected + IND +f ',
    '#AFFECTED+ind\t+F',
    '#affected+f+ind+f',
    '#affected\u00a0+f +ind',
  ]) {
    t.strictSame(parseHxlTag(text, 7), { column: 7, tag: '#affected', attributes: ['f', 'ind'] }, text);
  }
  t.equal(formatHxlTag(tag('#Affected +ind+ f')), '#affected+f+ind');
  t.strictSame(tag('#adm1').attributes, []);
});

t.test('what is no tag is none', async (t) => {
  for (const text of [
    '',
    '#',
    '#5',
    '# 30',
    'affected',
    '#affected f',
    '#affected+',
    '#+f',
    'a #affected',
    '#a-b',
  ]) {
    t.equal(parseHxlTag(text, 0), null, text);
  }
});

t.test('patterns', async (t) => {
  const cases: ReadonlyArray<[string, string, boolean]> = [
    ['#affected+ind+f', '#affected+f+ind', true],
    ['#affected+ind+f', '#affected+f+ind+age_12_17', true],
    ['#affected+ind+f', '#affected+ind', false],
    ['#affected+ind+f', '#inneed+ind+f', false],
    ['#affected+ind-f-m', '#affected+ind+displaced', true],
    ['#affected+ind-f-m', '#affected+m+ind', false],
    ['#affected+f!', '#affected+f', true],
    ['#affected+f!', '#affected+f+age_5_11', false],
    ['#affected!', '#affected', true],
    ['#date', '#date+end', true],
    [' #Date + Reported ', '#date+reported', true],
    ['#adm1', '#adm2', false],
  ];
  for (const [pattern, text, expected] of cases) {
    t.equal(matchesHxlPattern(pattern, tag(text)), expected, `${pattern} on ${text}`);
  }
  t.throws(() => matchesHxlPattern('affected', tag('#affected')), RangeError);
});

t.test('the tag row may follow titles and headers, down to row 25', async (t) => {
  const csv = (headerRows: number) =>
    `${'¿Dónde?,¿Cuántos?\n'.repeat(headerRows)}#loc+name,#affected + IND\nA,3\n`;
  const table = readTable(csvFile(Buffer.from(csv(24)), 'a.csv'));
  t.strictSame(table.tags, [
    { column: 0, tag: '#loc', attributes: ['name'] },
    { column: 1, tag: '#affected', attributes: ['ind'] },
  ]);
  t.equal(table.headerRow, 24);
  t.strictSame(table.rows, [{ row: 26, cells: ['A', '3'] }]);
  t.equal(readTable(csvFile(Buffer.from(csv(25)), 'a.csv')).tags, null, 'row 26 is too far down');
});

t.test(
  'merged headers: a blank one takes the text above it, a column without any takes its tag',
  async (t) => {
    const text = 'Sitio,,¿Cuándo?,\n,Personas,,\n#loc+name,#affected+ind,#date+reported,#geo+lat\nA,3,,\n';
    const table = readTable(csvFile(Buffer.from(text), 'a.csv'));
    t.strictSame(table.headers, ['Sitio', 'Personas', '¿Cuándo?', '#geo+lat']);
    t.equal(table.headerRow, 2);
  },
);

t.test('a file may begin with its tags', async (t) => {
  const table = readTable(csvFile(Buffer.from('#loc+name;#affected+ind\nA;3\n'), 'a.csv'));
  t.strictSame(table.headers, ['#loc+name', '#affected+ind']);
  t.equal(table.headerRow, 1);
  t.strictSame(table.rows, [{ row: 2, cells: ['A', '3'] }]);
});

t.test('a sparse tag row counts, a stray hashtag does not', async (t) => {
  t.equal(findTagRow(records(['a', 'b', 'c', 'd'], ['', '#loc', '', '']), 'a.csv')?.index, 1);
  t.equal(findTagRow(records(['#TormentaAmanda'], ['a', 'b']), 'a.csv'), null, 'no core hashtag');
  t.equal(findTagRow(records(['see #date', 'x', '#date'], ['a', 'b', 'c']), 'a.csv'), null, 'mostly text');
});

t.test('tags from before 1.0 are refused by name, in both languages', async (t) => {
  const text = 'Sitio,Lat,Personas\n#loc,#LAT_DEG,#people_num\nA,13.7,4\n';
  const error = t.throws(() => readTable(csvFile(Buffer.from(text), 'viejo.csv')));
  if (!(error instanceof Problem)) throw new Error('expected a Problem');
  t.equal(error.code, 'hxl_outdated_tags');
  t.strictSame(error.params, { file: 'viejo.csv', row: 2, tags: '#lat_deg, #people_num' });
  t.match(problemDetail(error, 'es'), /fila 2 de viejo\.csv.*anteriores.*#lat_deg, #people_num/);
  t.match(problemDetail(error, 'en'), /Row 2 of viejo\.csv.*before.*#lat_deg, #people_num/);
});

t.test('tags made for one file only are no old tags', async (t) => {
  const found = findTagRow(records(['#loc+name', '#x_total_num', '#indicator+area_m2']), 'a.csv');
  t.equal(found?.tags.length, 3);
});

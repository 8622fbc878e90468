import t from 'tap';
import { csvFile } from '../../src/exchange/table-file.ts';
import { violationMessage } from '../../src/lib/problem.ts';
import { AGE_BANDS, SEXES } from '../../src/sites/age-bands.ts';
import { type CountFileOptions, readCountFile } from '../../src/sites/count-file.ts';

const read = (text: string, options?: CountFileOptions) =>
  readCountFile(csvFile(Buffer.from(text), 'censo.csv'), options);

/** Rule, row and column of each violation. */
const broken = (text: string, options?: CountFileOptions) =>
  read(text, options).violations.map(({ rule, row, column }) => [rule, row, column]);

const nothingElse = {
  p_code: null,
  adm1_name: null,
  adm2_name: null,
  latitude: null,
  longitude: null,
  capacity: null,
  households: null,
  individuals: null,
  females: null,
  males: null,
  groups: [],
  vulnerable: [],
};

t.test('plain Spanish headers', async (t) => {
  const text =
    'Código,Albergue,Código P,Departamento,Municipio,Latitud,Longitud,Capacidad,Fecha,Familias,Personas,Mujeres,' +
    'Hombres,Mujeres 12-17,Hombres 0-5 meses,Observaciones\n' +
    'SS-1,"Centro Escolar ""San José"", Norte",sv0101,Ahuachapán,Apaneca,13.9,-89.8,120,5 de agosto de 2026,12,51,27,24,4,0,ok\n';
  t.strictSame(read(text), {
    rows: [
      {
        row: 2,
        site_code: 'SS-1',
        site_name: 'Centro Escolar "San José", Norte',
        p_code: 'SV0101',
        adm1_name: 'Ahuachapán',
        adm2_name: 'Apaneca',
        latitude: 13.9,
        longitude: -89.8,
        capacity: 120,
        counted_on: '2026-08-05',
        households: 12,
        individuals: 51,
        females: 27,
        males: 24,
        groups: [
          { sex: 'female', age_band: 'y12_17', persons: 4 },
          { sex: 'male', age_band: 'm0_5', persons: 0 },
        ],
        vulnerable: [],
      },
    ],
    violations: [],
    ignored_columns: ['Observaciones'],
    total_rows: 1,
  });
});

t.test('plain English headers under a title, semicolons, CR LF, Latin-1', async (t) => {
  const text =
    'Displacement report; 5 Aug\r\n\r\nSite name;Households;Individuals;Female;Male;Female 12-17;Male 60+\r\n' +
    'Peñón;3;9;5;4;1;2\r\n';
  const result = readCountFile(csvFile(Buffer.from(text, 'latin1'), 'a.csv'), {
    defaultCountedOn: '2026-08-05',
  });
  t.strictSame(result.violations, []);
  t.match(result.rows, [
    {
      row: 4,
      site_name: 'Peñón',
      counted_on: '2026-08-05',
      households: 3,
      individuals: 9,
      females: 5,
      males: 4,
      groups: [
        { sex: 'female', age_band: 'y12_17', persons: 1 },
        { sex: 'male', age_band: 'y60_plus', persons: 2 },
      ],
    },
  ]);
});

t.test('every band of both sexes is known by header in two languages and by tag', async (t) => {
  const words = { es: { female: 'Mujeres', male: 'Hombres' }, en: { female: 'Female', male: 'Male' } };
  const columns = SEXES.flatMap((sex) => AGE_BANDS.map((band) => ({ sex, band })));
  const expected = columns.map(({ sex, band }, index) => ({ sex, age_band: band.code, persons: index }));
  const headings: ReadonlyArray<[string, string[]]> = [
    ...(['es', 'en'] as const).map((language): [string, string[]] => [
      language,
      columns.map(({ sex, band }) => `${words[language][sex]} ${band.label[language]}`),
    ]),
    ['code tags', columns.map(({ sex, band }) => `#affected+${sex[0]}+ind+age_${band.code}`)],
    ['code tags without ind', columns.map(({ sex, band }) => `#affected+age_${band.code}+${sex[0]}`)],
  ];
  for (const [name, headers] of headings) {
    const tagged = headers[0]?.startsWith('#');
    const text = `${tagged ? '#loc+name,#affected+hh' : 'Nombre,HH'},${headers}\nA,5,${columns.map((_, index) => index)}\n`;
    const { rows, violations } = read(text, { defaultCountedOn: '2026-08-05' });
    t.strictSame(violations, [], name);
    t.strictSame(rows[0]?.groups, expected, name);
  }
});

t.test('the age bands follow each other without gap or overlap', async (t) => {
  t.equal(AGE_BANDS.length, 7);
  t.equal(AGE_BANDS[0].from_months, 0);
  t.equal(AGE_BANDS[6].to_months, null);
  for (const [index, band] of AGE_BANDS.slice(1).entries()) {
    t.equal(band.from_months, (AGE_BANDS[index]?.to_months ?? 0) + 1, band.code);
  }
});

t.test('HXL: attributes in any order, bands, dates and codes', async (t) => {
  const text =
    'x,x,x,x,x,x,x,x,x\n' +
    '#loc + id,#Loc+Name,#adm2+code,#geo+lon,#geo+lat,#date+start,#affected+IND+f+age_12_17,#affected+hh,#affected+f\n' +
    '7,A,SV0101,-89.8,13.9,2026-08-05,2,3,5\n';
  t.strictSame(read(text).rows, [
    {
      ...nothingElse,
      row: 3,
      site_code: '7',
      site_name: 'A',
      p_code: 'SV0101',
      latitude: 13.9,
      longitude: -89.8,
      counted_on: '2026-08-05',
      households: 3,
      females: 5,
      groups: [{ sex: 'female', age_band: 'y12_17', persons: 2 }],
    },
  ]);
});

t.test('a tag that divides further is no total', async (t) => {
  const text = '#loc+name,#affected+ind,#affected+f+disabled,#affected+ind+children,#inneed+ind\nA,9,2,3,4\n';
  const { rows, ignored_columns } = read(text, { defaultCountedOn: '2026-08-05' });
  t.match(rows, [{ individuals: 9, females: null }]);
  t.strictSame(
    ignored_columns,
    ['#affected+disabled+f', '#affected+children+ind', '#inneed+ind'].map(asTyped),
  );
});

/** A column without header is called by its tag, attributes in alphabetical order. */
function asTyped(tag: string): string {
  const [name, ...attributes] = tag.split('+');
  return [name, ...attributes.sort()].join('+');
}

t.test('blank is not stated, zero is zero', async (t) => {
  const { rows, violations } = read(
    'Nombre,Fecha,Familias,Personas,Mujeres\nA,2026-08-05,0,,\nB,2026-08-05, ,7,0\n',
  );
  t.strictSame(violations, []);
  t.strictSame(rows, [
    { ...nothingElse, row: 2, site_code: null, site_name: 'A', counted_on: '2026-08-05', households: 0 },
    {
      ...nothingElse,
      row: 3,
      site_code: null,
      site_name: 'B',
      counted_on: '2026-08-05',
      individuals: 7,
      females: 0,
    },
  ]);
});

t.test('every row says all that is wrong with it and is left out', async (t) => {
  const text =
    'Código,Nombre,Lat,Lon,Fecha,Familias,Personas,Mujeres,Hombres\n' +
    'A1,Uno,,,2026-08-05,3,9,5,4\n' +
    ',,,,2026-08-05,3,9,,\n' +
    'A3,Tres,,,2026-08-05,,,5,4\n' +
    'A4,Cuatro,,,2026-08-05,"1,250",1e3,-5,4.5\n' +
    'A5,Cinco,,,2026-08-05,3,9,5,5\n' +
    'A6,Seis,13.7,,2026-08-05,3,9,,\n' +
    'A7,Siete,95,-200,2026-08-05,3,9,,\n' +
    'a1,Uno otra vez,,,2026-08-05,3,9,,\n' +
    'A9,Nueve,,,,3,9,,\n' +
    'A10,Diez,,,05/08/2026,3,9,,\n' +
    'A11,Once,,,2026-08-05,9,8,,\n' +
    'A12,"Doce, norte",,,2026-08-05,3,9,,,extra\n' +
    'TOTAL,,,,2026-08-05,24,81,,\n';
  const { rows, violations, total_rows } = read(text);
  t.strictSame(
    rows.map((row) => row.row),
    [2, 6, 12],
    'figures that contradict each other are for a person to decide on',
  );
  t.equal(total_rows, 13);
  t.strictSame(
    violations.map(({ rule, row, column }) => [rule, row, column]),
    [
      ['required_one_of', 3, 'Código'],
      ['required_one_of', 4, 'Familias'],
      ['grouped_number', 5, 'Familias'],
      ['whole_number', 5, 'Personas'],
      ['whole_number', 5, 'Mujeres'],
      ['whole_number', 5, 'Hombres'],
      ['coordinates_incomplete', 7, 'Lon'],
      ['latitude', 8, 'Lat'],
      ['longitude', 8, 'Lon'],
      ['duplicate_in_file', 9, 'Código'],
      ['required', 10, 'Fecha'],
      ['date_order_unknown', 11, 'Fecha'],
      ['extra_cells', 13, 'J'],
      ['total_row', 14, 'Código'],
    ],
  );
  t.strictSame(violations[9]?.params, { first_row: 2 });
  for (const violation of violations) {
    t.equal(violation.file, 'censo.csv');
    for (const language of ['es', 'en'] as const)
      t.notMatch(violationMessage(violation, language), /\{\w+\}/);
  }
});

t.test('a site without code is its name and place', async (t) => {
  const header = 'Departamento,Municipio,Nombre,Fecha,Familias\n';
  t.strictSame(
    broken(
      `${header}La Paz,El Rosario,Casa comunal,2026-08-05,1\nCuscatlán,El Rosario,Casa comunal,2026-08-05,2\n`,
    ),
    [],
  );
  t.strictSame(
    broken(
      `${header}La Paz,El Rosario,Casa comunal,2026-08-05,1\nLA PAZ,El Rosario,CASA  COMUNAL,2026-08-06,2\n`,
    ),
    [['duplicate_in_file', 3, 'Nombre']],
  );
});

t.test('a row that is wrong still counts as the first of its site', async (t) => {
  t.match(read('Nombre,Fecha,Familias\nA,2026-08-05,x\nA,2026-08-05,3\n').violations, [
    { rule: 'whole_number', row: 2 },
    { rule: 'duplicate_in_file', row: 3, params: { first_row: 2 } },
  ]);
});

t.test('dates: default for blanks only, declared order', async (t) => {
  const text = 'Nombre,Fecha,Familias\nA,05/08/2026,1\nB,,2\n';
  const { rows, violations } = read(text, { defaultCountedOn: '2026-08-09', dateOrder: 'DMY' });
  t.strictSame(violations, []);
  t.strictSame(
    rows.map((row) => row.counted_on),
    ['2026-08-05', '2026-08-09'],
  );
  t.strictSame(broken('Nombre,Fecha,Familias\nA,ayer,1\n', { defaultCountedOn: '2026-08-09' }), [
    ['calendar_date', 2, 'Fecha'],
  ]);
});

t.test('missing columns refuse the file at once, not every row', async (t) => {
  const result = read('Lugar,Total\nA,1\nB,2\n');
  t.strictSame(
    result.violations.map((violation) => violation.rule),
    ['missing_column', 'missing_column', 'missing_column'],
  );
  t.strictSame(result.rows, []);
  t.equal(result.total_rows, 2);
  t.strictSame(result.ignored_columns, ['Lugar', 'Total']);
  const mapping = { site_name: 'Lugar', individuals: 'Total' };
  t.match(read('Lugar,Total\nA,1\nB,2\n', { mapping, defaultCountedOn: '2026-08-05' }).rows, [
    { site_name: 'A', individuals: 1 },
    { site_name: 'B', individuals: 2 },
  ]);
  t.strictSame(broken('Nombre,Fecha,Familias\n'), [['no_rows', undefined, undefined]]);
});

t.test('Mujeres beside Niñas may be grown women only: the caller must say', async (t) => {
  const text = 'Nombre,Familias,Personas,Hombres,Mujeres,Niños,Niñas\nA,3,12,2,3,4,3\n';
  const defaults = { defaultCountedOn: '2026-08-05' };
  t.strictSame(broken(text, defaults), [
    ['adults_only_column', 1, 'Mujeres'],
    ['adults_only_column', 1, 'Hombres'],
  ]);
  const left = read(text, { ...defaults, mapping: { females: null, males: null } });
  t.match(left.rows, [{ individuals: 12, females: null, males: null }]);
  t.strictSame(left.ignored_columns, ['Hombres', 'Mujeres', 'Niños', 'Niñas']);
  const chosen = read(text, { ...defaults, mapping: { females: 'Mujeres', males: 'Hombres' } });
  t.match(chosen.rows, [{ females: 3, males: 2 }]);
});

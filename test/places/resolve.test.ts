import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { places } from '../../src/places/gazetteer.ts';
import { type Resolved, resolveName, resolveNumber, resolvePCode } from '../../src/places/resolve.ts';
import { sharedData } from '../helpers/shared-data.ts';

const told = (resolved: Resolved) =>
  'place' in resolved
    ? resolved.place.key
    : [
        resolved.refused,
        resolved.candidates
          .map(({ key }) => key)
          .sort()
          .join(' '),
      ];

t.test('14 departments, 44 municipios, 262 distritos; each distrito in one municipio', async (t) => {
  const of = (kind: string) => places.filter((place) => place.kind === kind);
  t.same([of('department').length, of('municipio').length, of('distrito').length], [14, 44, 262]);
  t.equal(new Set(places.map(({ key }) => key)).size, 320);
  t.ok(of('distrito').every(({ municipio }) => municipio !== null));
  t.equal(new Set(of('distrito').map((place) => `${place.department_p_code} ${place.municipio}`)).size, 44);
  t.match(
    places.find(({ key }) => key === 'SV0510'),
    {
      name: 'Santa Tecla',
      former_name: 'Nueva San Salvador',
      municipio: 'La Libertad Sur',
      department: 'La Libertad',
      national_department_number: '05',
    },
  );
});

t.test('a P-code names a department or distrito, never a lake', async (t) => {
  t.equal(told(resolvePCode('SV02')), 'SV02');
  t.equal(told(resolvePCode('SV0613')), 'SV0613');
  for (const lake of ['SV0399', 'SV1099', 'SV1298', 'SV1299'])
    t.same(told(resolvePCode(lake)), ['p_code_water_body', '']);
  t.same(told(resolvePCode('SV0699')), ['p_code_unknown', '']);
  t.same(told(resolvePCode('HT01')), ['p_code_unknown', ''], 'a place of another country is none of ours');
  t.same(told(resolvePCode('0613')), ['p_code_format', '']);
});

t.test('a name needs its department where it repeats', async (t) => {
  const cases: [name: string, department: string | undefined, expected: unknown][] = [
    ['El Rosario', undefined, ['place_ambiguous', 'SV0404 SV0602 SV0807']],
    ['El Rosario', 'La Paz', 'SV0602'],
    ['el  rosário', 'CUSCATLAN', 'SV0404'],
    ['EL ROSARIO', 'SV08', 'SV0807'],
    ['El Rosario', 'Usulután', ['place_elsewhere', 'SV0404 SV0602 SV0807']],
    ['El Rosario', 'Atlántida', ['place_unknown', '']],
    ['Santa Tecla', undefined, 'SV0510'],
    ['Nueva San Salvador', undefined, 'SV0510'],
    ['Municipio de Opico', undefined, 'SV0512'],
    ['san juan opico', 'Depto. de La Libertad', 'SV0512'],
    ['Delgado', undefined, 'SV1019'],
    ['Cd. Delgado', undefined, ['place_unknown', '']],
    ['Sta. Ana Centro', undefined, 'SV12 Santa Ana Centro'],
    ['Lago de Coatepeque', undefined, ['place_water_body', '']],
    ['Managua', undefined, ['place_unknown', '']],
  ];
  for (const [name, department, expected] of cases) {
    t.same(told(resolveName(name, { department })), expected, `${name}, ${department}`);
  }
  t.same(told(resolveName('Santa Ana')), ['place_ambiguous', 'SV12 SV1210'], 'a department and its capital');
  t.same(told(resolveName('Santa Ana', { kind: 'department' })), 'SV12');
});

t.test('a number says nothing until its list is declared', async (t) => {
  t.same(told(resolveNumber('02', undefined)), ['place_scheme', 'SV02 SV12']);
  t.equal(told(resolveNumber('02', 'national')), 'SV12', 'Santa Ana');
  t.equal(told(resolveNumber('02', 'p_code')), 'SV02', 'Cabañas');
  t.equal(told(resolveNumber('2', 'national')), 'SV12', 'a spreadsheet takes zeros away');
  t.equal(told(resolveNumber('613', 'p_code')), 'SV0613');
  t.same(
    told(resolveNumber('0210', 'national')),
    ['place_number', 'SV12'],
    'distritos have no national number here',
  );
  t.same(told(resolveNumber('15', 'national')), ['place_number', '']);
  t.same(told(resolveNumber('1299', 'p_code')), ['p_code_water_body', '']);
  t.same(told(resolveNumber('-1', 'national')), ['place_number', '']);
});

const crosswalk = sharedData('pcodes/slv_2024_reform_crosswalk.csv');

t.test(
  'every row of the shared crosswalk resolves to its P-code',
  { skip: crosswalk === null && 'no shared data' },
  async (t) => {
    const rows: string[][] = parse(readFileSync(crosswalk ?? ''), { from_line: 2 });
    t.equal(rows.length, 262);
    for (const [department, , national, departmentName, municipio, today, code, former] of rows) {
      for (const name of [today, former]) {
        t.equal(
          told(resolveName(name ?? '', { department: departmentName, kind: 'distrito' })),
          code,
          `${name}`,
        );
      }
      t.match(
        places.find(({ key }) => key === code),
        { municipio, department_p_code: department, national_department_number: national, name: today },
      );
    }
  },
);

import {
  calendarDate,
  cellViolation,
  collect,
  type DateOrder,
  latitude,
  longitude,
  plainText,
  stated,
  wholeNumber,
} from '../exchange/cells.ts';
import type { TableLimits } from '../exchange/csv.ts';
import {
  type CellOf,
  DuplicateFinder,
  type ExplicitMapping,
  type FieldSpec,
  missingColumn,
  type ResolvedColumns,
  type RowsRead,
  readRows,
} from '../exchange/mapping.ts';
import { columnName, type Table } from '../exchange/table.ts';
import type { TableFile } from '../exchange/table-file.ts';
import { comparableText } from '../exchange/text.ts';
import type { Violation } from '../lib/problem.ts';
import { AGE_BANDS, type AgeBandCode, SEXES, type Sex } from './age-bands.ts';

/** What one row of a count file says about one site. Null is "not stated", never zero. */
export interface CountRow {
  /** As a spreadsheet shows it. */
  row: number;
  /** At least one of code and name is there. */
  site_code: string | null;
  site_name: string | null;
  p_code: string | null;
  adm1_name: string | null;
  adm2_name: string | null;
  latitude: number | null;
  longitude: number | null;
  /** Persons. */
  capacity: number | null;
  /** YYYY-MM-DD. */
  counted_on: string;
  /** At least one of households and individuals is there. */
  households: number | null;
  individuals: number | null;
  females: number | null;
  males: number | null;
  /** The groups the row states; one stated as zero is among them. */
  groups: CountRowGroup[];
}

export interface CountRowGroup {
  sex: Sex;
  age_band: AgeBandCode;
  persons: number;
}

export interface CountFileOptions {
  /** YYYY-MM-DD, for rows that give no date. */
  defaultCountedOn?: string;
  /** Declared order of dates such as 05/08/2026; without it they are refused. */
  dateOrder?: DateOrder;
  mapping?: ExplicitMapping<CountField>;
  limits?: Partial<TableLimits>;
  /** Sees every row that could be taken apart, good or bad, so that a caller can say at once all that is wrong with it. */
  onRow?: (read: CountReading, cell: CellOf<CountField>) => void;
}

/** The fields of a count file; a group's is its sex and age band, `female_y12_17`. */
export type CountField =
  | 'site_code'
  | 'site_name'
  | 'p_code'
  | 'adm1_name'
  | 'adm2_name'
  | 'latitude'
  | 'longitude'
  | 'capacity'
  | 'counted_on'
  | 'households'
  | 'individuals'
  | 'females'
  | 'males'
  | `${Sex}_${AgeBandCode}`;

const groupField = (sex: Sex, band: AgeBandCode): CountField => `${sex}_${band}`;

/** `Familias` → also `Número de familias`, `Total familias` and so on. */
function countHeaders(...nouns: readonly string[]): string[] {
  const spanish = [
    'Número de',
    'No. de',
    'N° de',
    'Cantidad de',
    'Total de',
    'Total',
    'Total number of',
    'Number of',
  ];
  return [...nouns, ...spanish.flatMap((opening) => nouns.map((noun) => `${opening} ${noun}`))];
}

/**
 * Tags of one figure about the displaced. No further attributes are allowed, because most divide: `+f+disabled` is no
 * count of females.
 */
function countTags(...attributeSets: readonly string[]): string[] {
  const neutral = ['', '+num', '+total', '+idps', '+displaced'];
  return attributeSets.flatMap((set) => neutral.map((extra) => `#affected${set}${extra}!`));
}

// Single letters are left out: in Spanish M is mujeres, in English male.
const SEX_WORDS: Readonly<Record<Sex, { attribute: string; headers: readonly string[] }>> = {
  female: { attribute: 'f', headers: ['Mujeres', 'Femenino', 'Sexo femenino', 'Female', 'Females', 'Women'] },
  male: { attribute: 'm', headers: ['Hombres', 'Masculino', 'Sexo masculino', 'Male', 'Males', 'Men'] },
};

// The bands in months need their unit: `0-5` alone is five years to most people who write it.
const BAND_WORDS: Readonly<
  Record<AgeBandCode, { headers: readonly string[]; attributes: readonly string[] }>
> = {
  m0_5: monthBand('0', '5'),
  m6_23: monthBand('6', '23'),
  y2_4: yearBand('2', '4'),
  y5_11: yearBand('5', '11'),
  y12_17: yearBand('12', '17'),
  y18_59: yearBand('18', '59'),
  y60_plus: {
    headers: [
      '60+',
      '60+ años',
      '60 años y más',
      '60 y más',
      '60 años o más',
      '60 o más',
      '60+ years',
    ].concat(['60 years and over', '60 and over', '60 years and above', '60 and above', '60 plus']),
    attributes: ['age_60_plus', 'age_60plus', 'age_60'],
  },
};

function monthBand(from: string, to: string) {
  const spans = [`${from}-${to}`, `${from} a ${to}`, `${from} to ${to}`];
  return {
    headers: spans.flatMap((span) => [`${span} meses`, `${span} months`]),
    attributes: [`age_${from}_${to}_months`, `age_${from}_${to}m`, `age_${from}m_${to}m`],
  };
}

function yearBand(from: string, to: string) {
  const spans = [`${from}-${to}`, `${from} a ${to}`, `${from} to ${to}`];
  return {
    headers: spans.flatMap((span) => [span, `${span} años`, `${span} years`]),
    attributes: [`age_${from}_${to}`, `age${from}_${to}`, `age_${from}_${to}_years`],
  };
}

function groupSpec(sex: Sex, band: AgeBandCode): FieldSpec<CountField> {
  const { attribute, headers } = SEX_WORDS[sex];
  const ages = BAND_WORDS[band];
  return {
    key: groupField(sex, band),
    headers: headers.flatMap((word) => ages.headers.flatMap((age) => [`${word} ${age}`, `${age} ${word}`])),
    hxl: [`age_${band}`, ...ages.attributes].flatMap((age) =>
      countTags(`+ind+${attribute}+${age}`, `+${attribute}+${age}`),
    ),
  };
}

const COUNT_FIELDS: readonly FieldSpec<CountField>[] = [
  {
    key: 'site_code',
    headers: [
      'Código',
      'Site code',
      'Código del albergue',
      'Código de albergue',
      'Código del centro',
      'Código del centro colectivo',
      'Código del sitio',
      'Código sitio',
      'ID del albergue',
      'ID del sitio',
      'Site ID',
      'Shelter code',
      'Camp ID',
      'SSID',
      'Code',
    ],
    hxl: ['#loc+code', '#loc+id'],
  },
  {
    key: 'site_name',
    headers: [
      'Albergue',
      'Site name',
      'Nombre del albergue',
      'Nombre del centro',
      'Nombre del centro colectivo',
      'Nombre del sitio',
      'Centro colectivo',
      'Centro',
      'Sitio',
      'Collective centre',
      'Collective center',
      'Shelter name',
      'Shelter',
      'Camp name',
      'Site',
      'Nombre',
      'Name',
    ],
    hxl: ['#loc+name', '#loc!'],
  },
  {
    // Not `Código de municipio`: the national numeric codes are no P-codes.
    key: 'p_code',
    headers: ['Código P', 'P-code', 'Pcode', 'Adm2 Pcode', 'ADM2_PCODE', 'admin2Pcode', 'Admin 2 P-code'],
    hxl: ['#adm2+code+v_pcodes', '#adm2+code+v_pcode', '#adm2+code'],
  },
  {
    key: 'adm1_name',
    headers: ['Departamento', 'Department', 'Departamento/Provincia/Estado', 'Admin 1', 'Admin1 name'],
    hxl: ['#adm1+name', '#adm1!'],
  },
  {
    // Since the reform of 2024 the old municipios are distritos, and those are the places with a P-code.
    key: 'adm2_name',
    headers: ['Distrito', 'Municipio', 'District', 'Municipality', 'Admin 2', 'Admin2 name'],
    hxl: ['#adm2+name', '#adm2!'],
  },
  { key: 'latitude', headers: ['Latitud', 'Latitude', 'Lat', 'GPS latitude'], hxl: ['#geo+lat'] },
  {
    key: 'longitude',
    headers: ['Longitud', 'Longitude', 'Lon', 'Long', 'Lng', 'GPS longitude'],
    hxl: ['#geo+lon'],
  },
  {
    key: 'capacity',
    headers: ['Capacidad', 'Capacity', 'Capacidad de personas', 'Capacidad (personas)', 'Cupo', 'Plazas'],
    hxl: ['#capacity+ind', '#capacity+num', '#capacity!', '#loc+capacity'],
  },
  {
    key: 'counted_on',
    headers: [
      'Fecha de conteo',
      'Date of count',
      'Fecha del conteo',
      'Fecha de reporte',
      'Fecha del reporte',
      'Fecha de corte',
      'Counted on',
      'Date reported',
      'Report date',
      'Date of report',
      'Date of assessment',
      'Fecha',
      'Date',
    ],
    hxl: ['#date+reported', '#date+start', '#date!'],
  },
  {
    key: 'households',
    headers: countHeaders('Familias', 'Households', 'Hogares', 'Families', 'Grupos familiares', 'HH'),
    hxl: countTags('+hh'),
  },
  {
    key: 'individuals',
    headers: countHeaders(
      'Personas',
      'Individuals',
      'Individuos',
      'Personas albergadas',
      'Albergados',
      'People',
      'Persons',
    ),
    hxl: countTags('+ind'),
  },
  { key: 'females', headers: countHeaders(...SEX_WORDS.female.headers), hxl: countTags('+ind+f', '+f') },
  { key: 'males', headers: countHeaders(...SEX_WORDS.male.headers), hxl: countTags('+ind+m', '+m') },
  ...SEXES.flatMap((sex) => AGE_BANDS.map((band) => groupSpec(sex, band.code))),
];

/** Far above any country's displaced; a phone number in a count column is not. */
const MAX_PERSONS = 10_000_000;

/**
 * A file of household counts, one row per site → its good rows and everything wrong with the others. A row with any
 * violation is left out: no code and no name, no households and no individuals, numbers or dates that could be read
 * two ways, parts above their total, a site that was there before, a row of totals. Whether a date lies in the future
 * and whether the site exists is for the caller to check. Throws what `readTable` throws.
 */
export function readCountFile(file: TableFile, options: CountFileOptions = {}): RowsRead<CountRow> {
  const duplicates = new DuplicateFinder();
  return readRows(file, {
    fields: COUNT_FIELDS,
    mapping: options.mapping ?? {},
    limits: options.limits ?? {},
    nameFields: ['site_code', 'site_name'],
    checkColumns: (table, resolved) => checkColumns(table, resolved, options),
    readRow: (cell, row, violations) => {
      const read = readCountRow(cell, row, options, violations);
      const duplicate = duplicateSite(read, cell, duplicates);
      if (duplicate) violations.push(duplicate);
      checkParts(read, cell, violations);
      options.onRow?.(read, cell);
      return read.counted_on === null ? null : { ...read, counted_on: read.counted_on };
    },
  });
}

function checkColumns(
  table: Table,
  resolved: ResolvedColumns<CountField>,
  options: CountFileOptions,
): Violation[] {
  const groups: CountField[][] = [
    ['site_code', 'site_name'],
    ['households', 'individuals'],
  ];
  if (options.defaultCountedOn === undefined) groups.push(['counted_on']);
  const missing = groups.filter(
    (keys) => !keys.some((key) => resolved.columns[key] !== undefined || isChosen(options, key)),
  );
  return [
    ...missing.map((keys) =>
      missingColumn(
        table,
        COUNT_FIELDS.filter((field) => keys.includes(field.key)),
      ),
    ),
    ...adultsOnlyColumns(table, resolved, options),
  ];
}

/** A chosen column that is not in the file has been reported already. */
function isChosen(options: CountFileOptions, key: CountField): boolean {
  return typeof options.mapping?.[key] === 'string';
}

const CHILDREN = new Set(
  [
    'niñas',
    'niños',
    'niñas y niños',
    'niños y niñas',
    'niños/as',
    'menores',
    'girls',
    'boys',
    'children',
  ].map(comparableText),
);
const ADULTS_OR_ALL = new Set(['mujeres', 'hombres', 'women', 'men']);

/** Beside a column of girls, `Mujeres` usually means grown women; as the total of women and girls it would be short. */
function adultsOnlyColumns(
  table: Table,
  resolved: ResolvedColumns<CountField>,
  options: CountFileOptions,
): Violation[] {
  const others = resolved.unmapped.filter((name) => CHILDREN.has(comparableText(name)));
  if (others.length === 0) return [];
  return (['females', 'males'] as const).flatMap((key) => {
    const column = resolved.columns[key];
    const isTagged = table.tags?.some((tag) => tag.column === column) ?? false;
    if (column === undefined || isTagged || isChosen(options, key)) return [];
    const value = columnName(table, column);
    if (!ADULTS_OR_ALL.has(comparableText(value))) return [];
    const place = { file: table.fileName, row: table.headerRow, column: value };
    return [{ rule: 'adults_only_column' as const, ...place, value, params: { others: others.join(', ') } }];
  });
}

/** A row as far as it could be read: what was refused in it is null. */
export type CountReading = Omit<CountRow, 'counted_on'> & { counted_on: string | null };

function readCountRow(
  cell: CellOf<CountField>,
  row: number,
  options: CountFileOptions,
  violations: Violation[],
): CountReading {
  const text = (key: CountField, max: number) => collect(plainText(cell(key), max), violations);
  const count = (key: CountField) => collect(wholeNumber(cell(key), { max: MAX_PERSONS }), violations);
  const read: CountReading = {
    row,
    site_code: text('site_code', 60),
    site_name: text('site_name', 200),
    p_code: text('p_code', 20)?.toUpperCase() ?? null,
    adm1_name: text('adm1_name', 100),
    adm2_name: text('adm2_name', 100),
    latitude: collect(latitude(cell('latitude')), violations),
    longitude: collect(longitude(cell('longitude')), violations),
    capacity: count('capacity'),
    counted_on: countedOn(cell, options, violations),
    households: count('households'),
    individuals: count('individuals'),
    females: count('females'),
    males: count('males'),
    groups: readGroups(count),
  };
  requireOneOf(['site_code', 'site_name'], cell, violations);
  requireOneOf(['households', 'individuals'], cell, violations);
  if (isBlank(cell, 'latitude') !== isBlank(cell, 'longitude')) {
    const blank = isBlank(cell, 'latitude') ? 'latitude' : 'longitude';
    violations.push(cellViolation(cell(blank), 'coordinates_incomplete', undefined, null));
  }
  return read;
}

function countedOn(
  cell: CellOf<CountField>,
  options: CountFileOptions,
  violations: Violation[],
): string | null {
  const source = cell('counted_on');
  const date = calendarDate(source, options.dateOrder);
  if ('value' in date && date.value === null && options.defaultCountedOn !== undefined) {
    return options.defaultCountedOn;
  }
  return collect(stated(source, date), violations);
}

function readGroups(count: (key: CountField) => number | null): CountRowGroup[] {
  return SEXES.flatMap((sex) =>
    AGE_BANDS.flatMap(({ code }) => {
      const persons = count(groupField(sex, code));
      return persons === null ? [] : [{ sex, age_band: code, persons }];
    }),
  );
}

/** Judged by the cells, not the values, so that a value already refused is not reported as missing too. */
function requireOneOf(keys: readonly CountField[], cell: CellOf<CountField>, violations: Violation[]): void {
  const [first] = keys;
  if (first === undefined || keys.some((key) => !isBlank(cell, key))) return;
  const columns = keys.map((key) => cell(key).column).join(', ');
  violations.push(cellViolation(cell(first), 'required_one_of', { columns }, null));
}

function isBlank(cell: CellOf<CountField>, key: CountField): boolean {
  return cell(key).text.trim() === '';
}

/** The same code, or without a code the same name at the same place: names repeat from one department to the next. */
function duplicateSite(
  read: CountReading,
  cell: CellOf<CountField>,
  duplicates: DuplicateFinder,
): Violation | null {
  if (read.site_code !== null) return duplicates.check(cell('site_code'), ['code', read.site_code]);
  if (read.site_name === null) return null;
  const names = [read.site_name, read.adm1_name, read.adm2_name].map((name) => comparableText(name ?? ''));
  return duplicates.check(cell('site_name'), [...names, read.p_code, read.latitude, read.longitude]);
}

/** A part is never more than its whole, and every household has someone in it. */
function checkParts(read: CountReading, cell: CellOf<CountField>, violations: Violation[]): void {
  const stated = (key: 'households' | 'females' | 'males') => ({ key, count: read[key] });
  const groups = (...sexes: readonly Sex[]) =>
    read.groups
      .filter((group) => sexes.includes(group.sex))
      .map((group) => ({ key: groupField(group.sex, group.age_band), count: group.persons }));
  const sums: ReadonlyArray<readonly ['individuals' | 'females' | 'males', readonly Part[]]> = [
    ['individuals', [stated('households')]],
    ['individuals', [stated('females'), stated('males')]],
    ['individuals', groups(...SEXES)],
    ['females', groups('female')],
    ['males', groups('male')],
  ];
  for (const [total, parts] of sums) {
    const whole = read[total];
    const sum = parts.reduce((so, part) => so + (part.count ?? 0), 0);
    if (whole === null || sum <= whole) continue;
    const names = parts.filter((part) => part.count !== null).map((part) => cell(part.key).column);
    const params = { parts: names.join(' + '), sum, total: cell(total).column, total_value: whole };
    violations.push(cellViolation(cell(total), 'parts_exceed_total', params));
  }
}

interface Part {
  key: CountField;
  count: number | null;
}

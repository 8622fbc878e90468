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
  missingColumn,
  type ResolvedColumns,
  type RowsRead,
  readRows,
} from '../exchange/mapping.ts';
import { columnName, type Table } from '../exchange/table.ts';
import type { TableFile } from '../exchange/table-file.ts';
import { comparableText } from '../exchange/text.ts';
import type { Violation } from '../lib/problem.ts';
import {
  AGE_BANDS,
  type AgeBandCode,
  SEXES,
  type Sex,
  VULNERABLE_GROUPS,
  type VulnerableGroup,
} from './age-bands.ts';
import { COUNT_FIELDS, type CountField, groupField } from './count-fields.ts';

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
  /** The vulnerable groups the row states. */
  vulnerable: { vulnerable_group: VulnerableGroup; persons: number }[];
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

/** Far above any country's displaced; a phone number in a count column is not. */
const MAX_PERSONS = 10_000_000;

/**
 * A file of household counts, one row per site → its good rows and everything wrong with the others. A row with any
 * violation is left out: no code and no name, no households and no individuals, numbers or dates that could be read
 * two ways, a site that was there before, a row of totals. Whether a date lies in the future,
 * whether the site exists and whether the figures contradict each other is for the caller to check. Throws what `readTable` throws.
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
    vulnerable: VULNERABLE_GROUPS.flatMap((group) => {
      const persons = count(group);
      return persons === null ? [] : [{ vulnerable_group: group, persons }];
    }),
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

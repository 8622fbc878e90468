import type { Params, RuleCode, Violation } from '../lib/problem.ts';
import { cellViolation, type SourceCell } from './cells.ts';
import { DEFAULT_TABLE_LIMITS, type TableLimits, type TableRow, tableTooLarge } from './csv.ts';
import { formatHxlTag, type HxlTag, matchesHxlPattern, parseHxlTag } from './hxl.ts';
import { columnName, placeOf, readTable, type Table } from './table.ts';
import type { TableFile } from './table-file.ts';
import { collapseSpaces, comparableText } from './text.ts';

/** Something a reader looks for in a table. */
export interface FieldSpec<Key extends string> {
  key: Key;
  /** A file without this column is refused as a whole. */
  required?: boolean;
  /** Headers in Spanish and English, the clearest first; compared without accents, case and punctuation. */
  headers: readonly string[];
  /** HXL patterns (see `matchesHxlPattern`), the most specific first. */
  hxl: readonly string[];
}

/** Field → header text (or tag) the caller chose; null leaves the field out whatever the file has. */
export type ExplicitMapping<Key extends string> = Readonly<Partial<Record<Key, string | null>>>;

export interface ResolvedColumns<Key extends string> {
  /** 0-based column of each field that was found. */
  columns: Partial<Record<Key, number>>;
  /** Names of the columns no field took, in the file's order. */
  unmapped: string[];
  /** What is wrong with the file's columns; none of its rows can be trusted then. */
  violations: Violation[];
}

/** What a reader of rows hands back. A row with a violation is not in `rows`. */
export interface RowsRead<Row> {
  rows: Row[];
  violations: Violation[];
  ignored_columns: string[];
  /** Rows of data in the file, good or bad. */
  total_rows: number;
}

/** Gives a row's cell for a field; a blank one where the file has no such column. */
export type CellOf<Key extends string> = (key: Key) => SourceCell;

/**
 * Finds the column of each field: the caller's explicit choice first, then HXL tags, then headers. A column with a tag
 * is never taken by its header, for the tag says what is in it. Where several columns fit a tag pattern, the one with
 * the fewest further attributes is taken; a draw, or two columns with the same header, is `ambiguous_column`.
 */
export function resolveColumns<Key extends string>(
  table: Table,
  fields: readonly FieldSpec<Key>[],
  explicit?: ExplicitMapping<Key>,
): ResolvedColumns<Key> {
  const finder = new ColumnFinder(table, fields, explicit ?? null);
  for (const field of fields) finder.byChoice(field);
  for (const field of fields) finder.byTag(field);
  for (const field of fields) finder.byHeader(field);
  for (const field of fields) finder.requirePresent(field);
  return { columns: finder.columns, unmapped: finder.unmapped(), violations: finder.violations };
}

class ColumnFinder<Key extends string> {
  readonly columns: Partial<Record<Key, number>> = {};
  readonly violations: Violation[] = [];
  /** Fields about which nothing more is to be looked for or said. */
  private readonly settled = new Set<Key>();
  private readonly table: Table;
  private readonly explicit: ExplicitMapping<Key> | null;
  private readonly headers: readonly string[];

  constructor(table: Table, fields: readonly FieldSpec<Key>[], explicit: ExplicitMapping<Key> | null) {
    this.table = table;
    this.explicit = explicit;
    this.headers = table.headers.map(comparableText);
    const known = new Set<string>(fields.map((field) => field.key));
    const unknown = Object.keys(explicit ?? {}).filter((key) => !known.has(key));
    for (const key of unknown) this.refuse('unknown_field', { value: key });
  }

  byChoice({ key }: FieldSpec<Key>): void {
    const chosen = this.explicit?.[key];
    if (chosen === undefined) return;
    this.settled.add(key);
    if (chosen === null) return;
    const candidates = this.columnsNamed(chosen);
    if (candidates.length === 0) this.refuse('unknown_column', { column: chosen, value: chosen });
    else this.take(key, candidates);
  }

  byTag({ key, hxl }: FieldSpec<Key>): void {
    if (this.settled.has(key)) return;
    for (const pattern of hxl) {
      const fitting = this.freeTags().filter((tag) => matchesHxlPattern(pattern, tag));
      const fewest = Math.min(...fitting.map((tag) => tag.attributes.length));
      const closest = fitting.filter((tag) => tag.attributes.length === fewest);
      if (closest.length === 0) continue;
      this.take(
        key,
        closest.map((tag) => tag.column),
      );
      return;
    }
  }

  byHeader({ key, headers }: FieldSpec<Key>): void {
    if (this.settled.has(key)) return;
    const tagged = new Set(this.table.tags?.map((tag) => tag.column));
    for (const header of headers) {
      const candidates = this.columnsWithHeader(header).filter(
        (column) => !tagged.has(column) && !this.isTaken(column),
      );
      if (candidates.length === 0) continue;
      this.take(key, candidates);
      return;
    }
  }

  requirePresent(field: FieldSpec<Key>): void {
    if (!field.required || (this.settled.has(field.key) && this.explicit?.[field.key] !== null)) return;
    this.violations.push(missingColumn(this.table, [field]));
  }

  unmapped(): string[] {
    const free = this.table.headers.map((_, column) => column).filter((column) => !this.isTaken(column));
    // A column without a header matters only when something stands in it.
    return free
      .filter((column) => this.table.headers[column] !== '' || this.hasData(column))
      .map((column) => columnName(this.table, column));
  }

  private take(key: Key, candidates: readonly number[]): void {
    this.settled.add(key);
    const [column] = candidates;
    if (column === undefined) return;
    if (candidates.length === 1) this.columns[key] = column;
    else this.refuseAmbiguous(candidates);
  }

  private refuseAmbiguous(candidates: readonly number[]): void {
    const names = candidates.map((column) => columnName(this.table, column));
    this.refuse('ambiguous_column', { column: names[0] ?? '', value: [...new Set(names)].join(', ') });
  }

  private refuse(rule: RuleCode, found: { column?: string; value: string }): void {
    this.violations.push({ rule, ...placeOf(this.table), row: this.table.headerRow, ...found });
  }

  private freeTags(): HxlTag[] {
    return (this.table.tags ?? []).filter((tag) => !this.isTaken(tag.column));
  }

  private isTaken(column: number): boolean {
    return Object.values(this.columns).includes(column);
  }

  private hasData(column: number): boolean {
    return this.table.rows.some(({ cells }) => (cells[column] ?? '').trim() !== '');
  }

  private columnsWithHeader(header: string): number[] {
    const wanted = comparableText(header);
    if (wanted === '') return [];
    return this.headers.map((_, column) => column).filter((column) => this.headers[column] === wanted);
  }

  private columnsNamed(name: string): number[] {
    const byHeader = this.columnsWithHeader(name);
    const tag = byHeader.length === 0 ? parseHxlTag(name, 0) : null;
    if (tag === null) return byHeader;
    const wanted = formatHxlTag(tag);
    return (this.table.tags ?? []).filter((one) => formatHxlTag(one) === wanted).map((one) => one.column);
  }
}

/** The part of a pattern that says what a tag must not have. */
const EXCLUSIONS = /(?<=^#.*)[-!].*$/u;

/** A file that has a column for none of these fields; the message lists what they may be called. */
export function missingColumn<Key extends string>(
  table: Table,
  fields: readonly FieldSpec<Key>[],
): Violation {
  const examples = fields.flatMap((field) => [...field.headers.slice(0, 3), ...field.hxl.slice(0, 1)]);
  const params: Params = { expected: examples.map((name) => name.replace(EXCLUSIONS, '')).join(' | ') };
  return { rule: 'missing_column', ...placeOf(table), row: table.headerRow, value: null, params };
}

const TITLE_ROWS = 25;

/**
 * The same table with its headers where they really are: people put a title above them. Among the first 25 rows of a
 * file without HXL tags, the row that names the most fields, at least two, is taken; the rows above it are dropped.
 */
export function withHeadersFound<Key extends string>(
  table: Table,
  fields: readonly FieldSpec<Key>[],
  explicit?: ExplicitMapping<Key>,
): Table {
  if (table.tags !== null) return table;
  const known = new Set(
    [
      ...fields.flatMap((field) => field.headers),
      ...Object.values<string | null | undefined>(explicit ?? {}),
    ].map((name) => comparableText(name ?? '')),
  );
  known.delete('');
  const named = (cells: readonly string[]) =>
    new Set(cells.map(comparableText).filter((cell) => known.has(cell))).size;
  let best = { at: -1, names: Math.max(named(table.headers), 1) };
  for (const [at, { cells }] of table.rows.slice(0, TITLE_ROWS).entries()) {
    const names = named(cells);
    if (names > best.names) best = { at, names };
  }
  const header = table.rows[best.at];
  if (header === undefined) return table;
  const headers = header.cells.map(collapseSpaces);
  return { ...table, headers, headerRow: header.row, rows: table.rows.slice(best.at + 1) };
}

/** How one kind of file is read. */
export interface RowReader<Key extends string, Row> {
  fields: readonly FieldSpec<Key>[];
  mapping?: ExplicitMapping<Key>;
  limits?: Partial<TableLimits>;
  /** Fields that hold names: a row where one says "total" is a sum of other rows. */
  nameFields: readonly Key[];
  /** What else the columns must satisfy together. */
  checkColumns?: (table: Table, resolved: ResolvedColumns<Key>) => Violation[];
  /** Reads one row, adding what is wrong with it to `violations`; the row is kept only when nothing was added. */
  readRow: (cell: CellOf<Key>, row: number, violations: Violation[]) => Row | null;
}

/**
 * A file → rows of one kind, with everything that is wrong told at once. Trouble with the columns means no rows at all.
 * Throws what `readTable` throws.
 */
export function readRows<Key extends string, Row>(
  file: TableFile,
  reader: RowReader<Key, Row>,
): RowsRead<Row> {
  const { fields, mapping, nameFields } = reader;
  const table = withHeadersFound(readTable(file), fields, mapping);
  refuseTooManyRows(table, { ...DEFAULT_TABLE_LIMITS, ...reader.limits });
  const resolved = resolveColumns(table, fields, mapping);
  const result = { ignored_columns: resolved.unmapped, total_rows: table.rows.length };
  const violations = [...resolved.violations, ...(reader.checkColumns?.(table, resolved) ?? [])];
  if (table.rows.length === 0) violations.push({ rule: 'no_rows', ...placeOf(table), value: null });
  if (violations.length > 0) return { rows: [], violations, ...result };
  const rows: Row[] = [];
  const cellsOfRow = cellsOf(table, resolved.columns);
  for (const record of table.rows) {
    const { row, cells } = record;
    const cell = cellsOfRow(row, cells);
    const broken = rowShape(table, row, cells) ?? totalRow(nameFields, cell);
    const wrong = [...flawsOf(record, resolved.columns, cell), ...(broken ? [broken] : [])];
    const read = wrong.length > 0 ? null : reader.readRow(cell, row, wrong);
    if (wrong.length === 0 && read !== null) rows.push(read);
    for (const violation of wrong) violations.push(violation);
  }
  return { rows, violations, ...result };
}

function refuseTooManyRows(table: Table, limits: TableLimits): void {
  const first = table.rows[limits.maxRows];
  if (first === undefined) return;
  const place = { ...placeOf(table), row: first.row };
  const params = { max: limits.maxRows };
  throw tableTooLarge(table.fileName, limits, { rule: 'too_many_rows', ...place, params });
}

/** The flaws of cells that a field is read from; what stands in other columns does not matter. */
function flawsOf<Key extends string>(
  { flaws }: TableRow,
  columns: Partial<Record<Key, number>>,
  cell: CellOf<Key>,
): Violation[] {
  if (flaws === undefined) return [];
  return (Object.entries(columns) as [Key, number][]).flatMap(([key, column]) => {
    const flaw = flaws.get(column);
    return flaw === undefined ? [] : [cellViolation(cell(key), flaw.rule, undefined, flaw.value)];
  });
}

/** Makes the cells of one row after the other; what is the same for every row is worked out once. */
function cellsOf<Key extends string>(
  table: Table,
  columns: Partial<Record<Key, number>>,
): (row: number, cells: readonly string[]) => CellOf<Key> {
  const { fileName: file, sheet } = table;
  const found = new Map<Key, { index: number; column: string }>();
  const columnOf = (key: Key) => {
    const known = found.get(key);
    if (known !== undefined) return known;
    const index = columns[key];
    const made =
      index === undefined ? { index: -1, column: key } : { index, column: columnName(table, index) };
    found.set(key, made);
    return made;
  };
  return (row, cells) => (key) => {
    const { index, column } = columnOf(key);
    const text = index < 0 ? '' : (cells[index] ?? '');
    return sheet === null ? { file, row, column, text } : { file, sheet, row, column, text };
  };
}

/** A name with a comma that was not quoted moves every later cell one column on: such a row is not to be trusted. */
function rowShape(table: Table, row: number, cells: readonly string[]): Violation | null {
  const width = table.headers.length;
  const extra = cells.slice(width).find((cell) => cell.trim() !== '');
  if (extra === undefined) return null;
  const cell = { ...placeOf(table), row, column: columnName(table, width), text: extra };
  return cellViolation(cell, 'extra_cells', { columns: width });
}

const TOTAL_LABELS = new Set([
  'total',
  'totales',
  'totals',
  'subtotal',
  'sub total',
  'gran total',
  'total general',
  'grand total',
  'sum',
  'suma',
]);

function totalRow<Key extends string>(nameFields: readonly Key[], cell: CellOf<Key>): Violation | null {
  const label = nameFields.map(cell).find(({ text }) => TOTAL_LABELS.has(comparableText(text)));
  return label ? cellViolation(label, 'total_row') : null;
}

/** Finds rows that say the same thing twice; one for each file read. */
export class DuplicateFinder {
  private readonly firstRows = new Map<string, number>();

  /** `duplicate_in_file`, naming the earlier row, when one had the same parts; letter case does not matter. */
  check(cell: SourceCell, parts: readonly (string | number | null)[]): Violation | null {
    const key = JSON.stringify(parts).toLowerCase();
    const first = this.firstRows.get(key);
    if (first !== undefined) return cellViolation(cell, 'duplicate_in_file', { first_row: first });
    this.firstRows.set(key, cell.row);
    return null;
  }
}

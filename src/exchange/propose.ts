import { type SourceCell, wholeNumber } from './cells.ts';
import { formatHxlTag } from './hxl.ts';
import { type FieldSpec, resolveColumns, withHeadersFound } from './mapping.ts';
import { columnLetters, columnName, readTable, type Table } from './table.ts';
import type { TableFile } from './table-file.ts';
import { collapseSpaces, comparableText } from './text.ts';

export const columnTypes = ['blank', 'whole_number', 'decimal', 'date', 'text'] as const;
export type ColumnType = (typeof columnTypes)[number];

/** certain: its tag or header is one that is known; likely: its header shares most of its words with one. */
export const confidences = ['certain', 'likely'] as const;
export type Confidence = (typeof confidences)[number];

export interface ProposedColumn<Key extends string> {
  name: string;
  /** As a spreadsheet shows it. */
  letter: string;
  tag: string | null;
  type: ColumnType;
  samples: string[];
  field: Key | null;
  confidence: Confidence | null;
}

export interface Proposal<Key extends string> {
  header_row: number;
  rows: number;
  columns: ProposedColumn<Key>[];
  /** What to save as a mapping: only columns whose names are found again. */
  mapping: Partial<Record<Key, string>>;
}

const SAMPLE_ROWS = 200;
const SAMPLES = 3;
const SAMPLE_LENGTH = 60;
/** Share of words two headers must have in common. */
const LIKELY = 0.5;

/** Looks at a file and says what it holds and which of its columns probably means what. Throws what `readTable` throws. */
export function proposeMapping<Key extends string>(
  file: TableFile,
  fields: readonly FieldSpec<Key>[],
): Proposal<Key> {
  const table = withHeadersFound(readTable(file), fields);
  const resolved = resolveColumns(table, fields);
  const certain = new Map<number, Key>();
  for (const { key } of fields) {
    const column = resolved.columns[key];
    if (column !== undefined) certain.set(column, key);
  }
  const free = fields.filter(({ key }) => resolved.columns[key] === undefined);
  const likely = likelyFields(table, certain, free);
  const columns = table.headers.map((_, index): ProposedColumn<Key> => {
    const values = table.rows.slice(0, SAMPLE_ROWS).map(({ cells }) => collapseSpaces(cells[index] ?? ''));
    const filled = values.filter((value) => value !== '');
    const tag = table.tags?.find((one) => one.column === index);
    const field = certain.get(index) ?? likely.get(index) ?? null;
    return {
      name: columnName(table, index),
      letter: columnLetters(index),
      tag: tag === undefined ? null : formatHxlTag(tag),
      type: typeOf(filled),
      samples: [...new Set(filled)].slice(0, SAMPLES).map((value) => value.slice(0, SAMPLE_LENGTH)),
      field,
      confidence: field === null ? null : certain.has(index) ? 'certain' : 'likely',
    };
  });
  const named = columns.filter(({ name }) => columns.filter((one) => one.name === name).length === 1);
  const mapping = Object.fromEntries(
    named.flatMap(({ field, name, tag }) => (field === null ? [] : [[field, tag ?? name]])),
  ) as Partial<Record<Key, string>>;
  return { header_row: table.headerRow, rows: table.rows.length, columns, mapping };
}

/** The pairs of a column and a field that share the most words, the best first; each column and each field once. */
function likelyFields<Key extends string>(
  table: Table,
  certain: ReadonlyMap<number, Key>,
  fields: readonly FieldSpec<Key>[],
): ReadonlyMap<number, Key> {
  const pairs = table.headers.flatMap((header, column) =>
    certain.has(column)
      ? []
      : fields.map(({ key, headers }) => ({
          column,
          key,
          share: Math.max(0, ...headers.map((known) => commonShare(header, known))),
        })),
  );
  const found = new Map<number, Key>();
  const taken = new Set<Key>();
  for (const { column, key, share } of pairs.sort((a, b) => b.share - a.share || a.column - b.column)) {
    if (share < LIKELY || found.has(column) || taken.has(key)) continue;
    found.set(column, key);
    taken.add(key);
  }
  return found;
}

const FILLERS = new Set(['de', 'del', 'la', 'el', 'los', 'las', 'of', 'the', 'n', 'no', 'numero', 'number']);

function wordsOf(text: string): Set<string> {
  return new Set(
    comparableText(text)
      .split(' ')
      .filter((word) => word !== '' && !FILLERS.has(word)),
  );
}

function commonShare(one: string, other: string): number {
  const [a, b] = [wordsOf(one), wordsOf(other)];
  const common = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - common;
  return all === 0 ? 0 : common / all;
}

const DATE =
  /^(?:\d{4}-\d{2}-\d{2}.*|\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2} (?:de )?\p{L}{3,}(?: de)? \d{4})$/u;

function typeOf(values: readonly string[]): ColumnType {
  if (values.length === 0) return 'blank';
  const cell = (text: string): SourceCell => ({ file: '', row: 0, column: '', text });
  if (values.every((value) => 'value' in wholeNumber(cell(value)))) return 'whole_number';
  if (values.every((value) => /^[+-]?\d+\.\d+$|^\d+$/u.test(value))) return 'decimal';
  return values.every((value) => DATE.test(value)) ? 'date' : 'text';
}

import { CsvError, parse } from 'csv-parse/sync';
import { Problem, type RuleCode, type Violation } from '../lib/problem.ts';
import { unreadableFile } from './text.ts';

export type Separator = ',' | ';' | '\t' | '|';

/** One record of the file; `row` is what a spreadsheet shows beside it. */
export interface TableRow {
  row: number;
  cells: string[];
  /** What is wrong with single cells, by column from 0: known to the reader of a workbook, not of a text. */
  flaws?: ReadonlyMap<number, Flaw>;
}

export interface Flaw {
  rule: RuleCode;
  value: string | null;
}

export interface TableLimits {
  /** Rows of data that are not blank: titles, headers and tags above them do not count. */
  maxRows: number;
  maxColumns: number;
  /** Characters (UTF-16 units) of one cell. */
  maxCellLength: number;
}

export const DEFAULT_TABLE_LIMITS: TableLimits = { maxRows: 20_000, maxColumns: 300, maxCellLength: 5_000 };

/** Where data may begin at the latest: below 25 rows of titles and one of headers. Only the reader of the table knows where it does. */
const MAX_ROWS_ABOVE = 26;

/** On a draw the first wins: commas also occur as decimal marks and in prose, so they are the weakest evidence. */
const SEPARATORS: readonly Separator[] = ['\t', ';', '|', ','];
const SAMPLE_RECORDS = 40;
const SAMPLE_CHARACTERS = 200_000;

/**
 * CSV text → its separator and its records that are not blank. Blank records are counted in `row` but left out.
 * Line ends may be LF, CR LF or CR, mixed; a first line `sep=;`, which Excel hides, is obeyed and not counted.
 *
 * Throws Problem `unreadable_file` for a broken quote (naming the line its record starts on) and `table_too_large`
 * beyond the limits; rows of data are counted to the exact one by `readRows`.
 */
export function parseCsv(
  text: string,
  fileName: string,
  limits: TableLimits = DEFAULT_TABLE_LIMITS,
): { separator: Separator; records: TableRow[] } {
  const declared = /^sep=([,;\t|])(?:\r\n|\n|\r|$)/iu.exec(text);
  const separator = (declared?.[1] as Separator | undefined) ?? detectSeparator(text);
  const body = declared ? text.slice(declared[0].length) : text;
  const records = parseRecords(body, separator, fileName, limits, declared ? 2 : 1);
  return { separator, records };
}

function parseRecords(
  body: string,
  separator: Separator,
  fileName: string,
  limits: TableLimits,
  firstLine: number,
): TableRow[] {
  const records: TableRow[] = [];
  let row = 0;
  let line = firstLine;
  const keep = (cells: string[]): null => {
    row += 1;
    line += 1 + lineBreaksInside(cells);
    if (cells.every((cell) => cell.trim() === '')) return null;
    refuseOverLimits(cells, row, records.length, fileName, limits);
    records.push({ row, cells });
    return null;
  };
  try {
    parse(body, {
      delimiter: separator,
      record_delimiter: ['\r\n', '\n', '\r'],
      relax_column_count: true,
      on_record: keep,
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw unreadableFile(fileName, `l. ${line}`, { rule: 'broken_quote', row: row + 1, params: { line } });
  }
  return records;
}

/** Counted here because csv-parse counts a CR LF inside quotes twice. */
function lineBreaksInside(cells: readonly string[]): number {
  let breaks = 0;
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) breaks += cell.match(/\r\n|\r|\n/gu)?.length ?? 0;
  }
  return breaks;
}

/** Throws `table_too_large` for the record that passes a limit. */
export function refuseOverLimits(
  cells: readonly string[],
  row: number,
  recordsBefore: number,
  fileName: string,
  limits: TableLimits,
): void {
  const { maxRows, maxColumns, maxCellLength } = limits;
  const place = { file: fileName, row };
  const violation =
    recordsBefore >= maxRows + MAX_ROWS_ABOVE
      ? { ...place, rule: 'too_many_rows' as const, params: { max: maxRows } }
      : cells.length > maxColumns
        ? { ...place, rule: 'too_many_columns' as const, params: { max: maxColumns } }
        : cells.some((cell) => cell.length > maxCellLength)
          ? { ...place, rule: 'too_long' as const, params: { max: maxCellLength } }
          : null;
  if (!violation) return;
  throw tableTooLarge(fileName, limits, violation);
}

/** A file beyond the limits, and where it passes them. */
export function tableTooLarge(fileName: string, limits: TableLimits, violation?: Violation): Problem {
  const { maxRows, maxColumns, maxCellLength } = limits;
  return new Problem(
    'table_too_large',
    { file: fileName, max_rows: maxRows, max_columns: maxColumns, max_cell_length: maxCellLength },
    violation === undefined ? [] : [violation],
  );
}

/**
 * The separator of a CSV text, judged by its first records: the one that splits most of them into the same number of
 * columns, with the record that first holds any separator (most often the header) as a second witness where it agrees
 * with the majority. A text of one column gives a comma.
 */
export function detectSeparator(text: string): Separator {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  const candidates = SEPARATORS.map((separator) => ({ separator, widths: recordWidths(sample, separator) }));
  let best: { separator: Separator; score: number } = { separator: ',', score: 0 };
  for (const { separator, widths } of candidates) {
    const score = regularity(widths, candidates);
    if (score > best.score) best = { separator, score };
  }
  return best.separator;
}

function regularity(
  widths: ReadonlyMap<number, number>,
  candidates: ReadonlyArray<{ widths: ReadonlyMap<number, number> }>,
): number {
  const tally = new Map<number, number>();
  for (const width of widths.values()) if (width > 1) tally.set(width, (tally.get(width) ?? 0) + 1);
  const [usualWidth, times] = [...tally].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [1, 0];
  const separated = candidates.flatMap((one) => [...one.widths].filter(([, width]) => width > 1));
  const headerRecord = Math.min(...separated.map(([start]) => start));
  const isWitnessed = widths.get(headerRecord) === usualWidth && times * 2 > widths.size;
  // More columns weigh more, but three times at most, as much as the witness: then a separator that the header and
  // every row agree on always beats one that merely occurs in the text of the rows.
  return (times / widths.size) * Math.min(usualWidth - 1, 3) * (isWitnessed ? 3 : 1);
}

/** Start of each of the first records in the text → its number of columns, were this the separator. */
function recordWidths(sample: string, separator: Separator): Map<number, number> {
  const widths = new Map<number, number>();
  let start = 0;
  while (start < sample.length && widths.size < SAMPLE_RECORDS) {
    const { width, end, blank } = scanRecord(sample, start, separator);
    if (!blank) widths.set(start, width);
    start = end;
  }
  return widths;
}

function scanRecord(text: string, start: number, separator: Separator) {
  let width = 1;
  let blank = true;
  let atCellStart = true;
  let at = start;
  for (; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\n' || character === '\r') break;
    if (character === separator) {
      width += 1;
      atCellStart = true;
      continue;
    }
    blank = false;
    if (character === '"' && atCellStart) at = closingQuote(text, at);
    atCellStart = false;
  }
  const end = text.startsWith('\r\n', at) ? at + 2 : at + 1;
  return { width, end, blank };
}

/** Where the quoted cell that opens at `open` closes; the end of the text when it never does. */
function closingQuote(text: string, open: number): number {
  let at = text.indexOf('"', open + 1);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at === -1 ? text.length : at;
}

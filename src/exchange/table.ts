import type { TableRow } from './csv.ts';
import { findTagRow, formatHxlTag, type HxlTag } from './hxl.ts';
import type { TableFile } from './table-file.ts';
import { collapseSpaces, unreadableFile } from './text.ts';

/** A file as rows of text. Cells are as they stand in the file; only headers are tidied. */
export interface Table {
  fileName: string;
  /** Of a workbook; null for a text. */
  sheet: string | null;
  /** One text per column, '' where a column has none. */
  headers: string[];
  /** Spreadsheet row of the headers; the tag row itself when nothing stands above it. */
  headerRow: number;
  /** The HXL tags of the columns that have one; null for a file without a tag row. */
  tags: HxlTag[] | null;
  /** The rows under the headers and tags, without blank ones. A row may have fewer or more cells than there are headers. */
  rows: TableRow[];
}

/**
 * A file → its table. Headers are the row above the HXL tag row, wherever in the first 25 rows that is
 * (a blank header cell takes the nearest text above it, as merged headers leave it); without tags, the first row.
 *
 * Throws Problem `unreadable_file` for a file without rows, `hxl_outdated_tags`.
 */
export function readTable({ fileName, sheet, records }: TableFile): Table {
  const first = records[0];
  if (first === undefined) throw unreadableFile(fileName, '∅', { rule: 'file_empty' });
  const source = { fileName, sheet };
  const found = findTagRow(records, fileName);
  if (found === null) {
    const headers = first.cells.map(collapseSpaces);
    return { ...source, headers, headerRow: first.row, tags: null, rows: records.slice(1) };
  }
  return {
    ...source,
    ...taggedHeaders(records.slice(0, found.index + 1), found.tags),
    tags: found.tags,
    rows: records.slice(found.index + 1),
  };
}

/** `top` is everything down to the tag row, which gives the header where nothing stands above. */
function taggedHeaders(
  top: readonly TableRow[],
  tags: readonly HxlTag[],
): { headers: string[]; headerRow: number } {
  const above = top.slice(0, -1).reverse();
  const width = Math.max(...top.map((record) => record.cells.length));
  const headers = Array.from({ length: width }, (_, column) => {
    const nearest = above
      .map((record) => collapseSpaces(record.cells[column] ?? ''))
      .find((cell) => cell !== '');
    const tag = tags.find((one) => one.column === column);
    return nearest ?? (tag ? formatHxlTag(tag) : '');
  });
  const headerRow = (above[0] ?? top[0])?.row ?? 1;
  return { headers, headerRow };
}

/** Where a table stands, for messages. */
export function placeOf({ fileName, sheet }: Pick<Table, 'fileName' | 'sheet'>) {
  return sheet === null ? { file: fileName } : { file: fileName, sheet };
}

/** What a column is called in messages: its header, else its letter as a spreadsheet shows it. */
export function columnName(table: Pick<Table, 'headers'>, column: number): string {
  return table.headers[column] || columnLetters(column);
}

/** 0 → `A`, 25 → `Z`, 26 → `AA`. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}

import type { TableFile } from './table-file.ts';

/** A spreadsheet reads these as the start of a formula; the separators begin a new cell in a Spanish-locale Excel. */
const FORMULA_START = /(^|[;,\t\r\n])(['=+\-@])/g;
const GUARDED_START = /(^|[;,\t\r\n])'/g;

/**
 * Puts an apostrophe before `=`, `+`, `-`, `@` or an apostrophe wherever one begins the text or follows a character
 * that some spreadsheet splits cells at. `unguardCell` takes exactly these apostrophes away again, so no value is
 * lost and no two values become one.
 */
export function guardCell(text: string): string {
  return text.replace(FORMULA_START, "$1'$2");
}

/** The text that `guardCell` was given. */
export function unguardCell(cell: string): string {
  return cell.replace(GUARDED_START, '$1');
}

/** A table as it was before its texts were guarded. Only a text is guarded; what a workbook says is taken as it is. */
export function withoutGuards(file: TableFile): TableFile {
  if (file.sheet !== null) return file;
  const records = file.records.map((record) => ({ ...record, cells: record.cells.map(unguardCell) }));
  return { ...file, records };
}

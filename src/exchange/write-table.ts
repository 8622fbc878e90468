import { stringify } from 'csv-stringify/sync';
import exceljs from 'exceljs';
import { guardCell } from './formula-guard.ts';

/**
 * Rows as CSV: UTF-8 with a byte order mark, which spreadsheets need to see the accents, CR LF, and an apostrophe before what a
 * spreadsheet would calculate. Every text is in quotes, so that no separator inside one is taken for that of the table.
 */
export function csvBytes(rows: readonly (readonly string[])[]): Uint8Array {
  const guarded = rows.map((row) => row.map(guardCell));
  return Buffer.from(stringify(guarded, { bom: true, quoted: true, record_delimiter: '\r\n' }), 'utf8');
}

/** Rows as one sheet of a workbook. Every cell is a text, so that no code loses its zeros and nothing is taken for a formula. */
export async function xlsxBytes(sheet: string, rows: readonly (readonly string[])[]): Promise<Uint8Array> {
  const book = new exceljs.Workbook();
  const page = book.addWorksheet(sheet, { views: [{ state: 'frozen', ySplit: 1 }] });
  for (const row of rows) page.addRow(row.map((cell) => (cell === '' ? null : cell)));
  page.getRow(1).font = { bold: true };
  return new Uint8Array(await book.xlsx.writeBuffer());
}

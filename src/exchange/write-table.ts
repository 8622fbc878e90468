import { stringify } from 'csv-stringify/sync';
import { guardCell } from './formula-guard.ts';

/**
 * Rows as CSV: UTF-8 with a byte order mark, which spreadsheets need to see the accents, CR LF, and an apostrophe before what a
 * spreadsheet would calculate. Every text is in quotes, so that no separator inside one is taken for that of the table.
 */
export function csvBytes(rows: readonly (readonly string[])[]): Uint8Array {
  const guarded = rows.map((row) => row.map(guardCell));
  return Buffer.from(stringify(guarded, { bom: true, quoted: true, record_delimiter: '\r\n' }), 'utf8');
}

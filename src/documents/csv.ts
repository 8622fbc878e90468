import { stringify } from 'csv-stringify/sync';
import { guardCell } from '../exchange/formula-guard.ts';
import {
  type Batches,
  type Cell,
  type Column,
  headRows,
  type TableDefinition,
  type TableOptions,
} from './table.ts';

export interface CsvOptions extends TableOptions {
  /** Begins the file with a byte order mark, without which Excel takes accents for Latin-1. */
  readonly bom: boolean;
}

const format = { record_delimiter: '\r\n' } as const;

/**
 * A table as CSV after RFC 4180 in UTF-8, piece by piece: headers, tags where asked for, one line a row. An empty cell is an
 * unknown value. Texts that a spreadsheet would take for a formula are guarded; numbers and dates are as they are.
 */
export async function* renderCsv<Key extends string>(
  table: TableDefinition<Key>,
  rows: Batches<Key>,
  options: CsvOptions,
): AsyncGenerator<Uint8Array, void> {
  const head = stringify(headRows(table, options), format);
  yield Buffer.from(`${options.bom ? '\uFEFF' : ''}${head}`);
  for await (const batch of rows) {
    if (batch.length === 0) continue;
    const lines = batch.map((row) => table.columns.map((column) => csvCell(column, row[column.key])));
    yield Buffer.from(stringify(lines, format));
  }
}

function csvCell(column: Column, value: Cell): string {
  if (value === null) return '';
  return column.type === 'text' ? guardCell(String(value)) : String(value);
}

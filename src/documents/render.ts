import { type CsvOptions, renderCsv } from './csv.ts';
import { renderJson } from './json.ts';
import type { Batches, TableDefinition } from './table.ts';
import { renderXlsx } from './xlsx.ts';

export const tableFormats = ['json', 'csv', 'xlsx'] as const;

export type TableFormat = (typeof tableFormats)[number];

/** What each format is called on the wire. */
export const tableMediaType: Readonly<Record<TableFormat, string>> = {
  json: 'application/json; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const renderers = { json: renderJson, csv: renderCsv, xlsx: renderXlsx } as const;

/** A table in one of its formats, piece by piece. */
export function renderTable<Key extends string>(
  table: TableDefinition<Key>,
  rows: Batches<Key>,
  format: TableFormat,
  options: CsvOptions,
): AsyncIterable<Uint8Array> {
  return renderers[format](table, rows, options);
}

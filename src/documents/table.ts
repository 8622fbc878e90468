import type { Language, Localized } from '../lib/localized.ts';

/** `decimal` is an exact decimal as text, `date` a calendar day, `instant` a moment in UTC. */
export type CellType = 'text' | 'integer' | 'decimal' | 'date' | 'instant';

export type Cell = string | number | null;

/** One column of a table of rows: where its value is, what it is called, what it holds, its HXL tag where there is one. */
export interface Column<Key extends string = string> {
  readonly key: Key;
  readonly header: Localized;
  readonly type: CellType;
  readonly hxl: string | null;
}

/** A table as it is defined once and rendered as JSON, CSV or XLSX. */
export interface TableDefinition<Key extends string = string> {
  /** The file's name without its ending. */
  readonly name: string;
  readonly title: Localized;
  readonly columns: readonly Column<Key>[];
}

/** A row by the keys of its table's columns. */
export type TableRow<Key extends string = string> = Readonly<Record<Key, Cell>>;

/** The rows of a table, many at a time. */
export type Batches<Key extends string = string> = AsyncIterable<readonly TableRow<Key>[]>;

export interface TableOptions {
  readonly language: Language;
  /** Adds the row of HXL tags below the headers. */
  readonly hxl: boolean;
}

/** The rows above the data: headers in the language, and the tags where they are asked for. */
export function headRows(table: TableDefinition, options: TableOptions): string[][] {
  const headers = table.columns.map(({ header }) => header[options.language]);
  return options.hxl ? [headers, table.columns.map(({ hxl }) => hxl ?? '')] : [headers];
}

import Sqlite from 'better-sqlite3';
import { SUPPLIER } from '../../src/stock/places.ts';

/** How many rows each table gets: those measured the number asked, all others as many as their rows are to point to. */
export interface Sizes {
  readonly measured: ReadonlySet<string>;
  readonly rows: number;
  readonly others: number;
}

export const sizeOf = (table: string, { measured, rows, others }: Sizes): number =>
  measured.has(table) ? rows : others;

export interface RowColumn {
  readonly name: string;
  readonly isText: boolean;
  readonly isKey: boolean;
  /** Has to be given: it is never null and has no default. */
  readonly isNeeded: boolean;
  /** The table it points to. */
  readonly references: string | null;
  /** The values that its check allows. */
  readonly allowed: readonly string[];
}

export interface RowTable {
  readonly name: string;
  readonly columns: readonly RowColumn[];
}

/** The tables of a migrated SQLite file, which has the same as PostgreSQL. */
export function readTables(path: string): RowTable[] {
  const file = new Sqlite(path, { readonly: true });
  const tables = file
    .prepare<[], { name: string; sql: string }>("select name, sql from sqlite_master where type = 'table'")
    .all();
  const read = tables.map(({ name, sql }) => ({ name, columns: readColumns(file, name, sql) }));
  file.close();
  return read;
}

function readColumns(file: Sqlite.Database, table: string, sql: string): RowColumn[] {
  const keys = file.pragma(`foreign_key_list("${table}")`) as { from: string; table: string }[];
  const columns = file.pragma(`table_info("${table}")`) as {
    name: string;
    type: string;
    notnull: number;
    dflt_value: unknown;
    pk: number;
  }[];
  const keyLength = columns.filter(({ pk }) => pk > 0).length;
  return columns.map(({ name, type, notnull, dflt_value, pk }) => {
    const list = new RegExp(`check \\(${name} in \\(([^)]*)\\)`).exec(sql)?.[1] ?? '';
    return {
      name,
      isText: type.toLowerCase() === 'text',
      isKey: pk > 0 && keyLength === 1,
      isNeeded: (notnull === 1 || pk > 0) && dflt_value === null,
      references: keys.find(({ from }) => from === name)?.table ?? null,
      allowed: list === '' ? [] : list.split(', '),
    };
  });
}

/** Half of the rows of these belong to the first of their parents, so that its own list is long. */
const gathered: Readonly<Record<string, string>> = {
  item_unit_values: 'item_id',
  lot_conditions: 'lot_id',
  warehouse_closings: 'warehouse_id',
  stock_count_lines: 'count_id',
  stock_count_entries: 'count_id',
  plan_lines: 'plan_id',
  consignment_receipts: 'consignment_id',
  payments: 'list_id',
  payment_list_steps: 'list_id',
  fsp_report_rows: 'report_id',
  sites: 'operation_id',
  stock_levels: 'warehouse_id',
};

const FIRST_DAY = Date.UTC(2023, 7, 1);
const DAYS = 1_096;
/** Prime, so that its multiples visit every number below a power of ten once. */
const STRIDE = 7_919;

export const padded = (number: number): string => String(number).padStart(12, '0');

/** The identifier of a row of a table, by its number. */
export function rowId(table: string, number: number): string {
  return `${idPrefix(table)}${padded(number)}`;
}

/** Text by which people know a row: unique, and in another order than the rows. */
export const rowCode = (number: number, rows: number): string => `C${padded((number * STRIDE) % rows)}`;

export const middleDay = new Date(FIRST_DAY + (DAYS / 2) * 86_400_000).toISOString().slice(0, 10);

function idPrefix(table: string): string {
  const hash = [...table].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 65_536, 7);
  return `00000000-${hash.toString(16).padStart(4, '0')}-7000-8000-`;
}

/** The few words in which the engines differ when rows are made by a query. */
const dialects = {
  sqlite: {
    numbers: (count: number) =>
      `with recursive numbers (n) as (select 0 union all select n + 1 from numbers where n + 1 < ${count})`,
    day: (number: string) => `date(${FIRST_DAY / 1000} + (${number}) * 86400, 'unixepoch')`,
    pad: (number: string) => `printf('%012d', ${number})`,
  },
  postgres: {
    numbers: (count: number) =>
      `with numbers (n) as (select generate_series(0::bigint, ${count - 1}::bigint))`,
    day: (number: string) => `to_char(date '2023-08-01' + (${number})::int, 'YYYY-MM-DD')`,
    pad: (number: string) => `lpad((${number})::text, 12, '0')`,
  },
} as const;

export type RowMaker = ReturnType<typeof rowMaker>;

/** Makes each column of a row from the row's number `n`, in SQL. */
export function rowMaker(engine: keyof typeof dialects, sizes: Sizes) {
  const { numbers, day, pad } = dialects[engine];
  const id = (table: string, number: string) => `'${idPrefix(table)}' || ${pad(number)}`;
  const code = (rows: number) => `'C' || ${pad(`(n * ${STRIDE}) % ${rows}`)}`;
  const someDay = (rows: number) => day(`((n * ${STRIDE}) % ${rows}) % ${DAYS}`);

  const words =
    "case n % 4 when 0 then 'Lona tejida ' when 1 then 'Jabón ' when 2 then 'Kit ' else 'Cubo ' end";
  const group = `'C' || ${pad(`n % ${sizes.others}`)}`;
  const onEvenRows = (value: string) => `case when n % 2 = 0 then ${value} end`;

  /** What has to be more than its kind says, for the lists to have it; of any table where only a column is named. */
  const special: Readonly<Record<string, (rows: number) => string>> = {
    'items.name_es': () => `${words} || ${pad('n')}`,
    'items.name_en': () => `${words} || ${pad('n')}`,
    'items.search_text': (rows) => `lower(${code(rows)} || ' ' || ${words} || ${pad('n')})`,
    'items.kit_variant': () => `case when n % 2 = 1 then ${pad('n')} end`,
    'items.kit_family': () => group,
    'items.category': () => group,
    'locations.kind': () => "'bin'",
    'movement_lines.from_location_id': () => `'${SUPPLIER}'`,
    'lots.expires_on': (rows) => onEvenRows(someDay(rows)),
    acknowledged_at: (rows) => onEvenRows(someDay(rows)),
    'reservations.waiting': () => 'n % 2',
    'movements.backdated': () => 'case when n % 100 = 0 then 1 else 0 end',
    'transfers.to_warehouse_id': () => id('warehouses', `(n + 1) % ${sizes.others}`),
    'seals.number': () => 'n + 1',
    'daily_balances.lot_id': () => id('lots', 'n'),
    'daily_balances.location_id': () => id('locations', `(n * ${STRIDE}) % ${sizes.others}`),
    document_id: () => id('documents', 'n'),
    subject_id: () => id('documents', 'n'),
  };

  function pointer(table: string, { name, references, isNeeded }: RowColumn, rows: number): string | null {
    if (references === null || references === table) return null;
    const others = sizeOf(references, sizes);
    const number = others >= rows ? 'n' : `(n * ${STRIDE}) % ${others}`;
    if (gathered[table] === name)
      return `case when n % 2 = 0 then ${id(references, '0')} else ${id(references, number)} end`;
    return isNeeded ? id(references, number) : `case when n % 2 = 0 then ${id(references, number)} end`;
  }

  function text(name: string, rows: number): string {
    if (/(_on|_before|^day|^as_of|valid_from)$/.test(name)) return someDay(rows);
    if (/_at$/.test(name)) return `${day(`n % ${DAYS}`)} || 'T12:00:00.000Z'`;
    if (name === 'time_zone') return "'America/Panama'";
    if (name === 'country') return "'PA'";
    if (/currency/.test(name)) return "'USD'";
    if (/^(scope|inputs|columns|basis|attributes)$/.test(name)) return "'{}'";
    if (/^(flags|totals)$/.test(name)) return "'[]'";
    if (/^(threshold_value|unit_value)$/.test(name)) return "'1.5'";
    return code(rows);
  }

  return {
    numbers,
    value(table: RowTable, column: RowColumn): string | null {
      const rows = sizeOf(table.name, sizes);
      const own = special[`${table.name}.${column.name}`] ?? special[column.name];
      if (own !== undefined) return own(rows);
      if (column.isKey && column.isText) return id(table.name, 'n');
      const points = pointer(table.name, column, rows);
      if (points !== null) return points;
      if (column.allowed.length > 0 && (column.isNeeded || !column.isText)) {
        const cases = column.allowed.map((value, at) => `when ${at} then ${value}`).join(' ');
        return `case n % ${column.allowed.length} ${cases} end`;
      }
      if (!column.isNeeded) return null;
      if (column.isText) return text(column.name, rows);
      return /_number$|^position$/.test(column.name) ? 'n + 1' : `1 + n % 100`;
    },
  };
}

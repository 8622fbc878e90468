import { type SelectQueryBuilder, sql } from 'kysely';
import { Problem } from '../lib/problem.ts';
import { databaseFailure } from './errors.ts';

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** A sortable field, with `-` before it for descending order. */
  readonly sort: string;
}

export interface Page<Row> {
  data: Row[];
  /** Send it back as `cursor` for the next page; null on the last one. */
  next_cursor: string | null;
}

/** How a list may be ordered: each sortable output field and the column behind it (never null), and the unique key. */
export interface PageSpec {
  readonly columns: Readonly<Record<string, string>>;
  /** Columns of the unique key, each selected under the field of the same place in `keyFields`. */
  readonly key: readonly string[];
  /** What the query asks for leads to few rows: these are found and sorted, where an engine would go along the order to meet them. */
  readonly isNarrow?: boolean;
  /** The same key in other columns, for the order of a field in whose table the key has to be looked at. */
  readonly keyOf?: Readonly<Record<string, readonly string[]>>;
  /** `['id']` unless said otherwise. */
  readonly keyFields?: readonly string[];
}

/**
 * One page of a query by key: the page after a row is found through the index however deep it lies, and rows that come or go
 * meanwhile neither repeat nor hide others.
 */
export async function fetchPage<DB, TB extends keyof DB, Row>(
  query: SelectQueryBuilder<DB, TB, Row>,
  spec: PageSpec,
  request: PageRequest,
): Promise<Page<Row>> {
  const descending = request.sort.startsWith('-');
  const field = descending ? request.sort.slice(1) : request.sort;
  const column = spec.columns[field];
  if (column === undefined)
    throw new Problem('invalid_request', {}, [{ rule: 'cursor', pointer: '/query/sort' }]);
  const keyFields = spec.keyFields ?? ['id'];
  const sortsByKey = column === spec.key[0];
  const columns = sortsByKey ? spec.key : [column, ...(spec.keyOf?.[field] ?? spec.key)];
  const fields = sortsByKey ? keyFields : [field, ...keyFields];

  let paged = query;
  if (request.cursor !== undefined) {
    const values = readCursor(request.cursor, request.sort, columns.length);
    const beyond = sql.raw(descending ? '<' : '>');
    const left = sql.join(columns.map((name) => sql.ref(name)));
    const right = sql.join(values.map((value) => sql`${value}`));
    paged = paged.where(sql<boolean>`(${left}) ${beyond} (${right})`) as typeof paged;
    // Over several tables no index serves the comparison of the whole; that of its first part says where to begin.
    const [first = ''] = columns;
    if (columns.some((name) => tableOf(name) !== tableOf(first)))
      paged = paged.where(sql<boolean>`${sql.ref(first)} ${beyond}= ${values[0]}`) as typeof paged;
  }
  for (const name of columns) {
    const order = spec.isNarrow === true ? sql`${sql.ref(name)} || ''` : sql.ref(name);
    paged = paged.orderBy(order, descending ? 'desc' : 'asc') as typeof paged;
  }
  const rows = (await paged
    .limit(request.limit + 1)
    .execute()
    .catch((error: unknown) => {
      // A number column compared with a text: only a cursor that nobody was given asks for that.
      throw request.cursor !== undefined && databaseFailure(error) === 'input' ? refusedCursor() : error;
    })) as Row[];
  const data = rows.slice(0, request.limit);
  const last = rows.length > request.limit ? (data.at(-1) as Record<string, unknown> | undefined) : undefined;
  if (last === undefined) return { data, next_cursor: null };
  return {
    data,
    next_cursor: writeCursor(
      request.sort,
      fields.map((name) => last[name]),
    ),
  };
}

const tableOf = (column: string): string => column.slice(0, column.indexOf('.'));

/** A page of other rows made from this one. */
export async function mapPage<A, B>(page: Page<A>, map: (rows: A[]) => Promise<B[]> | B[]): Promise<Page<B>> {
  return { data: await map(page.data), next_cursor: page.next_cursor };
}

/** The cursor after a row with these values of the sorted columns. */
export function writeCursor(sort: string, values: readonly unknown[]): string {
  return Buffer.from(JSON.stringify([sort, ...values])).toString('base64url');
}

/** A cursor that was not given for this list and sort. */
export function refusedCursor(): Problem {
  return new Problem('invalid_request', {}, [{ rule: 'cursor', pointer: '/query/cursor' }]);
}

/** The values a cursor was written with. Throws `invalid_request` for one that nobody was given. */
export function readCursor(cursor: string, sort: string, length: number): (string | number)[] {
  const refused = refusedCursor();
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw refused;
  }
  if (!Array.isArray(parsed) || parsed.length !== length + 1 || parsed[0] !== sort) throw refused;
  return parsed.slice(1).map((value: unknown) => {
    if (typeof value !== 'number' && (typeof value !== 'string' || value.includes('\0'))) throw refused;
    return value;
  });
}

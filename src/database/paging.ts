import { type SelectQueryBuilder, sql } from 'kysely';
import { Problem } from '../lib/problem.ts';

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
  readonly key: string;
}

/**
 * One page of a query by key: the page after a row is found through the index however deep it lies, and rows that come or go
 * meanwhile neither repeat nor hide others. The query selects the sort field and a field `id` for the key.
 */
export async function fetchPage<DB, TB extends keyof DB, Row extends { id: string }>(
  query: SelectQueryBuilder<DB, TB, Row>,
  spec: PageSpec,
  request: PageRequest,
): Promise<Page<Row>> {
  const descending = request.sort.startsWith('-');
  const field = descending ? request.sort.slice(1) : request.sort;
  const column = spec.columns[field];
  if (column === undefined) throw new Problem('invalid_request', {}, [{ rule: 'cursor', pointer: '/sort' }]);
  const direction = descending ? 'desc' : 'asc';
  const bySort = sql.ref(column);
  const byKey = sql.ref(spec.key);
  let paged = query;
  if (request.cursor !== undefined) {
    const [value, id] = readCursor(request.cursor, request.sort);
    const beyond = sql.raw(descending ? '<' : '>');
    paged = paged.where(
      sql<boolean>`(${bySort} ${beyond} ${value} or (${bySort} = ${value} and ${byKey} ${beyond} ${id}))`,
    ) as typeof paged;
  }
  const rows = (await paged
    .orderBy(bySort, direction)
    .orderBy(byKey, direction)
    .limit(request.limit + 1)
    .execute()) as Row[];
  const data = rows.slice(0, request.limit);
  const last = rows.length > request.limit ? data.at(-1) : undefined;
  if (last === undefined) return { data, next_cursor: null };
  return { data, next_cursor: writeCursor(request.sort, (last as Record<string, unknown>)[field], last.id) };
}

/** A page of other rows made from this one. */
export async function mapPage<A, B>(page: Page<A>, map: (rows: A[]) => Promise<B[]> | B[]): Promise<Page<B>> {
  return { data: await map(page.data), next_cursor: page.next_cursor };
}

function writeCursor(sort: string, value: unknown, id: string): string {
  return Buffer.from(JSON.stringify([sort, value, id])).toString('base64url');
}

function readCursor(cursor: string, sort: string): [string | number, string] {
  const refused = new Problem('invalid_request', {}, [{ rule: 'cursor', pointer: '/cursor' }]);
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(parsed) || parsed.length !== 3) throw refused;
    const [cursorSort, value, id] = parsed as unknown[];
    const plain = typeof value === 'string' || typeof value === 'number';
    if (cursorSort !== sort || !plain || typeof id !== 'string') throw refused;
    return [value, id];
  } catch {
    throw refused;
  }
}

import { PostgresAdapter, type RawBuilder, sql } from 'kysely';
import type { Reader } from './database.ts';
import { hotQuery, param } from './hot.ts';

type Kind = 'text' | 'int';

/** What each field of a row is kept as. */
type Kinds<Row> = Readonly<Record<keyof Row & string, Kind>>;

/**
 * A statement over rows that are given as values: it reads them as a table of the name `rows`, in the order given, and other values
 * as `param('name')`. PostgreSQL runs it once for all of them, so that ten thousand rows cost one round trip and one plan; SQLite,
 * which has neither to save, runs it for each. What one row changes must therefore make no difference to the next. Gives what the
 * statement returns.
 */
export function rowsQuery<Row, Out = never>(
  kinds: Kinds<Row>,
  build: (rows: RawBuilder<unknown>) => RawBuilder<Out>,
): (reader: Reader, rows: readonly Row[], values?: Readonly<Record<string, unknown>>) => Promise<Out[]> {
  const fields = Object.entries<Kind>(kinds) as [keyof Row & string, Kind][];
  const each = hotQuery<Out>((reader) => ({ compile: () => build(oneRow(fields)).compile(reader) }));
  const all = hotQuery<Out>((reader) => ({ compile: () => build(manyRows(fields)).compile(reader) }));
  return async (reader, rows, values = {}) => {
    if (rows.length > 1 && reader.getExecutor().adapter instanceof PostgresAdapter) {
      const columns = fields.map(([name]) => [name, rows.map((row) => row[name] ?? null)]);
      return (await all(reader, { ...values, ...Object.fromEntries(columns) })).rows;
    }
    const found = await Promise.all(
      rows.map((row) => {
        const columns = fields.map(([name]) => [name, row[name] ?? null]);
        return each(reader, { ...values, ...Object.fromEntries(columns) });
      }),
    );
    return found.flatMap((one) => one.rows);
  };
}

type Fields = readonly (readonly [string, Kind])[];

const typeOf = (kind: Kind) => sql.raw(kind === 'int' ? 'bigint' : 'text');

function oneRow(fields: Fields): RawBuilder<unknown> {
  const columns = fields.map(
    ([name, kind]) => sql`cast(${param(name)} as ${typeOf(kind)}) as ${sql.ref(name)}`,
  );
  return sql`(select ${sql.join(columns)}) as rows`;
}

function manyRows(fields: Fields): RawBuilder<unknown> {
  const arrays = fields.map(([name, kind]) => sql`cast(${param(name)} as ${typeOf(kind)}[])`);
  return sql`unnest(${sql.join(arrays)}) as rows (${sql.join(fields.map(([name]) => sql.ref(name)))})`;
}

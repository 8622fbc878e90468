import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { roles } from '../../src/access/permissions.ts';
import { insertPerson, insertToken } from '../../src/access/store.ts';
import type { Context } from '../../src/context.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { instant } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/hash.ts';
import { type RowMaker, type RowTable, rowMaker, type Sizes, sizeOf } from './row-maker.ts';

/**
 * Fills a migrated database with rows made by queries from their numbers. Foreign keys and checks are off meanwhile: the rows are to
 * be read, and what they say besides the columns that lists sort and filter by does not matter.
 */
export async function fillLists(url: string, tables: readonly RowTable[], sizes: Sizes): Promise<void> {
  const used = [...closure(tables, sizes.measured)];
  if (url.startsWith('sqlite:')) return fillSqlite(url.slice('sqlite:'.length), used, sizes);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const checks = await client.query<{ statement: string }>(
      `select format('alter table %s drop constraint %I', conrelid::regclass, conname) as statement
       from pg_constraint where contype = 'c' and conrelid <> 0`,
    );
    for (const { statement } of checks.rows) await client.query(statement);
    await client.query('set session_replication_role = replica');
    await client.query("set work_mem = '256MB'");
    await client.query("set maintenance_work_mem = '512MB'");
    for (const table of used) await client.query(insertStatement(table, rowMaker('postgres', sizes), sizes));
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

function fillSqlite(path: string, tables: readonly RowTable[], sizes: Sizes): void {
  const file = new Sqlite(path);
  for (const pragma of [
    'foreign_keys = OFF',
    'ignore_check_constraints = ON',
    'synchronous = OFF',
    'cache_size = -800000',
  ])
    file.pragma(pragma);
  for (const table of tables) file.exec(insertStatement(table, rowMaker('sqlite', sizes), sizes));
  file.close();
}

/** The tables measured and, again and again, those that their rows point to. */
function closure(tables: readonly RowTable[], measured: ReadonlySet<string>): Set<RowTable> {
  const found = new Set(tables.filter(({ name }) => measured.has(name)));
  for (const table of found) {
    const pointedTo = table.columns.flatMap(({ references }) => references ?? []);
    for (const other of tables) if (pointedTo.includes(other.name)) found.add(other);
  }
  return found;
}

function insertStatement(table: RowTable, maker: RowMaker, sizes: Sizes): string {
  const columns = table.columns.flatMap((column) => {
    const value = maker.value(table, column);
    return value === null ? [] : [[`"${column.name}"`, value] as const];
  });
  const names = columns.map(([name]) => name).join(', ');
  const values = columns.map(([, value]) => value).join(', ');
  return `insert into "${table.name}" (${names}) ${maker.numbers(sizeOf(table.name, sizes))}
    select ${values} from numbers where true on conflict do nothing`;
}

/** A person with every role, so that no list is closed to them; gives their token. */
export async function addReader(context: Context): Promise<string> {
  const at = instant(context.clock);
  const id = context.ids.next();
  const token = context.ids.secret();
  await inTransaction(context.database, async (tx) => {
    await insertPerson(tx, { id, name: 'Bench', email: 'bench@example.org', roles: [...roles] }, at);
    const row = { id: context.ids.next(), person_id: id, label: 'bench', token_sha256: sha256(token) };
    await insertToken(tx, { ...row, expires_at: null }, at);
  });
  return token;
}

import type pg from 'pg';

const columnsQuery = `
select table_name, column_name, data_type, collation_name, is_nullable, column_default
from information_schema.columns
where table_schema = current_schema() and table_name <> 'schema_migrations'
order by table_name, ordinal_position`;

const constraintsQuery = `
select rel.relname as table_name, con.conname as name, pg_get_constraintdef(con.oid) as definition
from pg_constraint con join pg_class rel on rel.oid = con.conrelid
where con.connamespace = current_schema()::regnamespace and rel.relname <> 'schema_migrations' and con.contype <> 'n'
order by 1, 2`;

const indexesQuery = `
select tablename as table_name, indexname as name, indexdef as definition
from pg_indexes
where schemaname = current_schema() and tablename <> 'schema_migrations'
  and indexname not in (select conname from pg_constraint)
order by 1, 2`;

const triggersQuery = `
select rel.relname as table_name, trg.tgname as name, pg_get_triggerdef(trg.oid) as definition
from pg_trigger trg join pg_class rel on rel.oid = trg.tgrelid
where not trg.tgisinternal and rel.relnamespace = current_schema()::regnamespace
order by 1, 2`;

interface Column {
  table_name: string;
  column_name: string;
  data_type: string;
  collation_name: string | null;
  is_nullable: string;
  column_default: string | null;
}

interface Named {
  table_name: string;
  name: string;
  definition: string;
}

/** The schema as the server itself describes it: tables with columns, then constraints, indexes and triggers of each. */
export async function dumpPostgresSchema(pool: pg.Pool): Promise<string> {
  const columns = (await pool.query<Column>(columnsQuery)).rows;
  const constraints = (await pool.query<Named>(constraintsQuery)).rows;
  const indexes = (await pool.query<Named>(indexesQuery)).rows;
  const triggers = (await pool.query<Named>(triggersQuery)).rows;
  const tables = [...new Set(columns.map((column) => column.table_name))];
  const blocks = tables.map((table) => {
    const of = (rows: Named[]) => rows.filter((row) => row.table_name === table);
    return [
      `table ${table}`,
      ...columns.filter((column) => column.table_name === table).map((column) => `  ${columnText(column)}`),
      ...of(constraints).map((row) => `  constraint ${row.name} ${row.definition}`),
      ...of(indexes).map((row) => `  ${row.definition.replace(/ ON \w+\./, ' ON ')}`),
      ...of(triggers).map((row) => `  ${row.definition.replace(/ ON \w+\./, ' ON ')}`),
    ].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

function columnText(column: Column): string {
  const collation = column.collation_name === null ? '' : ` collate "${column.collation_name}"`;
  const nullable = column.is_nullable === 'NO' ? ' not null' : '';
  const standard = column.column_default === null ? '' : ` default ${column.column_default}`;
  return `${column.column_name} ${column.data_type}${collation}${nullable}${standard}`;
}

/** The two engines the schema is written for. */
export type Engine = 'sqlite' | 'postgres';

/** One numbered step. Frozen once released: a change is a new step. */
export interface Migration {
  readonly name: string;
  /** Statements in order, for the engine asked. */
  statements(engine: Engine): string[];
}

/**
 * Portable column types, written `$text`, `$int`, `$real` in a table definition. Text compares by bytes in both engines,
 * integers are 64 bits wide, and SQLite tables are strict so that neither engine accepts what the other refuses.
 */
export function table(engine: Engine, definition: string): string {
  const body = typed(engine, definition.trim());
  return engine === 'sqlite' ? `${body} strict` : body;
}

function typed(engine: Engine, text: string): string {
  const types =
    engine === 'sqlite'
      ? { $text: 'text', $int: 'integer', $real: 'real' }
      : { $text: 'text collate "C"', $int: 'bigint', $real: 'double precision' };
  return text.replace(/\$(text|int|real)\b/g, (type) => types[type as keyof typeof types]);
}

/** Adds columns to a table that is there; on a table with rows each is nullable or has a constant default. */
export function addColumns(engine: Engine, name: string, ...definitions: string[]): string[] {
  return definitions.map((definition) => `alter table ${name} add column ${typed(engine, definition)}`);
}

/** Runs statements that fill columns new to an append-only table, with its triggers away meanwhile. */
export function fillAppendOnly(engine: Engine, name: string, statements: readonly string[]): string[] {
  if (engine === 'sqlite') {
    const dropped = ['update', 'delete'].map((verb) => `drop trigger ${name}_no_${verb}`);
    return [...dropped, ...statements, ...appendOnly(engine, name)];
  }
  return [
    `alter table ${name} disable trigger ${name}_no_change`,
    ...statements,
    `alter table ${name} enable trigger ${name}_no_change`,
  ];
}

/** Triggers that refuse every update and delete of a table, in the database itself. */
export function appendOnly(engine: Engine, name: string): string[] {
  if (engine === 'sqlite') {
    return ['update', 'delete'].map(
      (verb) =>
        `create trigger ${name}_no_${verb} before ${verb} on ${name} begin select raise(abort, '${name} is append-only'); end`,
    );
  }
  return [
    `create trigger ${name}_no_change before update or delete on ${name} for each row execute function refuse_change()`,
    `create trigger ${name}_no_truncate before truncate on ${name} for each statement execute function refuse_change()`,
  ];
}

/** The function behind the append-only triggers; only PostgreSQL needs one. */
export function appendOnlyFunction(engine: Engine): string[] {
  if (engine === 'sqlite') return [];
  return [
    `create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'integrity_constraint_violation';
end $$`,
  ];
}

/** A table whose definition changes in a way that SQLite has no statement for, such as a check constraint. */
export interface Rebuild {
  readonly name: string;
  /** The whole new definition, as for `table`. */
  readonly definition: string;
  /** Columns that are carried over, each with the expression that gives it; a bare name is carried as it is. */
  readonly columns: readonly (string | readonly [name: string, expression: string])[];
  /** Indexes and triggers of the table, made again. */
  readonly after: readonly string[];
  /** What changes the same table in place on PostgreSQL. */
  readonly postgres: readonly string[];
}

/**
 * Changes a table: in place on PostgreSQL, by copying it into a new one on SQLite. The migration runs with foreign keys off
 * there and checks them before it commits.
 */
export function rebuild(engine: Engine, change: Rebuild): string[] {
  if (engine === 'postgres') return [...change.postgres];
  const { name } = change;
  const made = table(engine, change.definition).replace(
    `create table ${name} (`,
    `create table ${name}_new (`,
  );
  const columns = change.columns.map((column) => (typeof column === 'string' ? column : column[0]));
  const values = change.columns.map((column) => (typeof column === 'string' ? column : column[1]));
  return [
    made,
    `insert into ${name}_new (${columns.join(', ')}) select ${values.join(', ')} from ${name}`,
    `drop table ${name}`,
    `alter table ${name}_new rename to ${name}`,
    ...change.after,
  ];
}

/** Replaces the check of a column on PostgreSQL, which names it after table and column. */
export function recheck(name: string, column: string, condition: string): string[] {
  return [
    `alter table ${name} drop constraint ${name}_${column}_check`,
    `alter table ${name} add constraint ${name}_${column}_check check (${condition})`,
  ];
}

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
  const types =
    engine === 'sqlite'
      ? { $text: 'text', $int: 'integer', $real: 'real' }
      : { $text: 'text collate "C"', $int: 'bigint', $real: 'double precision' };
  const body = definition.trim().replace(/\$(text|int|real)\b/g, (type) => types[type as keyof typeof types]);
  return engine === 'sqlite' ? `${body} strict` : body;
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

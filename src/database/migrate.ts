import { type Engine, migrations } from '../../db/migrations/index.ts';

/** What a migration run needs of an engine: one connection, statements one at a time. */
export interface MigrationConnection {
  run(statement: string): Promise<void>;
  appliedNames(): Promise<string[]>;
}

const historyTable =
  'create table if not exists schema_migrations (name text primary key, applied_at text not null)';

/**
 * Applies the steps not yet applied, each in a transaction of its own with its history row, so that a stop in the middle
 * leaves whole steps only. The caller holds whatever lock keeps a second process out.
 */
export async function applyMigrations(
  engine: Engine,
  connection: MigrationConnection,
  appliedAt: string,
): Promise<string[]> {
  await connection.run(historyTable);
  const applied = new Set(await connection.appliedNames());
  const done: string[] = [];
  for (const migration of migrations) {
    if (applied.has(migration.name)) continue;
    await connection.run('begin');
    try {
      // Another process may have applied it since; now that this one holds the lock, the answer stays true.
      if ((await connection.appliedNames()).includes(migration.name)) {
        await connection.run('rollback');
        continue;
      }
      for (const statement of migration.statements(engine)) await connection.run(statement);
      await connection.run(
        `insert into schema_migrations (name, applied_at) values ('${migration.name}', '${appliedAt}')`,
      );
      await connection.run('commit');
    } catch (error) {
      await connection.run('rollback');
      throw error;
    }
    done.push(migration.name);
  }
  return done;
}

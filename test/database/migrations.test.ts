import { execFile } from 'node:child_process';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import t from 'tap';
import { migrations } from '../../db/migrations/index.ts';
import { projectRoot } from '../../src/config/paths.ts';
import { applyMigrations } from '../../src/database/migrate.ts';
import { freshDatabase, onBothEngines } from '../helpers/databases.ts';
import { openAt } from './scratch.ts';

const names = migrations.map((migration) => migration.name);

onBothEngines('migrating again does nothing', async (t, engine) => {
  const database = openAt(t, await freshDatabase(t, engine));
  t.same(await database.migrate(), names);
  const schema = await database.dumpSchema();
  t.same(await database.migrate(), []);
  t.equal(await database.dumpSchema(), schema);
  t.match(schema, /movements/);
});

onBothEngines('three processes that migrate at once leave one schema', async (t, engine) => {
  const url = await freshDatabase(t, engine);
  const outputs = await Promise.all([1, 2, 3].map(() => migrateProcess(url)));
  t.same(
    outputs.flatMap(({ applied }) => applied).sort(),
    [...names].sort(),
    'every step was applied by exactly one of them',
  );
  for (const { failed, errors } of outputs) t.same({ failed, errors }, { failed: false, errors: '' });
  const database = openAt(t, url);
  t.same(await database.migrate(), []);
});

t.test('a stop in the middle leaves whole steps only, and the next start goes on', async (t) => {
  const file = new Sqlite(':memory:');
  t.teardown(() => file.close());
  const tables = () =>
    file
      .prepare<[], { name: string }>("select name from sqlite_master where type = 'table'")
      .all()
      .map((row) => row.name);
  const connection = (failAt: RegExp | null) => ({
    run: async (statement: string) => {
      if (failAt?.test(statement)) throw new Error('out of room');
      file.exec(statement);
    },
    appliedNames: async () =>
      file
        .prepare<[], { name: string }>('select name from schema_migrations')
        .all()
        .map((row) => row.name),
  });
  const at = '2026-08-05T18:00:00.000Z';
  await t.rejects(applyMigrations('sqlite', connection(/create table movement_lines/), at), /out of room/);
  t.notOk(file.inTransaction);
  t.ok(tables().includes('items'), 'the steps before are there');
  t.notOk(tables().includes('warehouses'), 'nothing of the step that failed is');
  const done = await applyMigrations('sqlite', connection(null), at);
  t.same(done, names.slice(names.findIndex((name) => name.includes('stock'))));
  t.ok(tables().includes('movement_lines'));
});

t.test('steps are numbered in order', async (t) => {
  t.same(names, [...names].sort());
  for (const [index, name] of names.entries()) {
    t.match(name, new RegExp(`^${String(index + 1).padStart(4, '0')}_[a-z_]+$`));
  }
});

interface MigrationRun {
  failed: boolean;
  errors: string;
  applied: string[];
}

function migrateProcess(url: string): Promise<MigrationRun> {
  return new Promise((resolve) => {
    const env = { DATABASE_URL: url };
    execFile(
      process.execPath,
      [join(projectRoot, 'dist/scripts/migrate.js')],
      { env },
      (error, stdout, errors) => {
        const applied = /Applied: (.*)/.exec(stdout)?.[1]?.split(', ') ?? [];
        resolve({ failed: error !== null, errors, applied });
      },
    );
  });
}

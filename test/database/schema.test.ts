import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { migratedSchema } from '../../scripts/generate/schema.ts';
import { projectRoot } from '../../src/config/paths.ts';
import { type EngineName, freshDatabase, onBothEngines } from '../helpers/databases.ts';

const files: Readonly<Record<EngineName, string>> = {
  sqlite: 'db/schema/sqlite.sql',
  postgres: 'db/schema/postgres.txt',
};

onBothEngines('the committed schema is the one the migrations make', async (t, engine) => {
  const made = await migratedSchema(await freshDatabase(t, engine));
  const committed = readFileSync(join(projectRoot, files[engine]), 'utf8');
  t.ok(committed === made, `${files[engine]} is current; if not, run: npm run schema`);
});

t.test('both engines have the same tables with the same columns', async (t) => {
  const sqlite = await migratedSchema(await freshDatabase(t, 'sqlite'));
  const postgres = await migratedSchema(await freshDatabase(t, 'postgres'));
  const sqliteTables = [...sqlite.matchAll(/^create table "?(\w+)"? \(\n([\s\S]*?)\) strict;/gim)].map(
    ([, table, body = '']) => [table, columnNames(body, /(?:^ {2}|, )"?(\w+)"? (?:text|integer|real)\b/g)],
  );
  const postgresTables = [...postgres.matchAll(/^table (\w+)\n((?: {2}.*\n)*)/gm)].map(
    ([, table, body = '']) => [
      table,
      columnNames(body, /^ {2}"?(\w+)"? (?:text|bigint|double precision)\b/g),
    ],
  );
  t.ok(sqliteTables.length > 25, `${sqliteTables.length} tables`);
  t.same(sqliteTables.sort(), postgresTables.sort());
});

/** SQLite keeps a column that was added later on the line of the one before it. */
function columnNames(body: string, column: RegExp): string[] {
  return body
    .split('\n')
    .flatMap((line) => [...line.matchAll(column)].map(([, name]) => name ?? ''))
    .sort();
}

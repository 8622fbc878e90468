import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../src/config/paths.ts';
import { openDatabase } from '../src/database/dialect.ts';
import { systemClock } from '../src/lib/clock.ts';
import { startPostgres } from './embedded-postgres.ts';

export type SchemaName = 'sqlite' | 'postgres';

/** Where the committed schema of an engine lies. */
export function schemaFile(name: SchemaName): string {
  return join(projectRoot, `db/schema/${name}.sql`);
}

/** The schema that the migrations make in an empty database, as its engine describes it. */
export async function generateSchema(name: SchemaName, emptyDatabaseUrl: string): Promise<string> {
  const database = openDatabase(
    { url: emptyDatabaseUrl, poolSize: 1, onIdleError: () => undefined },
    systemClock,
  );
  try {
    await database.migrate();
    return `-- Made by the migrations, as ${name} describes it. Written by: npm run schema\n\n${await database.dumpSchema()}`;
  } finally {
    await database.close();
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'acopio-schema-'));
  const postgres = await startPostgres();
  const urls = { sqlite: `sqlite:${join(folder, 'acopio.sqlite')}`, postgres: postgres.url };
  try {
    mkdirSync(join(projectRoot, 'db/schema'), { recursive: true });
    for (const name of ['sqlite', 'postgres'] as const) {
      writeFileSync(schemaFile(name), await generateSchema(name, urls[name]));
      process.stdout.write(`Written: ${schemaFile(name)}\n`);
    }
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) await main();

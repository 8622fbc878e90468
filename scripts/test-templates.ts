import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../src/database/dialect.ts';
import { systemClock } from '../src/lib/clock.ts';

/** Where the tests find databases with the whole schema to copy, instead of making it hundreds of times. */
export interface Templates {
  readonly TEST_SQLITE_TEMPLATE: string;
  readonly TEST_POSTGRES_TEMPLATE: string;
}

/** Makes one migrated, otherwise empty database on each engine; the names are those of the environment the tests read. */
export async function layOutTemplates(folder: string, postgresUrl: string): Promise<Templates> {
  const name = 'acopio_template';
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const file = join(folder, 'template.sqlite');
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  for (const address of [`sqlite:${file}`, url.href]) await migrateAt(address);
  return { TEST_SQLITE_TEMPLATE: file, TEST_POSTGRES_TEMPLATE: name };
}

async function migrateAt(url: string): Promise<void> {
  const database = openDatabase({ url, poolSize: 1, onIdleError: () => undefined }, systemClock);
  try {
    await database.migrate();
  } finally {
    await database.close();
  }
}

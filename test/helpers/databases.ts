import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Test } from 'tap';
import t from 'tap';

export type EngineName = 'sqlite' | 'postgres';

/** Runs one test body on both engines, each in a subtest of its own. */
export function onBothEngines(name: string, body: (t: Test, engine: EngineName) => Promise<void>): void {
  for (const engine of ['sqlite', 'postgres'] as const)
    t.test(`${name} (${engine})`, (sub) => body(sub, engine));
}

/** The address of a fresh, empty database that is deleted when the test ends. */
export async function freshDatabase(t: Test, engine: EngineName): Promise<string> {
  return engine === 'sqlite' ? freshFile(t) : freshPostgres(t);
}

/**
 * The address of a database of its own for the test, with the whole schema where `npm test` has laid out templates
 * (scripts/test-templates.ts) and empty where a test file is run by itself. Whoever asks migrates it: nothing is left to do then.
 */
export async function preparedDatabase(t: Test, engine: EngineName): Promise<string> {
  const url = engine === 'sqlite' ? freshFile(t) : await freshPostgres(t, process.env.TEST_POSTGRES_TEMPLATE);
  const template = process.env.TEST_SQLITE_TEMPLATE;
  if (engine === 'sqlite' && template !== undefined) copyFileSync(template, url.slice('sqlite:'.length));
  return url;
}

function freshFile(t: Test): string {
  const folder = mkdtempSync(join(tmpdir(), 'acopio-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return `sqlite:${join(folder, 'acopio.sqlite')}`;
}

async function freshPostgres(t: Test, template = 'template1'): Promise<string> {
  const admin = process.env.TEST_POSTGRES_URL;
  if (admin === undefined) throw new Error('run the tests with npm test: it starts PostgreSQL');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await statement(admin, `create database ${name} template ${template}`);
  t.teardown(() => statement(admin, `drop database if exists ${name} with (force)`));
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}

async function statement(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

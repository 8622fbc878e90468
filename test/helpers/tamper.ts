import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { verify } from '../../src/audit/verify.ts';
import type { EngineName } from './databases.ts';
import type { Service } from './service.ts';

/** Writes behind the service's back, as somebody with the database's password could. */
export async function tamper(service: Service, engine: EngineName, statements: string[]): Promise<void> {
  const { url } = service.context.config.database;
  if (engine === 'sqlite') {
    const file = new Sqlite(url.slice('sqlite:'.length));
    for (const statement of statements) file.exec(statement);
    file.close();
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

/** The checks that fail, with the subject of their first finding. */
export async function broken(service: Service): Promise<Record<string, string | undefined>> {
  const results = await verify(service.context.database.read);
  return Object.fromEntries(
    results
      .filter((result) => result.findings.length > 0)
      .map((result) => [result.check.name, result.findings[0]?.subject]),
  );
}

/** Lets rows of an append-only table be changed. */
export function unlock(engine: EngineName, table: string): string {
  return engine === 'sqlite'
    ? `drop trigger ${table}_no_update`
    : `drop trigger ${table}_no_change on ${table}`;
}

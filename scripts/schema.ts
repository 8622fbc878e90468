import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../src/config/paths.ts';
import { startPostgres } from './embedded-postgres.ts';
import { migratedSchema } from './generate/schema.ts';

/** Writes the schemas that the migrations make to `db/schema`, one file an engine, so that a change shows in review. */
const folder = mkdtempSync(join(tmpdir(), 'acopio-schema-'));
const postgres = await startPostgres();
try {
  const embedded = await migratedSchema(`sqlite:${join(folder, 'empty.sqlite')}`);
  writeFileSync(join(projectRoot, 'db/schema/sqlite.sql'), embedded);
  writeFileSync(join(projectRoot, 'db/schema/postgres.txt'), await migratedSchema(postgres.url));
  process.stdout.write('db/schema/sqlite.sql\ndb/schema/postgres.txt\n');
} finally {
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
}

import { ConfigError, loadDatabaseConfig } from '../src/config/config.ts';
import { readEnvironment } from '../src/config/env.ts';
import { openDatabase } from '../src/database/dialect.ts';
import { systemClock } from '../src/lib/clock.ts';

/** Brings the schema of the database in `DATABASE_URL` up to date. */
async function main(): Promise<void> {
  const { url, poolSize } = loadDatabaseConfig(readEnvironment());
  const database = openDatabase({ url, poolSize, onIdleError: () => undefined }, systemClock);
  try {
    const applied = await database.migrate();
    process.stdout.write(
      applied.length === 0 ? 'The schema is up to date.\n' : `Applied: ${applied.join(', ')}\n`,
    );
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

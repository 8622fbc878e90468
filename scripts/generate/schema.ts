import { openDatabase } from '../../src/database/dialect.ts';
import { systemClock } from '../../src/lib/clock.ts';

/** The schema that the migrations make in an empty database, as text. */
export async function migratedSchema(databaseUrl: string): Promise<string> {
  const database = openDatabase({ url: databaseUrl, poolSize: 2, onIdleError: () => undefined }, systemClock);
  try {
    await database.migrate();
    return await database.dumpSchema();
  } finally {
    await database.close();
  }
}

import type { Clock } from '../lib/clock.ts';
import type { Database } from './database.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

export interface DatabaseOptions {
  /** `sqlite:path/to/file` or `postgres://…`. */
  readonly url: string;
  readonly poolSize: number;
  readonly onIdleError: (error: Error) => void;
}

/** Opens the engine that the address names. The rest of the service cannot tell which one it is. */
export function openDatabase(options: DatabaseOptions, clock: Clock): Database {
  if (options.url.startsWith('sqlite:')) return openSqlite(options.url.slice('sqlite:'.length), clock);
  return openPostgres(options, clock);
}

import type { Logger } from 'pino';
import type { Config } from './config/config.ts';
import type { Database } from './database/database.ts';
import { openDatabase } from './database/dialect.ts';
import { type Clock, systemClock } from './lib/clock.ts';
import { Facts } from './lib/facts.ts';
import { type Ids, systemIds } from './lib/ids.ts';
import { createSealing, type Sealing } from './lib/sealing.ts';

/** Everything a use case may touch outside its arguments. Made in one place; a test replaces a part. */
export interface Context {
  readonly config: Config;
  readonly database: Database;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly sealing: Sealing;
  readonly log: Logger;
  /** Facts that never change once written, kept in memory; see each use for its key. */
  readonly facts: Facts;
}

/** Opens the database and puts the collaborators together. */
export function createContext(config: Config, log: Logger, replaced: Partial<Context> = {}): Context {
  const clock = replaced.clock ?? systemClock;
  const database =
    replaced.database ??
    openDatabase(
      {
        ...config.database,
        onIdleError: (error) => log.warn({ err: error }, 'an idle database connection broke'),
      },
      clock,
    );
  return {
    config,
    log,
    clock,
    database,
    ids: systemIds,
    sealing: createSealing(config.dataKey),
    facts: new Facts(),
    ...replaced,
  };
}

import closeWithGrace from 'close-with-grace';
import { buildApp } from './app.ts';
import { ConfigError, loadConfig } from './config/config.ts';
import { readEnvironment } from './config/env.ts';
import { createContext } from './context.ts';
import { jobs } from './jobs.ts';
import { createLog, standardOutput } from './lib/log.ts';
import { startSchedule } from './schedule.ts';

/** Configuration, database, server; closes cleanly on a signal. */
async function main(): Promise<void> {
  const config = loadConfig(readEnvironment());
  const log = createLog(config.logLevel, standardOutput());
  const context = createContext(config, log);
  const applied = await context.database.migrate();
  if (applied.length > 0) log.info({ applied }, 'schema migrated');
  const app = await buildApp(context);

  const schedule = startSchedule(context, jobs);

  const close = async () => {
    await schedule.stop();
    await app.close();
    await context.database.close();
  };
  const address = await app.listen({ host: config.host, port: config.port }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  closeWithGrace({ delay: config.shutdownMs, logger: log }, async ({ signal, err }) => {
    if (err !== undefined) log.error({ err }, 'closing after an error');
    else log.info({ signal }, 'closing: requests under way are finished');
    await close();
  });
  log.info({ address, database: context.database.description }, 'ready');
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : String((error as Error).stack ?? error)}\n`,
  );
  process.exitCode = 1;
});

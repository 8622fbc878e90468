import { verify } from '../src/audit/verify.ts';
import { ConfigError, loadDatabaseConfig } from '../src/config/config.ts';
import { readEnvironment } from '../src/config/env.ts';
import { openDatabase } from '../src/database/dialect.ts';
import { systemClock } from '../src/lib/clock.ts';

const MOST_FINDINGS = 20;

/** Proves the stored balances and totals from the ledgers of the database in `DATABASE_URL`. Exit status 1 when one is wrong. */
async function main(): Promise<number> {
  const { url, poolSize } = loadDatabaseConfig(readEnvironment());
  const database = openDatabase({ url, poolSize, onIdleError: () => undefined }, systemClock);
  try {
    const results = await verify(database.read);
    for (const { check, rows, findings } of results) {
      const verdict = findings.length === 0 ? 'ok   ' : 'WRONG';
      process.stdout.write(
        `${verdict} ${check.name.padEnd(22)} ${String(rows).padStart(9)} rows  ${check.description}\n`,
      );
      for (const { subject, stored, recomputed } of findings.slice(0, MOST_FINDINGS)) {
        process.stdout.write(
          `        ${subject}: stored ${stored ?? '–'}, recomputed ${recomputed ?? '–'}\n`,
        );
      }
      if (findings.length > MOST_FINDINGS)
        process.stdout.write(`        … ${findings.length - MOST_FINDINGS} more\n`);
    }
    const wrong = results.filter((result) => result.findings.length > 0).length;
    process.stdout.write(`${results.length - wrong} checks hold, ${wrong} do not: ${database.description}\n`);
    return wrong === 0 ? 0 : 1;
  } finally {
    await database.close();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof ConfigError ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { RefusedFile, readSealFile } from '../src/audit/seal-file.ts';
import { verify } from '../src/audit/verify.ts';
import { ConfigError, loadDatabaseConfig } from '../src/config/config.ts';
import { readEnvironment } from '../src/config/env.ts';
import { openDatabase } from '../src/database/dialect.ts';
import { systemClock } from '../src/lib/clock.ts';

const MOST_FINDINGS = 20;

/**
 * Proves seals, stored balances and totals from the ledgers of the database in `DATABASE_URL`, and with `--seal FILE` that it
 * still holds what an exported seal covers. Exit status 1 when something is wrong, 2 when it could not be looked at.
 */
async function main(): Promise<number> {
  const { seal } = parseArgs({ options: { seal: { type: 'string' } } }).values;
  const kept = seal === undefined ? undefined : readSealFile(readFileSync(seal, 'utf8'));
  const { url, poolSize } = loadDatabaseConfig(readEnvironment());
  const database = openDatabase({ url, poolSize, onIdleError: () => undefined }, systemClock);
  try {
    const results = await verify(database.read, kept);
    for (const { check, rows, findings, notes } of results) {
      const verdict = findings.length === 0 ? 'ok   ' : 'WRONG';
      process.stdout.write(
        `${verdict} ${check.name.padEnd(22)} ${String(rows).padStart(9)} rows  ${check.description}\n`,
      );
      for (const { subject, stored, recomputed } of findings.slice(0, MOST_FINDINGS)) {
        const figures =
          stored === null && recomputed === null
            ? ''
            : `: stored ${stored ?? '–'}, recomputed ${recomputed ?? '–'}`;
        process.stdout.write(`        ${subject}${figures}\n`);
      }
      if (findings.length > MOST_FINDINGS)
        process.stdout.write(`        … ${findings.length - MOST_FINDINGS} more\n`);
      for (const note of notes) process.stdout.write(`        ${note}\n`);
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
    process.stderr.write(
      `${error instanceof ConfigError || error instanceof RefusedFile ? error.message : String(error)}\n`,
    );
    process.exitCode = 2;
  },
);

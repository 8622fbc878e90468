import { spawn } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Parser } from 'tap-parser';
import { projectRoot } from '../src/config/paths.ts';
import { startPostgres } from './embedded-postgres.ts';
import { layOutTemplates } from './test-templates.ts';

/**
 * Runs the compiled tests against both engines: starts a PostgreSQL, runs tap, stops it. Arguments narrow the run to files whose
 * path holds one of them: `npm test -- stock`. The last line counts the assertions that really ran.
 */
async function main(): Promise<number> {
  const wanted = process.argv.slice(2);
  const files = testFiles().filter(
    (file) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
  );
  if (files.length === 0) {
    process.stderr.write(`No test file matches ${wanted.join(' ')}\n`);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), 'acopio-tests-'));
  const output = join(folder, 'results.tap');
  const postgres = await startPostgres();
  try {
    const templates = await layOutTemplates(folder, postgres.url);
    const exitCode = await runTap(files, output, { TEST_POSTGRES_URL: postgres.url, ...templates });
    const counted = await count(output);
    for (const name of counted.failures) process.stdout.write(`FAILED ${name}\n`);
    const skipped = counted.skipped === 0 ? '' : `, ${counted.skipped} skipped`;
    const failed = exitCode !== 0 && counted.failed === 0 ? 1 : counted.failed;
    process.stdout.write(`${counted.passed} passed, ${failed} failed${skipped}\n`);
    return exitCode === 0 && failed > 0 ? 1 : exitCode;
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function testFiles(): string[] {
  return (
    readdirSync(join(projectRoot, 'dist/test'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.js'))
      // A compiled test whose source is gone is left over from before.
      .filter((file) => existsSync(join(projectRoot, 'test', file.replace(/\.js$/, '.ts'))))
      .map((file) => join('dist/test', file))
      .sort()
  );
}

function runTap(files: string[], output: string, databases: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const tap = spawn(
      process.execPath,
      [
        join(projectRoot, 'node_modules/.bin/tap'),
        'run',
        '--reporter=terse',
        `--output-file=${output}`,
        ...files,
      ],
      {
        cwd: projectRoot,
        stdio: 'inherit',
        env: { ...process.env, ...databases, NODE_OPTIONS: '--enable-source-maps' },
      },
    );
    tap.once('error', reject);
    tap.once('exit', (code) => resolve(code ?? 1));
  });
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Every failed assertion under the names of the tests it stands in. */
  readonly failures: string[];
}

/** Counts the assertions at the leaves of the TAP tree; a subtest is not counted besides what it holds. */
function count(file: string): Promise<Counts> {
  return new Promise((resolve, reject) => {
    const counts: Counts = { passed: 0, failed: 0, skipped: 0, failures: [] };
    const root = new Parser({}, () => resolve(counts));
    watch(root, counts);
    createReadStream(file).once('error', reject).pipe(root);
  });
}

function watch(parser: Parser, counts: Counts): void {
  let ownSubtests = 0;
  parser.on('child', (child: Parser) => {
    ownSubtests += 1;
    watch(child, counts);
  });
  parser.on('assert', (result: { ok: boolean; fullname: string; skip?: unknown; todo?: unknown }) => {
    const closesSubtest = ownSubtests > 0;
    if (closesSubtest) ownSubtests -= 1;
    if (result.skip !== undefined && result.skip !== false) counts.skipped += 1;
    else if (!result.ok && (result.todo === undefined || result.todo === false)) {
      // A subtest that fails is named too: one that ends too early has no failed assertion inside.
      counts.failures.push(result.fullname);
      counts.failed += closesSubtest ? 0 : 1;
    } else if (!closesSubtest) counts.passed += 1;
  });
}

process.exitCode = await main();

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import t, { type Test } from 'tap';
import { ConfigError, loadConfig, SAMPLE_DATA_KEY } from '../../src/config/config.ts';
import { projectRoot } from '../../src/config/paths.ts';

const DATA_KEY = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * 37 + 11) % 256)).toString(
  'base64',
);
const good = { DATABASE_URL: 'sqlite:data/acopio.sqlite', DATA_KEY };

/** The variables that a refused configuration names, one for each line. */
function refused(variables: Record<string, string>): string[] {
  try {
    loadConfig(variables);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    for (const line of error.lines) if (!error.message.includes(line)) throw new Error(`${line} is not said`);
    return error.lines.map((line) => line.split(':')[0] ?? '').sort();
  }
  return [];
}

t.test('two variables are enough, and the rest has safe defaults', async (t) => {
  const config = loadConfig(good);
  t.match(config, {
    host: '127.0.0.1',
    port: 3000,
    tls: null,
    logLevel: 'info',
    bodyLimit: 16 * 1024 * 1024,
    shutdownMs: 30_000,
    counting: { thresholdValue: '500', thresholdCurrency: 'USD', thresholdSharePercent: 5 },
    sites: { personsPerToiletAtFirst: 50, smallestSharedFigure: 5 },
    strictResponses: false,
  });
  t.equal(config.database.poolSize, 10);
  t.ok(
    isAbsolute(config.database.url.slice('sqlite:'.length)),
    'wherever the process later goes, the file is the same',
  );
  t.equal(config.dataKey.length, 32);
});

t.test('every variable is read', async (t) => {
  const config = loadConfig({
    DATABASE_URL: 'postgres://user:secret@db.example.org/acopio',
    DATABASE_POOL_SIZE: '25',
    DATA_KEY,
    HOST: '0.0.0.0',
    PORT: '0',
    TLS_CERT_FILE: '/etc/cert.pem',
    TLS_KEY_FILE: '/etc/key.pem',
    LOG_LEVEL: 'warn',
    BODY_LIMIT_MB: '2',
    SHUTDOWN_SECONDS: '5',
  });
  t.match(config, {
    host: '0.0.0.0',
    port: 0,
    tls: { certFile: '/etc/cert.pem', keyFile: '/etc/key.pem' },
    database: { url: 'postgres://user:secret@db.example.org/acopio', poolSize: 25 },
    logLevel: 'warn',
    bodyLimit: 2 * 1024 * 1024,
    shutdownMs: 5_000,
  });
});

t.test('what is missing is named, all of it', async (t) => {
  t.same(refused({}), ['DATABASE_URL', 'DATA_KEY']);
  t.same(refused({ DATABASE_URL: good.DATABASE_URL }), ['DATA_KEY']);
  t.same(refused({ DATA_KEY }), ['DATABASE_URL']);
  t.same(refused({ PORT: 'eighty', LOG_LEVEL: 'loud' }), ['DATABASE_URL', 'DATA_KEY', 'LOG_LEVEL', 'PORT']);
});

t.test('what is half-set, unsafe or no value at all is named', async (t) => {
  const cases: [Record<string, string>, string[]][] = [
    [{ TLS_CERT_FILE: '/c' }, ['TLS_KEY_FILE']],
    [{ TLS_KEY_FILE: '/k' }, ['TLS_CERT_FILE']],
    [{ HOST: '0.0.0.0' }, ['HOST']],
    [{ HOST: '::' }, ['HOST']],
    [{ HOST: '192.168.1.10', TLS_CERT_FILE: '/c' }, ['TLS_KEY_FILE']],
    [{ DATA_KEY: SAMPLE_DATA_KEY }, ['DATA_KEY']],
    [{ DATA_KEY: 'changeme' }, ['DATA_KEY']],
    [{ DATA_KEY: Buffer.alloc(32).toString('base64') }, ['DATA_KEY']],
    [{ DATA_KEY: Buffer.alloc(31, 'abcdefgh').toString('base64') }, ['DATA_KEY']],
    [{ DATABASE_URL: 'sqlite::memory:' }, ['DATABASE_URL']],
    [{ DATABASE_URL: 'sqlite:' }, ['DATABASE_URL']],
    [{ DATABASE_URL: 'mysql://db/acopio' }, ['DATABASE_URL']],
    [{ DATABASE_URL: '/data/acopio.sqlite' }, ['DATABASE_URL']],
    [{ DATABASE_URL: 'postgres://[' }, ['DATABASE_URL']],
    [{ PORT: '70000' }, ['PORT']],
    [{ PORT: '80.5' }, ['PORT']],
    [{ DATABASE_POOL_SIZE: '0' }, ['DATABASE_POOL_SIZE']],
    [{ BODY_LIMIT_MB: 'many' }, ['BODY_LIMIT_MB']],
    [{ SHUTDOWN_SECONDS: '-1' }, ['SHUTDOWN_SECONDS']],
    [{ LOG_LEVEL: 'verbose' }, ['LOG_LEVEL']],
    [{ TLS_TERMINATED_BY_PROXY: 'maybe' }, ['TLS_TERMINATED_BY_PROXY']],
  ];
  for (const [variables, named] of cases)
    t.same(refused({ ...good, ...variables }), named, JSON.stringify(variables));
  t.same(
    refused({ ...good, HOST: '0.0.0.0', TLS_TERMINATED_BY_PROXY: 'yes' }),
    [],
    'behind a proxy that speaks TLS',
  );
  t.same(refused({ ...good, HOST: 'localhost' }), []);
});

t.test('no refusal repeats a secret', async (t) => {
  const key = Buffer.alloc(32, 'ab').toString('base64');
  try {
    loadConfig({ DATABASE_URL: 'mysql://root:hunter2@db/acopio', DATA_KEY: key });
    t.fail('it was taken');
  } catch (error) {
    t.notOk(String((error as Error).message).includes('hunter2'));
    t.notOk(String((error as Error).message).includes(key));
  }
});

interface Ended {
  code: number | null;
  output: string;
  errors: string;
}

/** Runs the real entry with nothing in its environment but the variables. */
function start(t: Test, variables: Record<string, string>): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'acopio-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const child = spawn(process.execPath, [join(projectRoot, 'dist/src/main.js')], {
    cwd: folder,
    env: variables,
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  t.teardown(() => child.kill('SIGKILL'));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output, errors })));
}

t.test('the real process refuses to start and says what to set', async (t) => {
  const empty = await start(t, {});
  t.equal(empty.code, 1);
  t.match(empty.errors, /DATABASE_URL: set it to sqlite:PATH/);
  t.match(empty.errors, /DATA_KEY: set it to 32 random bytes/);
  t.notMatch(empty.errors, /\.ts:\d|\.js:\d/, 'a sentence, not a stack');
  t.equal(empty.output, '');

  const blank = await start(t, { DATABASE_URL: '', DATA_KEY });
  t.equal(blank.code, 1);
  t.match(blank.errors, /DATABASE_URL/, 'an empty value is no value');
});

t.test('a process that cannot listen ends with its reason', async (t) => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as { port: number };
  const ended = await start(t, { ...good, PORT: String(port) });
  t.equal(ended.code, 1);
  t.match(ended.errors, /EADDRINUSE/);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import { projectRoot } from '../src/config/paths.ts';

/** The README's blocks in bash that follow a marker. */
function blocks(marker: string): string[] {
  const text = readFileSync(join(projectRoot, 'README.md'), 'utf8');
  const pattern = new RegExp(`<!-- transcript: ${marker} -->\n\`\`\`bash\n([\\s\\S]*?)\`\`\``, 'g');
  return [...text.matchAll(pattern)].map(([, block = '']) => block);
}

/** A copy of the project to work in: what it writes is its own, what it has built is shared. */
function workingCopy(): string {
  const folder = mkdtempSync(join(tmpdir(), 'acopio-readme-'));
  for (const name of ['package.json', 'tsconfig.json']) cpSync(join(projectRoot, name), join(folder, name));
  for (const name of ['node_modules', 'dist', 'src', 'db', 'scripts', 'test'])
    symlinkSync(join(projectRoot, name), join(folder, name));
  return folder;
}

async function addressOf(service: ChildProcess): Promise<string> {
  if (service.stdout === null) throw new Error('no output');
  for await (const line of createInterface({ input: service.stdout })) {
    const address = /"address":"([^"]+)"/.exec(line)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error('the service ended before it listened');
}

async function bash(script: string, cwd: string): Promise<{ code: number; out: string }> {
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', script], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  shell.stdout.on('data', (chunk) => {
    out += chunk;
  });
  shell.stderr.on('data', (chunk) => {
    out += chunk;
  });
  const [code] = (await once(shell, 'close')) as [number];
  return { code, out };
}

t.test('the transcript of the README does what it says, from the first person to the tie-out', async (t) => {
  const folder = workingCopy();
  // The build is what these tests run on; building again beside them would change it under their feet.
  const built = (script: string) =>
    script
      .replaceAll('npm run --silent add-person --', 'node dist/scripts/add-person.js')
      .replaceAll('npm run --silent verify', 'node dist/scripts/verify.js');
  const [start = ''] = blocks('start');
  const run = blocks('run');
  t.ok(start.includes('npm start'), 'the README starts the service');
  t.equal(run.length, 6, 'and has the six steps');

  const prepared = await bash(built(start.replace('npm start', '')), folder);
  t.equal(prepared.code, 0, prepared.out);
  const service = spawn(process.execPath, ['dist/src/main.js'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      DATABASE_URL: 'sqlite:data/acopio.sqlite',
      DATA_KEY: readFileSync(join(folder, 'data/key'), 'utf8').trim(),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.teardown(async () => {
    const exited = once(service, 'exit');
    service.kill('SIGTERM');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  });
  const address = await addressOf(service);
  const script = built(run.join('\n')).replace('http://127.0.0.1:3000', address);
  const ran = await bash(script, folder);
  t.equal(ran.code, 0, ran.out);
  const lines = ran.out.split('\n').filter((line) => line !== '');
  t.equal(lines[0], 'GRN-000001');
  t.same(lines.slice(1, 3), ['120', '2'], 'the dry run foresees 120 households, the import takes two rows');
  t.match(lines[3], /^C-1 84 70 \[\{"reason":"no_stock","quantity":14\}\]$/);
  t.match(lines[4], /^C-2 36 30 \[\{"reason":"no_stock","quantity":6\}\]$/);
  t.same(lines.slice(5, 8), ['approved', 'in_transit', 'WB-000001']);
  t.equal(lines[9], 'KRELCOOSETA: on hand 30, at sites 10, lost 60');
  t.same(lines.slice(10, 13), ['3', 'submitted', '41000']);
  t.equal(
    lines.find((line) => line.startsWith('approved ')),
    'approved 41000',
  );
  t.ok(lines.includes('amount_short -500'));
  t.ok(lines.includes('failed -14500'));
  t.match(lines.at(-1), /^\d+ checks hold, 0 do not/);
});

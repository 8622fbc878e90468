import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../../src/config/paths.ts';
import { onBothEngines } from '../helpers/databases.ts';
import { startService, TEST_DATA_KEY } from '../helpers/service.ts';

interface Ran {
  failed: boolean;
  output: string;
  errors: string;
}

onBothEngines('the first person gets in from the shell', async (t, engine) => {
  const service = await startService(t, engine);
  const url = service.context.config.database.url;
  const key = Buffer.from(Array.from(TEST_DATA_KEY, (byte, index) => byte + index)).toString('base64');
  const run = (...args: string[]) =>
    new Promise<Ran>((resolve) => {
      const script = join(projectRoot, 'dist/scripts/add-person.js');
      const env = { DATABASE_URL: url, DATA_KEY: key };
      execFile(process.execPath, [script, ...args], { env }, (error, output, errors) =>
        resolve({ failed: error !== null, output, errors }),
      );
    });
  const added = await run('--name', 'Rosa', '--email', 'rosa@example.org', '--roles', 'admin,logistics');
  t.same([added.failed, added.errors.includes('acopio_')], [false, false]);
  t.match(added.output, /^acopio_[A-Za-z0-9_-]{43}\n$/, 'the token alone, for a script to take');
  const me = await service.anonymous.get('/v1/me', {
    headers: { authorization: `Bearer ${added.output.trim()}` },
  });
  t.match(me.body, { name: 'Rosa', roles: ['admin', 'logistics'] });

  for (const args of [
    ['--name', 'Rosa', '--email', 'rosa@example.org', '--roles', 'admin'],
    ['--name', 'Eva', '--email', 'eva@example.org', '--roles', 'boss'],
    ['--name', 'Eva', '--email', 'eva@example.org'],
    ['--nom', 'Eva'],
  ]) {
    const refused = await run(...args);
    t.equal(refused.failed, true, args.join(' '));
    t.equal(refused.output, '');
    t.notMatch(refused.errors, /\.[jt]s:\d/, 'a sentence, not a stack');
  }
});

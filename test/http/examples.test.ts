import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { collectExamples } from '../../scripts/generate/examples.ts';
import { projectRoot } from '../../src/config/paths.ts';

t.test(
  'every operation has an example, and the committed ones are what a run of the sample operation gives',
  async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'acopio-examples-'));
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    const fresh = await collectExamples(`sqlite:${join(folder, 'examples.sqlite')}`);
    const committed = join(projectRoot, 'openapi/examples');
    t.same(
      readdirSync(committed).sort(),
      Object.keys(fresh)
        .map((operationId) => `${operationId}.json`)
        .sort(),
      'one file an operation; otherwise run: npm run openapi',
    );
    const stale = Object.entries(fresh).filter(
      ([operationId, example]) =>
        readFileSync(join(committed, `${operationId}.json`), 'utf8') !==
        `${JSON.stringify(example, null, 2)}\n`,
    );
    t.same(
      stale.map(([operationId]) => operationId),
      [],
      'stale examples: run npm run openapi',
    );
  },
);

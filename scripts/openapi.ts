import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../src/config/paths.ts';
import { publishedContract } from './generate/contract.ts';
import { collectExamples } from './generate/examples.ts';

/** Writes the examples to `openapi/examples` and the contract, which quotes them, to `openapi/openapi.json`. */
const folder = mkdtempSync(join(tmpdir(), 'acopio-openapi-'));
try {
  const examplesFolder = join(projectRoot, 'openapi/examples');
  const examples = await collectExamples(`sqlite:${join(folder, 'examples.sqlite')}`);
  rmSync(examplesFolder, { recursive: true, force: true });
  mkdirSync(examplesFolder, { recursive: true });
  for (const [operationId, example] of Object.entries(examples)) {
    writeFileSync(join(examplesFolder, `${operationId}.json`), `${JSON.stringify(example, null, 2)}\n`);
  }
  const contract = await publishedContract(`sqlite:${join(folder, 'empty.sqlite')}`);
  writeFileSync(join(projectRoot, 'openapi/openapi.json'), contract);
  process.stdout.write(`openapi/openapi.json, ${Object.keys(examples).length} examples\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

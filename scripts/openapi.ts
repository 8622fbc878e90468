import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../src/config/paths.ts';
import { publishedContract } from './generate/contract.ts';

/** Writes the contract to `openapi/openapi.json`. */
const folder = mkdtempSync(join(tmpdir(), 'acopio-openapi-'));
try {
  const file = join(projectRoot, 'openapi/openapi.json');
  writeFileSync(file, await publishedContract(`sqlite:${join(folder, 'empty.sqlite')}`));
  process.stdout.write('openapi/openapi.json\n');
} finally {
  rmSync(folder, { recursive: true, force: true });
}

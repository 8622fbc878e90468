import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/config/paths.ts';

/** The absolute path of a file of `../shared/data` beside the project, or null where it is absent. */
export function sharedData(relativePath: string): string | null {
  const path = join(projectRoot, '..', 'shared', 'data', relativePath);
  return existsSync(path) ? path : null;
}

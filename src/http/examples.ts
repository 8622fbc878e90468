import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../config/paths.ts';

/** A request and an answer of one operation, as they were in a run of the sample operation. */
export interface OperationExample {
  readonly request?: unknown;
  readonly answer?: unknown;
  /** The answer as CSV, where there is one. */
  readonly csv?: string;
}

/** The examples in `openapi/examples`, by operation; none where the folder was not shipped. */
export function readExamples(): ReadonlyMap<string, OperationExample> {
  const folder = join(projectRoot, 'openapi/examples');
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder).map((file) => [
      file.replace(/\.json$/, ''),
      JSON.parse(readFileSync(join(folder, file), 'utf8')) as OperationExample,
    ]),
  );
}

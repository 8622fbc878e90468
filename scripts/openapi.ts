import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { buildApp } from '../src/app.ts';
import { loadConfig } from '../src/config/config.ts';
import { projectRoot } from '../src/config/paths.ts';
import { createContext } from '../src/context.ts';

/** Where the committed document lies. */
export const openapiFile = join(projectRoot, 'openapi/openapi.json');

/** The OpenAPI document as text: keys in a fixed order, so that a change shows as a change. */
export function openapiText(document: unknown): string {
  return `${JSON.stringify(document, sorted, 2)}\n`;
}

/** The parts a reader looks for first; every other key follows by name. Lists keep their order. */
const firstKeys = ['openapi', 'info', 'tags', 'paths', 'components', 'operationId', 'summary', 'description'];

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const rank = (key: string) => (firstKeys.includes(key) ? firstKeys.indexOf(key) : firstKeys.length);
  const entries = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

/** Builds the service on a database of its own and takes the document from it. */
export async function generateOpenapi(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'acopio-openapi-'));
  const config = loadConfig({
    DATABASE_URL: `sqlite:${join(folder, 'acopio.sqlite')}`,
    DATA_KEY: Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64'),
  });
  const context = createContext(config, pino({ level: 'silent' }));
  try {
    const app = await buildApp(context);
    const text = openapiText(app.swagger());
    await app.close();
    return text;
  } finally {
    await context.database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(openapiFile, await generateOpenapi());
  process.stdout.write(`Written: ${openapiFile}\n`);
}

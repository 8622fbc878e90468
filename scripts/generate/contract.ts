import { randomBytes } from 'node:crypto';
import { pino } from 'pino';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createContext } from '../../src/context.ts';

/** The OpenAPI document that the service publishes, as the text of `openapi/openapi.json`: keys in one order, one line each. */
export async function publishedContract(databaseUrl: string): Promise<string> {
  const config = loadConfig({ DATABASE_URL: databaseUrl, DATA_KEY: randomBytes(32).toString('base64') });
  const context = createContext(config, pino({ level: 'silent' }));
  const app = await buildApp(context);
  try {
    return `${JSON.stringify(inOrder(app.swagger()), null, 2)}\n`;
  } finally {
    await app.close();
    await context.database.close();
  }
}

/** Objects with their keys sorted; lists stay as they are. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, inOrder(inner)]));
}

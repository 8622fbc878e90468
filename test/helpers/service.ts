import type { FastifyInstance } from 'fastify';
import type { Test } from 'tap';
import { Agent } from 'undici';
import { insertAssignment, toAllSites } from '../../src/access/assignment-store.ts';
import { type Role, roles } from '../../src/access/permissions.ts';
import { insertPerson, insertToken } from '../../src/access/store.ts';
import { buildApp } from '../../src/app.ts';
import type { Config } from '../../src/config/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { sha256 } from '../../src/lib/hash.ts';
import { createLog } from '../../src/lib/log.ts';
import { Client } from './client.ts';
import { type TestClock, testClock } from './clock.ts';
import { Contract } from './contract.ts';
import { type EngineName, preparedDatabase } from './databases.ts';

export interface Service {
  readonly app: FastifyInstance;
  readonly context: Context;
  readonly clock: TestClock;
  readonly base: string;
  /** What the service logged, line by line. */
  readonly logged: string[];
  /** Nobody in particular. */
  readonly anonymous: Client;
  /** A person with that role alone. */
  as(role: Role): Client;
  /** A second person with that role. */
  asOther(role: Role): Client;
}

/** The document is the same for every service of a process, and takes a while to make. */
let contract: Contract | undefined;

export const TEST_DATA_KEY = Buffer.alloc(32, 7);

/** A real service on a fresh database of the engine, listening on loopback, with a person for each role. Closed with the test. */
export async function startService(
  t: Test,
  engine: EngineName,
  overrides: Partial<Config> = {},
): Promise<Service> {
  const url = await preparedDatabase(t, engine);
  const clock = testClock();
  const logged: string[] = [];
  const config: Config = {
    host: '127.0.0.1',
    port: 0,
    tls: null,
    database: { url, poolSize: 12 },
    dataKey: TEST_DATA_KEY,
    logLevel: 'info',
    bodyLimit: 32 * 1024 * 1024,
    shutdownMs: 5_000,
    counting: { thresholdValue: '500', thresholdCurrency: 'USD', thresholdSharePercent: 5 },
    sites: { personsPerToiletAtFirst: 50, smallestSharedFigure: 5 },
    strictResponses: true,
    ...overrides,
  };
  const log = createLog(config.logLevel, { write: (line: string) => logged.push(line) });
  const context = createContext(config, log, { clock });
  await context.database.migrate();
  const app = await buildApp(context);
  const base = await app.listen({ host: config.host, port: config.port });
  const agent = new Agent({ connections: 128 });
  t.teardown(async () => {
    await agent.close();
    await app.close();
    await context.database.close();
  });
  const tokens = await addPeople(context);
  contract ??= new Contract(app.swagger() as never);
  const held = contract;
  const client = (token: string | null) => new Client(base, token, held, agent);
  return {
    app,
    context,
    clock,
    base,
    logged,
    anonymous: client(null),
    as: (role) => client(tokens.get(role) ?? null),
    asOther: (role) => client(tokens.get(`other ${role}`) ?? null),
  };
}

/** Two people for each role, each with a token and assigned to all sites. */
async function addPeople(context: Context): Promise<ReadonlyMap<string, string>> {
  const tokens = new Map<string, string>();
  const at = '2026-08-01T00:00:00.000Z';
  await inTransaction(context.database, async (tx) => {
    for (const [name, role] of roles.flatMap((role) => [
      [role, role] as const,
      [`other ${role}`, role] as const,
    ])) {
      const id = context.ids.next();
      const token = context.ids.secret();
      await insertPerson(
        tx,
        { id, name, email: `${name.replaceAll(/[ _]/g, '.')}@example.org`, roles: [role] },
        at,
      );
      await insertAssignment(tx, toAllSites(id, at));
      const row = {
        id: context.ids.next(),
        person_id: id,
        label: 'test',
        token_sha256: sha256(token),
        expires_at: null,
      };
      await insertToken(tx, row, at);
      tokens.set(name, token);
    }
  });
  return tokens;
}

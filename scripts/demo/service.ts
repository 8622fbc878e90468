import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { samplePeople } from '../../db/sample/people.ts';
import { insertAssignment, toAllSites } from '../../src/access/assignment-store.ts';
import type { Role } from '../../src/access/permissions.ts';
import { insertPerson, insertToken } from '../../src/access/store.ts';
import { buildApp } from '../../src/app.ts';
import { type Config, SAMPLE_DATA_KEY } from '../../src/config/config.ts';
import { readEnvironment } from '../../src/config/env.ts';
import { projectRoot } from '../../src/config/paths.ts';
import { type Context, createContext } from '../../src/context.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import { instant } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/hash.ts';
import { Api } from './api.ts';

export interface SignIn {
  readonly name: string;
  readonly roles: readonly string[];
  readonly token: string;
}

export interface DemoService {
  readonly base: string;
  readonly file: string;
  readonly signIns: readonly SignIn[];
  as(role: Role): Api;
  close(): Promise<void>;
}

/** A service on a fresh SQLite file under `data/`, with the sample people, listening on loopback. */
export async function startDemoService(): Promise<DemoService> {
  const folder = join(projectRoot, 'data');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `demo-${process.hrtime.bigint()}.sqlite`);
  const context = createContext(demoConfig(file), pino({ level: 'silent' }));
  await context.database.migrate();
  const signIns = await addSamplePeople(context);
  const app = await buildApp(context);
  const base = await listen(app, Number(readEnvironment().PORT ?? 3000));
  return {
    base,
    file,
    signIns,
    as: (role) => {
      const signIn = signIns.find((candidate) => candidate.roles.includes(role));
      if (signIn === undefined) throw new Error(`nobody has the role ${role}`);
      return new Api(base, signIn.token);
    },
    close: async () => {
      await app.close();
      await context.database.close();
    },
  };
}

function demoConfig(file: string): Config {
  return {
    host: '127.0.0.1',
    port: 0,
    tls: null,
    database: { url: `sqlite:${file}`, poolSize: 1 },
    dataKey: Buffer.from(SAMPLE_DATA_KEY, 'base64'),
    logLevel: 'silent',
    bodyLimit: 64 * 1024 * 1024,
    shutdownMs: 5_000,
    counting: { thresholdValue: '500', thresholdCurrency: 'USD', thresholdSharePercent: 5 },
    sites: { personsPerToiletAtFirst: 50, smallestSharedFigure: 5 },
    strictResponses: false,
  };
}

/** On the port asked, or on any free one when that is taken. */
async function listen(app: Awaited<ReturnType<typeof buildApp>>, port: number): Promise<string> {
  try {
    return await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    return app.listen({ host: '127.0.0.1', port: 0 });
  }
}

async function addSamplePeople(context: Context): Promise<SignIn[]> {
  const at = instant(context.clock);
  const signIns: SignIn[] = [];
  await inTransaction(context.database, async (tx) => {
    for (const person of samplePeople) {
      const id = context.ids.next();
      const token = context.ids.secret();
      await insertPerson(
        tx,
        { id, name: person.name, email: person.email, roles: person.roles as Role[] },
        at,
      );
      await insertAssignment(tx, toAllSites(id, at));
      const row = {
        id: context.ids.next(),
        person_id: id,
        label: 'sample',
        token_sha256: sha256(token),
        expires_at: null,
      };
      await insertToken(tx, row, at);
      signIns.push({ name: person.name, roles: person.roles, token });
    }
  });
  return signIns;
}

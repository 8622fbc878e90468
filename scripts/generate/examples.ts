import { pino } from 'pino';
import { countsCsv, sampleOperation } from '../../db/sample/operation.ts';
import { samplePeople } from '../../db/sample/people.ts';
import { insertAssignment, toAllSites } from '../../src/access/assignment-store.ts';
import type { Role } from '../../src/access/permissions.ts';
import { insertPerson, insertToken } from '../../src/access/store.ts';
import { buildApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config/config.ts';
import { type Context, createContext } from '../../src/context.ts';
import { inTransaction } from '../../src/database/transaction.ts';
import type { OperationExample } from '../../src/http/examples.ts';
import { instant } from '../../src/lib/clock.ts';
import { sha256 } from '../../src/lib/hash.ts';
import type { Ids } from '../../src/lib/ids.ts';
import { Api, type Exchange, type Json } from '../demo/api.ts';
import { cashLine } from '../demo/cash-line.ts';
import { dispatchLine } from '../demo/dispatch-line.ts';
import { beQuiet } from '../demo/print.ts';
import { loadSample } from '../demo/sample.ts';
import { tour } from './tour.ts';

const TODAY = '2026-08-05';
const LONGEST_LIST = 2;

/**
 * An example of every operation, taken from a real run of the sample operation on a clock that stands still and with identifiers
 * that count up, so that each run gives the same. Lists are cut to two entries. Throws for an operation nothing exercised.
 */
export async function collectExamples(databaseUrl: string): Promise<Record<string, OperationExample>> {
  beQuiet();
  const key = Buffer.from('the key of the examples: no data').toString('base64');
  const config = loadConfig({ DATABASE_URL: databaseUrl, DATA_KEY: key });
  const context = createContext(config, pino({ level: 'silent' }), {
    clock: { now: () => new Date(`${TODAY}T18:00:00.000Z`) },
    ids: countingIds(),
  });
  await context.database.migrate();
  const tokens = await addPeople(context);
  const app = await buildApp(context);
  const base = await app.listen({ host: '127.0.0.1', port: 0 });
  const recorder = new Recorder(app.swagger() as unknown as Document);
  try {
    const as = (role: string) => new Api(base, tokens.get(role) ?? '', (exchange) => recorder.note(exchange));
    await exercise(as);
    return recorder.examples();
  } finally {
    await app.close();
    await context.database.close();
  }
}

/** Loads the sample operation and calls every operation of the service once. */
export async function exercise(as: (role: string) => Api): Promise<void> {
  const sample = sampleOperation(TODAY);
  const loaded = await loadSample(as('logistics'), as('finance_maker'), sample, TODAY);
  await dispatchLine(as('logistics'), as('responder'), loaded);
  await cashLine(as('finance_maker'), as('finance_approver'), sample, loaded.operation, loaded.grants, TODAY);
  await tour(as, loaded, countsCsv(TODAY));
}

function countingIds(): Ids {
  let count = 0;
  const next = () => {
    count += 1;
    return `01987b3e-0000-7000-8000-${count.toString(16).padStart(12, '0')}`;
  };
  return { next, secret: () => `acopio_example_${next().slice(-12)}` };
}

async function addPeople(context: Context): Promise<Map<string, string>> {
  const at = instant(context.clock);
  const tokens = new Map<string, string>();
  await inTransaction(context.database, async (tx) => {
    for (const { name, email, roles } of samplePeople) {
      const id = context.ids.next();
      const token = context.ids.secret();
      await insertPerson(tx, { id, name, email, roles: roles as Role[] }, at);
      await insertAssignment(tx, toAllSites(id, at));
      const row = {
        id: context.ids.next(),
        person_id: id,
        label: 'sample',
        token_sha256: sha256(token),
        expires_at: null,
      };
      await insertToken(tx, row, at);
      for (const role of roles) if (!tokens.has(role)) tokens.set(role, token);
    }
  });
  return tokens;
}

interface Document {
  paths: Record<string, Record<string, { operationId: string }>>;
}

/** Keeps the first exchange of each operation. */
class Recorder {
  readonly #operations: { pattern: RegExp; method: string; operationId: string; parameters: number }[];
  readonly #examples = new Map<string, OperationExample>();

  constructor(document: Document) {
    this.#operations = Object.entries(document.paths)
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, { operationId }]) => ({
          pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
          method,
          operationId,
          parameters: path.split('{').length,
        })),
      )
      .sort((a, b) => a.parameters - b.parameters);
  }

  note({ method, path, body, answer }: Exchange): void {
    const address = path.split('?')[0] ?? '';
    const operation = this.#operations.find(
      (candidate) => candidate.method === method.toLowerCase() && candidate.pattern.test(address),
    );
    if (operation === undefined) throw new Error(`${method} ${path} is no documented operation`);
    if (path.includes('format=csv')) {
      const known = this.#examples.get(operation.operationId) ?? {};
      this.#examples.set(operation.operationId, { ...known, csv: firstLines(String(answer)) });
      return;
    }
    if (
      this.#examples.has(operation.operationId) &&
      !isEmptyPage(this.#examples.get(operation.operationId)?.answer)
    )
      return;
    this.#examples.set(operation.operationId, {
      ...(body === undefined ? {} : { request: shortened(body) }),
      ...(typeof answer === 'object' ? { answer: shortened(answer) } : {}),
    });
  }

  examples(): Record<string, OperationExample> {
    const missing = this.#operations.filter(({ operationId }) => !this.#examples.has(operationId));
    if (missing.length > 0) {
      throw new Error(
        `no example of: ${missing.map((operation) => operation.operationId).join(', ')}; add them to the tour`,
      );
    }
    return Object.fromEntries([...this.#examples].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}

/** The headers of a table and as many rows as of a list. */
function firstLines(text: string): string {
  return text
    .split('\r\n')
    .slice(0, LONGEST_LIST + 1)
    .join('\r\n');
}

function isEmptyPage(answer: Json): boolean {
  return Array.isArray(answer?.data) && answer.data.length === 0;
}

function shortened(value: Json): Json {
  if (Array.isArray(value)) return value.slice(0, LONGEST_LIST).map(shortened);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shortened(inner)]));
}

import type { Test } from 'tap';
import { Agent } from 'undici';
import type { Role } from '../../src/access/permissions.ts';
import { buildApp } from '../../src/app.ts';
import { verify } from '../../src/audit/verify.ts';
import { createContext } from '../../src/context.ts';
import { Client, type Reply } from '../helpers/client.ts';
import { Contract } from '../helpers/contract.ts';
import type { Service } from '../helpers/service.ts';

/** Starts the same work so many times at once and waits for all of it. */
export function times<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

/** How many answers had which status and, if refused, which code. */
export function tally(replies: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, body } of replies) {
    const name = status < 300 ? String(status) : `${status} ${body.code}`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

export function accepted(replies: readonly Reply[]): Reply[] {
  return replies.filter(({ status }) => status < 300);
}

export function refused(replies: readonly Reply[]): Reply[] {
  return replies.filter(({ status }) => status >= 300);
}

/**
 * Clerks who each do the same again and again until they are refused; `after` is kept as soon as so many answers are in. Gives
 * every answer.
 */
export function clerks(count: number, work: () => Promise<Reply>, after: number) {
  let given = 0;
  let open = () => {};
  const underWay = new Promise<void>((resolve) => {
    open = resolve;
  });
  const replies = times(count, async () => {
    const own: Reply[] = [];
    do {
      own.push(await work());
      given += 1;
      if (given === after) open();
    } while (own.at(-1)?.status === 201);
    return own;
  });
  return { underWay, replies: replies.then((all) => all.flat()) };
}

/** Counts from now on the transactions of a service that had to be done again: deadlocks, serialization failures. */
export function countRepeats({ context: { database } }: Service): () => number {
  let repeats = 0;
  const transact = database.transact.bind(database);
  database.transact = (work) => {
    let tries = 0;
    return transact((tx) => {
      tries += 1;
      if (tries > 1) repeats += 1;
      return work(tx);
    });
  };
  return () => repeats;
}

/** Everything that `npm run verify` proves holds in the service's database. */
export async function assertSound(t: Test, service: Service): Promise<void> {
  const results = await verify(service.context.database.read);
  t.same(
    results.flatMap(({ check, findings }) => findings.map((finding) => ({ check: check.name, ...finding }))),
    [],
    'every balance equals its movements and every lot adds up to nothing',
  );
}

/** Where a lot is, as the service says. */
export async function lotBalance(service: Service, lot: string) {
  return (await service.as('auditor').get(`/v1/lots/${lot}/balance`)).body;
}

/** Quantity of a lot at a place. */
export async function onHand(service: Service, lot: string, place: string): Promise<number> {
  const rows = await service.as('auditor').all(`/v1/stock/balances?lot_id=${lot}&location_id=${place}`);
  return rows[0]?.on_hand ?? 0;
}

/** Another instance of the service on the database of the first, as a second process would be; gives a client of it for the role. */
export async function secondInstance(t: Test, service: Service, role: Role): Promise<Client> {
  const { config, log, clock } = service.context;
  const context = createContext(config, log, { clock });
  const app = await buildApp(context);
  const base = await app.listen({ host: config.host, port: 0 });
  const agent = new Agent({ connections: 128 });
  t.teardown(async () => {
    await agent.close();
    await app.close();
    await context.database.close();
  });
  const admin = service.as('admin');
  const person = (await admin.all('/v1/people')).find(({ roles }) => roles.length === 1 && roles[0] === role);
  const token = await admin.post('/v1/api-tokens', { person_id: person.id, label: 'second instance' });
  return new Client(base, token.body.token, new Contract(app.swagger() as never), agent);
}

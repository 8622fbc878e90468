import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { isUniqueViolation } from '../database/errors.ts';
import { hotQuery, param } from '../database/hot.ts';
import { inTransaction } from '../database/transaction.ts';
import { instant } from '../lib/clock.ts';
import { sha256 } from '../lib/hash.ts';
import { Problem } from '../lib/problem.ts';
import type { Answered, RouteSpec } from './spec.ts';

type Answer = Answered<RouteSpec>;

/** A change, made in the transaction it is given. */
export type Work = (tx: Tx) => Promise<Answer>;

const MAX_ATTEMPTS = 10;

/** Carries the answer of a dry run out of the transaction that it makes fail. */
class DryRunDone extends Error {
  readonly answer: Answer;

  constructor(answer: Answer) {
    super('dry run');
    this.answer = answer;
  }
}

/**
 * Runs a change in one transaction together with the record of its Idempotency-Key, so that both are saved or neither is.
 * A repeated request gets the first answer again; the same key with another request is refused. `?dry_run=true` runs the
 * very same work and then undoes it.
 */
export async function runWrite(
  context: Context,
  principal: Principal,
  request: FastifyRequest,
  reply: FastifyReply,
  work: Work,
): Promise<Answer> {
  if (isDryRun(request)) return dryRun(context, work);
  const keyed = keyedBy(context, request);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await inTransaction(context.database, async (tx) => {
        const answer = await work(tx);
        remember(tx, context, principal, keyed, toStore(context, request, answer));
        return answer;
      });
    } catch (error) {
      // The work is done before the key is looked at: the usual case costs one insert, and a repetition fails on that
      // insert or earlier, leaving nothing behind.
      const first = await recall(context, principal, request, reply, keyed);
      if (first !== undefined) return first;
      // Another writer took a unique key (a running version, the one reversal of a movement) at the same moment. Done again,
      // the work sees what that one wrote and says so, or takes the next.
      if (!isUniqueViolation(error) || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

/** Prepared changes under way in this process, by person and key. */
const underWay = new WeakMap<Context, Map<string, Promise<unknown>>>();

/**
 * The same for a change that is prepared before its transaction, so that what takes long keeps no other writer waiting. It is not
 * prepared for a key that was answered before, nor twice at the same time for one key: a caller on a poor line who asks again
 * while the first try still works waits for its end, and then gets its answer.
 */
export async function runPrepared(
  context: Context,
  principal: Principal,
  request: FastifyRequest,
  reply: FastifyReply,
  prepare: (atEnd: (work: () => Promise<void>) => void) => Promise<Work>,
): Promise<Answer> {
  const run = async () => {
    const ends: (() => Promise<void>)[] = [];
    try {
      const work = await prepare((end) => ends.push(end));
      return await runWrite(context, principal, request, reply, work);
    } finally {
      for (const end of ends) await end();
    }
  };
  if (isDryRun(request)) return run();
  const keyed = keyedBy(context, request);
  const name = `${principal.person_id} ${keyed.key}`;
  const all = underWay.get(context) ?? new Map<string, Promise<unknown>>();
  underWay.set(context, all);
  for (let other = all.get(name); other !== undefined; other = all.get(name)) await other;
  const running = (async () => {
    try {
      return (await recall(context, principal, request, reply, keyed)) ?? (await run());
    } catch (error) {
      // Another process may have answered this key while it was prepared here.
      const first = await recall(context, principal, request, reply, keyed);
      if (first === undefined) throw error;
      return first;
    }
  })();
  all.set(
    name,
    running.then(
      () => all.delete(name),
      () => all.delete(name),
    ),
  );
  return running;
}

/** A key with what it stands for: route, address and body. */
interface Keyed {
  key: string;
  fingerprint: string;
}

function keyedBy(context: Context, request: FastifyRequest): Keyed {
  return { key: readKey(request), fingerprint: fingerprintOf(context, request) };
}

function isDryRun(request: FastifyRequest): boolean {
  return (request.query as { dry_run?: boolean } | undefined)?.dry_run === true;
}

async function dryRun(context: Context, work: Work): Promise<Answer> {
  try {
    return await inTransaction(context.database, async (tx) => {
      throw new DryRunDone(await work(tx));
    });
  } catch (error) {
    if (error instanceof DryRunDone) return error.answer;
    throw error;
  }
}

function readKey(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !/^[\x21-\x7e]{8,128}$/.test(key))
    throw new Problem('idempotency_key_missing');
  return key;
}

/** What makes two requests the same: route, address and body. Keyed, because a body may hold personal data that could be guessed. */
function fingerprintOf(context: Context, request: FastifyRequest): string {
  const body = Buffer.isBuffer(request.body) ? sha256(request.body) : JSON.stringify(request.body ?? null);
  const asked = `${request.method} ${request.url} ${request.headers['if-match'] ?? ''}\n${body}`;
  return context.sealing.fingerprint(asked, 'idempotency_keys.request');
}

const SEAL_CONTEXT = 'idempotency_keys.body';

interface StoredAnswer {
  headers: string;
  body: string;
}

function isSensitive(request: FastifyRequest): boolean {
  return request.routeOptions.config.spec?.sensitive === true;
}

function toStore(context: Context, request: FastifyRequest, { body, ...headers }: Answer): StoredAnswer {
  const text = JSON.stringify(body);
  return {
    headers: JSON.stringify(headers),
    body: isSensitive(request) ? context.sealing.seal(text, SEAL_CONTEXT) : text,
  };
}

const rememberQuery = hotQuery<never, Tx>((tx) =>
  tx.insertInto('idempotency_keys').values({
    person_id: param('person_id'),
    idempotency_key: param('idempotency_key'),
    request_fingerprint: param('request_fingerprint'),
    headers: param('headers'),
    body: param('body'),
    created_at: param('created_at'),
  }),
);

/** Not waited for: the transaction itself waits for its statements and fails when one of them does. */
function remember(
  tx: Tx,
  context: Context,
  principal: Principal,
  { key, fingerprint }: Keyed,
  stored: StoredAnswer,
): void {
  rememberQuery(tx, {
    ...stored,
    person_id: principal.person_id,
    idempotency_key: key,
    request_fingerprint: fingerprint,
    created_at: instant(context.clock),
  }).catch(() => undefined);
}

/** The first answer to a key, if there is one. */
async function recall(
  context: Context,
  principal: Principal,
  request: FastifyRequest,
  reply: FastifyReply,
  { key, fingerprint }: Keyed,
): Promise<Answer | undefined> {
  const stored = await context.database.read
    .selectFrom('idempotency_keys')
    .select(['request_fingerprint', 'headers', 'body'])
    .where('person_id', '=', principal.person_id)
    .where('idempotency_key', '=', key)
    .executeTakeFirst();
  if (stored === undefined) return undefined;
  if (stored.request_fingerprint !== fingerprint) throw new Problem('idempotency_key_reused');
  reply.header('idempotency-replayed', 'true');
  const body = isSensitive(request) ? context.sealing.open(stored.body, SEAL_CONTEXT) : stored.body;
  return { ...JSON.parse(stored.headers), body: JSON.parse(body) } as Answer;
}

/** Deletes the oldest keys made before an instant, at most so many; gives how many there were. */
export async function deleteKeysBefore(tx: Tx, before: string, limit: number): Promise<number> {
  const result = await tx
    .deleteFrom('idempotency_keys')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('person_id', 'idempotency_key'),
        'in',
        selectFrom('idempotency_keys as oldest')
          .select(['oldest.person_id', 'oldest.idempotency_key'])
          .where('oldest.created_at', '<', before)
          .orderBy('oldest.created_at')
          .limit(limit)
          .$asTuple('person_id', 'idempotency_key'),
      ),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

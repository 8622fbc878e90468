import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { Agent, type Dispatcher, request } from 'undici';
import type { Context } from '../context.ts';
import { isOpenAddress } from '../lib/open-address.ts';
import { Problem } from '../lib/problem.ts';

/** What a fetch is kept to, in milliseconds and bytes. */
export interface FetchLimits {
  readonly connectMs: number;
  readonly headersMs: number;
  /** Between two pieces of a body. */
  readonly bodyMs: number;
  /** For one attempt from the connection to the last byte: what drips is not waited for. */
  readonly totalMs: number;
  readonly maxBytes: number;
  readonly maxRedirects: number;
  readonly attempts: number;
  readonly backoffMs: number;
  /** IP addresses opened although they are private. */
  readonly allowed: readonly string[];
}

const DEFAULT_LIMITS: FetchLimits = {
  connectMs: 10_000,
  headersMs: 20_000,
  bodyMs: 20_000,
  totalMs: 60_000,
  maxBytes: 32 * 1024 * 1024,
  maxRedirects: 5,
  attempts: 3,
  backoffMs: 500,
  allowed: [],
};

/** The usual limits, and what the operator of the service set otherwise. */
export function limitsOf({ config }: Context): FetchLimits {
  return { ...DEFAULT_LIMITS, ...config.feeds };
}

export interface Wanted {
  readonly url: string;
  /** Sent to the origin of `url` alone. */
  readonly secret: { readonly name: string; readonly value: string } | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export interface Fetched {
  readonly status: 200 | 304;
  readonly bytes: Buffer;
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly attempts: number;
}

/** Why a fetch came to nothing; `again` where a later try may do better, not before `notBefore` seconds if the server says so. */
export class FetchFailure extends Error {
  readonly reason: string;
  readonly status: number | null;
  readonly again: boolean;
  readonly notBefore: number;
  attempts = 1;

  constructor(reason: string, { status = null as number | null, again = false, notBefore = 0 } = {}) {
    super(reason);
    this.reason = reason;
    this.status = status;
    this.again = again;
    this.notBefore = notBefore;
  }
}

/**
 * Fetches a table over HTTP: with limits of time and size, some attempts with growing pauses, and only from addresses that are
 * open. Every redirect is checked like the first address. `spread` (0 … 1) keeps many from trying again at the same moment.
 * Throws `FetchFailure`.
 */
export async function fetchFeed(wanted: Wanted, limits: FetchLimits, spread: number): Promise<Fetched> {
  const agent = new Agent({
    connect: { timeout: limits.connectMs, lookup: openLookup(limits.allowed) },
    maxRedirections: 0,
  } as Agent.Options);
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return { ...(await once(agent, wanted, limits)), attempts: attempt };
      } catch (error) {
        const failure = toFailure(error);
        failure.attempts = attempt;
        const pause = limits.backoffMs * 2 ** (attempt - 1) * (1 + spread);
        // A server that asks for patience gets it: the next pull comes later, this one does not wait.
        if (!failure.again || attempt >= limits.attempts || failure.notBefore * 1000 > pause) throw failure;
        await wait(pause);
      }
    }
  } finally {
    await agent.destroy();
  }
}

function toFailure(error: unknown): FetchFailure {
  if (error instanceof FetchFailure) return error;
  const { name, code } = error as { name?: string; code?: string };
  if (name === 'TimeoutError' || /TIMEOUT/.test(code ?? ''))
    return new FetchFailure('timeout', { again: true });
  if (code === 'ECLOSED_ADDRESS') return new FetchFailure('address');
  return new FetchFailure('connection', { again: true });
}

/** Looks a name up and gives only addresses that are open; the connection is made to what was checked, and to nothing else. */
function openLookup(allowed: readonly string[]): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = (found ?? []) as { address: string; family: number }[];
      const first = addresses[0];
      if (error !== null || first === undefined) {
        callback(error ?? new Error('no address'), '', 0);
      } else if (!addresses.every(({ address }) => isOpenAddress(address, allowed))) {
        callback(closedAddress(), '', 0);
      } else if (options.all === true) callback(null, addresses as never, 0);
      else callback(null, first.address, first.family);
    });
  };
}

function closedAddress(): NodeJS.ErrnoException {
  return Object.assign(new Error('the address is not open to feeds'), { code: 'ECLOSED_ADDRESS' });
}

async function once(agent: Agent, wanted: Wanted, limits: FetchLimits): Promise<Omit<Fetched, 'attempts'>> {
  const signal = AbortSignal.timeout(limits.totalMs);
  const origin = new URL(wanted.url).origin;
  let url = wanted.url;
  for (let hop = 0; hop <= limits.maxRedirects; hop += 1) {
    const target = checkedUrl(url, limits);
    const answer = await request(target, {
      dispatcher: agent,
      method: 'GET',
      headers: headersFor(wanted, target.origin === origin),
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.bodyMs,
      signal,
    });
    const next = answer.headers.location;
    if (answer.statusCode < 300 || answer.statusCode >= 400 || answer.statusCode === 304)
      return await taken(answer, limits);
    await answer.body.dump();
    if (typeof next !== 'string') throw new FetchFailure('redirect', { status: answer.statusCode });
    url = new URL(next, target).href;
  }
  throw new FetchFailure('redirect');
}

function checkedUrl(text: string, { allowed }: FetchLimits): URL {
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new FetchFailure('address');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // A name is checked when it is looked up; an address is never looked up.
  if (isIP(host) !== 0 && !isOpenAddress(host, allowed)) throw new FetchFailure('address');
  return url;
}

function headersFor({ secret, etag, lastModified }: Wanted, isOrigin: boolean): Record<string, string> {
  return {
    accept:
      'text/csv, application/json, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;q=0.9, */*;q=0.1',
    'accept-encoding': 'gzip, identity',
    'user-agent': 'acopio-feeds',
    ...(etag === null ? {} : { 'if-none-match': etag }),
    ...(lastModified === null ? {} : { 'if-modified-since': lastModified }),
    ...(secret !== null && isOrigin ? { [secret.name]: secret.value } : {}),
  };
}

async function taken(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  limits: FetchLimits,
): Promise<Omit<Fetched, 'attempts'>> {
  const text = (name: string) => (typeof headers[name] === 'string' ? headers[name] : null);
  const known = { etag: text('etag'), lastModified: text('last-modified') };
  if (statusCode === 304) {
    await body.dump();
    return { status: 304, bytes: Buffer.alloc(0), ...known };
  }
  if (statusCode !== 200) {
    await body.dump();
    const again = statusCode === 429 || statusCode >= 500;
    throw new FetchFailure('status', { status: statusCode, again, notBefore: seconds(text('retry-after')) });
  }
  if (/html/i.test(text('content-type') ?? '')) throw new FetchFailure('html', { status: 200 });
  const encoding = text('content-encoding') ?? 'identity';
  if (!['identity', 'gzip'].includes(encoding)) throw new FetchFailure('encoding', { status: 200 });
  const bytes = await gathered(encoding === 'gzip' ? body.pipe(createGunzip()) : body, limits.maxBytes, body);
  return { status: 200, bytes, ...known };
}

/** At most a day, whatever the server asks for; a date instead of seconds counts as a minute. */
function seconds(retryAfter: string | null): number {
  if (retryAfter === null) return 0;
  return /^\d{1,9}$/.test(retryAfter) ? Math.min(Number(retryAfter), 86_400) : 60;
}

async function gathered(
  stream: AsyncIterable<Buffer>,
  maxBytes: number,
  body: NodeJS.ReadableStream,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  let broken: unknown;
  // What breaks off below an unpacked stream would otherwise leave it waiting for ever.
  if (stream !== (body as unknown)) {
    body.once('error', (error) => {
      broken = error;
      (stream as unknown as { destroy(error: Error): void }).destroy(error);
    });
  }
  try {
    for await (const part of stream) {
      size += part.length;
      if (size > maxBytes) throw new FetchFailure('too_large', { status: 200 });
      parts.push(part);
    }
  } catch (error) {
    throw broken ?? error;
  }
  return Buffer.concat(parts);
}

/** A failure of a fetch as a problem for whoever asked for it. */
export function fetchProblem({ reason, status }: FetchFailure): Problem {
  return new Problem('feed_failed', { reason: status === null ? reason : `${reason} ${status}` });
}

import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import type { FeedTables } from '../database/tables/feeds.ts';
import { inTransaction } from '../database/transaction.ts';
import { openTableFile, type TableFile } from '../exchange/table-file.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { importCounts } from '../sites/import-counts.ts';
import { countImportQuery } from '../sites/schema.ts';
import { toTable } from './body.ts';
import { type Fetched, FetchFailure, fetchFeed, fetchProblem, limitsOf } from './fetch.ts';
import { openSecret } from './secret.ts';
import { endLease, findFeedToPull, insertPull, leaseFeed, listDue } from './store.ts';

/** Longer than all attempts of a pull together: whoever has not ended by then has died. */
const LEASE_MS = 300_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

type Feed = NonNullable<Awaited<ReturnType<typeof findFeedToPull>>>;
type Pull = FeedTables['feed_pulls'];

/** A feed that was fetched, and not yet stored. */
export interface FetchedFeed {
  readonly feed: Feed;
  readonly lease: string;
  readonly startedAt: string;
  readonly fetched: Fetched | null;
  readonly file: TableFile | null;
  /** Why there is nothing to store. */
  readonly failure: { problem: Problem; status: number | null; attempts: number; notBefore: number } | null;
}

/**
 * Takes a feed for one pull and fetches it, outside of any transaction. What fails is told in the result, for the log. Throws
 * `not_found`, and `feed_under_way` while somebody else, in this process or another, has it.
 */
export async function fetchOne(context: Context, feedId: string): Promise<FetchedFeed> {
  const lease = context.ids.next();
  const startedAt = instant(context.clock);
  const until = new Date(Date.parse(startedAt) + LEASE_MS).toISOString();
  const feed = await inTransaction(context.database, async (tx) => {
    const known = found(await findFeedToPull(tx, feedId), 'feed', feedId);
    if (!(await leaseFeed(tx, feedId, lease, startedAt, until)))
      throw new Problem('feed_under_way', { name: known.name });
    return known;
  });
  const common = { feed, lease, startedAt };
  const spread = Number.parseInt(lease.slice(-4), 16) / 65_536;
  const { url, etag, last_modified: lastModified } = feed;
  try {
    const wanted = { url, secret: openSecret(context, feed), etag, lastModified };
    const fetched = await fetchFeed(wanted, limitsOf(context), spread);
    if (fetched.status === 304) return { ...common, fetched, file: null, failure: null };
    const { file, failure } = await opened(feed, fetched);
    return { ...common, fetched, file, failure };
  } catch (error) {
    if (!(error instanceof FetchFailure)) {
      await release(context, common);
      throw error;
    }
    const { status, attempts, notBefore } = error;
    const failure = { problem: fetchProblem(error), status, attempts, notBefore };
    return { ...common, fetched: null, file: null, failure };
  }
}

async function opened(
  feed: Feed,
  { bytes, attempts }: Fetched,
): Promise<Pick<FetchedFeed, 'file' | 'failure'>> {
  try {
    return {
      file: await openTableFile(toTable(bytes), { file_name: feed.name.slice(0, 200) }),
      failure: null,
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { file: null, failure: { problem: error, status: 200, attempts, notBefore: 0 } };
  }
}

/** Gives a feed back whose pull was not stored, for example because it was tried out only. */
export async function release(
  context: Context,
  { feed, lease }: Pick<FetchedFeed, 'feed' | 'lease'>,
): Promise<void> {
  const { etag, last_modified, next_pull_at } = feed;
  const end = { etag, last_modified, next_pull_at, isFailure: false };
  await inTransaction(context.database, (tx) => endLease(tx, feed.id, lease, end));
}

/** Puts what was fetched through the import of an uploaded file, logs the pull and says when the next is due. */
export async function storePull(
  tx: Tx,
  context: Context,
  principal: Principal | null,
  pulled: FetchedFeed,
): Promise<Pull> {
  const { feed, fetched } = pulled;
  const taken = await take(tx, context, principal, pulled);
  const endedAt = instant(context.clock);
  const row: Pull = {
    id: context.ids.next(),
    feed_id: feed.id,
    started_at: pulled.startedAt,
    ended_at: endedAt,
    pulled_by: principal?.person_id ?? null,
    attempts: fetched?.attempts ?? pulled.failure?.attempts ?? 1,
    http_status: fetched?.status ?? pulled.failure?.status ?? null,
    bytes: fetched?.bytes.length ?? 0,
    ...taken,
  };
  const isFailure = taken.outcome === 'failed' || taken.outcome === 'refused';
  const isNew = !isFailure && fetched !== null && fetched.status === 200;
  const ended = await endLease(tx, feed.id, pulled.lease, {
    etag: isNew ? fetched.etag : feed.etag,
    last_modified: isNew ? fetched.lastModified : feed.last_modified,
    next_pull_at: nextPull(feed, endedAt, isFailure, pulled.failure?.notBefore ?? 0),
    isFailure,
  });
  if (!ended) throw new Problem('feed_under_way', { name: feed.name });
  await insertPull(tx, row);
  return row;
}

/** After failures, later and later, up to a day; never before the server will have it. */
function nextPull(feed: Feed, at: string, isFailure: boolean, notBefore: number): string {
  const every = (feed.every_minutes ?? 60) * MINUTE_MS;
  const pause = isFailure
    ? Math.min(every * 2 ** Math.min(feed.failures, 10), Math.max(every, DAY_MS))
    : every;
  return new Date(Date.parse(at) + Math.max(pause, notBefore * 1000)).toISOString();
}

type Taken = Pick<Pull, 'outcome' | 'rows_total' | 'rows_taken' | 'rows_refused' | 'import_id' | 'problem'>;

const nothing = { rows_total: 0, rows_taken: 0, rows_refused: 0, import_id: null, problem: null };

async function take(
  tx: Tx,
  context: Context,
  principal: Principal | null,
  { feed, file, failure }: FetchedFeed,
): Promise<Taken> {
  if (failure !== null) return { ...nothing, outcome: 'failed', problem: told(failure.problem) };
  if (file === null) return { ...nothing, outcome: 'unchanged' };
  const options = countImportQuery.parse({ file_name: file.fileName, source: feed.source });
  try {
    const by = principal ?? makerOf(feed);
    const { rows_total, rows_taken, rows_refused, import_id, already_imported } = await importCounts(
      tx,
      context,
      by,
      feed.operation_id,
      file,
      options,
    );
    const outcome = already_imported ? 'already_imported' : 'taken';
    return { outcome, rows_total, rows_taken, rows_refused, import_id, problem: null };
  } catch (error) {
    // Refused before anything was written: the transaction goes on, so that the log says so.
    if (!(error instanceof Problem) || error.code === 'busy') throw error;
    const rows = file.records.length;
    return { ...nothing, outcome: 'refused', rows_total: rows, rows_refused: rows, problem: told(error) };
  }
}

/** What the service pulls by itself, it does for whoever added the feed. */
function makerOf(feed: Feed): Principal {
  const permissions = new Set(['counts.write'] as const);
  return { person_id: feed.created_by, name: '', roles: [], permissions, within: null, assigned: null };
}

/** The code of a problem, what it names, and the first rules broken with their places. */
function told({ code, params, violations }: Problem): string {
  const places = violations
    .slice(0, 5)
    .map(({ rule, row, column }) => `${rule} ${row ?? ''} ${column ?? ''}`.trim());
  const named = 'reason' in params ? [String(params.reason)] : [];
  return [code, ...named, ...places].join('; ').slice(0, 500);
}

/** Pulls the feeds that are due, one after the other; a feed that another process has is left to it. */
export async function pullDueFeeds(context: Context): Promise<void> {
  for (const id of await listDue(context.database.read, instant(context.clock))) {
    try {
      const pulled = await fetchOne(context, id);
      const pull = await inTransaction(context.database, (tx) => storePull(tx, context, null, pulled));
      context.log.info({ feed: id, outcome: pull.outcome, rows: pull.rows_taken }, 'a feed was pulled');
    } catch (err) {
      if (!(err instanceof Problem) || err.code !== 'feed_under_way') throw err;
    }
  }
}

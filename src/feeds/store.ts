import { sql } from 'kysely';
import type { Reader, Tx } from '../database/database.ts';
import { fetchPage, mapPage, type PageRequest } from '../database/paging.ts';
import type { FeedTables } from '../database/tables/feeds.ts';

const feedColumns = [
  'id',
  'name',
  'operation_id',
  'url',
  'source',
  'every_minutes',
  'header_name',
  'active',
  'next_pull_at',
  'failures',
  'created_by',
  'version',
  'created_at',
  'updated_at',
] as const;

function shown<Row extends { active: number }>(row: Row): Omit<Row, 'active'> & { active: boolean } {
  return { ...row, active: row.active === 1 };
}

export async function listFeeds(
  reader: Reader,
  request: PageRequest & { operation_id?: string | undefined },
) {
  let query = reader.selectFrom('feeds').select(feedColumns);
  if (request.operation_id !== undefined) query = query.where('operation_id', '=', request.operation_id);
  const page = await fetchPage(query, { columns: { id: 'feeds.id' }, key: ['feeds.id'] }, request);
  return mapPage(page, (rows) => rows.map(shown));
}

export async function findFeed(reader: Reader, id: string) {
  const row = await reader.selectFrom('feeds').select(feedColumns).where('id', '=', id).executeTakeFirst();
  return row === undefined ? undefined : shown(row);
}

/** A feed with what is needed to pull it, the sealed secret and what the server said of its last state. */
export async function findFeedToPull(reader: Reader, id: string) {
  return reader.selectFrom('feeds').selectAll().where('id', '=', id).executeTakeFirst();
}

export type NewFeedRow = Omit<
  FeedTables['feeds'],
  'active' | 'failures' | 'version' | 'etag' | 'last_modified' | 'leased_by' | 'leased_until'
>;

/** False when the name is taken. */
export async function insertFeed(tx: Tx, row: NewFeedRow): Promise<boolean> {
  const result = await tx
    .insertInto('feeds')
    .values({ ...row, etag: null, last_modified: null, leased_by: null, leased_until: null })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

/** Feeds whose time has come and that nobody pulls just now. */
export async function listDue(reader: Reader, at: string): Promise<string[]> {
  const rows = await reader
    .selectFrom('feeds')
    .select('id')
    .where('active', '=', 1)
    .where('every_minutes', 'is not', null)
    .where('next_pull_at', '<=', at)
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<', at)]))
    .orderBy('next_pull_at')
    .limit(20)
    .execute();
  return rows.map(({ id }) => id);
}

/** Takes a feed for one pull until a moment; false while somebody else has it. */
export async function leaseFeed(tx: Tx, id: string, by: string, at: string, until: string): Promise<boolean> {
  const result = await tx
    .updateTable('feeds')
    .set({ leased_by: by, leased_until: until })
    .where('id', '=', id)
    .where((eb) => eb.or([eb('leased_until', 'is', null), eb('leased_until', '<', at)]))
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export interface PullEnd {
  etag: string | null;
  last_modified: string | null;
  next_pull_at: string;
  isFailure: boolean;
}

/** Gives a feed back after a pull and says when the next is due; false when the lease had run out and another has it. */
export async function endLease(tx: Tx, id: string, by: string, end: PullEnd): Promise<boolean> {
  const result = await tx
    .updateTable('feeds')
    .set({
      leased_by: null,
      leased_until: null,
      etag: end.etag,
      last_modified: end.last_modified,
      next_pull_at: end.next_pull_at,
      failures: end.isFailure ? sql<number>`failures + 1` : 0,
    })
    .where('id', '=', id)
    .where('leased_by', '=', by)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

export async function insertPull(tx: Tx, row: FeedTables['feed_pulls']): Promise<void> {
  await tx.insertInto('feed_pulls').values(row).execute();
}

export async function listPulls(reader: Reader, feedId: string, request: PageRequest) {
  const query = reader.selectFrom('feed_pulls').selectAll().where('feed_id', '=', feedId);
  return fetchPage(query, { columns: { id: 'feed_pulls.id' }, key: ['feed_pulls.id'] }, request);
}

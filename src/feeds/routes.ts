import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { addFeed, changeFeed } from './feeds.ts';
import { fetchOne, release, storePull } from './pull.ts';
import * as schema from './schema.ts';
import { findFeed, listFeeds, listPulls } from './store.ts';

const reading = { method: 'GET', tag: 'imports', permission: 'feeds.read' } as const;
const writing = { method: 'POST', tag: 'imports', permission: 'feeds.write' } as const;

/** Addresses that household counts are pulled from. */
export function feedRoutes(routes: Routes): void {
  readingRoutes(routes);
  writingRoutes(routes);
  pullRoutes(routes);
}

function readingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/feeds',
      operationId: 'listFeeds',
      summary: 'List feeds',
      description: 'Addresses that household counts are pulled from, without their secrets.',
      query: schema.feedsQuery,
      answer: schema.feedsPage,
    },
    async ({ context, query }) => ({ body: await listFeeds(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/feeds/:id',
      operationId: 'getFeed',
      summary: 'Read a feed',
      description: 'One feed; the ETag is needed to change it.',
      params: schema.idParams,
      answer: schema.feed,
    },
    async ({ context, params }) => {
      const body = found(await findFeed(context.database.read, params.id), 'feed', params.id);
      return { body, version: body.version };
    },
  );
}

function writingRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/feeds',
      operationId: 'addFeed',
      summary: 'Add a feed',
      description:
        'An address to pull household counts of an operation from, by itself every so many minutes or on demand. Private addresses are refused when it is pulled, unless the operator of the service opened them.',
      body: schema.newFeed,
      answer: schema.feed,
      problems: ['unknown_reference', 'conflict'],
    },
    async ({ tx, context, principal, body }) => {
      const made = await addFeed(tx, context, principal, body);
      return { body: made, location: `/v1/feeds/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...writing,
      method: 'PATCH',
      url: '/v1/feeds/:id',
      operationId: 'changeFeed',
      summary: 'Change, pause or resume a feed',
      description: 'Changes the fields given; the next pull is due at once.',
      params: schema.idParams,
      body: schema.feedChange,
      answer: schema.feed,
      ifMatch: true,
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeFeed(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
}

function pullRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      url: '/v1/feeds/:id/pulls',
      status: 201,
      operationId: 'pullFeed',
      summary: 'Pull a feed now',
      description:
        'Fetches the address and puts what comes through the import of an uploaded file. What failed or was refused is in the answer and in the log of pulls. Nobody else pulls the feed meanwhile.',
      params: schema.idParams,
      query: schema.pullQuery,
      dryRun: true,
      answer: schema.pull,
      problems: ['feed_under_way'],
    },
    async ({ context, params, atEnd }) => {
      const pulled = await fetchOne(context, params.id);
      // Where the pull was stored, the feed is given back already and this does nothing.
      atEnd(() => release(context, pulled));
      return pulled;
    },
    async ({ tx, context, principal, prepared }) => ({
      body: await storePull(tx, context, principal, prepared),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/feeds/:id/pulls',
      operationId: 'listFeedPulls',
      summary: 'List the pulls of a feed',
      description: 'Every pull that was not tried out only, the last first: when, what came, what was taken.',
      params: schema.idParams,
      query: schema.pullsQuery,
      answer: schema.pullsPage,
    },
    async ({ context, params, query }) => {
      const reader = context.database.read;
      found(await findFeed(reader, params.id), 'feed', params.id);
      return { body: await listPulls(reader, params.id, query) };
    },
  );
}

import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { askRecount, closeCount } from './close.ts';
import { approveCount, cancelCount, postCount } from './decide.ts';
import { describeCount, isBlindNow } from './describe.ts';
import { enterQuantities } from './enter.ts';
import { addFoundLot } from './find-lot.ts';
import { listEntries, listLines } from './line-store.ts';
import { openCount } from './open.ts';
import * as schema from './schema.ts';
import { sheetRoutes } from './sheet-routes.ts';
import { findCount, listCounts } from './store.ts';

const reading = { method: 'GET', tag: 'counting', permission: 'stock.read' } as const;
const writing = {
  method: 'POST',
  tag: 'counting',
  permission: 'stock.write',
  params: schema.idParams,
} as const;

/** Stock counts, from the scope to the adjustment. */
export function countingRoutes(routes: Routes): void {
  viewRoutes(routes);
  countRoutes(routes);
  decisionRoutes(routes);
  sheetRoutes(routes);
}

function viewRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/stock-counts',
      operationId: 'listStockCounts',
      summary: 'List stock counts',
      description: 'Stock counts, newest first unless sorted otherwise.',
      query: schema.countsQuery,
      answer: schema.countsPage,
    },
    async ({ context, query }) => ({ body: await listCounts(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/stock-counts/:id',
      operationId: 'getStockCount',
      summary: 'Read a stock count',
      description: 'One count, how far it has come, and once it is closed what its differences ask for.',
      params: schema.idParams,
      answer: schema.countDetail,
    },
    async ({ context, params }) => ({ body: await describeCount(context.database.read, params.id) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/stock-counts/:id/lines',
      operationId: 'listStockCountLines',
      summary: 'List the lines of a count',
      description:
        'A line for each lot in each bin. While a blind count is being counted, nothing says what is expected.',
      params: schema.idParams,
      query: schema.linesQuery,
      answer: schema.linesPage,
    },
    async ({ context, params, query }) => {
      const count = found(await findCount(context.database.read, params.id), 'stock count', params.id);
      return { body: await listLines(context.database.read, params.id, isBlindNow(count), query) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/stock-counts/:id/entries',
      operationId: 'listStockCountEntries',
      summary: 'List what was entered',
      description:
        'Every quantity ever entered, oldest first; the last one of a line is the one that counts.',
      params: schema.idParams,
      query: schema.entriesQuery,
      answer: schema.entriesPage,
    },
    async ({ context, principal, params, query }) => {
      const count = found(await findCount(context.database.read, params.id), 'stock count', params.id);
      const hideFor = isBlindNow(count) ? principal.person_id : null;
      return { body: await listEntries(context.database.read, params.id, hideFor, query) };
    },
  );
}

function countRoutes(routes: Routes): void {
  routes.write(
    {
      method: 'POST',
      tag: 'counting',
      permission: 'stock.write',
      url: '/v1/stock-counts',
      operationId: 'openStockCount',
      summary: 'Open a stock count',
      description:
        'Lists what lies in the scope at this moment. With freeze, nothing enters or leaves the scope until the count is posted or cancelled. Two unfinished counts never cover the same.',
      body: schema.newCount,
      status: 201,
      answer: schema.countDetail,
      problems: ['not_found', 'unknown_reference', 'stock_count_rule', 'stock_count_overlap'],
    },
    async ({ tx, context, principal, body }) => {
      const made = await openCount(tx, context, principal, body);
      return { body: made, location: `/v1/stock-counts/${made.id}` };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/stock-counts/:id/entries',
      operationId: 'enterStockCount',
      summary: 'Enter what was counted',
      description:
        'Quantities line by line, by as many people as there are. A line already counted in this round is only replaced where replaces says so; both entries are kept.',
      body: schema.newEntries,
      answer: schema.countDetail,
      problems: ['state_conflict', 'unknown_reference', 'stock_count_rule', 'stock_count_lines_taken'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await enterQuantities(tx, context, principal, params.id, body),
    }),
  );
  routes.write(
    {
      ...writing,
      url: '/v1/stock-counts/:id/found-lots',
      operationId: 'addFoundLot',
      summary: 'Add a lot that was found',
      description: 'A lot that lies in the scope and was not listed: one already registered, or a new one.',
      body: schema.newFoundLot,
      answer: schema.countDetail,
      problems: ['state_conflict', 'unknown_reference', 'lot_mismatch', 'stock_count_rule'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await addFoundLot(tx, context, principal, params.id, body),
    }),
  );
  routes.write(
    {
      ...writing,
      url: '/v1/stock-counts/:id/closing',
      operationId: 'closeStockCount',
      summary: 'Close a count',
      description:
        'Ends counting and shows what was expected and what differs. Lines nobody counted are listed; nothing is posted for them.',
      answer: schema.closedCount,
      problems: ['state_conflict', 'stock_count_rule'],
    },
    async ({ tx, context, principal, params }) => ({
      body: await closeCount(tx, context, principal, params.id),
    }),
  );
  routes.write(
    {
      ...writing,
      url: '/v1/stock-counts/:id/recount',
      operationId: 'recountStock',
      summary: 'Ask for a recount',
      description:
        'Some lines of a closed count are counted again. The new entry supersedes the earlier one, which stays in the history.',
      body: schema.newRecount,
      answer: schema.countDetail,
      problems: ['state_conflict', 'unknown_reference', 'stock_count_rule'],
    },
    async ({ tx, context, params, body }) => ({ body: await askRecount(tx, context, params.id, body) }),
  );
}

function decisionRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      url: '/v1/stock-counts/:id/approval',
      operationId: 'approveStockCount',
      summary: 'Approve a count',
      description:
        'Approves the differences. Where one is above the threshold, or all together are worth more than it, by somebody who neither opened the count nor counted in it.',
      answer: schema.countDetail,
      problems: ['state_conflict', 'stock_count_second_person'],
    },
    async ({ tx, context, principal, params }) => ({
      body: await approveCount(tx, context, principal, params.id),
    }),
  );
  routes.write(
    {
      ...writing,
      url: '/v1/stock-counts/:id/posting',
      operationId: 'postStockCount',
      summary: 'Post a count',
      description:
        'Posts the approved differences as one adjustment with reason count_difference. Each is applied to what is there now. Where that would take what others reserved, it is refused with the list of who would lose what, until a decision is given.',
      body: schema.countPosting,
      answer: schema.countDetail,
      problems: [
        'state_conflict',
        'stock_count_changed',
        'reservation_decision',
        'insufficient_stock',
        'movement_rule',
        'stock_frozen',
      ],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await postCount(tx, context, principal, params.id, body),
    }),
  );
  routes.write(
    {
      ...writing,
      url: '/v1/stock-counts/:id/cancellation',
      operationId: 'cancelStockCount',
      summary: 'Cancel a count',
      description:
        'Gives up a count that is not posted: nothing of it reaches the ledger, and a freeze ends.',
      answer: schema.countDetail,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params }) => ({
      body: await cancelCount(tx, context, principal, params.id),
    }),
  );
}

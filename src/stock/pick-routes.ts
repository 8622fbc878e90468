import type { Routes } from '../http/route.ts';
import { choosePicks, issueItem } from './issue.ts';
import * as schema from './pick-schema.ts';

/** Issues by item: the service picks the lots, first expiry first out. */
export function pickRoutes(routes: Routes): void {
  routes.read(
    {
      method: 'GET',
      tag: 'stock',
      permission: 'stock.read',
      url: '/v1/stock/picks',
      operationId: 'choosePicks',
      summary: 'What would be picked',
      description:
        'The lots and bins that a quantity of an item would be taken from: earliest expiry first, lots without one last, then the oldest receipt. Says what is passed over and why. Promises nothing.',
      query: schema.picksQuery,
      answer: schema.picks,
      problems: ['not_found', 'unknown_reference'],
    },
    async ({ context, query }) => ({ body: await choosePicks(context.database.read, context, query) }),
  );
  routes.write(
    {
      method: 'POST',
      tag: 'stock',
      permission: 'stock.write',
      status: 201,
      url: '/v1/stock/issues',
      operationId: 'issueItem',
      summary: 'Issue a quantity of an item',
      description:
        'Issues from the bins of a warehouse, first expiry first out, in one movement; says what was picked, what was passed over and why, and what is lacking. Expired and held lots and what is promised to others are never picked; what others wait for only by a decision.',
      body: schema.newIssue,
      answer: schema.issue,
      problems: [
        'not_found',
        'unknown_reference',
        'insufficient_stock',
        'movement_rule',
        'backdated_below_zero',
        'earmark_blocked',
        'queue_order',
      ],
    },
    async ({ tx, context, principal, body }) => {
      const made = await issueItem(tx, context, principal, body);
      return { body: made, location: `/v1/stock/movements/${made.movement_id}` };
    },
  );
}

import type { Context } from '../context.ts';
import type { Routes } from '../http/route.ts';
import { today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import * as stockSchema from '../stock/schema.ts';
import { announce, cancelExpected, reestimate, ship } from './expect.ts';
import * as schema from './expected-schema.ts';
import { findExpected, listExpected } from './expected-store.ts';
import { readZoneDays } from './late-store.ts';
import { receiveExpected } from './receive-expected.ts';

const reading = { method: 'GET', tag: 'inbound', permission: 'stock.read' } as const;
const writing = { method: 'POST', tag: 'inbound', permission: 'stock.write' } as const;

export const dayIn = (context: Context) => (timeZone: string) => today(context.clock, timeZone);

/** What is on its way to a warehouse, from the announcement to the last receipt. */
export function expectedRoutes(routes: Routes): void {
  readingRoutes(routes);
  stepRoutes(routes);
  receivingRoute(routes);
}

function readingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/expected-consignments',
      operationId: 'listExpectedConsignments',
      summary: 'List what is expected',
      description:
        'The pipeline: what is to arrive where and when, by the day expected; open, late or due before a day.',
      query: schema.expectedQuery,
      answer: schema.expectedPage,
    },
    async ({ context, query }) => {
      const reader = context.database.read;
      return { body: await listExpected(reader, query, await readZoneDays(reader, dayIn(context))) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/expected-consignments/:id',
      operationId: 'getExpectedConsignment',
      summary: 'Read an expected consignment',
      description:
        'One expected consignment: its lines with what of each came so far, and every estimate of its arrival.',
      params: schema.idParams,
      answer: schema.expectedDetail,
    },
    async ({ context, params }) => {
      const row = await findExpected(context.database.read, params.id, dayIn(context));
      const body = found(row, 'expected consignment', params.id);
      return { body, version: body.version };
    },
  );
}

function stepRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/expected-consignments',
      operationId: 'announceConsignment',
      summary: 'Announce a consignment',
      description: 'Puts a consignment that is to come into the pipeline. Nothing is in stock yet.',
      body: schema.newExpected,
      answer: schema.expectedDetail,
      problems: ['not_found', 'unknown_reference'],
    },
    async ({ tx, context, principal, body }) => {
      const made = await announce(tx, context, principal, body);
      return { body: made, location: `/v1/expected-consignments/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/expected-consignments/:id/estimates',
      operationId: 'estimateArrival',
      summary: 'State another day of arrival',
      description: 'Every estimate is kept with its reason; the latest one counts.',
      params: schema.idParams,
      body: schema.newEstimate,
      answer: schema.expectedDetail,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => {
      const changed = await reestimate(tx, context, principal, params.id, body);
      return { body: changed, version: changed.version };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/expected-consignments/:id/shipment',
      operationId: 'shipConsignment',
      summary: 'Say that a consignment was shipped',
      description: 'From then on it can be received.',
      params: schema.idParams,
      body: schema.newShipment,
      answer: schema.expectedDetail,
      problems: ['state_conflict', 'receipt_rule'],
    },
    async ({ tx, context, principal, params, body }) => {
      const changed = await ship(tx, context, principal, params.id, body);
      return { body: changed, version: changed.version };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/expected-consignments/:id/cancellation',
      operationId: 'cancelExpectedConsignment',
      summary: 'Cancel an expected consignment',
      description: 'For one that will not come, while nothing of it was received.',
      params: schema.idParams,
      body: schema.newCancellation,
      answer: schema.expectedDetail,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => {
      const changed = await cancelExpected(tx, context, principal, params.id, body);
      return { body: changed, version: changed.version };
    },
  );
}

function receivingRoute(routes: Routes): void {
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/expected-consignments/:id/receipts',
      operationId: 'receiveExpectedConsignment',
      summary: 'Receive what was expected',
      description:
        'Records what came in four buckets by line: good, damaged, missing, over. Goods may come in several receipts; none undoes an earlier one. The one that closes books the rest as missing. What is over needs a decision. Every bucket that is not good opens a claim.',
      params: schema.idParams,
      body: schema.newExpectedReceipt,
      answer: stockSchema.receipt,
      problems: [
        'state_conflict',
        'receipt_rule',
        'over_receipt',
        'unknown_reference',
        'movement_rule',
        'lot_mismatch',
        'stock_frozen',
      ],
    },
    async ({ tx, context, principal, params, body }) => {
      const made = await receiveExpected(tx, context, principal, params.id, body);
      return { body: made, location: `/v1/receipts/${made.id}` };
    },
  );
}

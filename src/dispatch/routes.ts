import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import * as planSchema from '../planning/schema.ts';
import { cancelConsignment, cancelPlan } from './cancel.ts';
import { makeConsignments } from './consign.ts';
import { depart } from './depart.ts';
import { listReceipts } from './receipt-store.ts';
import { receiveConsignment } from './receive.ts';
import * as schema from './schema.ts';
import { findConsignment, findConsignmentWithLines, listConsignments } from './store.ts';
import { readWaybill } from './waybill.ts';

const reading = { method: 'GET', tag: 'dispatch', permission: 'dispatch.read' } as const;
const writing = { method: 'POST', tag: 'dispatch', permission: 'dispatch.write' } as const;

/** Consignments from the approved plan to the signature at the site. */
export function dispatchRoutes(routes: Routes): void {
  planRoutes(routes);
  readingRoutes(routes);
  stepRoutes(routes);
  receiptRoutes(routes);
}

/** Steps of a plan that its consignments take part in. */
function planRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/plans/:id/consignments',
      operationId: 'makeConsignments',
      summary: 'Make the consignments of a plan',
      description:
        'One for each site that the approved plan gives something, each with its waybill number; once.',
      params: schema.idParams,
      answer: schema.consignments,
      problems: ['state_conflict', 'conflict'],
    },
    async ({ tx, context, principal, params }) => ({
      body: await makeConsignments(tx, context, principal, params.id),
      location: `/v1/consignments?plan_id=${params.id}`,
    }),
  );
  routes.write(
    {
      ...writing,
      tag: 'planning',
      permission: 'plans.approve',
      url: '/v1/plans/:id/cancellation',
      operationId: 'cancelPlan',
      summary: 'Cancel a plan',
      description:
        'Releases exactly what the plan still holds, cancels its consignments and sends its requests back to approved. Not once one of its consignments has left.',
      params: schema.idParams,
      answer: planSchema.plan,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params }) => {
      const body = await cancelPlan(tx, context, principal, params.id);
      return { body, version: body.version };
    },
  );
}

function readingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/consignments',
      operationId: 'listConsignments',
      sites: 'filtered',
      summary: 'List consignments',
      description: 'Consignments by plan, operation, site, warehouse, state or waybill number, newest first.',
      query: schema.consignmentsQuery,
      answer: schema.consignmentsPage,
    },
    async ({ context, principal, query }) => ({
      body: await listConsignments(context.database.read, { ...query, within: principal.within }),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/consignments/:id',
      operationId: 'getConsignment',
      sites: { params: 'consignment' },
      summary: 'Read a consignment',
      description:
        'One consignment: its lots, what of each was received, damaged or missing, weight and volume.',
      params: schema.idParams,
      answer: schema.consignmentDetail,
    },
    async ({ context, params }) => {
      const consignment = await findConsignmentWithLines(context.database.read, params.id);
      const body = found(consignment, 'consignment', params.id);
      return { body, version: body.version };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/consignments/:id/waybill',
      operationId: 'getWaybill',
      sites: { params: 'consignment' },
      summary: 'Read the waybill',
      description: 'The waybill as a document. Before departure and receipt what is not known yet is null.',
      params: schema.idParams,
      answer: schema.waybill,
    },
    async ({ context, params }) => ({ body: await readWaybill(context.database.read, params.id) }),
  );
}

function stepRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      url: '/v1/consignments/:id/departure',
      operationId: 'depart',
      summary: 'Send a consignment off',
      description:
        'The lots leave their bins and are on the road. Refused, naming the lot, when one was put on hold or expired since the plan was approved, and when the operation is closed or the site no longer active.',
      params: schema.idParams,
      body: schema.departure,
      answer: schema.consignmentDetail,
      problems: [
        'state_conflict',
        'insufficient_stock',
        'movement_rule',
        'backdated_below_zero',
        'stock_frozen',
      ],
    },
    async ({ tx, context, principal, params, body }) => {
      const sent = await depart(tx, context, principal, params.id, body);
      return { body: sent, version: sent.version };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/consignments/:id/cancellation',
      operationId: 'cancelConsignment',
      summary: 'Cancel a consignment',
      description: 'Cancels a consignment that has not left and releases what the plan holds for its site.',
      params: schema.idParams,
      answer: schema.consignmentDetail,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params }) => {
      const body = await cancelConsignment(tx, context, principal, params.id);
      return { body, version: body.version };
    },
  );
}

function receiptRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      permission: 'dispatch.receive',
      status: 201,
      url: '/v1/consignments/:id/receipts',
      operationId: 'receiveConsignment',
      sites: { params: 'consignment' },
      summary: 'Receive a consignment at its site',
      description:
        'Records what came in four buckets by line: good, damaged, missing, over. Goods may come in several receipts; the one that closes books the rest as missing. What is over is accepted into the site’s stock under a grant, returned or refused. Whatever is not good opens a claim against the transporter.',
      params: schema.idParams,
      body: schema.newConsignmentReceipt,
      answer: schema.consignmentReceipt,
      problems: [
        'state_conflict',
        'receipt_rule',
        'over_receipt',
        'lot_mismatch',
        'insufficient_stock',
        'movement_rule',
        'backdated_below_zero',
        'stock_frozen',
      ],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await receiveConsignment(tx, context, principal, params.id, body),
      location: `/v1/consignments/${params.id}/receipts`,
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/consignments/:id/receipts',
      operationId: 'listConsignmentReceipts',
      sites: { params: 'consignment' },
      summary: 'List the receipts of a consignment',
      description: 'Every receipt at the site, oldest first.',
      params: schema.idParams,
      query: schema.receiptsQuery,
      answer: schema.receiptsPage,
    },
    async ({ context, params, query }) => {
      const reader = context.database.read;
      found(await findConsignment(reader, params.id), 'consignment', params.id);
      return { body: await listReceipts(reader, params.id, query) };
    },
  );
}

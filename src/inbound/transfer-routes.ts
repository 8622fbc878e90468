import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import * as stockSchema from '../stock/schema.ts';
import { idParams } from './expected-schema.ts';
import { receiveTransfer } from './receive-transfer.ts';
import * as schema from './transfer-schema.ts';
import { findTransferWithLines, listTransfers } from './transfer-store.ts';
import { addTransferLines, cancelTransfer, departTransfer, draftTransfer } from './transfers.ts';

const reading = { method: 'GET', tag: 'inbound', permission: 'stock.read' } as const;
const writing = { method: 'POST', tag: 'inbound', permission: 'stock.write' } as const;

/** Transfers between warehouses, from the draft to the last receipt. */
export function transferRoutes(routes: Routes): void {
  readingRoutes(routes);
  draftRoutes(routes);
  stepRoutes(routes);
}

function readingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/transfers',
      operationId: 'listTransfers',
      summary: 'List transfers',
      description: 'Transfers between warehouses by sender, receiver or state, newest first.',
      query: schema.transfersQuery,
      answer: schema.transfersPage,
    },
    async ({ context, query }) => ({ body: await listTransfers(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/transfers/:id',
      operationId: 'getTransfer',
      summary: 'Read a transfer',
      description: 'One transfer: its lots and what of each arrived so far.',
      params: idParams,
      answer: schema.transferDetail,
    },
    async ({ context, params }) => {
      const body = found(
        await findTransferWithLines(context.database.read, params.id),
        'transfer',
        params.id,
      );
      return { body, version: body.version };
    },
  );
}

function draftRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/transfers',
      operationId: 'draftTransfer',
      summary: 'Draft a transfer',
      description:
        'Lists what is to go from one warehouse to another. Nothing moves and nothing is held until departure.',
      body: schema.newTransfer,
      answer: schema.transferDetail,
      problems: ['not_found', 'transfer_rule'],
    },
    async ({ tx, context, principal, body }) => {
      const made = await draftTransfer(tx, context, principal, body);
      return { body: made, location: `/v1/transfers/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/transfers/:id/lines',
      operationId: 'addTransferLines',
      summary: 'Add lines to a transfer',
      description: 'While it is a draft; never after departure.',
      params: idParams,
      body: schema.newTransferLines,
      answer: schema.transferDetail,
      problems: ['state_conflict', 'transfer_rule'],
    },
    async ({ tx, context, params, body }) => {
      const changed = await addTransferLines(tx, context, params.id, body);
      return { body: changed, location: `/v1/transfers/${params.id}`, version: changed.version };
    },
  );
}

function stepRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      url: '/v1/transfers/:id/departure',
      operationId: 'departTransfer',
      summary: 'Send a transfer off',
      description:
        'The lots leave their bins and are on the road, as they are: lot, grant, expiry and condition go along. What is reserved stays.',
      params: idParams,
      body: schema.transferDeparture,
      answer: schema.transferDetail,
      problems: [
        'state_conflict',
        'insufficient_stock',
        'movement_rule',
        'backdated_below_zero',
        'stock_frozen',
      ],
    },
    async ({ tx, context, principal, params, body }) => {
      const sent = await departTransfer(tx, context, principal, params.id, body);
      return { body: sent, version: sent.version };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/transfers/:id/cancellation',
      operationId: 'cancelTransfer',
      summary: 'Cancel a transfer',
      description: 'For one that has not left.',
      params: idParams,
      answer: schema.transferDetail,
      problems: ['state_conflict'],
    },
    async ({ tx, context, params }) => {
      const body = await cancelTransfer(tx, context, params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/transfers/:id/receipts',
      operationId: 'receiveTransfer',
      summary: 'Receive a transfer',
      description:
        'Records at the destination what came in four buckets by line. Goods may come in several receipts; the one that closes books the rest as missing. Damaged goods become a held lot of their own or are refused. Every bucket that is not good opens a claim against the transporter.',
      params: idParams,
      body: schema.newTransferReceipt,
      answer: stockSchema.receipt,
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
    async ({ tx, context, principal, params, body }) => {
      const made = await receiveTransfer(tx, context, principal, params.id, body);
      return { body: made, location: `/v1/receipts/${made.id}` };
    },
  );
}

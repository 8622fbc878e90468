import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { findReceipt, listReceipts } from '../stock/receipt-store.ts';
import * as schema from '../stock/schema.ts';
import { readGoodsReceivedNote } from './goods-received-note.ts';
import { goodsReceivedNote, newReceiptReversal } from './note-schema.ts';
import { receivePlain } from './receive-plain.ts';
import { reverseReceipt } from './reverse-receipt.ts';

const reading = { method: 'GET', tag: 'inbound', permission: 'stock.read' } as const;
const writing = { method: 'POST', tag: 'inbound', permission: 'stock.write' } as const;

/** Goods received notes of warehouses, whatever the goods came from. */
export function receiptRoutes(routes: Routes): void {
  readingRoutes(routes);
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/receipts',
      operationId: 'receive',
      summary: 'Receive goods',
      description:
        'Receives goods that nobody announced into lots and bins and issues a goods received note. A lot is known by item, number and grant; more of it may come, with the same expiry date. What came damaged, not at all or over can be stated beside what is good, and opens a claim.',
      body: schema.newReceipt,
      answer: schema.receipt,
      problems: [
        'not_found',
        'unknown_reference',
        'movement_rule',
        'lot_mismatch',
        'receipt_rule',
        'stock_frozen',
      ],
    },
    async ({ tx, context, principal, body }) => {
      const made = await receivePlain(tx, context, principal, body);
      return { body: made, location: `/v1/receipts/${made.id}` };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/receipts/:id/reversal',
      operationId: 'reverseReceipt',
      summary: 'Reverse a receipt',
      description:
        'Takes back everything a receipt put into stock, once; what it was received against is open again, and its claims are waived. Refused when stock has moved on since, naming each lot and the documents that came after, or when a claim is settled.',
      params: schema.idParams,
      body: newReceiptReversal,
      answer: schema.receipt,
      problems: ['receipt_not_reversible', 'movement_rule', 'stock_frozen'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await reverseReceipt(tx, context, principal, params.id, body.note),
    }),
  );
}

function readingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/receipts',
      operationId: 'listReceipts',
      summary: 'List receipts',
      description: 'Goods received notes of warehouses; of one expected consignment or transfer, if asked.',
      query: schema.receiptsQuery,
      answer: schema.receiptsPage,
    },
    async ({ context, query }) => ({ body: await listReceipts(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/receipts/:id',
      operationId: 'getReceipt',
      summary: 'Read a receipt',
      description: 'One receipt: what was counted in four buckets, and the lots that entered stock.',
      params: schema.idParams,
      answer: schema.receipt,
    },
    async ({ context, params }) => ({
      body: found(await findReceipt(context.database.read, params.id), 'receipt', params.id),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/receipts/:id/note',
      operationId: 'getGoodsReceivedNote',
      summary: 'Read the goods received note',
      description:
        'The goods received note as a document: by line what came in good condition and what is claimed.',
      params: schema.idParams,
      answer: goodsReceivedNote,
    },
    async ({ context, params }) => ({ body: await readGoodsReceivedNote(context.database.read, params.id) }),
  );
}

import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { closeWarehouse } from './close.ts';
import * as schema from './closing-schema.ts';
import { listClosings } from './closing-store.ts';
import { idParams } from './schema.ts';
import { findWarehouse } from './store.ts';

const url = '/v1/warehouses/:id/closings';

/** Closed periods of warehouses. */
export function closingRoutes(routes: Routes): void {
  routes.write(
    {
      method: 'POST',
      tag: 'stock',
      permission: 'stock.close',
      status: 201,
      url,
      operationId: 'closeWarehouse',
      summary: 'Close a warehouse through a day, or reopen days',
      description:
        'From then on nothing is posted on that day or before it. An earlier day, or null, reopens what lies after it; that needs a note. Every change stays on record.',
      params: idParams,
      body: schema.newClosing,
      answer: schema.closing,
      problems: ['movement_rule'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await closeWarehouse(tx, context, principal, params.id, body),
    }),
  );
  routes.read(
    {
      method: 'GET',
      tag: 'stock',
      permission: 'stock.read',
      url,
      operationId: 'listWarehouseClosings',
      summary: 'List the closings of a warehouse',
      description: 'Every time days of the warehouse were closed or reopened: by whom, when, why.',
      params: idParams,
      query: schema.closingsQuery,
      answer: schema.closingsPage,
    },
    async ({ context, params, query }) => {
      const reader = context.database.read;
      found(await findWarehouse(reader, params.id), 'warehouse', params.id);
      return { body: await listClosings(reader, params.id, query) };
    },
  );
}

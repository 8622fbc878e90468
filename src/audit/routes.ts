import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { exportSeal, proveMovement } from './export-seal.ts';
import { sealRows } from './seal.ts';
import * as schema from './seal-schema.ts';
import { findSeal, listSeals } from './seal-store.ts';

const reading = { method: 'GET', tag: 'audit', permission: 'audit.read' } as const;

/** Seals over the ledgers: made, listed, exported, and what proves a movement by one. */
export function auditRoutes(routes: Routes): void {
  routes.write(
    {
      method: 'POST',
      tag: 'audit',
      permission: 'audit.seal',
      url: '/v1/seals',
      operationId: 'sealLedgers',
      summary: 'Seal the ledgers now',
      description:
        'Seals movements and cash entries that no seal covers yet, up to 2,000 at a time. The service does the same by itself every minute.',
      answer: schema.sealing,
    },
    async ({ tx, context, principal }) => ({ body: await sealRows(tx, context, principal.person_id) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/seals',
      operationId: 'listSeals',
      summary: 'List seals',
      description: 'Seals in their order; each names the one before by its hash.',
      query: schema.sealsQuery,
      answer: schema.sealsPage,
    },
    async ({ context, query }) => ({ body: await listSeals(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/seals/:number',
      operationId: 'getSeal',
      summary: 'Read a seal',
      description: 'One seal, without the rows that it covers.',
      params: schema.numberParams,
      answer: schema.seal,
      problems: ['not_found'],
    },
    async ({ context, params }) => ({
      body: found(await findSeal(context.database.read, params.number), 'seal', String(params.number)),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/seals/:number/export',
      operationId: 'exportSeal',
      summary: 'Export a seal',
      description:
        'A seal with the hash of every row that it covers and no row itself. Keep a copy where nobody with access to the database can change it: `npm run verify -- --seal FILE` proves the database by it.',
      params: schema.numberParams,
      answer: schema.exportedSeal,
      problems: ['not_found'],
    },
    async ({ context, params }) => ({ body: await exportSeal(context.database.read, params.number) }),
  );
  routes.read(
    {
      ...reading,
      permission: 'stock.read',
      url: '/v1/stock/movements/:id/proof',
      operationId: 'proveMovement',
      summary: 'Prove a movement',
      description:
        'A movement as it was sealed and the way from it to the root of its seal, for `npm run check-proof` without a database. Not found until a seal covers it.',
      params: schema.idParams,
      answer: schema.proof,
      problems: ['not_found'],
    },
    async ({ context, params }) => ({ body: await proveMovement(context.database.read, params.id) }),
  );
}

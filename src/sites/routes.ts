import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { addOperation, changeOperation } from './operations.ts';
import * as schema from './schema.ts';
import { findOperation, findSite, listOperations, listSites } from './store.ts';
import { addSite, changeSite } from './write.ts';

const reading = { method: 'GET', tag: 'sites', permission: 'sites.read' } as const;
const adding = { method: 'POST', tag: 'sites', permission: 'sites.write', status: 201 } as const;
const changing = { method: 'PATCH', tag: 'sites', permission: 'sites.write', ifMatch: true } as const;

/** Operations, their sites and household counts. */
export function siteRoutes(routes: Routes): void {
  operationRoutes(routes);
  placeRoutes(routes);
}

function operationRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/operations',
      operationId: 'listOperations',
      summary: 'List operations',
      description: 'Emergency responses, open and closed.',
      query: schema.operationsQuery,
      answer: schema.operationsPage,
    },
    async ({ context, query }) => ({ body: await listOperations(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/operations/:id',
      operationId: 'getOperation',
      summary: 'Read an operation',
      description: 'One operation; the ETag is needed to change it.',
      params: schema.idParams,
      answer: schema.operation,
    },
    async ({ context, params }) => {
      const body = found(await findOperation(context.database.read, params.id), 'operation', params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...adding,
      url: '/v1/operations',
      operationId: 'addOperation',
      summary: 'Open an operation',
      description: 'Opens an emergency response.',
      body: schema.newOperation,
      answer: schema.operation,
      problems: ['conflict'],
      example: {
        request: {
          code: 'IXORA',
          name: 'Tormenta tropical Ixora',
          kind: 'tropical_storm',
          started_on: '2026-07-30',
        },
      },
    },
    async ({ tx, context, body }) => {
      const made = await addOperation(tx, context, body);
      return { body: made, location: `/v1/operations/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...changing,
      url: '/v1/operations/:id',
      operationId: 'changeOperation',
      summary: 'Change or close an operation',
      description:
        'Changes the fields given. state closed ends it, today unless ended_on is given; state open reopens it.',
      params: schema.idParams,
      body: schema.operationChange,
      answer: schema.operation,
      problems: ['operation_days'],
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeOperation(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
}

function placeRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/sites',
      operationId: 'listSites',
      summary: 'List sites',
      description: 'Places of delivery by operation, kind, code, P-code or whether they are active.',
      query: schema.sitesQuery,
      answer: schema.sitesPage,
    },
    async ({ context, query }) => ({ body: await listSites(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/sites/:id',
      operationId: 'getSite',
      summary: 'Read a site',
      description: 'One site; the ETag is needed to change it.',
      params: schema.idParams,
      answer: schema.site,
    },
    async ({ context, params }) => {
      const body = found(await findSite(context.database.read, params.id), 'site', params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...adding,
      url: '/v1/sites',
      operationId: 'addSite',
      summary: 'Add a site',
      description:
        'Adds a place of delivery to an open operation, and with it the place of the stock ledger that it is.',
      body: schema.newSite,
      answer: schema.site,
      problems: ['unknown_reference', 'state_conflict', 'conflict'],
    },
    async ({ tx, context, body }) => {
      const made = await addSite(tx, context, body);
      return { body: made, location: `/v1/sites/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...changing,
      url: '/v1/sites/:id',
      operationId: 'changeSite',
      summary: 'Change a site',
      description: 'Changes the fields given; the coordinates go together. Plans leave inactive sites out.',
      params: schema.idParams,
      body: schema.siteChange,
      answer: schema.site,
      problems: ['unknown_reference'],
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeSite(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
}

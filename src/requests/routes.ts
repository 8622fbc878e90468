import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import * as schema from './schema.ts';
import { findRequest, listRequests } from './store.ts';
import { addRequest, cancelRequest, decideRequest, submitRequest } from './write.ts';

const reading = { method: 'GET', tag: 'requests', permission: 'requests.read' } as const;
const writing = { method: 'POST', tag: 'requests', permission: 'requests.write' } as const;

/** What responders ask for, and what was decided about it. */
export function requestRoutes(routes: Routes): void {
  readingRoutes(routes);
  stepRoutes(routes);
}

function readingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/requests',
      operationId: 'listRequests',
      summary: 'List requests',
      description: 'Requests by site, operation or state, newest first unless sorted otherwise.',
      query: schema.requestsQuery,
      answer: schema.requestsPage,
    },
    async ({ context, query }) => ({ body: await listRequests(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/requests/:id',
      operationId: 'getRequest',
      summary: 'Read a request',
      description: 'One request with what was asked and what was granted.',
      params: schema.idParams,
      answer: schema.request,
    },
    async ({ context, params }) => {
      const body = found(await findRequest(context.database.read, params.id), 'request', params.id);
      return { body, version: body.version };
    },
  );
}

function stepRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      url: '/v1/requests',
      status: 201,
      operationId: 'addRequest',
      summary: 'Ask for goods',
      description: 'Asks for goods for a site; submitted at once unless it is to stay a draft.',
      body: schema.newRequest,
      answer: schema.request,
      problems: ['unknown_reference', 'state_conflict'],
    },
    async ({ tx, context, principal, body }) => {
      const made = await addRequest(tx, context, principal, body);
      return { body: made, location: `/v1/requests/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/requests/:id/submission',
      operationId: 'submitRequest',
      summary: 'Submit a draft',
      description: 'Hands a draft in for decision.',
      params: schema.idParams,
      answer: schema.request,
      problems: ['state_conflict'],
    },
    async ({ tx, context, params }) => {
      const body = await submitRequest(tx, context, params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...writing,
      permission: 'requests.decide',
      url: '/v1/requests/:id/decision',
      operationId: 'decideRequest',
      summary: 'Approve or reject a request',
      description:
        'An approval grants each line as asked unless `lines` says less; the next plan of the operation counts it. A rejection needs a comment.',
      params: schema.idParams,
      body: schema.decision,
      answer: schema.request,
      problems: ['state_conflict', 'request_rule'],
    },
    async ({ tx, context, principal, params, body }) => {
      const decided = await decideRequest(tx, context, principal, params.id, body);
      return { body: decided, version: decided.version };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/requests/:id/cancellation',
      operationId: 'cancelRequest',
      summary: 'Withdraw a request',
      description: 'Withdraws a request that no approved plan has taken up.',
      params: schema.idParams,
      answer: schema.request,
      problems: ['state_conflict'],
    },
    async ({ tx, context, params }) => {
      const body = await cancelRequest(tx, context, params.id);
      return { body, version: body.version };
    },
  );
}

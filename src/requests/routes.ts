import type { ReadInput, Routes } from '../http/route.ts';
import type { RouteSpec } from '../http/spec.ts';
import { today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { OPERATION_TIME_ZONE } from '../sites/operations.ts';
import { changeRequest } from './change.ts';
import { presentRequest } from './present.ts';
import { explain } from './proposal.ts';
import * as schema from './schema.ts';
import { findRequest, listRequests, type StoredRequest } from './store.ts';
import { talkRoutes, writingOf } from './talk-routes.ts';
import { addRequest, cancelRequest, closeRequest, decideRequest, submitRequest } from './write.ts';
import type { Propose } from './writing.ts';

const reading = { method: 'GET', tag: 'requests', permission: 'requests.read' } as const;
const writing = { method: 'POST', tag: 'requests', permission: 'requests.write' } as const;
const deciding = { ...writing, permission: 'requests.decide' } as const;

/** What responders ask for, what was decided about it, and what became of it. `propose` fills their forms. */
export function requestRoutes(routes: Routes, propose: Propose): void {
  readingRoutes(routes, propose);
  formRoutes(routes, propose);
  stepRoutes(routes, propose);
  talkRoutes(routes, propose);
}

type Asking = Pick<ReadInput<RouteSpec>, 'context' | 'language'>;

function shown({ context, language }: Asking, request: StoredRequest) {
  return presentRequest(request, today(context.clock, OPERATION_TIME_ZONE), language);
}

function answered(asking: Asking, request: StoredRequest) {
  return { body: shown(asking, request), version: request.version };
}

function readingRoutes(routes: Routes, propose: Propose): void {
  routes.read(
    {
      ...reading,
      url: '/v1/requests',
      operationId: 'listRequests',
      sites: 'filtered',
      summary: 'List requests',
      description:
        'Requests by site, operation, state, priority, who acts next, or whether they are late; newest first unless sorted otherwise, for example by since when somebody has to act.',
      query: schema.requestsQuery,
      answer: schema.requestsPage,
    },
    async ({ context, principal, language, query }) => {
      const day = today(context.clock, OPERATION_TIME_ZONE);
      const filter = { ...query, within: principal.within };
      const page = await listRequests(context.database.read, filter, day);
      return { body: { ...page, data: page.data.map((row) => shown({ context, language }, row)) } };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/requests/proposal',
      operationId: 'proposeRequest',
      sites: { query: 'site or standard' },
      summary: 'What a site may ask for',
      description:
        "Fills the form of a request by the site's latest count and an entitlement standard, less what was delivered, is on its way, promised or asked for; each line with its rule and count.",
      query: schema.proposalQuery,
      answer: schema.proposal,
      problems: ['not_found'],
    },
    async ({ context, language, query }) => {
      const as_of = today(context.clock, OPERATION_TIME_ZONE);
      const proposal = await propose(context.database.read, { ...query, as_of });
      const { lines, ...head } = found(proposal, 'site or standard', query.site_id);
      return {
        body: { ...head, lines: lines.map((line) => ({ ...line, explanation: explain(line, language) })) },
      };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/requests/:id',
      operationId: 'getRequest',
      sites: { params: 'request' },
      summary: 'Read a request',
      description:
        'One request with what was asked, granted, promised, sent and delivered; the ETag is needed to change a draft.',
      params: schema.idParams,
      answer: schema.request,
    },
    async ({ context, language, params }) => {
      const stored = found(await findRequest(context.database.read, params.id), 'request', params.id);
      return answered({ context, language }, stored);
    },
  );
}

function formRoutes(routes: Routes, propose: Propose): void {
  routes.write(
    {
      ...writing,
      url: '/v1/requests',
      status: 201,
      operationId: 'addRequest',
      sites: { body: 'active site' },
      summary: 'Ask for goods',
      description:
        'Asks for goods for a site; submitted at once unless it is to stay a draft. With an identifier of its own a client may send it again after a lost connection, however often.',
      body: schema.newRequest,
      answer: schema.request,
      problems: ['unknown_reference', 'state_conflict', 'request_rule', 'client_id_taken'],
    },
    async (input) => {
      const made = await addRequest(writingOf(input, propose), input.body);
      return { ...answered(input, made), location: `/v1/requests/${made.id}` };
    },
  );
  routes.write(
    {
      ...writing,
      method: 'PATCH',
      url: '/v1/requests/:id',
      operationId: 'changeRequest',
      sites: { params: 'request' },
      summary: 'Change a draft',
      description:
        'Changes the fields given; lines are put in place of those it has. When somebody changed it meanwhile, the answer holds both versions.',
      params: schema.idParams,
      body: schema.requestChange,
      answer: schema.request,
      ifMatch: true,
      problems: ['unknown_reference', 'state_conflict'],
    },
    async (input) => {
      const { params, version, body } = input;
      return answered(input, await changeRequest(writingOf(input, propose), params.id, version, body));
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/requests/:id/submission',
      operationId: 'submitRequest',
      sites: { params: 'request' },
      summary: 'Submit a draft',
      description:
        'Hands a draft in for decision. A line that asks for something else than proposed has its reason by then, and a priority above the ordinary its justification.',
      params: schema.idParams,
      answer: schema.request,
      problems: ['state_conflict', 'request_rule'],
    },
    async (input) => answered(input, await submitRequest(writingOf(input, propose), input.params.id)),
  );
}

function stepRoutes(routes: Routes, propose: Propose): void {
  routes.write(
    {
      ...deciding,
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
    async (input) =>
      answered(input, await decideRequest(writingOf(input, propose), input.params.id, input.body)),
  );
  routes.write(
    {
      ...deciding,
      url: '/v1/requests/:id/closing',
      operationId: 'closeRequest',
      summary: 'Close a request short',
      description:
        'Ends a granted request with less than was granted, and says why. Not while something of it is promised or on the road.',
      params: schema.idParams,
      body: schema.closing,
      answer: schema.request,
      problems: ['state_conflict', 'request_under_way'],
    },
    async (input) =>
      answered(input, await closeRequest(writingOf(input, propose), input.params.id, input.body)),
  );
  routes.write(
    {
      ...writing,
      url: '/v1/requests/:id/cancellation',
      operationId: 'cancelRequest',
      sites: { params: 'request' },
      summary: 'Withdraw a request',
      description: 'Withdraws a request that no approved plan has taken up.',
      params: schema.idParams,
      answer: schema.request,
      problems: ['state_conflict', 'request_under_way'],
    },
    async (input) => answered(input, await cancelRequest(writingOf(input, propose), input.params.id)),
  );
}

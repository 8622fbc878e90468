import type { Routes, WriteInput } from '../http/route.ts';
import type { RouteSpec } from '../http/spec.ts';
import { found } from '../lib/expect.ts';
import { writeMessage } from './converse.ts';
import { listMessages } from './message-store.ts';
import * as schema from './schema.ts';
import { findRequest } from './store.ts';
import { acceptSubstitute, endOffer, offerSubstitute } from './substitute.ts';
import * as offers from './substitution-schema.ts';
import { listSubstitutions } from './substitution-store.ts';
import type { Propose, Writing } from './writing.ts';

const reading = { method: 'GET', tag: 'requests', permission: 'requests.read' } as const;
const writing = { method: 'POST', tag: 'requests' } as const;

/** What is said about a request, and what is offered instead. */
export function talkRoutes(routes: Routes, propose: Propose): void {
  messageRoutes(routes, propose);
  offerRoutes(routes, propose);
  answerRoutes(routes, propose);
}

/** What a use case of requests works with. */
export function writingOf(
  input: Omit<WriteInput<RouteSpec>, 'params' | 'query' | 'body'>,
  propose: Propose,
): Writing {
  const { tx, context, principal, language } = input;
  return { tx, context, principal, language, propose };
}

function messageRoutes(routes: Routes, propose: Propose): void {
  routes.read(
    {
      ...reading,
      url: '/v1/requests/:id/messages',
      operationId: 'listRequestMessages',
      sites: { params: 'request' },
      summary: 'Read the conversation about a request',
      description: 'What was said, by whom and when, in that order; nothing is changed or taken back.',
      params: schema.idParams,
      query: schema.messagesQuery,
      answer: schema.messagesPage,
    },
    async ({ context, params, query }) => {
      const reader = context.database.read;
      found(await findRequest(reader, params.id), 'request', params.id);
      return { body: await listMessages(reader, params.id, query) };
    },
  );
  routes.write(
    {
      ...writing,
      permission: 'requests.converse',
      status: 201,
      url: '/v1/requests/:id/messages',
      operationId: 'writeRequestMessage',
      sites: { params: 'request' },
      summary: 'Say something about a request',
      description: 'Adds a message to the conversation, in whatever state the request is.',
      params: schema.idParams,
      body: schema.newMessage,
      answer: schema.message,
      problems: ['client_id_taken'],
    },
    async (input) => ({
      body: await writeMessage(writingOf(input, propose), input.params.id, input.body),
    }),
  );
}

function offerRoutes(routes: Routes, propose: Propose): void {
  routes.read(
    {
      ...reading,
      url: '/v1/requests/:id/substitutions',
      operationId: 'listSubstitutions',
      sites: { params: 'request' },
      summary: 'List the substitutes offered for a request',
      description: 'Every offer with its answer, the first made first.',
      params: schema.idParams,
      query: offers.substitutionsQuery,
      answer: offers.substitutionsPage,
    },
    async ({ context, params, query }) => {
      const reader = context.database.read;
      found(await findRequest(reader, params.id), 'request', params.id);
      return { body: await listSubstitutions(reader, params.id, query) };
    },
  );
  routes.write(
    {
      ...writing,
      permission: 'requests.decide',
      status: 201,
      url: '/v1/requests/:id/substitutions',
      operationId: 'offerSubstitute',
      summary: 'Offer a substitute',
      description:
        "Offers one of the item's substitutes, by the catalogue's ratio, for what is left to promise of a line. The site accepts or refuses.",
      params: schema.idParams,
      body: offers.newSubstitution,
      answer: offers.substitution,
      problems: ['state_conflict', 'substitution_rule', 'conflict'],
    },
    async (input) => ({
      body: await offerSubstitute(writingOf(input, propose), input.params.id, input.body),
    }),
  );
}

function answerRoutes(routes: Routes, propose: Propose): void {
  routes.write(
    {
      ...writing,
      permission: 'requests.write',
      url: '/v1/request-substitutions/:id/acceptance',
      operationId: 'acceptSubstitute',
      sites: { params: 'substitution' },
      summary: 'Accept a substitute',
      description:
        'Less of the line is then approved, and the substitute is an approved line of its own. Refused when a plan promised the line meanwhile.',
      params: schema.idParams,
      body: offers.acceptance,
      answer: offers.substitution,
      problems: ['state_conflict', 'substitution_rule'],
    },
    async (input) => ({
      body: await acceptSubstitute(writingOf(input, propose), input.params.id, input.body.comment),
    }),
  );
  const ends = [
    ['refusal', 'refuse', 'requests.write', 'refuseSubstitute', 'Refuse a substitute'],
    ['withdrawal', 'withdraw', 'requests.decide', 'withdrawSubstitute', 'Take an offered substitute back'],
  ] as const;
  for (const [part, step, permission, operationId, summary] of ends) {
    routes.write(
      {
        ...writing,
        permission,
        url: `/v1/request-substitutions/:id/${part}`,
        operationId,
        sites: { params: 'substitution' },
        summary,
        description: 'Ends the offer with a comment; the line stays as it is.',
        params: schema.idParams,
        body: offers.refusal,
        answer: offers.substitution,
        problems: ['state_conflict'],
      },
      async (input) => ({
        body: await endOffer(writingOf(input, propose), input.params.id, step, input.body.comment),
      }),
    );
  }
}

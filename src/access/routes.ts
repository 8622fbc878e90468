import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { assignmentRoutes } from './assignment-routes.ts';
import { addPerson, changePerson, endToken, makeToken } from './people.ts';
import {
  apiToken,
  apiTokensPage,
  apiTokensQuery,
  idParams,
  madeApiToken,
  me,
  newApiToken,
  newPerson,
  peoplePage,
  peopleQuery,
  person,
  personChange,
} from './schema.ts';
import { findPerson, listPeople, listTokens } from './store.ts';

/** People, their roles and API tokens. */
export function accessRoutes(routes: Routes): void {
  assignmentRoutes(routes);
  const people = { tag: 'access', permission: 'access.manage' } as const;

  routes.read(
    {
      method: 'GET',
      url: '/v1/me',
      operationId: 'getMe',
      tag: 'access',
      permission: 'catalogue.read',
      summary: 'Who am I',
      description: 'The person behind the token, with roles and permissions.',
      answer: me,
    },
    async ({ principal }) => ({
      body: {
        person_id: principal.person_id,
        name: principal.name,
        roles: [...principal.roles],
        permissions: [...principal.permissions],
      },
    }),
  );

  routes.read(
    {
      ...people,
      method: 'GET',
      url: '/v1/people',
      operationId: 'listPeople',
      summary: 'List people',
      description: 'People who sign in, with their roles.',
      query: peopleQuery,
      answer: peoplePage,
    },
    async ({ context, query }) => ({ body: await listPeople(context.database.read, query) }),
  );

  routes.read(
    {
      ...people,
      method: 'GET',
      url: '/v1/people/:id',
      operationId: 'getPerson',
      summary: 'Read a person',
      description: 'One person with roles; the ETag is needed to change them.',
      params: idParams,
      answer: person,
    },
    async ({ context, params }) => {
      const body = found(await findPerson(context.database.read, params.id), 'person', params.id);
      return { body, version: body.version };
    },
  );

  routes.write(
    {
      ...people,
      method: 'POST',
      url: '/v1/people',
      operationId: 'addPerson',
      summary: 'Add a person',
      description: 'Adds a person with roles. They sign in with an API token made for them.',
      body: newPerson,
      answer: person,
      status: 201,
      problems: ['conflict'],
    },
    async ({ tx, context, body }) => {
      const made = await addPerson(tx, context, body);
      return { body: made, location: `/v1/people/${made.id}`, version: made.version };
    },
  );

  routes.write(
    {
      ...people,
      method: 'PATCH',
      url: '/v1/people/:id',
      operationId: 'changePerson',
      summary: 'Change a person',
      description: 'Changes name, roles or whether the person may sign in; works at once.',
      params: idParams,
      body: personChange,
      answer: person,
      ifMatch: true,
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changePerson(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );

  routes.read(
    {
      ...people,
      method: 'GET',
      url: '/v1/api-tokens',
      operationId: 'listApiTokens',
      summary: 'List API tokens',
      description: 'Tokens by person, without their secrets.',
      query: apiTokensQuery,
      answer: apiTokensPage,
    },
    async ({ context, query }) => ({ body: await listTokens(context.database.read, query) }),
  );

  routes.write(
    {
      ...people,
      method: 'POST',
      url: '/v1/api-tokens',
      operationId: 'makeApiToken',
      summary: 'Make an API token',
      description:
        'Makes a token for a person. The secret is in this answer only; the service keeps its hash.',
      body: newApiToken,
      answer: madeApiToken,
      status: 201,
      sensitive: true,
      problems: ['not_found'],
    },
    async ({ tx, context, principal, body }) => ({
      body: await makeToken(tx, context, body, principal.person_id),
    }),
  );

  routes.write(
    {
      ...people,
      method: 'POST',
      url: '/v1/api-tokens/:id/revocation',
      operationId: 'revokeApiToken',
      summary: 'Revoke an API token',
      description: 'The token stops working: at once in this process, within two seconds in others.',
      params: idParams,
      answer: apiToken,
    },
    async ({ tx, context, params }) => {
      const ended = await endToken(tx, context, params.id);
      return { body: ended };
    },
  );
}

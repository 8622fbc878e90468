import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { catalogueExchangeRoutes } from './exchange-routes.ts';
import { itemRoutes } from './item-routes.ts';
import { kitRoutes } from './kit-routes.ts';
import {
  grant,
  grantChange,
  grantsPage,
  grantsQuery,
  idParams,
  newGrant,
  newStandard,
  standard,
  standardsPage,
  standardsQuery,
} from './schema.ts';
import { findStandard, listStandards } from './standard-store.ts';
import { findGrant, listGrants } from './store.ts';
import { addGrant, addStandard, changeGrant } from './write.ts';

const reading = { method: 'GET', tag: 'catalogue', permission: 'catalogue.read' } as const;
const adding = { method: 'POST', tag: 'catalogue', permission: 'catalogue.write', status: 201 } as const;
const changing = { method: 'PATCH', tag: 'catalogue', permission: 'catalogue.write', ifMatch: true } as const;

/** Items, kits, grants and entitlement standards. */
export function catalogueRoutes(routes: Routes): void {
  itemRoutes(routes);
  catalogueExchangeRoutes(routes);
  kitRoutes(routes);
  grantRoutes(routes);
  standardRoutes(routes);
}

function grantRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/grants',
      operationId: 'listGrants',
      summary: 'List grants',
      description: 'Donor funding lines, with what is left of their cash budget.',
      query: grantsQuery,
      answer: grantsPage,
    },
    async ({ context, query }) => ({ body: await listGrants(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/grants/:id',
      operationId: 'getGrant',
      summary: 'Read a grant',
      description: 'One grant; the ETag is needed to change it.',
      params: idParams,
      answer: grant,
    },
    async ({ context, params }) => {
      const body = found(await findGrant(context.database.read, params.id), 'grant', params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...adding,
      permission: 'grants.write',
      url: '/v1/grants',
      operationId: 'addGrant',
      summary: 'Add a grant',
      description:
        'Adds a donor funding line. Its cash budget needs the permission grants.budget, which finance holds.',
      body: newGrant,
      answer: grant,
      problems: ['conflict'],
    },
    async ({ tx, context, principal, body }) => {
      const made = await addGrant(tx, context, principal, body);
      return { body: made, location: `/v1/grants/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...changing,
      permission: 'grants.write',
      url: '/v1/grants/:id',
      operationId: 'changeGrant',
      summary: 'Change a grant',
      description:
        'Changes the fields given. The cash budget needs the permission grants.budget; one below what is committed is refused.',
      params: idParams,
      body: grantChange,
      answer: grant,
      problems: ['grant_days', 'budget_below_committed'],
    },
    async ({ tx, context, principal, params, body, version }) => {
      const changed = await changeGrant(tx, context, principal, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
}

function standardRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/entitlement-standards',
      operationId: 'listEntitlementStandards',
      summary: 'List entitlement standards',
      description: 'Every version of every standard, with its lines.',
      query: standardsQuery,
      answer: standardsPage,
    },
    async ({ context, query }) => ({ body: await listStandards(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/entitlement-standards/:id',
      operationId: 'getEntitlementStandard',
      summary: 'Read an entitlement standard',
      description: 'One version with its lines.',
      params: idParams,
      answer: standard,
    },
    async ({ context, params }) => ({
      body: found(await findStandard(context.database.read, params.id), 'entitlement standard', params.id),
    }),
  );
  routes.write(
    {
      ...adding,
      url: '/v1/entitlement-standards',
      operationId: 'addEntitlementStandard',
      summary: 'Add a version of an entitlement standard',
      description: 'A code used before gives the next version; plans made with earlier ones keep them.',
      body: newStandard,
      answer: standard,
      problems: ['unknown_reference', 'conflict'],
    },
    async ({ tx, context, principal, body }) => {
      const made = await addStandard(tx, context, principal, body);
      return { body: made, location: `/v1/entitlement-standards/${made.id}` };
    },
  );
}

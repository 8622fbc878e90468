import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import * as schema from './claim-schema.ts';
import { findClaim, listClaims } from './claim-store.ts';
import { addEvidence, changeClaim, decideClaim } from './claims.ts';
import { dayIn } from './expected-routes.ts';
import { idParams } from './expected-schema.ts';
import { readZoneDays } from './late-store.ts';

const reading = { method: 'GET', tag: 'inbound', permission: 'stock.read' } as const;
const writing = { method: 'POST', tag: 'inbound', permission: 'stock.write', params: idParams } as const;

/** Claims about what came damaged, not at all, or without having been sent. */
export function claimRoutes(routes: Routes): void {
  readingRoutes(routes);
  changeRoutes(routes);
  stepRoutes(routes);
}

function readingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/claims',
      operationId: 'listClaims',
      summary: 'List claims',
      description:
        'Claims by the day due; by state, receipt or warehouse, or only those overdue. Every bucket of a receipt that is not good opens one by itself.',
      query: schema.claimsQuery,
      answer: schema.claimsPage,
    },
    async ({ context, query }) => {
      const reader = context.database.read;
      return { body: await listClaims(reader, query, await readZoneDays(reader, dayIn(context))) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/claims/:id',
      operationId: 'getClaim',
      summary: 'Read a claim',
      description: 'One claim with its history and evidence; the ETag is needed to change it.',
      params: idParams,
      answer: schema.claimDetail,
    },
    async ({ context, params }) => {
      const body = found(
        await findClaim(context.database.read, params.id, dayIn(context)),
        'claim',
        params.id,
      );
      return { body, version: body.version };
    },
  );
}

function changeRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      method: 'PATCH',
      ifMatch: true,
      url: '/v1/claims/:id',
      operationId: 'changeClaim',
      summary: 'Change a claim',
      description:
        'Who is liable and the day due, while the claim is not decided. What it was before stays in its history.',
      body: schema.claimChange,
      answer: schema.claimDetail,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body, version }) => {
      const changed = await changeClaim(tx, context, principal, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/claims/:id/evidence',
      operationId: 'addClaimEvidence',
      summary: 'Add evidence to a claim',
      description: 'Says where a photo, a signed waybill or a letter is kept.',
      body: schema.newEvidence,
      answer: schema.claimDetail,
    },
    async ({ tx, context, principal, params, body }) => {
      const changed = await addEvidence(tx, context, principal, params.id, body);
      return { body: changed, location: `/v1/claims/${params.id}`, version: changed.version };
    },
  );
}

function stepRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      url: '/v1/claims/:id/submission',
      operationId: 'submitClaim',
      summary: 'Submit a claim',
      description: 'The claim has been put to the liable party.',
      body: schema.submission,
      answer: schema.claimDetail,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => {
      const changed = await decideClaim(tx, context, principal, params.id, 'submit', body);
      return { body: changed, version: changed.version };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/claims/:id/settlement',
      operationId: 'settleClaim',
      summary: 'Settle a claim',
      description: 'Says what the liable party made good; also 0, and also another amount than the value.',
      body: schema.settlement,
      answer: schema.claimDetail,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => {
      const changed = await decideClaim(tx, context, principal, params.id, 'settle', body);
      return { body: changed, version: changed.version };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/claims/:id/waiver',
      operationId: 'waiveClaim',
      summary: 'Waive a claim',
      description: 'Gives the claim up, with the reason.',
      body: schema.waiver,
      answer: schema.claimDetail,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => {
      const changed = await decideClaim(tx, context, principal, params.id, 'waive', { note: body.reason });
      return { body: changed, version: changed.version };
    },
  );
}

import { findGrant } from '../catalogue/store.ts';
import type { Context } from '../context.ts';
import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { lend, repay, waive } from './lend.ts';
import { findLoan, listLoans } from './loan-store.ts';
import { listGrantLots, listGrantPlaces, listGrantReached } from './report-store.ts';
import * as schema from './schema.ts';

const reading = { method: 'GET', tag: 'earmarks', permission: 'stock.read' } as const;
const writing = { method: 'POST', tag: 'earmarks', permission: 'grants.write' } as const;
const refusals = [
  'loan_rule',
  'lot_mismatch',
  'insufficient_stock',
  'movement_rule',
  'backdated_below_zero',
] as const;

/** Loans between grants, and what each grant bought, where it is and whom it reached. */
export function earmarkReportRoutes(routes: Routes): void {
  loanRoutes(routes);
  loanReadingRoutes(routes);
  reportRoutes(routes);
}

function loanRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/grant-loans',
      operationId: 'lendBetweenGrants',
      summary: 'Lend goods of one grant to another',
      description:
        'The goods stay in their bin and become a lot of the borrower with the same number, expiry and value; from then on the earmark of the borrower holds for them. What others reserved is not lent.',
      body: schema.newLoan,
      answer: schema.loan,
      problems: refusals,
    },
    async ({ tx, context, principal, body }) => {
      const made = await lend(tx, context, principal, body);
      return { body: made, location: `/v1/grant-loans/${made.id}` };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/grant-loans/:id/repayments',
      operationId: 'repayGrantLoan',
      summary: 'Repay a loan between grants',
      description:
        'Goods of the borrower, of the same item, become a lot of the lender: part of what is owed or all of it, never more.',
      params: schema.idParams,
      body: schema.newRepayment,
      answer: schema.loan,
      problems: ['state_conflict', ...refusals],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await repay(tx, context, principal, params.id, body),
    }),
  );
  routes.write(
    {
      ...writing,
      url: '/v1/grant-loans/:id/waiver',
      operationId: 'waiveGrantLoan',
      summary: 'Give up what is still owed',
      description: 'The lender asks for nothing more of this loan. What was repaid stays.',
      params: schema.idParams,
      body: schema.waiver,
      answer: schema.loan,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await waive(tx, context, principal, params.id, body.reason),
    }),
  );
}

function loanReadingRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/grant-loans',
      operationId: 'listGrantLoans',
      summary: 'List loans between grants',
      description: 'Who lent what to whom, what came back and what is still owed.',
      query: schema.loansQuery,
      answer: schema.loansPage,
    },
    async ({ context, query }) => ({ body: await listLoans(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/grant-loans/:id',
      operationId: 'getGrantLoan',
      summary: 'Read a loan between grants',
      description: 'One loan with its repayments.',
      params: schema.idParams,
      answer: schema.loan,
    },
    async ({ context, params }) => ({
      body: found(await findLoan(context.database.read, params.id), 'loan', params.id),
    }),
  );
}

async function readerOf(context: Context, grantId: string) {
  const reader = context.database.read;
  found(await findGrant(reader, grantId), 'grant', grantId);
  return reader;
}

function reportRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/grants/:id/report',
      operationId: 'reportGrant',
      summary: 'What a grant bought and what became of it',
      description:
        'A row for each lot of the grant: received and its value, and where all of it is. Each row adds up, counted from the ledger, now or at the end of a day.',
      params: schema.idParams,
      query: schema.grantReportQuery,
      answer: schema.grantReportPage,
    },
    async ({ context, params, query }) => ({
      body: await listGrantLots(await readerOf(context, params.id), params.id, query),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/grants/:id/report/places',
      operationId: 'reportGrantPlaces',
      summary: 'Where the goods of a grant are',
      description: 'A row for each lot at each bin, consignment on the road and site that has some of it.',
      params: schema.idParams,
      query: schema.grantPlacesQuery,
      answer: schema.grantPlacesPage,
    },
    async ({ context, params, query }) => ({
      body: await listGrantPlaces(await readerOf(context, params.id), params.id, query),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/grants/:id/report/reached',
      operationId: 'reportGrantReached',
      summary: 'Whom the goods of a grant reached',
      description:
        'A row for each site and item: what arrived, what was given out there, what was lost and what is still there.',
      params: schema.idParams,
      query: schema.grantReachedQuery,
      answer: schema.grantReachedPage,
    },
    async ({ context, params, query }) => ({
      body: await listGrantReached(await readerOf(context, params.id), params.id, query),
    }),
  );
}

import { fileProblems, withErrors } from '../exchange/imports.ts';
import { openTableFile } from '../exchange/table-file.ts';
import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { approve, cancel, giveBack, submit } from './decide.ts';
import { explain } from './explain.ts';
import { householdRoutes } from './household-routes.ts';
import { importReport } from './import-report.ts';
import { instruct, takeInstructionFile } from './instruct.ts';
import { listEntries } from './ledger-store.ts';
import { findInstruction, findPaymentList, listPaymentLists, listPayments, listSteps } from './list-store.ts';
import { makeList } from './make-list.ts';
import { findProgramme, listProgrammes } from './programme-store.ts';
import { addProgramme, changeProgramme } from './programmes.ts';
import { readRowsOfReport } from './read-report-rows.ts';
import * as reports from './report-schema.ts';
import { findReport, listReports } from './report-store.ts';
import * as schema from './schema.ts';

const reading = { method: 'GET', tag: 'cash', permission: 'cash.read' } as const;
const making = { method: 'POST', tag: 'cash', permission: 'cash.make' } as const;
const approving = { method: 'POST', tag: 'cash', permission: 'cash.approve' } as const;

/** Programmes, households, payment lists, instructions, FSP reports, tie-outs and the cash ledger. */
export function cashRoutes(routes: Routes): void {
  programmeRoutes(routes);
  householdRoutes(routes);
  listRoutes(routes);
  decisionRoutes(routes);
  instructionRoutes(routes);
  reportRoutes(routes);
  ledgerRoutes(routes);
}

function programmeRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/programmes',
      operationId: 'listProgrammes',
      summary: 'List cash programmes',
      description: 'Programmes by operation, grant or state, with the value for each household size.',
      query: schema.programmesQuery,
      answer: schema.programmesPage,
    },
    async ({ context, query }) => ({ body: await listProgrammes(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/programmes/:id',
      operationId: 'getProgramme',
      summary: 'Read a cash programme',
      description: 'One programme; the ETag is needed to change it.',
      params: schema.idParams,
      answer: schema.programme,
    },
    async ({ context, params }) => {
      const body = found(await findProgramme(context.database.read, params.id), 'programme', params.id);
      return { body, version: body.version };
    },
  );
  routes.write(
    {
      ...making,
      status: 201,
      url: '/v1/programmes',
      operationId: 'addProgramme',
      summary: 'Add a cash programme',
      description:
        'Adds a programme that pays households of an operation out of one grant. Every household size from 1 up has exactly one value; values are for good.',
      body: schema.newProgramme,
      answer: schema.programme,
      problems: ['unknown_reference', 'state_conflict', 'transfer_values', 'conflict'],
    },
    async ({ tx, context, body }) => {
      const made = await addProgramme(tx, context, body);
      return { body: made, location: `/v1/programmes/${made.id}`, version: made.version };
    },
  );
  routes.write(
    {
      ...making,
      method: 'PATCH',
      ifMatch: true,
      url: '/v1/programmes/:id',
      operationId: 'changeProgramme',
      summary: 'Rename or close a cash programme',
      description: 'Changes the names given; state closed ends it, and it takes no new payment lists.',
      params: schema.idParams,
      body: schema.programmeChange,
      answer: schema.programme,
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeProgramme(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
}

function listRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/payment-lists',
      operationId: 'listPaymentLists',
      summary: 'List payment lists',
      description: 'Payment lists by programme or state.',
      query: schema.paymentListsQuery,
      answer: schema.paymentListsPage,
    },
    async ({ context, query }) => ({ body: await listPaymentLists(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/payment-lists/:id',
      operationId: 'getPaymentList',
      summary: 'Read a payment list',
      description: 'One payment list with its exact total.',
      params: schema.idParams,
      answer: schema.paymentList,
    },
    async ({ context, params }) => ({
      body: found(await findPaymentList(context.database.read, params.id), 'payment list', params.id),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/payment-lists/:id/payments',
      operationId: 'listPayments',
      summary: 'List the payments of a list',
      description: 'One payment for each household, with what the provider has confirmed.',
      params: schema.idParams,
      query: schema.paymentsQuery,
      answer: schema.paymentsPage,
    },
    async ({ context, params, query }) => {
      found(await findPaymentList(context.database.read, params.id), 'payment list', params.id);
      return { body: await listPayments(context.database.read, params.id, query) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/payment-lists/:id/steps',
      operationId: 'listPaymentListSteps',
      summary: 'Who did what to a payment list',
      description: 'Every step the list took, in order, with comments; also those that count no more.',
      params: schema.idParams,
      query: schema.paymentListStepsQuery,
      answer: schema.paymentListStepsPage,
    },
    async ({ context, params, query }) => {
      found(await findPaymentList(context.database.read, params.id), 'payment list', params.id);
      return { body: await listSteps(context.database.read, params.id, query) };
    },
  );
  routes.write(
    {
      ...making,
      status: 201,
      url: '/v1/payment-lists',
      operationId: 'makePaymentList',
      summary: 'Make a payment list',
      description:
        'Makes a draft with one payment for each household chosen, of the value for its size. A household has a payment on one live list of a programme at most.',
      body: schema.newPaymentList,
      answer: schema.paymentList,
      problems: ['unknown_reference', 'state_conflict', 'payment_list_rejected', 'already_listed'],
    },
    async ({ tx, context, principal, body }) => {
      const made = await makeList(tx, context, principal, body);
      return { body: made, location: `/v1/payment-lists/${made.id}` };
    },
  );
}

function decisionRoutes(routes: Routes): void {
  routes.write(
    {
      ...making,
      url: '/v1/payment-lists/:id/submission',
      operationId: 'submitPaymentList',
      summary: 'Submit a payment list',
      description: 'Hands a draft over for approval.',
      params: schema.idParams,
      answer: schema.paymentList,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params }) => ({
      body: await submit(tx, context, principal, params.id),
    }),
  );
  routes.write(
    {
      ...approving,
      url: '/v1/payment-lists/:id/approval',
      operationId: 'approvePaymentList',
      summary: 'Approve a payment list',
      description:
        'Approves a submitted list and commits its exact total out of the budget of the grant. Never by a person who made or submitted it.',
      params: schema.idParams,
      answer: schema.paymentList,
      problems: ['state_conflict', 'maker_is_checker', 'budget_exceeded'],
    },
    async ({ tx, context, principal, params }) => ({
      body: await approve(tx, context, principal, params.id),
    }),
  );
  routes.write(
    {
      ...approving,
      url: '/v1/payment-lists/:id/return',
      operationId: 'returnPaymentList',
      summary: 'Return a payment list',
      description: 'Gives a submitted list back as a draft, saying why; its submission counts no more.',
      params: schema.idParams,
      body: schema.paymentListReturn,
      answer: schema.paymentList,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await giveBack(tx, context, principal, params.id, body.comment),
    }),
  );
  routes.write(
    {
      ...making,
      url: '/v1/payment-lists/:id/cancellation',
      operationId: 'cancelPaymentList',
      summary: 'Cancel a payment list',
      description:
        'Cancels a list that was not instructed, saying why; what was committed goes back to the grant by a linked posting.',
      params: schema.idParams,
      body: schema.paymentListCancellation,
      answer: schema.paymentList,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await cancel(tx, context, principal, params.id, body.comment),
    }),
  );
}

function instructionRoutes(routes: Routes): void {
  routes.write(
    {
      ...making,
      status: 201,
      url: '/v1/payment-lists/:id/instructions',
      operationId: 'instructPayments',
      summary: 'Instruct the provider',
      description:
        'Makes the numbered instruction file of an approved list, once; a list is never instructed twice.',
      params: schema.idParams,
      answer: schema.instruction,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params }) => ({
      body: await instruct(tx, context, principal, params.id),
      location: `/v1/payment-lists/${params.id}/instructions`,
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/payment-lists/:id/instructions',
      operationId: 'getInstruction',
      summary: 'Read the instruction of a list',
      description: 'Number, count, total and hash of what the provider was told, without personal data.',
      params: schema.idParams,
      answer: schema.instruction,
    },
    async ({ context, params }) => ({
      body: found(await findInstruction(context.database.read, params.id), 'instruction of list', params.id),
    }),
  );
  routes.read(
    {
      ...reading,
      permission: 'cash.make',
      url: '/v1/payment-lists/:id/instructions/file',
      operationId: 'downloadInstructionFile',
      summary: 'Download the instruction file',
      description:
        'The file for the provider, the same bytes every time. It holds names and accounts, so each download is recorded as a view of personal data.',
      params: schema.idParams,
      download: { mediaType: 'text/csv; charset=utf-8', description: 'CSV in UTF-8' },
    },
    async ({ context, principal, params }) => {
      const { bytes, file_name } = await takeInstructionFile(context, principal, params.id);
      return { body: bytes, fileName: file_name };
    },
  );
}

function reportRoutes(routes: Routes): void {
  routes.write(
    {
      ...making,
      url: '/v1/payment-lists/:id/fsp-reports',
      operationId: 'importFspReport',
      summary: 'Import a report of the provider',
      description:
        'Takes the provider’s table (CSV or .xlsx) on an instructed list, matches every row to a payment and posts what was paid or taken back. dry_run=true shows the effect. The same file twice changes nothing the second time; the same row in another file is a duplicate.',
      params: schema.idParams,
      query: reports.fspReportImportQuery,
      upload: true,
      dryRun: true,
      answer: reports.fspReportImport,
      problems: ['state_conflict', ...fileProblems],
    },
    ({ body, query }) => openTableFile(body, query),
    async ({ tx, context, principal, language, params, query, prepared }) => {
      const outcome = await importReport(tx, context, principal, params.id, prepared, query);
      return { body: withErrors(outcome, language) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/fsp-reports',
      operationId: 'listFspReports',
      summary: 'List reports of providers',
      description: 'Imported reports, each with its rows summed by what they turned out to be.',
      query: reports.fspReportsQuery,
      answer: reports.fspReportsPage,
    },
    async ({ context, query }) => ({ body: await listReports(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/fsp-reports/:id',
      operationId: 'getFspReport',
      summary: 'Read a report of a provider',
      description: 'One imported report with its rows summed by what they turned out to be.',
      params: schema.idParams,
      answer: reports.fspReport,
    },
    async ({ context, params }) => ({
      body: found(await findReport(context.database.read, params.id), 'FSP report', params.id),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/fsp-reports/:id/rows',
      operationId: 'listFspReportRows',
      summary: 'List the rows of a report',
      description: 'Every row as the provider wrote it, with what it turned out to be and did.',
      params: schema.idParams,
      query: reports.fspReportRowsQuery,
      answer: reports.fspReportRowsPage,
    },
    async ({ context, principal, params, query }) => ({
      body: await readRowsOfReport(context, principal, params.id, query),
    }),
  );
}

function ledgerRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/payment-lists/:id/tie-out',
      operationId: 'getTieOut',
      summary: 'Tie a payment list out',
      description:
        'Explains an approved or instructed list to the cent: approved − unpaid lines = paid, paid + reported lines = reported, and the cash ledger says the same.',
      params: schema.idParams,
      answer: reports.tieOutAnswer,
      problems: ['state_conflict', 'busy'],
    },
    async ({ context, principal, params }) => ({ body: await explain(context, principal, params.id) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/cash/entries',
      operationId: 'listCashEntries',
      summary: 'List the cash ledger',
      description:
        'Postings between budget, committed, with the provider and paid, by list or payment; a reversal names what it undoes.',
      query: schema.cashEntriesQuery,
      answer: schema.cashEntriesPage,
    },
    async ({ context, query }) => ({ body: await listEntries(context.database.read, query) }),
  );
}

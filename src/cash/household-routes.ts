import { fileProblems, withErrors } from '../exchange/imports.ts';
import { openTableFile } from '../exchange/table-file.ts';
import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { findHousehold, listHouseholds, listPersonalDataViews } from './household-store.ts';
import { addHousehold, viewPersonalData } from './households.ts';
import { importHouseholds } from './import-households.ts';
import * as schema from './schema.ts';

const reading = { method: 'GET', tag: 'cash', permission: 'households.read' } as const;
const writing = { method: 'POST', tag: 'cash', permission: 'households.write' } as const;

/** The households of an operation, and the opening of their personal data. */
export function householdRoutes(routes: Routes): void {
  registerRoutes(routes);
  personalDataRoutes(routes);
}

function registerRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/households',
      operationId: 'listHouseholds',
      summary: 'List households',
      description: 'Registered households by operation, site or code, without personal data.',
      query: schema.householdsQuery,
      answer: schema.householdsPage,
    },
    async ({ context, query }) => ({ body: await listHouseholds(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/households/:id',
      operationId: 'getHousehold',
      summary: 'Read a household',
      description: 'One household, without personal data.',
      params: schema.idParams,
      answer: schema.household,
    },
    async ({ context, params }) => ({
      body: found(await findHousehold(context.database.read, params.id), 'household', params.id),
    }),
  );
  routes.write(
    {
      ...writing,
      status: 201,
      url: '/v1/households',
      operationId: 'addHousehold',
      summary: 'Register a household',
      description: 'Registers a household. Code and document are unique in an operation.',
      body: schema.newHousehold,
      answer: schema.household,
      problems: ['unknown_reference', 'state_conflict', 'conflict'],
    },
    async ({ tx, context, body }) => {
      const made = await addHousehold(tx, context, body);
      return { body: made, location: `/v1/households/${made.id}` };
    },
  );
  routes.write(
    {
      ...writing,
      url: '/v1/operations/:id/household-imports',
      operationId: 'importHouseholds',
      summary: 'Import households',
      description:
        'Takes a table (CSV or .xlsx) of households, one row each, with Spanish or English headers: code, site code, household size, head of household, document, account. The same file twice changes nothing the second time. Errors name row and column, never personal data.',
      params: schema.idParams,
      query: schema.householdImportQuery,
      upload: true,
      dryRun: true,
      answer: schema.householdImport,
      problems: ['state_conflict', ...fileProblems],
    },
    ({ body, query }) => openTableFile(body, query),
    async ({ tx, context, principal, language, params, query, prepared }) => {
      const outcome = await importHouseholds(tx, context, principal, params.id, prepared, query);
      return { body: withErrors(outcome, language) };
    },
  );
}

function personalDataRoutes(routes: Routes): void {
  routes.write(
    {
      method: 'POST',
      tag: 'cash',
      permission: 'households.read_personal',
      status: 201,
      sensitive: true,
      url: '/v1/households/:id/personal-data-views',
      operationId: 'viewPersonalData',
      summary: 'View personal data of a household',
      description: 'Opens name, document and account of one household, and records who looked and why.',
      params: schema.idParams,
      body: schema.newPersonalDataView,
      answer: schema.openedPersonalData,
    },
    async ({ tx, context, principal, params, body }) => ({
      body: await viewPersonalData(tx, context, principal, params.id, body.purpose),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/personal-data-views',
      operationId: 'listPersonalDataViews',
      summary: 'List views of personal data',
      description:
        'Who opened whose personal data, when and why, newest first; the data itself is not in it.',
      query: schema.personalDataViewsQuery,
      answer: schema.personalDataViewsPage,
    },
    async ({ context, query }) => ({ body: await listPersonalDataViews(context.database.read, query) }),
  );
}

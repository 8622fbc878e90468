import { withErrors } from '../exchange/imports.ts';
import { openTableFile } from '../exchange/table-file.ts';
import type { Routes } from '../http/route.ts';
import { today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { findCount, listCounts, listLatestCounts } from './count-store.ts';
import { importCounts } from './import-counts.ts';
import { addOperation, changeOperation, OPERATION_TIME_ZONE } from './operations.ts';
import { recordCount } from './record-count.ts';
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
  countRoutes(routes);
  importRoutes(routes);
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

function countRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/household-counts',
      operationId: 'listHouseholdCounts',
      summary: 'List household counts',
      description: 'Every count ever recorded, newest first unless sorted otherwise; none is overwritten.',
      query: schema.householdCountsQuery,
      answer: schema.householdCountsPage,
    },
    async ({ context, query }) => ({ body: await listCounts(context.database.read, query) }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/household-counts/latest',
      operationId: 'listLatestHouseholdCounts',
      summary: 'Latest count of each site',
      description:
        'Every active site of an operation with the count that holds on a day: the last one dated up to then and, of one day, the last recorded.',
      query: schema.latestCountsQuery,
      answer: schema.latestCountsPage,
    },
    async ({ context, query }) => {
      const asOf = query.as_of ?? today(context.clock, OPERATION_TIME_ZONE);
      return { body: await listLatestCounts(context.database.read, query, asOf) };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/household-counts/:id',
      operationId: 'getHouseholdCount',
      summary: 'Read a household count',
      description: 'One count with its groups.',
      params: schema.idParams,
      answer: schema.householdCount,
    },
    async ({ context, params }) => ({
      body: found(await findCount(context.database.read, params.id), 'household count', params.id),
    }),
  );
  routes.write(
    {
      method: 'POST',
      tag: 'sites',
      permission: 'counts.write',
      status: 201,
      url: '/v1/household-counts',
      operationId: 'recordHouseholdCount',
      summary: 'Record a household count',
      description:
        'Records what was counted at a site of an open operation; earlier counts stay. Partial counts are welcome, contradictions are refused.',
      body: schema.newHouseholdCount,
      answer: schema.householdCount,
      problems: ['unknown_reference', 'state_conflict', 'household_count_rule'],
    },
    async ({ tx, context, principal, body }) => {
      const made = await recordCount(tx, context, principal, body);
      return { body: made, location: `/v1/household-counts/${made.id}` };
    },
  );
}

function importRoutes(routes: Routes): void {
  routes.write(
    {
      method: 'POST',
      tag: 'sites',
      permission: 'counts.write',
      url: '/v1/operations/:id/household-count-imports',
      operationId: 'importHouseholdCounts',
      summary: 'Import household counts',
      description:
        'Takes a table (CSV or .xlsx) of counts, one row per site, with Spanish or English headers or HXL tags. A site is found by its code, else by its name; with create_sites=true those the operation lacks are added. The same file twice changes nothing the second time.',
      params: schema.idParams,
      query: schema.countImportQuery,
      upload: true,
      dryRun: true,
      answer: schema.countImport,
      problems: [
        'state_conflict',
        'import_rejected',
        'unreadable_file',
        'table_too_large',
        'hxl_outdated_tags',
      ],
    },
    ({ body, query }) => openTableFile(body, query),
    async ({ tx, context, principal, language, params, query, prepared }) => {
      const outcome = await importCounts(tx, context, principal, params.id, prepared, query);
      return { body: withErrors(outcome, language) };
    },
  );
}

import { withErrors } from '../exchange/imports.ts';
import { proposeMapping } from '../exchange/propose.ts';
import { openTableFile } from '../exchange/table-file.ts';
import type { Routes } from '../http/route.ts';
import { today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { COUNT_FIELDS } from './count-fields.ts';
import { COUNT_FILE_LIMITS } from './count-plan.ts';
import { countTrend, findCount, listCounts, listLatestCounts } from './count-store.ts';
import { importCounts } from './import-counts.ts';
import { findOperationWithAreas, listOperationsWithAreas } from './operation-store.ts';
import { addOperation, changeOperation, OPERATION_TIME_ZONE, operationTotals } from './operations.ts';
import { profileRoutes } from './profile-routes.ts';
import { decideCount, recordCount } from './record-count.ts';
import * as schema from './schema.ts';
import { shareRoutes } from './share-routes.ts';
import { findSite, listSites } from './store.ts';
import { trendOf } from './trend.ts';
import { inWords, wordedFlags } from './words.ts';
import { addSite, changeSite } from './write.ts';

const reading = { method: 'GET', tag: 'sites', permission: 'sites.read' } as const;
const adding = { method: 'POST', tag: 'sites', permission: 'sites.write', status: 201 } as const;
const changing = { method: 'PATCH', tag: 'sites', permission: 'sites.write', ifMatch: true } as const;

/** Operations, their sites and household counts. */
export function siteRoutes(routes: Routes): void {
  operationRoutes(routes);
  totalsRoutes(routes);
  placeRoutes(routes);
  profileRoutes(routes);
  countRoutes(routes);
  importRoutes(routes);
  shareRoutes(routes);
}

function operationRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/operations',
      operationId: 'listOperations',
      sites: 'filtered',
      summary: 'List operations',
      description: 'Emergency responses, open and closed.',
      query: schema.operationsQuery,
      answer: schema.operationsPage,
    },
    async ({ context, principal, query }) => ({
      body: await listOperationsWithAreas(context.database.read, { ...query, within: principal.within }),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/operations/:id',
      operationId: 'getOperation',
      sites: { params: 'operation' },
      summary: 'Read an operation',
      description: 'One operation; the ETag is needed to change it.',
      params: schema.idParams,
      answer: schema.operation,
    },
    async ({ context, params }) => {
      const body = found(
        await findOperationWithAreas(context.database.read, params.id),
        'operation',
        params.id,
      );
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
      problems: ['conflict', 'unknown_reference'],
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
      summary: 'Change an operation or take a step with it',
      description:
        'Changes the fields given. state takes a step: standing_down, closed (it ends today unless ended_on is given), or open again.',
      params: schema.idParams,
      body: schema.operationChange,
      answer: schema.operation,
      problems: ['operation_days', 'state_conflict', 'unknown_reference'],
    },
    async ({ tx, context, params, body, version }) => {
      const changed = await changeOperation(tx, context, params.id, version, body);
      return { body: changed, version: changed.version };
    },
  );
}

function totalsRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/operations/:id/totals',
      operationId: 'getOperationTotals',
      sites: { params: 'whole operation' },
      summary: 'An operation in figures',
      description:
        'Active sites by status, people by the latest counts, and by item what the latest approved plan needs, what arrived and what is on its way.',
      params: schema.idParams,
      query: schema.totalsQuery,
      answer: schema.operationTotals,
    },
    async ({ context, params, query }) => {
      const asOf = query.as_of ?? today(context.clock, OPERATION_TIME_ZONE);
      return { body: await operationTotals(context.database.read, params.id, asOf) };
    },
  );
}

function placeRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/sites',
      operationId: 'listSites',
      sites: 'filtered',
      summary: 'List sites',
      description: 'Places of delivery by operation, kind, code, P-code or whether they are active.',
      query: schema.sitesQuery,
      answer: schema.sitesPage,
    },
    async ({ context, principal, query }) => ({
      body: await listSites(context.database.read, { ...query, within: principal.within }),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/sites/:id',
      operationId: 'getSite',
      sites: { params: 'site' },
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
      sites: 'filtered',
      summary: 'List household counts',
      description: 'Every count ever recorded, newest first unless sorted otherwise; none is overwritten.',
      query: schema.householdCountsQuery,
      answer: schema.householdCountsPage,
    },
    async ({ context, principal, query, language }) => {
      const filter = { ...query, within: principal.within };
      const { data, next_cursor } = await listCounts(context.database.read, filter);
      return { body: { data: data.map((count) => inWords(count, language)), next_cursor } };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/household-counts/latest',
      operationId: 'listLatestHouseholdCounts',
      sites: 'filtered',
      summary: 'Latest count of each site',
      description:
        'Every active site of an operation that is not closed, with the count that holds on a day: of those neither refused nor superseded the last one dated up to then and, of one day, the last recorded. A flagged count is used with its mark.',
      query: schema.latestCountsQuery,
      answer: schema.latestCountsPage,
    },
    async ({ context, principal, query }) => {
      const asOf = query.as_of ?? today(context.clock, OPERATION_TIME_ZONE);
      return {
        body: await listLatestCounts(context.database.read, { ...query, within: principal.within }, asOf),
      };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/household-counts/:id',
      operationId: 'getHouseholdCount',
      sites: { params: 'household count' },
      summary: 'Read a household count',
      description: 'One count with its groups.',
      params: schema.idParams,
      answer: schema.householdCount,
    },
    async ({ context, params, language }) => {
      const count = found(await findCount(context.database.read, params.id), 'household count', params.id);
      return { body: inWords(count, language) };
    },
  );
  routes.write(
    {
      method: 'POST',
      tag: 'sites',
      permission: 'counts.write',
      status: 201,
      url: '/v1/household-counts',
      operationId: 'recordHouseholdCount',
      sites: { body: 'site' },
      summary: 'Record a household count',
      description:
        'Records what was counted at a site of an operation that is not closed; earlier counts stay. Partial counts are welcome. What contradicts itself (females and males that are not the individuals), its site (more than ten times its capacity) or the count before (a change of more than half) is kept with a flag for somebody to decide on.',
      body: schema.newHouseholdCount,
      answer: schema.householdCount,
      problems: ['unknown_reference', 'state_conflict', 'household_count_rule'],
    },
    async ({ tx, context, principal, body, language }) => {
      const made = await recordCount(tx, context, principal, body);
      return { body: inWords(made, language), location: `/v1/household-counts/${made.id}` };
    },
  );
  routes.write(
    {
      method: 'POST',
      tag: 'sites',
      permission: 'sites.write',
      status: 201,
      url: '/v1/household-counts/:id/decision',
      operationId: 'decideHouseholdCount',
      sites: { params: 'household count' },
      summary: 'Accept or refuse a flagged count',
      description:
        'Decides once on a count that is flagged. A refused count is no longer used; nothing of it changes.',
      params: schema.idParams,
      body: schema.countDecision,
      answer: schema.householdCount,
      problems: ['state_conflict'],
    },
    async ({ tx, context, principal, params, body, language }) => {
      const decided = await decideCount(tx, context, principal, params.id, body);
      return { body: inWords(decided, language), location: `/v1/household-counts/${decided.id}` };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/sites/:id/count-trend',
      operationId: 'getCountTrend',
      sites: { params: 'site' },
      summary: 'Counts of a site over time',
      description: 'The count that holds of each day, with the change against the one before.',
      params: schema.idParams,
      query: schema.trendQuery,
      answer: schema.countTrend,
    },
    async ({ context, params, query }) => {
      const site = found(await findSite(context.database.read, params.id), 'site', params.id);
      const rows = await countTrend(context.database.read, site.id, {
        from: query.from_day,
        to: query.to_day,
        limit: TREND_DAYS,
      });
      return { body: { site_id: site.id, points: trendOf(rows) } };
    },
  );
}

const TREND_DAYS = 366;

function importRoutes(routes: Routes): void {
  routes.write(
    {
      method: 'POST',
      tag: 'sites',
      permission: 'counts.write',
      url: '/v1/operations/:id/household-count-imports',
      operationId: 'importHouseholdCounts',
      sites: { params: 'whole operation' },
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
    ({ body, query }) => openTableFile(body, query, COUNT_FILE_LIMITS),
    async ({ tx, context, principal, language, params, query, prepared }) => {
      const outcome = await importCounts(tx, context, principal, params.id, prepared, query);
      const { flags, ...rest } = outcome;
      return { body: { ...withErrors(rest, language), ...wordedFlags(flags, language) } };
    },
  );
  routes.write(
    {
      method: 'POST',
      tag: 'sites',
      permission: 'counts.write',
      url: '/v1/household-count-imports/proposal',
      operationId: 'proposeCountMapping',
      sites: 'none',
      summary: 'Look at a file of counts and propose its mapping',
      description:
        'Says what a file holds (encoding, separator, header row, types and samples of its columns) and which column probably means what. Saves nothing: send mapping to POST /v1/import-mappings with kind household_counts, then import with its mapping_id.',
      query: schema.proposalQuery,
      upload: true,
      answer: schema.mappingProposal,
      problems: ['unreadable_file', 'table_too_large', 'hxl_outdated_tags'],
    },
    ({ body, query }) => openTableFile(body, query, COUNT_FILE_LIMITS),
    async ({ prepared }) => {
      const { fileName, sheet, encoding, separator } = prepared;
      const proposal = proposeMapping(prepared, COUNT_FIELDS);
      return { body: { file_name: fileName, sheet, encoding, separator, ...proposal } };
    },
  );
}

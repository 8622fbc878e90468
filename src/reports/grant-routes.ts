import { findGrant } from '../catalogue/store.ts';
import type { Context } from '../context.ts';
import { listGrantLots, listGrantPlaces, listGrantReached } from '../earmarks/report-store.ts';
import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { listCoverage } from '../preparedness/assess.ts';
import { findWarehouse } from '../stock/store.ts';
import {
  conditionWord,
  everyPage,
  grantPlacesTable,
  grantReachedTable,
  grantTable,
  placeWord,
  rowsFor,
} from './grant-tables.ts';
import { reading, tableFile } from './report-spec.ts';
import { runReport } from './run.ts';
import * as schema from './schema.ts';
import { targetLines, targetTable } from './target-table.ts';

/** What donors and the mission ask: what a grant became, how far commitments are covered. */
export function grantRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/reports/grant',
      operationId: 'reportGrantLots',
      summary: 'Report what a grant bought',
      description:
        'A row for each lot of the grant: received, its value, and where all of it is. Each row adds up.',
      query: schema.grantQuery,
      answer: schema.tableAnswer('GrantReport', grantTable),
      download: tableFile,
      problems: ['not_found'],
    },
    async ({ context, query, language }) => {
      const grant_code = await grantCode(context, query.grant_id);
      return runReport(context, language, query, grantTable, ({ reader, language }) =>
        rowsFor(
          grantTable,
          everyPage((page) =>
            listGrantLots(reader, query.grant_id, { ...query, ...page, sort: 'lot_number' }),
          ),
          (row) => ({
            grant_code,
            lot_id: row.id,
            value: row.received_value,
            condition: conditionWord(row.condition, language),
          }),
        ),
      );
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/reports/grant-places',
      operationId: 'reportGrantWhereabouts',
      summary: 'Report where the goods of a grant are',
      description: 'A row for each lot at each bin, consignment on the road and site that has some of it.',
      query: schema.grantQuery,
      answer: schema.tableAnswer('GrantPlacesReport', grantPlacesTable),
      download: tableFile,
      problems: ['not_found'],
    },
    async ({ context, query, language }) => {
      const grant_code = await grantCode(context, query.grant_id);
      return runReport(context, language, query, grantPlacesTable, ({ reader, language }) =>
        rowsFor(
          grantPlacesTable,
          everyPage((page) =>
            listGrantPlaces(reader, query.grant_id, { ...query, ...page, sort: 'lot_number' }),
          ),
          (row) => ({
            grant_code,
            on_hand: row.quantity,
            location_kind: placeWord(row.location_kind, language),
          }),
        ),
      );
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/reports/grant-reached',
      operationId: 'reportGrantReach',
      summary: 'Report whom the goods of a grant reached',
      description:
        'A row for each site and item: what arrived, what was given out there, what was lost and what is still there.',
      query: schema.grantQuery,
      answer: schema.tableAnswer('GrantReachedReport', grantReachedTable),
      download: tableFile,
      problems: ['not_found'],
    },
    async ({ context, query, language }) => {
      const grant_code = await grantCode(context, query.grant_id);
      return runReport(context, language, query, grantReachedTable, ({ reader }) =>
        rowsFor(
          grantReachedTable,
          everyPage((page) =>
            listGrantReached(reader, query.grant_id, { ...query, ...page, sort: 'site_code' }),
          ),
          () => ({ grant_code }),
        ),
      );
    },
  );
  targetRoutes(routes);
}

function targetRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/reports/preparedness-targets',
      operationId: 'reportPreparednessTargets',
      summary: 'Report targets against stock',
      description:
        'A row for each need of each target in force: what the commitment takes, what is ready or could be built, what is missing, what expires before a day. As stock is now.',
      query: schema.targetsQuery,
      answer: schema.tableAnswer('PreparednessTargetReport', targetTable),
      download: tableFile,
    },
    async ({ context, query, language }) =>
      runReport(context, language, query, targetTable, async function* ({ reader, language }) {
        const codes = new Map<string, string>();
        for await (const batch of everyPage((page) =>
          listCoverage(reader, context, { ...query, ...page, sort: 'code' }),
        )) {
          for (const { warehouse_id } of batch) {
            if (warehouse_id === null || codes.has(warehouse_id)) continue;
            codes.set(warehouse_id, (await findWarehouse(reader, warehouse_id))?.code ?? '');
          }
          yield batch.flatMap((row) => targetLines(row, codes, language));
        }
      }),
  );
}

async function grantCode(context: Context, id: string): Promise<string> {
  return found(await findGrant(context.database.read, id), 'grant', id).code;
}

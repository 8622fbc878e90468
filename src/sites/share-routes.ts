import { z } from 'zod';
import { renderTable, tableFormats, tableMediaType } from '../documents/render.ts';
import type { Routes } from '../http/route.ts';
import { today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { day, name } from '../lib/fields.ts';
import { OPERATION_TIME_ZONE } from './operations.ts';
import { idParams } from './schema.ts';
import { listSharedActivities, streamSharedCounts } from './share-store.ts';
import {
  sharedActivitiesTable,
  sharedActivityRow,
  sharedCountRow,
  sharedCountsTable,
} from './shared-tables.ts';
import { findOperation } from './store.ts';

const reading = { method: 'GET', tag: 'sites', permission: 'sites.read' } as const;

const format = z.enum(tableFormats).default('csv').meta({ description: 'File format' });

const download = {
  mediaType: [tableMediaType.csv, tableMediaType.xlsx, tableMediaType.json],
  description: 'The table with HXL tags below its headers',
} as const;

/** Files for partners: HXL-tagged, without personal data and small numbers. */
export function shareRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/operations/:id/shared-counts',
      operationId: 'shareCounts',
      sites: { params: 'whole operation' },
      summary: 'Counts to share with partners',
      description:
        'The latest count of each site, HXL-tagged. Left out: safe houses, points, focal points, flagged counts not decided on. Figures from 1 to below the threshold (SHARE_SMALLEST_FIGURE) are withheld, and as many others as it takes that none can be subtracted back; the file says which.',
      params: idParams,
      query: z.strictObject({ format, as_of: day.optional() }),
      download,
    },
    async ({ context, params, query, language }) => {
      const operation = found(await findOperation(context.database.read, params.id), 'operation', params.id);
      const asOf = query.as_of ?? today(context.clock, OPERATION_TIME_ZONE);
      const threshold = context.config.sites.smallestSharedFigure;
      const rows = context.database.snapshot(async function* (reader) {
        for await (const counts of streamSharedCounts(reader, operation.id, asOf))
          yield counts.map((count) => sharedCountRow(count, threshold));
      });
      return {
        body: renderTable(sharedCountsTable, rows, query.format, { language, hxl: true, bom: false }),
        mediaType: tableMediaType[query.format],
        fileName: `counts-${operation.code}-${asOf}.${query.format}`,
      };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/operations/:id/shared-activities',
      operationId: 'shareActivities',
      sites: { params: 'whole operation' },
      summary: 'Who does what where, to share with partners',
      description:
        'What sites received by P-code and item (3W), HXL-tagged, without safe houses; quantities below the threshold are withheld.',
      params: idParams,
      query: z.strictObject({ format, org: name.meta({ description: 'Organisation that did it' }) }),
      download,
    },
    async ({ context, params, query, language }) => {
      const operation = found(await findOperation(context.database.read, params.id), 'operation', params.id);
      const threshold = context.config.sites.smallestSharedFigure;
      const rows = context.database.snapshot(async function* (reader) {
        const activities = await listSharedActivities(reader, operation.id, language);
        yield activities.map((activity) => sharedActivityRow(activity, query.org, threshold));
      });
      return {
        body: renderTable(sharedActivitiesTable, rows, query.format, { language, hxl: true, bom: false }),
        mediaType: tableMediaType[query.format],
        fileName: `3w-${operation.code}.${query.format}`,
      };
    },
  );
}

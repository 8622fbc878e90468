import type { Labels } from '../documents/paper/labels.ts';
import type { Press } from '../documents/paper/press.ts';
import type { Routes } from '../http/route.ts';
import { binLabels, boxLabels } from './labels.ts';
import * as schema from './schema.ts';

const reading = { method: 'GET', tag: 'documents', params: schema.idParams } as const;

const pdf = { mediaType: 'application/pdf', description: 'The labels' } as const;

const problems = ['paper_too_long', 'print_queue_full'] as const;

const BOXES =
  'A label for each box: which of how many, what it holds, weight, volume, from, to, and a QR that the lookup knows. An unknown weight or volume says so.';

/** Labels for boxes and bins, on sheets of labels or one a page. */
export function labelRoutes(routes: Routes, press: Press): void {
  const printed = async (labels: Labels, fileName: string) => ({
    body: await press.print({ kind: 'labels', labels }),
    fileName: `${fileName}.pdf`,
  });
  routes.read(
    {
      ...reading,
      permission: 'dispatch.read',
      url: '/v1/consignments/:id/labels',
      operationId: 'printConsignmentLabels',
      sites: { params: 'consignment' },
      summary: 'Print the box labels of a consignment',
      description: BOXES,
      query: schema.boxLabelsQuery,
      download: pdf,
      problems,
    },
    async ({ context, params, query, language }) =>
      printed(
        await boxLabels(context.database.read, 'consignment', params.id, query, query.language ?? language),
        'box-labels',
      ),
  );
  routes.read(
    {
      ...reading,
      permission: 'stock.read',
      url: '/v1/transfers/:id/labels',
      operationId: 'printTransferLabels',
      summary: 'Print the box labels of a transfer',
      description: BOXES,
      query: schema.boxLabelsQuery,
      download: pdf,
      problems,
    },
    async ({ context, params, query, language }) =>
      printed(
        await boxLabels(context.database.read, 'transfer', params.id, query, query.language ?? language),
        'box-labels',
      ),
  );
  routes.read(
    {
      ...reading,
      permission: 'stock.read',
      url: '/v1/warehouses/:id/labels',
      operationId: 'printBinLabels',
      summary: 'Print the labels of bins',
      description:
        'A label for each bin of the warehouse, or for one: its code and a QR that the lookup knows.',
      query: schema.binLabelsQuery,
      download: pdf,
      problems,
    },
    async ({ context, params, query, language }) =>
      printed(
        await binLabels(context.database.read, params.id, query, query.language ?? language),
        'bin-labels',
      ),
  );
}

import type { Labels } from '../documents/paper/labels.ts';
import type { Press } from '../documents/paper/press.ts';
import type { Routes } from '../http/route.ts';
import { binLabels, boxLabels } from './labels.ts';
import * as schema from './schema.ts';
import { shipmentWords } from './shipment-words.ts';

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
  for (const kind of ['consignment', 'transfer'] as const) {
    const { permission, sites, path, name, of } = shipmentWords[kind];
    routes.read(
      {
        ...reading,
        permission,
        sites,
        url: `/v1/${path}/:id/labels`,
        operationId: `print${name}Labels`,
        summary: `Print the box labels of ${of}`,
        description: BOXES,
        query: schema.boxLabelsQuery,
        download: pdf,
        problems,
      },
      async ({ context, params, query, language }) =>
        printed(
          await boxLabels(context.database.read, kind, params.id, query, query.language ?? language),
          'box-labels',
        ),
    );
  }
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

import { renderTextSheet } from '../documents/xlsx.ts';
import { withErrors } from '../exchange/imports.ts';
import { openTableFile } from '../exchange/table-file.ts';
import { csvBytes } from '../exchange/write-table.ts';
import type { Routes } from '../http/route.ts';
import {
  itemExportQuery,
  itemImport,
  itemImportQuery,
  referenceLoad,
  referenceQuery,
} from './exchange-schema.ts';
import { exportItems } from './export-items.ts';
import { importItems } from './import-items.ts';
import { readItemFile } from './item-file.ts';
import { loadReference } from './load-reference.ts';

const reading = { method: 'GET', tag: 'catalogue', permission: 'catalogue.read' } as const;
const writing = { method: 'POST', tag: 'catalogue', permission: 'catalogue.write' } as const;

const EXPORT = 'Every item with its packing levels, substitutes and the unit values of today';

/** Items out of tables and into them, and the reference catalogue. */
export function catalogueExchangeRoutes(routes: Routes): void {
  routes.write(
    {
      ...writing,
      url: '/v1/item-imports',
      operationId: 'importItems',
      summary: 'Import items',
      description:
        'Takes a table (CSV or .xlsx) of items, one a row, and answers with what it changes in each, field by field. A column that is not there states nothing, a blank cell states unknown or none; what the file does not name stays. The same file twice changes nothing the second time.',
      query: itemImportQuery,
      upload: true,
      dryRun: true,
      answer: itemImport,
      problems: ['import_rejected', 'unreadable_file', 'table_too_large', 'hxl_outdated_tags'],
    },
    async ({ body, query }) => readItemFile(await openTableFile(body, query)),
    async ({ tx, context, principal, language, query, prepared }) => ({
      body: withErrors(await importItems(tx, context, principal, prepared, query), language),
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/item-exports/csv',
      operationId: 'exportItemsCsv',
      summary: 'Export items as CSV',
      description: `${EXPORT}, as the import takes it back. Headers follow Accept-Language.`,
      query: itemExportQuery,
      download: { mediaType: 'text/csv; charset=utf-8', description: 'The items' },
    },
    async ({ context, query, language }) => ({
      body: csvBytes(await exportItems(context, query, language)),
      fileName: 'items.csv',
    }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/item-exports/xlsx',
      operationId: 'exportItemsXlsx',
      summary: 'Export items as a workbook',
      description: `${EXPORT}, as the import takes it back. Headers follow Accept-Language.`,
      query: itemExportQuery,
      download: {
        mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        description: 'The items',
      },
    },
    async ({ context, query, language }) => ({
      body: renderTextSheet(
        language === 'es' ? 'Artículos' : 'Items',
        await exportItems(context, query, language),
      ),
      fileName: 'items.xlsx',
    }),
  );
  routes.write(
    {
      ...writing,
      url: '/v1/catalogue/reference',
      operationId: 'loadReferenceCatalogue',
      summary: 'Load the reference catalogue',
      description:
        'Adds the relief items and kits shipped with the service that are not there yet, kits with a draft of their composition. What the mission keeps otherwise stays as it is and is told, unless overwrite=true. Loading again changes nothing.',
      query: referenceQuery,
      dryRun: true,
      answer: referenceLoad,
    },
    async ({ tx, context, principal, query }) => ({
      body: await loadReference(tx, context, principal, query),
    }),
  );
}

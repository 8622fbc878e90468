import { fileProblems, withErrors } from '../exchange/imports.ts';
import { openTableFile } from '../exchange/table-file.ts';
import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import { importSheet } from './import-sheet.ts';
import { sheetRows } from './line-store.ts';
import * as schema from './schema.ts';
import { makeSheet, sheetCsv } from './sheet.ts';
import { findCount } from './store.ts';

/** Sheets of a count: out to be printed or filled, and back in. */
export function sheetRoutes(routes: Routes): void {
  routes.read(
    {
      method: 'GET',
      tag: 'counting',
      permission: 'stock.read',
      url: '/v1/stock-counts/:id/sheet.csv',
      operationId: 'downloadStockCountSheet',
      summary: 'Download a count sheet',
      description:
        'A row for each line, with blank cells for what is counted; headers in the language asked for. A blind count has no column for what is expected. In a recount, what is to be counted again.',
      params: schema.idParams,
      download: { mediaType: 'text/csv; charset=utf-8', description: 'CSV in UTF-8' },
    },
    async ({ context, language, params }) => {
      const count = found(await findCount(context.database.read, params.id), 'stock count', params.id);
      const sheet = makeSheet(await sheetRows(context.database.read, params.id), count, language);
      return { body: sheetCsv(sheet), fileName: `${count.number}.csv` };
    },
  );
  routes.write(
    {
      method: 'POST',
      tag: 'counting',
      permission: 'stock.write',
      url: '/v1/stock-counts/:id/sheet-imports',
      operationId: 'importStockCountSheet',
      summary: 'Take in a filled sheet',
      description:
        'A table (CSV or .xlsx). Headers in Spanish or English, columns in any order. Rows without a quantity are not counted and never set to 0; lots absent from the file are left alone. The same lot twice is an error that names both rows. The same file twice changes nothing the second time.',
      params: schema.idParams,
      query: schema.sheetImportQuery,
      upload: true,
      dryRun: true,
      answer: schema.sheetImport,
      problems: ['state_conflict', ...fileProblems],
    },
    ({ body, query }) => openTableFile(body, query),
    async ({ tx, context, principal, language, params, query, prepared }) => {
      const outcome = await importSheet(tx, context, principal, params.id, prepared, query);
      return { body: withErrors(outcome, language) };
    },
  );
}

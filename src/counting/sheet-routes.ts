import type { Reader } from '../database/database.ts';
import { renderTextSheet } from '../documents/xlsx.ts';
import { fileProblems, withErrors } from '../exchange/imports.ts';
import { openTableFile } from '../exchange/table-file.ts';
import { csvBytes } from '../exchange/write-table.ts';
import type { Routes } from '../http/route.ts';
import { found } from '../lib/expect.ts';
import type { Language } from '../lib/localized.ts';
import { importSheet } from './import-sheet.ts';
import { sheetRows } from './line-store.ts';
import * as schema from './schema.ts';
import { makeSheet } from './sheet.ts';
import { findCount } from './store.ts';

const reading = {
  method: 'GET',
  tag: 'counting',
  permission: 'stock.read',
  params: schema.idParams,
} as const;

const SHEET =
  'A row for each line, with blank cells for what is counted; headers in the language asked for. A blind count has no column for what is expected. In a recount, what is to be counted again. It comes back filled as a sheet import.';

/** Sheets of a count: out to be printed or filled, and back in. */
export function sheetRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/stock-counts/:id/sheet.csv',
      operationId: 'downloadStockCountSheet',
      summary: 'Download a count sheet',
      description: SHEET,
      download: { mediaType: 'text/csv; charset=utf-8', description: 'CSV in UTF-8' },
    },
    async ({ context, language, params }) => {
      const { number, rows } = await sheetOf(context.database.read, params.id, language);
      return { body: csvBytes(rows), fileName: `${number}.csv` };
    },
  );
  routes.read(
    {
      ...reading,
      url: '/v1/stock-counts/:id/sheet.xlsx',
      operationId: 'downloadStockCountWorkbook',
      summary: 'Download a count sheet as a workbook',
      description: SHEET,
      download: {
        mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        description: 'A workbook of one sheet, named like the count',
      },
    },
    async ({ context, language, params }) => {
      const { number, rows } = await sheetOf(context.database.read, params.id, language);
      return { body: renderTextSheet(number, rows), fileName: `${number}.xlsx` };
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

/** The number of a count and its sheet. Throws `not_found`. */
async function sheetOf(reader: Reader, id: string, language: Language) {
  const count = found(await findCount(reader, id), 'stock count', id);
  return { number: count.number, rows: makeSheet(await sheetRows(reader, id), count, language) };
}

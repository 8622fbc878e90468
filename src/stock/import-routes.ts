import { withErrors } from '../exchange/imports.ts';
import { openTableFile } from '../exchange/table-file.ts';
import type { Routes } from '../http/route.ts';
import { importOpeningStock } from './import-opening.ts';
import { openingImport, openingImportQuery } from './import-schema.ts';
import { idParams } from './schema.ts';

/** Opening stock from a list of what stands in a warehouse. */
export function stockImportRoutes(routes: Routes): void {
  routes.write(
    {
      method: 'POST',
      tag: 'stock',
      permission: 'stock.write',
      url: '/v1/warehouses/:id/opening-stock-imports',
      operationId: 'importOpeningStock',
      summary: 'Import opening stock',
      description:
        'Takes a table (CSV or .xlsx) of what stands in a warehouse as its opening balance: one receipt, a lot line for each row. Items, grants (one a donor; UNSPECIFIED without one) and bins that are not there are added, weights and volumes unknown. The same file twice changes nothing the second time.',
      params: idParams,
      query: openingImportQuery,
      upload: true,
      dryRun: true,
      answer: openingImport,
      problems: [
        'conflict',
        'stock_frozen',
        'import_rejected',
        'unreadable_file',
        'table_too_large',
        'hxl_outdated_tags',
      ],
    },
    ({ body, query }) => openTableFile(body, query),
    async ({ tx, context, principal, language, params, query, prepared }) => {
      const outcome = await importOpeningStock(tx, context, principal, params.id, prepared, query);
      return { body: withErrors(outcome, language) };
    },
  );
}

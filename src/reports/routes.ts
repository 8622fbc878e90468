import type { Routes } from '../http/route.ts';
import { cardRoutes } from './card-routes.ts';
import { grantRoutes } from './grant-routes.ts';
import { streamMovements } from './movement-store.ts';
import { movementLine, movementTable } from './movement-table.ts';
import { reading, tableFile } from './report-spec.ts';
import { runReport } from './run.ts';
import * as schema from './schema.ts';
import { streamStock } from './stock-store.ts';
import { ageLine, ageTable, expiryLine, expiryTable, stockLine, stockTable } from './stock-tables.ts';

/** Reports: whole files of what is true at one moment, as JSON, CSV or XLSX. */
export function reportRoutes(routes: Routes): void {
  stockRoutes(routes);
  movementRoutes(routes);
  cardRoutes(routes);
  grantRoutes(routes);
}

function stockRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/reports/stock-on-hand',
      operationId: 'reportStockOnHand',
      summary: 'Report stock on hand',
      description:
        'Every lot at every bin, site and consignment on the road, with what of it is held, reserved and available. For a past day or a past state of knowledge only what was on hand is given.',
      query: schema.stockQuery,
      answer: schema.tableAnswer('StockOnHandReport', stockTable),
      download: tableFile,
    },
    async ({ context, query, language }) =>
      runReport(context, language, query, stockTable, async function* (input) {
        for await (const rows of streamStock(input.reader, query))
          yield rows.map((row) => stockLine(row, input.dayIn(row.time_zone), input.language));
      }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/reports/expiry',
      operationId: 'reportExpiry',
      summary: 'Report what expires',
      description:
        "Lots in warehouses that have expired or will within a number of days, judged on the day it is at the warehouse. Expiry is a lot's last good day.",
      query: schema.expiryQuery,
      answer: schema.tableAnswer('ExpiryReport', expiryTable),
      download: tableFile,
    },
    async ({ context, query, language }) =>
      runReport(context, language, query, expiryTable, async function* (input) {
        for await (const rows of streamStock(input.reader, { ...query, location_kind: 'bin' }))
          yield rows.flatMap(
            (row) => expiryLine(row, input.dayIn(row.time_zone), query.within_days, input.language) ?? [],
          );
      }),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/reports/ageing',
      operationId: 'reportAgeing',
      summary: 'Report how old the stock is',
      description: 'Lots in warehouses with the days since each was first received, in bands.',
      query: schema.ageQuery,
      answer: schema.tableAnswer('AgeingReport', ageTable),
      download: tableFile,
    },
    async ({ context, query, language }) =>
      runReport(context, language, query, ageTable, async function* (input) {
        for await (const rows of streamStock(input.reader, { ...query, location_kind: 'bin' }))
          yield rows.map((row) => ageLine(row, input.dayIn(row.time_zone), input.language));
      }),
  );
}

function movementRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/reports/stock-movements',
      operationId: 'reportStockMovements',
      summary: 'Report stock movements',
      description:
        'Every line of the ledger in the order it was posted, with its document and who posted it.',
      query: schema.movementsQuery,
      answer: schema.tableAnswer('StockMovementReport', movementTable),
      download: tableFile,
    },
    async ({ context, query, language }) =>
      runReport(context, language, query, movementTable, async function* (input) {
        for await (const rows of streamMovements(input.reader, query))
          yield rows.map((row) => movementLine(row, input.language));
      }),
  );
}

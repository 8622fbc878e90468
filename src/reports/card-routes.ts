import type { Routes } from '../http/route.ts';
import { type CardLevel, streamCardLines } from './card-store.ts';
import { binCardTable, cardEntries, cardRows, stockCardTable } from './card-table.ts';
import { streamLosses } from './loss-store.ts';
import { lossLine, lossTable } from './loss-table.ts';
import { reading, tableFile } from './report-spec.ts';
import { type ReportInput, runReport } from './run.ts';
import * as schema from './schema.ts';

/** Cards of lots in warehouses and bins, and what was lost. */
export function cardRoutes(routes: Routes): void {
  routes.read(
    {
      ...reading,
      url: '/v1/reports/stock-card',
      operationId: 'reportStockCard',
      summary: 'Report stock cards',
      description:
        'A card for each item, lot, grant and warehouse: every line that came or left, with the balance after it. From a day on it begins with the balance from before. Moves inside the warehouse are on the bin cards.',
      query: schema.stockCardQuery,
      answer: schema.tableAnswer('StockCardReport', stockCardTable),
      download: tableFile,
    },
    async ({ context, query, language }) =>
      runReport(context, language, { ...query, as_of: query.to_day }, stockCardTable, (input) =>
        rows(input, 'warehouse', query),
      ),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/reports/bin-card',
      operationId: 'reportBinCard',
      summary: 'Report bin cards',
      description:
        'A card for each lot in each bin: every line that came or left, with the balance after it. From a day on it begins with the balance from before.',
      query: schema.binCardQuery,
      answer: schema.tableAnswer('BinCardReport', binCardTable),
      download: tableFile,
    },
    async ({ context, query, language }) =>
      runReport(context, language, { ...query, as_of: query.to_day }, binCardTable, (input) =>
        rows(input, 'bin', query),
      ),
  );
  routes.read(
    {
      ...reading,
      url: '/v1/reports/loss-and-damage',
      operationId: 'reportLossAndDamage',
      summary: 'Report loss and damage',
      description:
        'What was written off, fell short on the road or was adjusted away, with its value, by the day it happened. What a reversal took back is below zero.',
      query: schema.lossQuery,
      answer: schema.tableAnswer('LossAndDamageReport', lossTable),
      download: tableFile,
    },
    async ({ context, query, language }) =>
      runReport(context, language, { ...query, as_of: query.to_day }, lossTable, async function* (input) {
        for await (const batch of streamLosses(input.reader, query))
          yield batch.map((row) => lossLine(row, input.language));
      }),
  );
}

function rows({ reader, language }: ReportInput, level: CardLevel, query: schema.CardQuery) {
  const { from_day, ...filter } = query;
  return cardRows(cardEntries(streamCardLines(reader, level, filter), level, from_day), language);
}

import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type Api, type Json, Refused } from './api.ts';
import type { PlanOf } from './dispatch-line.ts';
import { grouped, heading, line, table } from './print.ts';

const STANDARD_ITEMS = 5;

/** Opening stock and counts from a user's own files; gives what a plan needs. Rows that cannot be taken are listed with their reasons. */
export async function loadOwnFiles(
  logistics: Api,
  stockFile: string,
  countsFile: string,
  today: string,
): Promise<PlanOf> {
  const warehouse = (
    await logistics.post('/v1/warehouses', {
      code: 'OWN',
      name: basename(stockFile),
      country: 'SV',
      time_zone: 'America/El_Salvador',
      bins: [{ code: 'RECEPTION', name: 'Reception' }],
    })
  ).id as string;
  heading(`Opening stock from ${basename(stockFile)}`);
  const stock = await importFile(
    logistics,
    `/v1/warehouses/${warehouse}/opening-stock-imports`,
    stockFile,
    '',
  );
  line(
    `  ${grouped(stock.rows_taken)} of ${grouped(stock.rows_total)} rows taken: ${grouped(stock.quantity)} units in ${stock.lots_created} lots; new in the catalogue: ${stock.items_created} items, ${stock.grants_created} grants`,
  );
  printRefused(stock);

  heading(`Household counts from ${basename(countsFile)}`);
  const operation = (
    await logistics.post('/v1/operations', {
      code: 'OWN',
      name: 'Own files',
      kind: 'other',
      started_on: today,
    })
  ).id as string;
  const counts = await importFile(
    logistics,
    `/v1/operations/${operation}/household-count-imports`,
    countsFile,
    `&create_sites=true&counted_on=${today}`,
  );
  line(
    `  ${grouped(counts.rows_taken)} of ${grouped(counts.rows_total)} rows taken: ${grouped(counts.households)} households, ${grouped(counts.individuals)} individuals at ${grouped(counts.sites_created)} sites`,
  );
  printRefused(counts);
  return { warehouse, operation, standard: await plainStandard(logistics) };
}

async function importFile(api: Api, path: string, file: string, query: string): Promise<Json> {
  const name = encodeURIComponent(basename(file));
  try {
    return await api.upload(`${path}?file_name=${name}&on_error=skip_rows${query}`, readFileSync(file));
  } catch (error) {
    if (error instanceof Refused) printRefused({ ...error.body, rows_refused: error.body.error_count });
    throw error;
  }
}

function printRefused(outcome: Json): void {
  if (outcome.errors.length === 0) return;
  line(`  ${grouped(outcome.rows_refused)} rows refused:`);
  for (const fault of outcome.errors.slice(0, 20)) {
    line(`    row ${fault.row ?? '–'}, ${fault.column ?? '–'}: ${fault.message}`);
  }
  if (outcome.errors.length > 20) line(`    … ${outcome.errors.length - 20} more`);
}

/** One of each of the items there is most of, for every household: enough to see a plan; a mission uses its own standard. */
async function plainStandard(logistics: Api): Promise<string> {
  const stock = await logistics.all('/v1/stock/items');
  const most = [...stock].sort((a, b) => b.available - a.available).slice(0, STANDARD_ITEMS);
  heading('Entitlement standard');
  line(
    `  One per household of the ${most.length} items there is most of; post your own to /v1/entitlement-standards.`,
  );
  table(
    ['item', 'name', 'unit', 'available'],
    most.map((row) => [row.item_code, row.name_en.slice(0, 60), row.base_unit, row.available]),
  );
  const standard = await logistics.post('/v1/entitlement-standards', {
    code: 'OWN',
    name_es: 'Uno por familia',
    name_en: 'One per household',
    lines: most.map((row) => ({ item_id: row.id, basis: 'household', rate_numerator: 1 })),
  });
  return standard.id;
}

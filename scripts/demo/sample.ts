import {
  countsCsv,
  countsCsvWithErrors,
  countsHxl,
  type SampleOperation,
} from '../../db/sample/operation.ts';
import type { Api, Json } from './api.ts';
import { Refused } from './api.ts';
import { heading, line, table } from './print.ts';

export interface Loaded {
  readonly items: ReadonlyMap<string, string>;
  readonly grants: ReadonlyMap<string, string>;
  readonly warehouse: string;
  readonly operation: string;
  readonly standard: string;
}

/** Catalogue, stock, operation, counts and standard of the sample operation, all through the API. */
export async function loadSample(
  logistics: Api,
  finance: Api,
  sample: SampleOperation,
  today: string,
): Promise<Loaded> {
  const items = await loadItems(logistics, sample);
  const grants = await loadAll(finance, '/v1/grants', sample.grants);
  const warehouse = (await logistics.post('/v1/warehouses', sample.warehouse)).id as string;
  await receiveAll(logistics, sample, { items, grants, warehouse });
  const operation = await loadOperation(logistics, sample, today);
  const standard = (
    await logistics.post('/v1/entitlement-standards', {
      ...sample.entitlement_standard,
      lines: sample.entitlement_standard.lines.map(({ item_code, ...rest }) => ({
        ...rest,
        item_id: items.get(item_code),
      })),
    })
  ).id as string;
  await loadTargets(logistics, sample, items, warehouse);
  return { items, grants, warehouse, operation, standard };
}

/** The mission's own commitments, held against the warehouse. */
async function loadTargets(
  logistics: Api,
  sample: SampleOperation,
  items: ReadonlyMap<string, string>,
  warehouse: string,
): Promise<void> {
  for (const { needs, ...target } of sample.targets) {
    await logistics.post('/v1/preparedness-targets', {
      ...target,
      warehouse_id: warehouse,
      needs: needs.map(({ item_codes, ...rates }) => ({
        item_ids: item_codes.map((code) => items.get(code)),
        ...rates,
      })),
    });
  }
  const covered = await logistics.all('/v1/preparedness/coverage');
  line('  Preparedness targets of the mission against this stock:');
  table(
    ['target', 'required', 'unit', 'covered', 'missing', 'after expiry in 90 days'],
    covered.map((row: Json) => [
      row.code,
      row.required,
      row.unit,
      row.covered,
      row.missing,
      row.covered_then,
    ]),
  );
}

async function loadItems(logistics: Api, sample: SampleOperation): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  const kits = new Map(sample.kits.map((kit) => [kit.code, kit]));
  const plain = sample.items.filter((item) => !kits.has(item.code));
  for (const item of [...plain, ...sample.items.filter((item) => kits.has(item.code))]) {
    const { source: _, ...fields } = item;
    const kit = kits.get(item.code);
    const lines = kit?.lines.map((kitLine) => ({
      item_id: ids.get(kitLine.item_code),
      quantity: kitLine.quantity,
    }));
    const made = await logistics.post(kit === undefined ? '/v1/items' : '/v1/kits', {
      ...fields,
      ...(lines && { lines }),
    });
    ids.set(item.code, made.id);
  }
  return ids;
}

async function loadAll(
  api: Api,
  path: string,
  rows: readonly { code: string }[],
): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const row of rows) ids.set(row.code, (await api.post(path, row)).id);
  return ids;
}

async function receiveAll(
  logistics: Api,
  sample: SampleOperation,
  loaded: Pick<Loaded, 'items' | 'grants' | 'warehouse'>,
): Promise<void> {
  heading(`1–2. Stock: two consignments received at ${sample.warehouse.code}`);
  const bins = new Map<string, string>();
  for (const bin of await logistics.all(`/v1/locations?warehouse_id=${loaded.warehouse}`))
    bins.set(bin.code, bin.id);
  for (const receipt of sample.receipts) {
    const made = await logistics.post('/v1/receipts', {
      ...receipt,
      warehouse_id: loaded.warehouse,
      lines: receipt.lines.map(({ item_code, grant_code, bin_code, ...rest }) => ({
        ...rest,
        item_id: loaded.items.get(item_code),
        grant_id: loaded.grants.get(grant_code),
        location_id: bins.get(bin_code),
      })),
    });
    line(`  ${made.number}: ${made.lines.length} lots by ${made.means} from ${made.received_from}`);
  }
  await printStock(logistics);
}

const MOST_ROWS = 40;

/** Stock by item; of a long catalogue, what has moved first. */
export async function printStock(logistics: Api): Promise<void> {
  const stock = await logistics.all('/v1/stock/items');
  const moved = (row: Json) => row.reserved + row.in_transit + row.at_sites + row.lost;
  const held = stock.filter((row) => row.on_hand + moved(row) > 0);
  const shown =
    held.length <= MOST_ROWS ? held : [...held].sort((a, b) => moved(b) - moved(a)).slice(0, MOST_ROWS);
  table(
    ['item', 'name', 'on hand', 'held', 'reserved', 'available', 'on the road', 'at sites', 'lost'],
    shown.map((row) => [
      row.item_code,
      row.name_en.slice(0, 38),
      row.on_hand,
      row.held,
      row.reserved,
      row.available,
      row.in_transit,
      row.at_sites,
      row.lost,
    ]),
  );
  if (held.length > shown.length)
    line(`  … and ${held.length - shown.length} more items: GET /v1/stock/items`);
}

async function loadOperation(logistics: Api, sample: SampleOperation, today: string): Promise<string> {
  heading('3. Operation, sites and household counts');
  const operation = (await logistics.post('/v1/operations', sample.operation)).id as string;
  for (const site of sample.sites) await logistics.post('/v1/sites', { ...site, operation_id: operation });
  line(`  ${sample.operation.name}: ${sample.sites.length} collective centres`);
  const path = `/v1/operations/${operation}/household-count-imports`;
  await showRefusal(
    logistics,
    `${path}?file_name=errors.csv&source=civil_protection`,
    countsCsvWithErrors(today),
  );
  await importBoth(logistics, path, 'counts.csv', 'civil_protection', countsCsv(today));
  await importBoth(logistics, path, 'counts-hxl.csv', 'displacement_tracking', countsHxl(today));
  return operation;
}

async function showRefusal(logistics: Api, path: string, file: string): Promise<void> {
  try {
    await logistics.upload(path, file);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    line(
      `  A file with mistakes is refused whole (${error.body.error_count} errors), each by row and column:`,
    );
    for (const fault of error.body.errors.slice(0, 4))
      line(`    row ${fault.row}, ${fault.column}: ${fault.message}`);
  }
}

async function importBoth(api: Api, path: string, name: string, source: string, file: string): Promise<void> {
  const query = `file_name=${name}&source=${source}`;
  const dry: Json = await api.upload(`${path}?${query}&dry_run=true`, file);
  const done: Json = await api.upload(`${path}?${query}`, file);
  line(
    `  ${name}: dry run foresees ${dry.rows_taken} sites, ${dry.households} households; imported ${done.rows_taken} sites, ${done.households} households, ${done.individuals} persons`,
  );
}

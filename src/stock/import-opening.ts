import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { categoriesFor } from '../catalogue/categorize.ts';
import { insertGrant, insertItem } from '../catalogue/store.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { findImports, insertImport } from '../database/imports.ts';
import { alreadyImported, assertAccepted, type ImportOutcome, inFileOrder } from '../exchange/imports.ts';
import type { TableFile } from '../exchange/table-file.ts';
import { comparableText } from '../exchange/text.ts';
import { assert, present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { readMapping } from '../mappings/write.ts';
import type { openingImportQuery } from './import-schema.ts';
import {
  type NumberedLine,
  numberLots,
  type OpeningList,
  type ResolvedList,
  readOpeningList,
  resolveLines,
} from './opening-plan.ts';
import { holdWarehouse, knownGrants, knownItems, knownLots } from './opening-store.ts';
import { receive } from './receive.ts';
import { findBins, findWarehouse, insertLocations } from './store.ts';

const KIND = 'opening_stock';

type Options = z.infer<typeof openingImportQuery>;

interface Effect {
  receipt_id: string | null;
  lots_created: number;
  items_created: number;
  grants_created: number;
  bins_created: number;
  quantity: number;
}

const nothing: Effect = {
  receipt_id: null,
  lots_created: 0,
  items_created: 0,
  grants_created: 0,
  bins_created: 0,
  quantity: 0,
};

export type OpeningImportOutcome = ImportOutcome & Effect;

/**
 * Takes a warehouse list in as the opening balance of a warehouse: one receipt with a line for each row, and with it the items,
 * grants and bins that were not there. A file that is there already changes nothing. Throws `not_found`, `conflict` when parts
 * of the file came in before under single warehouse names, `import_rejected` with every violation, `table_too_large`, and what
 * `readTable` throws; nothing is saved then.
 */
export async function importOpeningStock(
  tx: Tx,
  context: Context,
  principal: Principal,
  warehouseId: string,
  file: TableFile,
  options: Options,
): Promise<OpeningImportOutcome> {
  const held = await holdWarehouse(tx, warehouseId);
  found(held ? await findWarehouse(tx, warehouseId) : undefined, 'warehouse', warehouseId);
  const fileSha256 = file.sha256;
  const earlier = await earlierImport(tx, warehouseId, fileSha256, options.warehouse_name);
  if (earlier !== undefined) return { ...alreadyImported(earlier, options.dry_run), ...nothing };

  const saved = await readMapping(tx, KIND, options.mapping_id);
  const list = readOpeningList(file, {
    ...saved,
    ...options,
    date_order: options.date_order ?? saved.date_order,
  });
  const { plan, made } = await planAndSaveCatalogue(tx, context, warehouseId, fileSha256, list, options);
  const importId = context.ids.next();
  const rows = {
    rows_total: list.rows_total,
    rows_taken: plan.lines.length,
    rows_refused: list.rows_total - plan.lines.length,
  };
  const isFirst = await insertImport(tx, {
    id: importId,
    kind: KIND,
    scope_id: scopeOf(warehouseId, options.warehouse_name),
    file_name: options.file_name,
    file_sha256: fileSha256,
    ...rows,
    imported_by: principal.person_id,
    imported_at: instant(context.clock),
  });
  assert(isFirst, 'imports into a warehouse take turns');
  const receipt = await receive(tx, context, principal, {
    warehouse_id: warehouseId,
    reference: options.file_name,
    received_from: 'Saldo inicial',
    means: 'opening_balance',
    transport_document: null,
    import_id: importId,
    lines: plan.lines.map(receiptLine),
  });
  return {
    import_id: options.dry_run ? null : importId,
    already_imported: false,
    dry_run: options.dry_run,
    ...rows,
    ignored_columns: list.ignored_columns,
    violations: plan.violations,
    receipt_id: options.dry_run ? null : receipt.id,
    lots_created: plan.lots_created,
    ...made,
    quantity: plan.lines.reduce((sum, line) => sum + line.row.quantity, 0),
  };
}

/** A list may come in whole, or once under each of the warehouse names in it; each is a scope of its own. */
function scopeOf(warehouseId: string, warehouseName: string | undefined): string {
  return warehouseName === undefined ? warehouseId : `${warehouseId} ${comparableText(warehouseName)}`;
}

/** The import that brought the same rows, if one did. */
async function earlierImport(
  tx: Tx,
  warehouseId: string,
  fileSha256: string,
  warehouseName: string | undefined,
) {
  const imports = await findImports(tx, KIND, { id: warehouseId, andItsParts: true }, fileSha256);
  const same = [warehouseId, scopeOf(warehouseId, warehouseName)];
  const earlier = imports.find((one) => same.includes(one.scope_id));
  if (earlier === undefined && warehouseName === undefined && imports.length > 0) {
    const names = imports.map((one) => one.scope_id.slice(warehouseId.length + 1)).join(', ');
    throw new Problem('conflict', { resource: 'import of this file', field: 'warehouse_name', value: names });
  }
  return earlier;
}

type MadeCounts = Pick<Effect, 'items_created' | 'grants_created' | 'bins_created'>;

const MAX_ATTEMPTS = 3;

/**
 * Adds to the catalogue what the list needs. Lists of other warehouses may add the same at the same moment: then the list is
 * judged once more and finds it. Throws `import_rejected`, `table_too_large`, and `busy` when that goes on.
 */
async function planAndSaveCatalogue(
  tx: Tx,
  context: Context,
  warehouseId: string,
  fileSha256: string,
  list: OpeningList,
  options: Options,
): Promise<{ plan: StockPlan; made: MadeCounts }> {
  const made = { items_created: 0, grants_created: 0, bins_created: 0 };
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const plan = await planStock(tx, context, warehouseId, fileSha256, list, options);
    assertAccepted(plan.violations, plan.lines.length, options);
    const { items, grants, bins } = plan.missing;
    const saved = await saveCatalogue(tx, context, warehouseId, plan.missing);
    made.items_created += saved.items_created;
    made.grants_created += saved.grants_created;
    made.bins_created += saved.bins_created;
    const isWhole =
      saved.items_created === items.length &&
      saved.grants_created === grants.length &&
      saved.bins_created === bins.length;
    if (isWhole) return { plan, made };
  }
  throw new Problem('busy');
}

/** What the list names and the catalogue does not have yet. */
interface Missing {
  items: ResolvedList['items']['added'];
  grants: ResolvedList['grants']['added'];
  bins: ResolvedList['bins']['added'];
}

interface StockPlan {
  lines: NumberedLine[];
  /** Those of the list itself among them. */
  violations: Violation[];
  lots_created: number;
  missing: Missing;
}

async function planStock(
  tx: Tx,
  context: Context,
  warehouseId: string,
  fileSha256: string,
  list: OpeningList,
  options: Options,
): Promise<StockPlan> {
  const [items, grants, bins] = await Promise.all([
    knownItems(tx),
    knownGrants(tx),
    findBins(tx, warehouseId),
  ]);
  const oneWarehouse = options.warehouse_name !== undefined;
  const resolved = resolveLines(list, { items, grants, bins }, oneWarehouse, () => context.ids.next());
  const lots = await knownLots(tx, [...new Set(resolved.lines.map((line) => line.item_id))]);
  const numbered = numberLots(resolved.lines, lots, fileSha256);
  const used = new Set(numbered.lines.flatMap((line) => [line.item_id, line.grant_id, line.location_id]));
  const ofUse = <Row extends { id: string }>(rows: readonly Row[]) => rows.filter((row) => used.has(row.id));
  return {
    lines: numbered.lines,
    violations: inFileOrder([...list.violations, ...resolved.violations, ...numbered.violations]),
    lots_created: numbered.lots_created,
    missing: {
      items: ofUse(resolved.items.added),
      grants: ofUse(resolved.grants.added),
      bins: ofUse(resolved.bins.added),
    },
  };
}

/** Says how many of each were added; fewer than asked where someone else was faster. */
async function saveCatalogue(
  tx: Tx,
  context: Context,
  warehouseId: string,
  missing: Missing,
): Promise<MadeCounts> {
  const at = instant(context.clock);
  const made = { items_created: 0, grants_created: 0, bins_created: 0 };
  const unknown = { weight_g: null, volume_ml: null, shelf_life_days: null, dangerous_goods: false };
  const texts = new Set(missing.items.map((item) => item.category));
  const categories = await categoriesFor(tx, context, texts);
  for (const item of missing.items) {
    const category = present(categories.get(item.category), 'the category of a text');
    const added = await insertItem(tx, { ...item, ...unknown, category, kind: 'item' }, at);
    made.items_created += Number(added);
  }
  const grant = { title: 'Existencias iniciales', starts_on: null, ends_on: null };
  for (const row of missing.grants) {
    const fields = { ...row, ...grant, currency: 'USD', cash_budget_cents: 0 };
    made.grants_created += Number(await insertGrant(tx, fields, at));
  }
  const bin = { kind: 'bin' as const, warehouse_id: warehouseId, site_id: null };
  const bins = missing.bins.map((row) => ({ ...row, ...bin }));
  made.bins_created = await insertLocations(tx, bins, at);
  return made;
}

function receiptLine({ row, item_id, grant_id, location_id, lot_number }: NumberedLine) {
  return {
    item_id,
    grant_id,
    location_id,
    lot_number,
    quantity: row.quantity,
    expires_on: row.expires_on,
    manufactured_on: null,
    condition: 'good' as const,
    unit_value: row.unit_value,
    currency: row.currency,
  };
}

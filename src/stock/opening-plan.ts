import { cellViolation } from '../exchange/cells.ts';
import { isCode } from '../exchange/codes.ts';
import type { CellOf, ExplicitMapping } from '../exchange/mapping.ts';
import type { TableFile } from '../exchange/table-file.ts';
import { comparableText } from '../exchange/text.ts';
import type { Violation } from '../lib/problem.ts';
import { type Found, type KnownBin, ListedBins, ListedGrants, ListedItems } from './opening-catalogue.ts';
import {
  type OpeningField,
  type OpeningReading,
  type OpeningRow,
  readOpeningStockFile,
} from './opening-file.ts';
import type { KnownGrant, KnownItem, KnownLot } from './opening-store.ts';

/** A row that could be taken apart: what it says, and as a whole row where nothing is wrong with it. */
interface ListedRow {
  read: OpeningReading;
  cell: CellOf<OpeningField>;
  row: OpeningRow | undefined;
}

/** A warehouse list as it was read, or the part of it that is one warehouse's. */
export interface OpeningList {
  rows: ListedRow[];
  violations: Violation[];
  rows_total: number;
  ignored_columns: string[];
}

export interface OpeningListOptions {
  file_name: string;
  warehouse_name?: string | undefined;
  date_order?: 'DMY' | 'MDY' | undefined;
  mapping?: ExplicitMapping<OpeningField> | undefined;
}

/** Reads a list. With a warehouse name, rows of other warehouses are left out, whatever is wrong with them. */
export function readOpeningList(file: TableFile, options: OpeningListOptions): OpeningList {
  const seen: Omit<ListedRow, 'row'>[] = [];
  const read = readOpeningStockFile(file, {
    ...(options.date_order === undefined ? {} : { dateOrder: options.date_order }),
    ...(options.mapping === undefined ? {} : { mapping: options.mapping }),
    onRow: (reading, cell) => seen.push({ read: reading, cell }),
  });
  const wanted = options.warehouse_name === undefined ? null : comparableText(options.warehouse_name);
  const isOther = ({ warehouse_name }: OpeningReading) =>
    wanted !== null && warehouse_name !== null && comparableText(warehouse_name) !== wanted;
  const others = new Set(seen.filter((one) => isOther(one.read)).map((one) => one.read.row));
  const good = new Map(read.rows.map((row) => [row.row, row]));
  const rows = seen
    .filter((one) => !others.has(one.read.row))
    .map((one) => ({ ...one, row: good.get(one.read.row) }));
  const list = {
    rows,
    violations: read.violations.filter(({ row }) => row === undefined || !others.has(row)),
    rows_total: read.total_rows - others.size,
    ignored_columns: [...read.ignored_columns, ...commentColumn(rows)],
  };
  if (others.size > 0 && list.rows_total === 0) list.violations.push(noSuchWarehouse(options));
  return list;
}

/** Comments are read to nobody's use: who sends some is told. */
function commentColumn(rows: readonly ListedRow[]): string[] {
  const commented = rows.find(({ read }) => read.comments !== null);
  return commented === undefined ? [] : [commented.cell('comments').column];
}

function noSuchWarehouse({ file_name, warehouse_name }: OpeningListOptions): Violation {
  const params = { resource: 'warehouse' };
  return { rule: 'unknown_reference', file: file_name, value: warehouse_name ?? null, params };
}

export interface KnownCatalogue {
  items: readonly KnownItem[];
  grants: readonly KnownGrant[];
  bins: readonly KnownBin[];
}

interface ResolvedLine {
  row: OpeningRow;
  cell: CellOf<OpeningField>;
  item_id: string;
  grant_id: string;
  location_id: string;
}

export interface ResolvedList {
  lines: ResolvedLine[];
  violations: Violation[];
  items: ListedItems;
  grants: ListedGrants;
  bins: ListedBins;
}

/** Finds item, grant and bin of each row, adding those there are not. */
export function resolveLines(
  { rows }: OpeningList,
  known: KnownCatalogue,
  oneWarehouse: boolean,
  newId: () => string,
): ResolvedList {
  const readings = rows.map((one) => one.read);
  const items = new ListedItems(known.items, readings, newId);
  const grants = new ListedGrants(known.grants, newId);
  const bins = new ListedBins(known.bins, oneWarehouse, newId);
  const resolved: ResolvedList = { lines: [], violations: [], items, grants, bins };
  // Rows with a code come first, so that a row with the name alone finds the item they add.
  const codedFirst = [...rows].sort(
    (a, b) => Number(a.read.item_code === null) - Number(b.read.item_code === null),
  );
  for (const { read, cell, row } of codedFirst) {
    const item = items.find(read);
    const grant = grants.find(read.donor);
    const wrong = [
      ...itemViolations(read, cell, item),
      ...grantViolations(cell, grant),
      ...valueTooLarge(read, cell),
    ];
    resolved.violations.push(...wrong);
    if (row === undefined || wrong.length > 0) continue;
    resolved.lines.push({
      row,
      cell,
      item_id: ('known' in item ? item.known : items.add(row)).id,
      grant_id: ('known' in grant ? grant.known : grants.add(row.donor)).id,
      location_id: bins.get(row).id,
    });
  }
  resolved.lines.sort((a, b) => a.row.row - b.row.row);
  return resolved;
}

function itemViolations(
  read: OpeningReading,
  cell: CellOf<OpeningField>,
  item: Found<KnownItem>,
): Violation[] {
  if ('ambiguous' in item) {
    const params = { count: item.ambiguous, resource: 'items' };
    return [cellViolation(cell('item_name'), 'ambiguous_name', params)];
  }
  if ('unknown' in item) {
    if (read.item_code === null || isCode(read.item_code)) return [];
    return [cellViolation(cell('item_code'), 'code_format')];
  }
  const { code, base_unit } = item.known;
  if (read.base_unit === null || comparableText(read.base_unit) === comparableText(base_unit)) return [];
  return [cellViolation(cell('base_unit'), 'unit_differs', { item: code, base_unit })];
}

function grantViolations(cell: CellOf<OpeningField>, grant: Found<KnownGrant>): Violation[] {
  if (!('ambiguous' in grant)) return [];
  const params = { count: grant.ambiguous, resource: 'grants' };
  return [cellViolation(cell('donor'), 'ambiguous_name', params)];
}

const MAX_UNIT_VALUE = '999999999';

function valueTooLarge({ unit_value }: OpeningReading, cell: CellOf<OpeningField>): Violation[] {
  const whole = unit_value?.split('.')[0] ?? '';
  if (whole.length <= MAX_UNIT_VALUE.length) return [];
  return [cellViolation(cell('unit_value'), 'number_too_large', { max: MAX_UNIT_VALUE })];
}

export interface NumberedLine extends Omit<ResolvedLine, 'cell'> {
  lot_number: string;
}

export interface NumberedLines {
  lines: NumberedLine[];
  violations: Violation[];
  lots_created: number;
}

/**
 * Gives each line its lot: the list's own number, else `OPENING-` and its row. One lot has one expiry date, in the list and
 * with what is registered already.
 */
export function numberLots(
  lines: readonly ResolvedLine[],
  registered: readonly KnownLot[],
  fileSha256: string,
): NumberedLines {
  const expiryOf = new Map(registered.map((lot) => [lotKey(lot), lot.expires_on]));
  const before = expiryOf.size;
  const numbered: NumberedLines = { lines: [], violations: [], lots_created: 0 };
  for (const { cell, ...line } of lines) {
    const { row } = line;
    const own = `OPENING-${row.row}`;
    // Another list had a row of this number; what follows from the file keeps the two apart.
    const isTaken = expiryOf.has(lotKey({ ...line, lot_number: own }));
    const lot_number = row.lot_number ?? (isTaken ? `${own}-${fileSha256.slice(0, 6)}` : own);
    const key = lotKey({ ...line, lot_number });
    const expiresOn = expiryOf.get(key);
    if (expiresOn !== undefined && expiresOn !== row.expires_on) {
      const params = { lot_number, expires_on: expiresOn };
      numbered.violations.push(cellViolation(cell('expires_on'), 'lot_differs', params));
      continue;
    }
    expiryOf.set(key, row.expires_on);
    numbered.lines.push({ ...line, lot_number });
  }
  return { ...numbered, lots_created: expiryOf.size - before };
}

function lotKey({ item_id, grant_id, lot_number }: Omit<KnownLot, 'expires_on'>): string {
  return `${item_id} ${grant_id} ${lot_number}`;
}

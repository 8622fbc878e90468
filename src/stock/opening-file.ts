import {
  calendarDate,
  cellViolation,
  collect,
  type DateOrder,
  decimalText,
  identifierText,
  plainText,
  type SourceCell,
  stated,
  wholeNumber,
} from '../exchange/cells.ts';
import type { TableLimits } from '../exchange/csv.ts';
import type { ImportField } from '../exchange/import-kinds.ts';
import {
  type CellOf,
  DuplicateFinder,
  type ExplicitMapping,
  type FieldSpec,
  missingColumn,
  type RowsRead,
  readRows,
} from '../exchange/mapping.ts';
import type { TableFile } from '../exchange/table-file.ts';
import type { Violation } from '../lib/problem.ts';

/** One line of a warehouse list: so much of one lot of one item in one place. Texts have their white space collapsed. */
export interface OpeningRow {
  /** As a spreadsheet shows it. */
  row: number;
  /** Empty where the list has no column for it: a list of one warehouse. */
  warehouse_name: string;
  /** At least one of code and name is there. */
  item_code: string | null;
  item_name: string | null;
  category: string | null;
  /** The unit as written: `pcs`, `piece`, `bx`. */
  base_unit: string;
  /** In base units, at least 1. */
  quantity: number;
  /** Of one base unit, exact decimal text with up to 9 decimals; null is unknown, `0` is what the list says. */
  unit_value: string | null;
  /** Three letters, ISO 4217 by form only. */
  currency: string | null;
  donor: string | null;
  /** Also called tracking number. */
  lot_number: string | null;
  /** YYYY-MM-DD, the last good day. */
  expires_on: string | null;
  bin: string | null;
  comments: string | null;
}

export type OpeningField = ImportField<'opening_stock'>;

export interface OpeningFileOptions {
  /** Declared order of dates such as 05/08/2026; without it they are refused. */
  dateOrder?: DateOrder;
  mapping?: ExplicitMapping<OpeningField>;
  limits?: Partial<TableLimits>;
  /** Sees every row that could be taken apart, good or bad, so that a caller can say at once all that is wrong with it. */
  onRow?: (read: OpeningReading, cell: CellOf<OpeningField>) => void;
}

/** A row as far as it could be read: what was refused in it is null. */
export type OpeningReading = Omit<OpeningRow, 'warehouse_name' | 'base_unit' | 'quantity'> & {
  warehouse_name: string | null;
  base_unit: string | null;
  quantity: number | null;
};

const OPENING_FIELDS: readonly FieldSpec<OpeningField>[] = [
  {
    key: 'warehouse_name',
    headers: ['Almacén', 'Warehouse', 'Bodega', 'Depósito', 'Nombre del almacén', 'Warehouse name'],
    hxl: ['#loc+warehouse', '#loc+name', '#loc!'],
  },
  {
    key: 'item_code',
    headers: ['Código de artículo', 'Item code', 'Código del artículo', 'Código', 'SKU', 'Code'],
    hxl: ['#item+code-lot-batch'],
  },
  {
    key: 'item_name',
    headers: [
      'Artículo',
      'Item name',
      'Nombre del artículo',
      'Producto',
      'Descripción',
      'Description',
      'Item',
      'Nombre',
    ],
    hxl: ['#item+name', '#item!'],
  },
  { key: 'category', headers: ['Categoría', 'Category', 'Rubro'], hxl: ['#item+category', '#item+type'] },
  {
    key: 'base_unit',
    required: true,
    headers: ['Unidad de medida', 'Unit of measure', 'Unidad', 'Unit', 'UoM', 'Units'],
    hxl: ['#item+unit'],
  },
  {
    key: 'quantity',
    required: true,
    headers: ['Cantidad', 'Quantity', 'Existencia', 'Existencias', 'Saldo', 'Qty', 'On hand', 'Stock'],
    hxl: ['#indicator+stock+num', '#indicator+stock'],
  },
  {
    key: 'unit_value',
    headers: ['Valor unitario', 'Unit value', 'Precio unitario', 'Costo unitario', 'Unit price', 'Unit cost'],
    hxl: ['#value+unit', '#value!'],
  },
  { key: 'currency', headers: ['Moneda', 'Currency', 'Divisa'], hxl: ['#currency+code', '#currency!'] },
  {
    key: 'donor',
    headers: ['Donante', 'Donor', 'Proveedor/Donante', 'Supplier/Donor', 'Donador'],
    hxl: ['#org+funding', '#org+donor'],
  },
  {
    key: 'lot_number',
    headers: [
      'Número de lote',
      'Lot number',
      'Lote',
      'Lot',
      'Batch',
      'Batch number',
      'Número de seguimiento',
      'Tracking number',
    ],
    hxl: ['#item+lot', '#item+batch'],
  },
  {
    key: 'expires_on',
    headers: [
      'Fecha de vencimiento',
      'Expiry date',
      'Vencimiento',
      'Vence',
      'Caducidad',
      'Fecha de caducidad',
      'Expiration date',
      'Expiry',
      'Expires on',
    ],
    hxl: ['#date+expiry'],
  },
  {
    key: 'bin',
    headers: ['Ubicación', 'Bin', 'Estante', 'Estantería', 'Bin location', 'Shelf'],
    hxl: ['#loc+bin'],
  },
  {
    key: 'comments',
    headers: ['Comentarios', 'Comments', 'Observaciones', 'Comentario', 'Remarks', 'Notas', 'Notes'],
    hxl: ['#meta+comment', '#meta+comments', '#description'],
  },
];

/**
 * A list of what stands in warehouses, as typed in the field → its good rows and everything wrong with the others.
 * A row with any violation is left out: no warehouse, item, unit or quantity, a quantity that is not a whole number
 * from 1 up, numbers or dates that could be read two ways, a row that repeats an earlier one (same warehouse, item,
 * lot, expiry, donor and bin), a row of totals. Throws what `readTable` throws.
 */
export function readOpeningStockFile(
  file: TableFile,
  options: OpeningFileOptions = {},
): RowsRead<OpeningRow> {
  const duplicates = new DuplicateFinder();
  let namesWarehouse = false;
  return readRows(file, {
    fields: OPENING_FIELDS,
    mapping: options.mapping ?? {},
    limits: options.limits ?? {},
    nameFields: ['warehouse_name', 'item_code', 'item_name'],
    checkColumns: (table, { columns }) => {
      namesWarehouse = columns.warehouse_name !== undefined;
      const keys = ITEM_KEYS.filter((key) => columns[key] !== undefined || options.mapping?.[key]);
      const fields = OPENING_FIELDS.filter((field) => ITEM_KEYS.some((key) => key === field.key));
      return keys.length > 0 ? [] : [missingColumn(table, fields)];
    },
    readRow: (cell, row, violations) =>
      readOpeningRow(cell, row, namesWarehouse, options, duplicates, violations),
  });
}

const ITEM_KEYS = ['item_code', 'item_name'] as const;

function readOpeningRow(
  cell: CellOf<OpeningField>,
  row: number,
  namesWarehouse: boolean,
  options: OpeningFileOptions,
  duplicates: DuplicateFinder,
  violations: Violation[],
): OpeningRow | null {
  const text = (key: OpeningField, max: number) => collect(plainText(cell(key), max), violations);
  const identifier = (key: OpeningField, max: number) => collect(identifierText(cell(key), max), violations);
  const required = (key: OpeningField, max: number) =>
    collect(stated(cell(key), plainText(cell(key), max)), violations);
  const quantity = cell('quantity');
  const read: OpeningReading = {
    row,
    warehouse_name: namesWarehouse ? required('warehouse_name', 200) : '',
    item_code: identifier('item_code', 60),
    item_name: text('item_name', 300),
    category: text('category', 100),
    base_unit: required('base_unit', 30),
    quantity: collect(stated(quantity, wholeNumber(quantity, { min: 1 })), violations),
    unit_value: collect(decimalText(cell('unit_value')), violations),
    currency: currency(cell('currency'), violations),
    donor: text('donor', 200),
    lot_number: identifier('lot_number', 100),
    expires_on: collect(calendarDate(cell('expires_on'), options.dateOrder), violations),
    bin: text('bin', 60),
    comments: text('comments', 1_000),
  };
  if (ITEM_KEYS.every((key) => cell(key).text.trim() === '')) {
    const columns = ITEM_KEYS.map((key) => cell(key).column).join(', ');
    violations.push(cellViolation(cell('item_name'), 'required_one_of', { columns }, null));
  }
  const duplicate = duplicateRow(read, cell, duplicates);
  if (duplicate) violations.push(duplicate);
  options.onRow?.(read, cell);
  const { warehouse_name, base_unit, quantity: pieces } = read;
  if (warehouse_name === null || base_unit === null || pieces === null) return null;
  return { ...read, warehouse_name, base_unit, quantity: pieces };
}

function currency(cell: SourceCell, violations: Violation[]): string | null {
  const code = cell.text.trim().toUpperCase();
  if (code === '' || /^[A-Z]{3}$/u.test(code)) return code || null;
  violations.push(cellViolation(cell, 'currency_code'));
  return null;
}

/** The expiry belongs to the identity: two dates of one item without lot numbers are two lots. */
function duplicateRow(
  read: OpeningReading,
  cell: CellOf<OpeningField>,
  duplicates: DuplicateFinder,
): Violation | null {
  const item = read.item_code ?? read.item_name;
  if (read.warehouse_name === null || item === null) return null;
  const named = cell(read.item_code === null ? 'item_name' : 'item_code');
  const { warehouse_name, lot_number, expires_on, donor, bin } = read;
  return duplicates.check(named, [warehouse_name, item, lot_number, expires_on, donor, bin]);
}

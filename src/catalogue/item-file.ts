import {
  type CellResult,
  cellViolation,
  collect,
  identifierText,
  plainText,
  type SourceCell,
  stated,
  wholeNumber,
} from '../exchange/cells.ts';
import { isCode } from '../exchange/codes.ts';
import { withoutGuards } from '../exchange/formula-guard.ts';
import {
  type CellOf,
  DuplicateFinder,
  type FieldSpec,
  type RowsRead,
  readRows,
} from '../exchange/mapping.ts';
import type { TableFile } from '../exchange/table-file.ts';
import { comparableText } from '../exchange/text.ts';
import type { Violation } from '../lib/problem.ts';
import type { ItemStatement } from './item-statement.ts';
import { readPacking, readSubstitutes, readUnitValues } from './item-texts.ts';

export type ItemField =
  | 'code'
  | 'name_es'
  | 'name_en'
  | 'category'
  | 'base_unit'
  | 'weight_g'
  | 'volume_ml'
  | 'shelf_life_days'
  | 'dangerous_goods'
  | 'un_number'
  | 'figures_source'
  | 'packing'
  | 'substitutes'
  | 'unit_values'
  | 'active';

/** The Spanish header first, then the English one: an export is headed with either. */
export const ITEM_FIELDS: readonly FieldSpec<ItemField>[] = [
  { key: 'code', required: true, headers: ['Código', 'Code', 'Item Code'], hxl: ['#item+code'] },
  { key: 'name_es', headers: ['Nombre (es)', 'Name (es)', 'Nombre'], hxl: ['#item+name+i_es'] },
  { key: 'name_en', headers: ['Nombre (en)', 'Name (en)', 'Name'], hxl: ['#item+name+i_en'] },
  { key: 'category', headers: ['Categoría', 'Category'], hxl: ['#item+category'] },
  { key: 'base_unit', headers: ['Unidad', 'Unit', 'Unit of Measure'], hxl: ['#item+unit'] },
  { key: 'weight_g', headers: ['Peso (g)', 'Weight (g)'], hxl: ['#item+weight+g'] },
  { key: 'volume_ml', headers: ['Volumen (ml)', 'Volume (ml)'], hxl: ['#item+volume+ml'] },
  { key: 'shelf_life_days', headers: ['Vida útil (días)', 'Shelf life (days)'], hxl: ['#item+life+days'] },
  { key: 'dangerous_goods', headers: ['Mercancía peligrosa', 'Dangerous goods'], hxl: ['#item+dangerous'] },
  { key: 'un_number', headers: ['Número ONU', 'UN number'], hxl: ['#item+un'] },
  { key: 'figures_source', headers: ['Fuente de las cifras', 'Source of figures'], hxl: ['#item+source'] },
  { key: 'packing', headers: ['Empaques', 'Packing'], hxl: ['#item+packing'] },
  { key: 'substitutes', headers: ['Sustitutos', 'Substitutes'], hxl: ['#item+substitutes'] },
  { key: 'unit_values', headers: ['Valores unitarios', 'Unit values'], hxl: ['#item+value'] },
  { key: 'active', headers: ['Activo', 'Active'], hxl: ['#item+active'] },
];

export interface ItemRow {
  row: number;
  statement: ItemStatement;
  /** To name the cell of a violation that only the catalogue can tell. */
  cell: CellOf<ItemField>;
}

const MAX_WEIGHT_G = 10_000_000;
const MAX_VOLUME_ML = 100_000_000;

/**
 * A file of items, one row each → its good rows and everything wrong with the others. A column that is not there states
 * nothing; a blank cell states "unknown" or "none" where an item may have none, and is refused where it must have one. Throws
 * what `readTable` throws.
 */
export function readItemFile(uploaded: TableFile): RowsRead<ItemRow> {
  const file = withoutGuards(uploaded);
  const duplicates = new DuplicateFinder();
  let present: ReadonlySet<string> = new Set();
  return readRows<ItemField, ItemRow>(file, {
    fields: ITEM_FIELDS,
    nameFields: [],
    checkColumns: (_table, { columns }) => {
      present = new Set(Object.keys(columns));
      return [];
    },
    readRow: (cell, row, violations) => {
      const statement = readStatement(cell, present, violations);
      const duplicate = statement === null ? null : duplicates.check(cell('code'), [statement.code]);
      if (duplicate) violations.push(duplicate);
      return statement === null ? null : { row, statement, cell };
    },
  });
}

/** Null exactly when something was added to `violations`. */
function readStatement(
  cell: CellOf<ItemField>,
  present: ReadonlySet<string>,
  violations: Violation[],
): ItemStatement | null {
  const before = violations.length;
  const read = <T>(key: ItemField, reader: (cell: SourceCell) => CellResult<T>): T | undefined => {
    if (!present.has(key)) return undefined;
    const value = collect(reader(cell(key)), violations);
    return value === null ? (null as T) : value;
  };
  const needed = (max: number) => (at: SourceCell) => stated(at, plainText(at, max));
  const figure = (max: number) => (at: SourceCell) => wholeNumber(at, { min: 1, max });
  const code = collect(stated(cell('code'), identifierText(cell('code'), 64)), violations);
  if (code !== null && !isCode(code)) violations.push(cellViolation(cell('code'), 'code_format'));
  const statement = {
    name_es: read('name_es', needed(300)),
    name_en: read('name_en', needed(300)),
    category: read('category', needed(100)),
    base_unit: read('base_unit', needed(30)),
    weight_g: read('weight_g', figure(MAX_WEIGHT_G)),
    volume_ml: read('volume_ml', figure(MAX_VOLUME_ML)),
    shelf_life_days: read('shelf_life_days', figure(100_000)),
    dangerous_goods: read('dangerous_goods', yesOrNo) ?? undefined,
    un_number: read('un_number', unNumber),
    figures_source: read('figures_source', (at) => plainText(at, 300)),
    packing: read('packing', readPacking),
    substitutes: read('substitutes', readSubstitutes),
    unit_values: read('unit_values', readUnitValues),
    active: read('active', yesOrNo) ?? undefined,
  };
  return violations.length > before || code === null ? null : { code, ...statement };
}

const YES = new Set(['si', 's', 'yes', 'y', 'true', 'verdadero', '1', 'x']);
const NO = new Set(['no', 'n', 'false', 'falso', '0']);

/** Null when blank: not stated. */
function yesOrNo(cell: SourceCell): CellResult<boolean | null> {
  const text = comparableText(cell.text);
  if (text === '') return { value: null };
  if (YES.has(text) || NO.has(text)) return { value: YES.has(text) };
  return { violation: cellViolation(cell, 'yes_or_no') };
}

function unNumber(cell: SourceCell): CellResult<string | null> {
  const text = cell.text.replaceAll(/\s/gu, '').toUpperCase();
  if (text === '') return { value: null };
  const digits = /^(?:UN)?(\d{4})$/u.exec(text)?.[1];
  return digits === undefined ? { violation: cellViolation(cell, 'un_number') } : { value: `UN${digits}` };
}

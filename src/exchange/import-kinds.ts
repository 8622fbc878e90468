/**
 * What can be imported through a saved mapping, and the fields each kind has. The reader of a kind takes the type of its fields
 * from here, so that a mapping never names one the reader does not know.
 */
export const importFields = {
  opening_stock: [
    'warehouse_name',
    'item_code',
    'item_name',
    'category',
    'base_unit',
    'quantity',
    'unit_value',
    'currency',
    'donor',
    'lot_number',
    'expires_on',
    'bin',
    'comments',
  ],
} as const;

export type ImportKind = keyof typeof importFields;

export const importKinds = Object.keys(importFields) as [ImportKind, ...ImportKind[]];

export type ImportField<Kind extends ImportKind> = (typeof importFields)[Kind][number];

import type { FieldSpec } from '../exchange/mapping.ts';
import type { Language } from '../lib/localized.ts';

/** The columns of a count sheet, in the order they are printed. */
export const sheetFields = [
  'line',
  'bin',
  'item',
  'name',
  'unit',
  'lot',
  'grant',
  'expires',
  'expected',
  'counted',
  'counted_at',
  'note',
] as const;

export type SheetField = (typeof sheetFields)[number];

/** What each column is called, as it is printed first and then as people call it. */
const names: Readonly<Record<SheetField, Readonly<Record<Language, readonly string[]>>>> = {
  line: { es: ['Línea', 'N.º', 'No.'], en: ['Line', 'Line number'] },
  bin: { es: ['Ubicación', 'Estante', 'Lugar'], en: ['Bin', 'Location'] },
  item: { es: ['Código', 'Código de artículo'], en: ['Item code', 'Code'] },
  name: { es: ['Artículo', 'Descripción'], en: ['Item', 'Description'] },
  unit: { es: ['Unidad'], en: ['Unit'] },
  lot: { es: ['Lote', 'Número de lote'], en: ['Lot', 'Lot number', 'Batch'] },
  grant: { es: ['Subvención', 'Proyecto', 'Donante'], en: ['Grant', 'Project', 'Donor'] },
  expires: { es: ['Vence', 'Vencimiento', 'Caducidad'], en: ['Expires', 'Expiry', 'Expiry date'] },
  expected: { es: ['Esperado', 'Existencia'], en: ['Expected'] },
  counted: { es: ['Contado', 'Conteo', 'Cantidad contada'], en: ['Counted', 'Count', 'Quantity counted'] },
  counted_at: { es: ['Hora del conteo', 'Contado el'], en: ['Counted at', 'Time counted'] },
  note: { es: ['Nota', 'Observaciones'], en: ['Note', 'Remarks'] },
};

/** The header a column is printed under. */
export function sheetHeader(field: SheetField, language: Language): string {
  return names[field][language][0] ?? field;
}

/** How a filled sheet is read: headers in either language, columns in any order. What is expected is never read back. */
export const sheetColumns: readonly FieldSpec<SheetField>[] = sheetFields.map((key) => ({
  key,
  headers: [...names[key].es, ...names[key].en],
  hxl: [],
  ...(key === 'counted' ? { required: true } : {}),
}));

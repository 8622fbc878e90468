import type { Language } from '../lib/localized.ts';
import type { SheetRow } from './line-store.ts';
import { type SheetField, sheetFields, sheetHeader } from './sheet-fields.ts';

/** The sheet of a count as rows of cells, headers first, what is to be filled in blank. A blind one has no column for what is expected; a recount lists what is to be counted again. */
export function makeSheet(
  lines: readonly SheetRow[],
  count: { blind: boolean; state: string },
  language: Language,
): string[][] {
  const fields = sheetFields.filter((field) => field !== 'expected' || !count.blind);
  const asked =
    count.state === 'recount' ? lines.filter((line) => line.recount === 1 || line.counted === null) : lines;
  return [
    fields.map((field) => sheetHeader(field, language)),
    ...asked.map((line) => fields.map((field) => String(cellOf(line, field, language) ?? ''))),
  ];
}

function cellOf(line: SheetRow, field: SheetField, language: Language): string | number | null {
  const cells: Readonly<Record<SheetField, string | number | null>> = {
    line: line.line_number,
    bin: line.location_code,
    item: line.item_code,
    name: language === 'es' ? line.name_es : line.name_en,
    unit: line.base_unit,
    lot: line.lot_number,
    grant: line.grant_code,
    expires: line.expires_on,
    expected: line.expected ?? line.on_hand_at_start,
    counted: null,
    counted_at: null,
    note: null,
  };
  return cells[field];
}

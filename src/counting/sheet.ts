import { stringify } from 'csv-stringify/sync';
import type { Language } from '../lib/localized.ts';
import type { SheetRow } from './line-store.ts';
import { type SheetField, sheetFields, sheetHeader } from './sheet-fields.ts';

/** A count sheet as rows of cells: headers first, what is to be filled in left blank. */
export interface Sheet {
  readonly headers: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** The sheet of a count. A blind one has no column for what is expected; a recount lists what is to be counted again. */
export function makeSheet(
  lines: readonly SheetRow[],
  count: { blind: boolean; state: string },
  language: Language,
): Sheet {
  const fields = sheetFields.filter((field) => field !== 'expected' || !count.blind);
  const asked =
    count.state === 'recount' ? lines.filter((line) => line.recount === 1 || line.counted === null) : lines;
  return {
    headers: fields.map((field) => sheetHeader(field, language)),
    rows: asked.map((line) => fields.map((field) => cellOf(line, field, language))),
  };
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

/** CSV in UTF-8 with a byte order mark, which Excel needs to read accents. A text that looks like a formula gets an apostrophe. */
export function sheetCsv({ headers, rows }: Sheet): Buffer {
  return Buffer.from(stringify([headers, ...rows], { bom: true, escape_formulas: true }));
}

/** Takes off the apostrophe that `sheetCsv` put before what looks like a formula. */
export function withoutGuard(text: string): string {
  return /^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}

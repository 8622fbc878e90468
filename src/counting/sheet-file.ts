import {
  calendarDate,
  cellViolation,
  collect,
  type DateOrder,
  plainText,
  type SourceCell,
  wholeNumber,
} from '../exchange/cells.ts';
import { withoutGuards } from '../exchange/formula-guard.ts';
import { type CellOf, readRows } from '../exchange/mapping.ts';
import type { TableFile } from '../exchange/table-file.ts';
import { collapseSpaces } from '../exchange/text.ts';
import { instantIn } from '../lib/clock.ts';
import type { Violation } from '../lib/problem.ts';
import { type SheetField, sheetColumns } from './sheet-fields.ts';

/** One row of a filled sheet. Texts are '' where the cell is blank. */
export interface FilledRow {
  readonly line_number: number | null;
  readonly bin: string;
  readonly item: string;
  readonly lot: string;
  readonly grant: string;
  /** YYYY-MM-DD. */
  readonly expires_on: string | null;
  /** Null when nobody counted it. */
  readonly counted: number | null;
  readonly counted_at: string | undefined;
  readonly note: string | null;
  /** For errors found later. */
  readonly cell: CellOf<SheetField>;
}

const MOST_NOTE = 2000;

/** Reads a filled count sheet. `timeZone` is the one that times without an offset are in. Throws what `readRows` throws. */
export function readSheet(file: TableFile, timeZone: string, dateOrder: DateOrder | undefined) {
  return readRows<SheetField, FilledRow>(withoutGuards(file), {
    fields: sheetColumns,
    nameFields: ['name', 'item'],
    readRow: (cell, _row, violations) => {
      const text = (field: SheetField) => collapseSpaces(cell(field).text);
      const counted = collect(wholeNumber(cell('counted')), violations);
      return {
        line_number: collect(wholeNumber(cell('line'), { min: 1 }), violations),
        bin: text('bin'),
        item: text('item'),
        lot: text('lot'),
        grant: text('grant'),
        expires_on: collect(calendarDate(cell('expires'), dateOrder), violations),
        counted,
        counted_at: readMoment(cell('counted_at'), timeZone, violations),
        note: collect(plainText(cell('note'), MOST_NOTE), violations),
        cell,
      };
    },
  });
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?$/;

/** `2026-08-05 13:04` on the clock of the warehouse, or an instant with its offset. */
function readMoment(cell: SourceCell, timeZone: string, violations: Violation[]): string | undefined {
  const text = cell.text.trim();
  if (text === '') return undefined;
  const [, day, time, offset] = MOMENT.exec(text) ?? [];
  const moment =
    day === undefined
      ? Number.NaN
      : Date.parse(`${text.replace(' ', 'T')}${offset === undefined ? 'Z' : ''}`);
  if (Number.isNaN(moment) || day === undefined || time === undefined) {
    violations.push(cellViolation(cell, 'moment_format'));
    return undefined;
  }
  return offset === undefined ? instantIn(timeZone, new Date(moment)) : new Date(moment).toISOString();
}

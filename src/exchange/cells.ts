import { isValid, parseISO } from 'date-fns';
import type { RuleCode, Violation } from '../lib/problem.ts';
import { collapseSpaces, comparableText } from './text.ts';

/** One cell and where it stands; `text` is '' for a blank cell and for a column the file does not have. */
export interface SourceCell {
  file: string;
  /** Of a workbook. */
  sheet?: string;
  /** As a spreadsheet shows it. */
  row: number;
  /** Header text. */
  column: string;
  text: string;
}

export type CellResult<T> = { value: T } | { violation: Violation };

/** The order of day and month in dates written with numbers only; the year comes last. */
export type DateOrder = 'DMY' | 'MDY';

/** A report carries enough of a bad value to find it again, not a whole essay. */
const SHOWN_CHARACTERS = 80;

/** A broken rule at a cell, with the value found there. */
export function cellViolation(
  cell: SourceCell,
  rule: RuleCode,
  params?: Violation['params'],
  value: string | null = shortened(cell.text),
): Violation {
  const { file, sheet, row, column } = cell;
  const place = sheet === undefined ? { file } : { file, sheet };
  return { rule, ...place, row, column, value, ...(params ? { params } : {}) };
}

/** The value; or null, with the violation added to the list. */
export function collect<T>(result: CellResult<T>, violations: Violation[]): T | null {
  if ('value' in result) return result.value;
  violations.push(result.violation);
  return null;
}

/** A cell that must not be blank: null becomes the violation `required`. */
export function stated<T>(cell: SourceCell, result: CellResult<T | null>): CellResult<T> {
  if ('violation' in result) return result;
  return result.value === null
    ? { violation: cellViolation(cell, 'required', undefined, null) }
    : { value: result.value };
}

/** Text with its white space collapsed; null when blank. Longer than `max` characters → `too_long`. */
export function plainText(cell: SourceCell, max: number): CellResult<string | null> {
  const text = collapseSpaces(cell.text);
  if (text === '') return { value: null };
  return text.length > max ? { violation: cellViolation(cell, 'too_long', { max }) } : { value: text };
}

/** `4.07952E+14`: what a spreadsheet leaves of a long number; many identifiers become one. */
const ABBREVIATED_NUMBER = /^\d(?:[.,]\d+)?e\+\d+$/iu;

/** Text that must be exactly what it was; leading zeros stay. Null when blank. */
export function identifierText(cell: SourceCell, max: number): CellResult<string | null> {
  if (ABBREVIATED_NUMBER.test(cell.text.trim())) {
    return { violation: cellViolation(cell, 'abbreviated_number') };
  }
  return plainText(cell, max);
}

/** `1,250`, `1.250`, `1 250`: twelve hundred and fifty to one reader, one and a quarter to another. */
const GROUPED = /^\d{1,3}(?:[.,'’\s]\d{3})+$/u;

/**
 * A count: digits only, `min` (0) to `max` (a billion, so that a hundred thousand rows still add up exactly). Null when
 * blank, which means "not stated" and never zero. Signs, decimals, exponents and grouped thousands are refused.
 */
export function wholeNumber(
  cell: SourceCell,
  { min = 0, max = 1_000_000_000 }: { min?: number; max?: number } = {},
): CellResult<number | null> {
  const text = cell.text.trim();
  if (text === '') return { value: null };
  if (GROUPED.test(text)) return { violation: cellViolation(cell, 'grouped_number') };
  if (!/^\d+$/u.test(text)) return { violation: cellViolation(cell, 'whole_number', { min }) };
  const value = Number(text);
  if (value > max) return { violation: cellViolation(cell, 'number_too_large', { max }) };
  return value < min ? { violation: cellViolation(cell, 'whole_number', { min }) } : { value };
}

const DECIMALS = 9;
const WHOLE_DIGITS = 15;

/**
 * A value that is not negative, as exact decimal text with a point and up to 9 decimals (`15.59395833`); zeros at its
 * end stay, zeros before it go. Null when blank. More than 15 digits before the point → `number_too_large`.
 */
export function decimalText(cell: SourceCell): CellResult<string | null> {
  const text = cell.text.trim();
  if (text === '') return { value: null };
  const [, digits, decimals] = /^(\d+)(?:\.(\d+))?$/u.exec(text) ?? [];
  if (digits === undefined || (decimals?.length ?? 0) > DECIMALS) {
    return { violation: cellViolation(cell, 'decimal_number', { max_decimals: DECIMALS }) };
  }
  const whole = digits.replace(/^0+(?=\d)/u, '');
  if (whole.length > WHOLE_DIGITS) {
    return { violation: cellViolation(cell, 'number_too_large', { max: '9'.repeat(WHOLE_DIGITS) }) };
  }
  return { value: decimals === undefined ? whole : `${whole}.${decimals}` };
}

/** Spanish and English months by their first three letters; no abbreviation means two months. */
const MONTHS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    'enero january',
    'febrero february',
    'marzo march',
    'abril april',
    'mayo may',
    'junio june',
    'julio july',
    'agosto august',
    'septiembre september setiembre',
    'octubre october',
    'noviembre november',
    'diciembre december',
  ].flatMap((words, index) =>
    words
      .split(' ')
      .flatMap((word) =>
        [word, word.slice(0, 3), word.slice(0, 4)].map((name) => [name, index + 1] as const),
      ),
  ),
);

/**
 * A calendar date as `YYYY-MM-DD`; null when blank. Reads `2013-05-17`, and the month in letters in Spanish or
 * English: `17 May 2013`, `17 de mayo de 2013`, `May 17, 2013`. With a time of day the date stays the one written
 * (`2026-08-05T23:30-06:00` is the 5th); an instant in UTC is refused, for its local day is not written.
 * Numbers only, `05/08/2026`, are refused as `date_order_unknown` unless the file's order was declared; a day that no
 * calendar has is `impossible_date`; all else, spreadsheet serials too, is `calendar_date`.
 */
export function calendarDate(cell: SourceCell, order?: DateOrder): CellResult<string | null> {
  const text = cell.text.trim();
  if (text === '') return { value: null };
  const parts = isoParts(text) ?? monthInLetters(text) ?? numericParts(text, order);
  if (parts === 'order unknown') return { violation: cellViolation(cell, 'date_order_unknown') };
  if (parts === null) return { violation: cellViolation(cell, 'calendar_date') };
  const [year, month, day] = parts;
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  const isWithinReason = Number(year) >= 1900 && Number(year) < 2200;
  if (!isWithinReason || !isValid(parseISO(date)))
    return { violation: cellViolation(cell, 'impossible_date') };
  return { value: date };
}

/** Year as its four digits, month and day as numbers. */
type DateParts = readonly [string, number, number];

const ISO_DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[+-](?!00:?00)\d{2}:?\d{2})?)?$/u;

function isoParts(text: string): DateParts | null {
  const parts = ISO_DATE.exec(text);
  return parts === null ? null : [parts[1] ?? '', Number(parts[2]), Number(parts[3])];
}

function monthInLetters(text: string): DateParts | null {
  const words = comparableText(text)
    .split(' ')
    .filter((word) => word !== 'de' && word !== 'del' && word !== 'of');
  const monthAt = words.findIndex((word) => Object.hasOwn(MONTHS, word));
  const day = /^(\d{1,2})(?:st|nd|rd|th|o|ro)?$/u.exec(words[monthAt === 0 ? 1 : 0] ?? '')?.[1];
  const year = words[2] ?? '';
  if (words.length !== 3 || monthAt < 0 || monthAt > 1 || day === undefined || !/^\d{4}$/u.test(year))
    return null;
  return [year, MONTHS[words[monthAt] ?? ''] ?? 0, Number(day)];
}

function numericParts(text: string, order: DateOrder | undefined): DateParts | 'order unknown' | null {
  const parts = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/u.exec(text);
  if (parts === null) return null;
  if (order === undefined) return 'order unknown';
  const [first, second, year] = [Number(parts[1]), Number(parts[3]), parts[4] ?? ''];
  return order === 'DMY' ? [year, second, first] : [year, first, second];
}

/** Decimal degrees, -90 to 90, with a point; null when blank. */
export function latitude(cell: SourceCell): CellResult<number | null> {
  return degrees(cell, 90, 'latitude');
}

/** Decimal degrees, -180 to 180, with a point; null when blank. */
export function longitude(cell: SourceCell): CellResult<number | null> {
  return degrees(cell, 180, 'longitude');
}

function degrees(cell: SourceCell, limit: number, rule: RuleCode): CellResult<number | null> {
  const text = cell.text.trim();
  if (text === '') return { value: null };
  if (!/^[+-]?\d{1,3}(?:\.\d+)?$/u.test(text)) return { violation: cellViolation(cell, 'decimal_degrees') };
  const value = Number(text);
  // Adding zero turns -0 into 0.
  return Math.abs(value) <= limit ? { value: value + 0 } : { violation: cellViolation(cell, rule) };
}

function shortened(text: string): string {
  const shown = collapseSpaces(text);
  return shown.length > SHOWN_CHARACTERS ? `${shown.slice(0, SHOWN_CHARACTERS)}…` : shown;
}

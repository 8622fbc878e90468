/** A spreadsheet keeps 15 digits of a number; what stands behind them is noise. */
const DIGITS = 15;

/**
 * A number as a sheet stores it (`145.30000000000001`, `1E-3`) as the decimal text the sheet shows: `145.3`, `0.001`. A whole
 * number of more than 15 digits has lost some and comes out abbreviated (`4.07952123456789E+19`), which every reader refuses.
 * What is no number stays as it is.
 */
export function plainNumber(stored: string): string {
  const value = Number(stored);
  if (stored.trim() === '' || !Number.isFinite(value)) return stored;
  if (Math.abs(value) >= 10 ** DIGITS) {
    return value.toExponential(DIGITS - 1).replace(/\.?0*e/u, 'E');
  }
  return withoutExponent(value.toExponential(DIGITS - 1));
}

function withoutExponent(text: string): string {
  const [, sign = '', whole = '0', decimals = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/u.exec(text) ?? [];
  const digits = `${whole}${decimals}`;
  const point = whole.length + Number(exponent);
  const [before, after] =
    point <= 0
      ? ['0', digits.padStart(digits.length - point, '0')]
      : [digits.slice(0, point).padEnd(point, '0'), digits.slice(point)];
  const fraction = after.replace(/0+$/u, '');
  const plain = `${before.replace(/^0+(?=\d)/u, '')}${fraction === '' ? '' : `.${fraction}`}`;
  return plain === '0' ? plain : `${sign}${plain}`;
}

const DAY_MS = 86_400_000;
const DAY_SECONDS = 86_400;

/** 9999-12-31, where the calendar of every spreadsheet ends. */
const LAST_SERIAL = 2_958_465;

/**
 * A serial number of a spreadsheet as the day it shows, `2026-08-05`, with a time of day `2026-08-05 23:30:00`, by whole days
 * and never by way of a time zone, so that it stays on its own day. Null for what is no day: a time alone, a negative serial,
 * and the 29 February 1900 that Excel believes in.
 */
export function serialDate(serial: number, is1904: boolean): string | null {
  const days = Math.floor(serial);
  const first = is1904 ? 0 : 1;
  if (!(days >= first) || days > LAST_SERIAL || (!is1904 && days === 60)) return null;
  const epoch = is1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  const day = new Date(epoch + days * DAY_MS).toISOString().slice(0, 10);
  const seconds = Math.min(Math.round((serial - days) * DAY_SECONDS), DAY_SECONDS - 1);
  if (seconds === 0) return day;
  return `${day} ${new Date(seconds * 1000).toISOString().slice(11, 19)}`;
}

/** Formats that every workbook knows by number: dates and dates with a time. */
const DATE_FORMATS = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);

/** What of a number format says how a cell is read. */
export type NumberFormat = { kind: 'date' } | { kind: 'number'; leadingZeros: number };

/** `code` is the custom format of that number, where the workbook defines one. */
export function numberFormat(id: number, code: string | undefined): NumberFormat {
  if (code === undefined) {
    return DATE_FORMATS.has(id) ? { kind: 'date' } : { kind: 'number', leadingZeros: 0 };
  }
  const bare = code
    .replace(/"[^"]*"|\\.|_.|\*./gu, '')
    .split(';')[0]
    ?.replace(/\[[^\]]*\]/gu, '')
    .toLowerCase();
  // A month without day or year is minutes; only what shows a day or a year names a date.
  if (bare !== undefined && /[dy]/u.test(bare)) return { kind: 'date' };
  return { kind: 'number', leadingZeros: /^0+$/u.test(bare ?? '') ? (bare?.length ?? 0) : 0 };
}

/** The text of a stored number under its format. */
export function formattedNumber(stored: string, format: NumberFormat, is1904: boolean): string {
  if (format.kind === 'date') return serialDate(Number(stored), is1904) ?? plainNumber(stored);
  const text = plainNumber(stored);
  return format.leadingZeros > 1 && /^\d+$/u.test(text) ? text.padStart(format.leadingZeros, '0') : text;
}

/** Characters that XML cannot hold are written `_x000D_` inside a workbook. */
export function unescaped(text: string): string {
  return text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/gu, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
      )
    : text;
}

/** `BC12` → column 54 (from 0) and row 12; null for what is no address of a cell. */
export function cellAddress(text: string): { column: number; row: number } | null {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/u.exec(text) ?? [];
  if (letters === undefined) return null;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  return { column: column - 1, row: Number(digits) };
}

/** Why a text is not an amount of money. */
export type MoneyReason =
  | 'empty'
  | 'negative'
  | 'too_many_decimals'
  | 'comma'
  | 'exponent'
  | 'space_inside'
  | 'too_many_digits'
  | 'not_a_number';

export type ParsedCents = { readonly cents: number } | { readonly reason: MoneyReason };

/** Thirteen digits are below a hundred billion dollars and far inside the safe integers, so sums stay exact. */
const MAX_DIGITS = 13;

/** In order: the first that fits is the reason given. */
const REFUSALS: readonly (readonly [RegExp, MoneyReason])[] = [
  [/^$/, 'empty'],
  [/^[-\u2212]/, 'negative'],
  [/^[0-9]+\.[0-9]{3,}$/, 'too_many_decimals'],
  [/,/, 'comma'],
  [/^[0-9.]+e/i, 'exponent'],
  [/\s/, 'space_inside'],
];

/**
 * Reads an amount as whole cents from its digits, never by way of a float.
 *
 * Accepts `145`, `145.5` and `145.50`, with white space around them. Refuses everything that two people could read
 * differently: a comma (`1,250.00` and `1.250,00` are both in use in the region), a third decimal (`145.005` would
 * need rounding, `1.250` may be a thousand), exponents, signs, and more than 13 digits.
 */
export function parseCents(text: string): ParsedCents {
  const trimmed = text.trim();
  const parts = /^([0-9]+)(?:\.([0-9]{1,2}))?$/.exec(trimmed);
  if (parts === null) {
    return { reason: REFUSALS.find(([pattern]) => pattern.test(trimmed))?.[1] ?? 'not_a_number' };
  }
  const whole = parts[1] ?? '';
  const decimals = parts[2] ?? '';
  if (whole.length + decimals.length > MAX_DIGITS) return { reason: 'too_many_digits' };
  return { cents: Number(whole) * 100 + Number(decimals.padEnd(2, '0')) };
}

/**
 * `14500` → `145.00`: a point, two decimals, no grouping; what `parseCents` reads back for every amount of at most
 * 13 digits. A negative amount (a difference) keeps its sign. Throws when the amount is not a safe integer.
 */
export function formatCents(cents: number): string {
  assertCents(cents);
  const digits = String(Math.abs(cents)).padStart(3, '0');
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** The exact sum in cents. Throws when a value or any running total is not a safe integer. */
export function sumCents(amounts: Iterable<number>): number {
  let total = 0;
  for (const cents of amounts) {
    assertCents(cents);
    total += cents;
    assertCents(total);
  }
  return total;
}

/** Beyond the safe integers two different amounts can compare equal, so money stops there. */
export function assertCents(cents: number): void {
  if (!Number.isSafeInteger(cents)) throw new RangeError(`${cents} is not a whole number of cents`);
}

import { addDays, format, isValid, parseISO } from 'date-fns';

/**
 * The calendar date (YYYY-MM-DD) `days` after `today`, or before it when negative.
 * Throws a RangeError when `today` is not a calendar date of that form.
 */
export function dayFrom(today: string, days: number): string {
  const start = parseISO(today);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(today) || !isValid(start)) {
    throw new RangeError(`Not a calendar date (YYYY-MM-DD): ${today}`);
  }
  return format(addDays(start, days), 'yyyy-MM-dd');
}

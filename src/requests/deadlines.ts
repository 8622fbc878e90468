import { addCalendarDays } from '../lib/days.ts';

/**
 * Days from the submission of a request until it is late, by its priority. The mission's own rule, not a standard's: what saves
 * lives goes out the next day, the rest with the next truck, within a week, within two.
 */
export const DAYS_TO_SERVE: Readonly<Record<number, number>> = { 1: 1, 2: 3, 3: 7, 4: 14 };

/** What is more urgent than this says why. */
export const ORDINARY_PRIORITY = 3;

/** The last day on which a request submitted on `day` (`YYYY-MM-DD`) is not late. */
export function dueOn(day: string, priority: number): string {
  return addCalendarDays(day, DAYS_TO_SERVE[priority] ?? 0);
}

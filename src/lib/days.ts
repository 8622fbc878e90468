import { differenceInCalendarDays, parseISO } from 'date-fns';

/** Calendar days from one day (`YYYY-MM-DD`) to another; below zero when the second comes first. */
export function daysBetween(from: string, to: string): number {
  return differenceInCalendarDays(parseISO(to), parseISO(from));
}

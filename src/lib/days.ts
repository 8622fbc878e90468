import { addDays, differenceInCalendarDays, formatISO, parseISO } from 'date-fns';

/** Calendar days from one day (`YYYY-MM-DD`) to another; below zero when the second comes first. */
export function daysBetween(from: string, to: string): number {
  return differenceInCalendarDays(parseISO(to), parseISO(from));
}

/** The calendar day some days after another. */
export function addCalendarDays(day: string, days: number): string {
  return formatISO(addDays(parseISO(day), days), { representation: 'date' });
}

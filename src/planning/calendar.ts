import { addDays, formatISO, parseISO } from 'date-fns';
import type { CalendarDate } from './model.ts';

/** The calendar date some days after another. */
export function addCalendarDays(date: CalendarDate, days: number): CalendarDate {
  return formatISO(addDays(parseISO(date), days), { representation: 'date' });
}

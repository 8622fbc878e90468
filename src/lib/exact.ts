import { assert } from './assert.ts';

/** Calendar date `YYYY-MM-DD`, without a time of day or a zone. */
export type CalendarDate = string;

/** The quantity, which must be a whole number from 0 up that a double holds exactly. */
export function wholeNumber(value: number, what: string): number {
  // The message is built on failure only: a plan checks millions of figures.
  if (!Number.isSafeInteger(value) || value < 0) {
    assert(false, `${what} is a whole number from 0 up, not ${value}`);
  }
  return value;
}

const MILLISECONDS_PER_DAY = 86_400_000;

/** Days from 1970-01-01 to a calendar date; differences of two are days between them. Refuses a day no calendar has. */
export function dayNumber(date: CalendarDate): number {
  const parts = /^([1-9]\d{3})-(\d{2})-(\d{2})$/.exec(date);
  const [year, month, day] = [Number(parts?.[1]), Number(parts?.[2]), Number(parts?.[3])];
  const lastDay = (Date.UTC(year, month, 1) - Date.UTC(year, month - 1, 1)) / MILLISECONDS_PER_DAY;
  assert(month >= 1 && month <= 12 && day >= 1 && day <= lastDay, `${date} is not a calendar date`);
  return Date.UTC(year, month - 1, day) / MILLISECONDS_PER_DAY;
}

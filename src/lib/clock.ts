/** Where the service learns what time it is. Tests pass a fixed one. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** UTC instant as fixed-width text, `2026-08-05T13:04:05.678Z`: sorts the same in every engine. */
export function instant(clock: Clock): string {
  return clock.now().toISOString();
}

const MINUTE_MS = 60_000;

interface ZoneDay {
  readonly format: Intl.DateTimeFormat;
  minute: number;
  day: string;
}

const zones = new Map<string, ZoneDay>();

/** The calendar day (`YYYY-MM-DD`) it is now in an IANA time zone. A lot's expiry is judged in its warehouse's own day. */
export function today(clock: Clock, timeZone: string): string {
  let zone = zones.get(timeZone);
  if (zone === undefined) {
    const parts = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
    zone = { format: new Intl.DateTimeFormat('en-CA', { timeZone, ...parts }), minute: Number.NaN, day: '' };
    zones.set(timeZone, zone);
  }
  // No zone changes its day within a minute, and asking the calendar costs more than remembering.
  const now = clock.now();
  const minute = Math.floor(now.getTime() / MINUTE_MS);
  if (zone.minute !== minute) {
    zone.minute = minute;
    zone.day = zone.format.format(now);
  }
  return zone.day;
}

/** The calendar day it was in a time zone at an instant. */
export function dayAt(at: string, timeZone: string): string {
  return today({ now: () => new Date(at) }, timeZone);
}

/** True for a time zone name this machine's calendar data knows. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-CA', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

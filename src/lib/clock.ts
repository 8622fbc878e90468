/** Where the service learns what time it is. Tests pass a fixed one. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** UTC instant as fixed-width text, `2026-08-05T13:04:05.678Z`: sorts the same in every engine. */
export function instant(clock: Clock): string {
  return clock.now().toISOString();
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The calendar day (`YYYY-MM-DD`) it is now in an IANA time zone. A lot's expiry is judged in its warehouse's own day. */
export function today(clock: Clock, timeZone: string): string {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter.format(clock.now());
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

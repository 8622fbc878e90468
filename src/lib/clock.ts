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

/** The instant at which the clocks of a time zone show what `wall` shows in UTC. */
export function instantIn(timeZone: string, wall: Date): string {
  let guess = wall.getTime();
  // Twice: the first step may cross a change of the clocks.
  for (let step = 0; step < 2; step += 1) guess = wall.getTime() - offsetAt(timeZone, guess);
  return new Date(guess).toISOString();
}

function offsetAt(timeZone: string, moment: number): number {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const shown = `${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`;
  return Date.parse(shown) - Math.floor(moment / 1000) * 1000;
}

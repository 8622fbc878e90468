import type { Clock } from '../../src/lib/clock.ts';

/** A clock that stands still until it is moved. */
export interface TestClock extends Clock {
  set(instant: string): void;
}

/** Noon in El Salvador on 2026-08-05 unless said otherwise. */
export function testClock(start = '2026-08-05T18:00:00.000Z'): TestClock {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    set: (instant) => {
      now = Date.parse(instant);
    },
  };
}

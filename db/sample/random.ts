/** Draws from one fixed sequence, so that the sample is the same on every machine and every day. */
export interface SeededRandom {
  /** A whole number from 0 to `limit - 1`; `limit` is at most 2^32. */
  below(limit: number): number;
  /** One entry of a list that is not empty. */
  pick<T>(choices: readonly T[]): T;
}

/** A mulberry32 sequence: 32 bits of state, good enough to vary a demo and useless for secrets. */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;

  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  const below = (limit: number): number => Math.floor((next() / 2 ** 32) * limit);
  return {
    below,
    pick(choices) {
      const choice = choices[below(choices.length)];
      if (choice === undefined) throw new RangeError('Nothing to pick from');
      return choice;
    },
  };
}

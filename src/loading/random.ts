/** Numbers that look random and follow from a seed alone, so that the same inputs give the same plan. */
export class SeededRandom {
  #state: number;

  /** The seed is any whole number; 0 counts as 1. */
  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  /** From 0, inclusive, to 1, exclusive: Marsaglia's xorshift of 32 bits. */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 up to and without `limit`. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  shuffle(values: number[]): void {
    for (let last = values.length - 1; last > 0; last -= 1) {
      const other = this.below(last + 1);
      const value = values[last] as number;
      values[last] = values[other] as number;
      values[other] = value;
    }
  }
}

import type { Assignment, Sizes } from './packing-model.ts';

/**
 * Packs things into so many equal bins by search that leaves nothing out: the largest thing left, then every set of others that
 * completes its bin without wasting more than all bins together may. Null when there is no such packing, `undefined` when more
 * than `work` sets would have to be looked at. Meant for bins that must be all but full, where few sets qualify.
 */
export function completeBins(
  sizes: Sizes,
  capacity: readonly number[],
  bins: number,
  work: number,
): Assignment | null | undefined {
  return new Completion(sizes, capacity, bins, work).run();
}

class Completion {
  readonly #sizes: Sizes;
  readonly #capacity: readonly number[];
  readonly #binOf: number[];
  /** Things, the largest first. */
  readonly #order: readonly number[];
  /** What may still be wasted, by measure. */
  readonly #waste: number[];
  readonly #bins: number;
  #work: number;

  constructor(sizes: Sizes, capacity: readonly number[], bins: number, work: number) {
    this.#sizes = sizes;
    this.#capacity = capacity;
    this.#bins = bins;
    this.#work = work;
    this.#binOf = sizes.map(() => -1);
    const largest = (thing: number) =>
      Math.max(
        ...(sizes[thing] as readonly number[]).map((size, at) => size / Math.max(1, capacity[at] as number)),
      );
    this.#order = sizes.map((_, thing) => thing).sort((a, b) => largest(b) - largest(a) || a - b);
    this.#waste = capacity.map(
      (room, measure) => bins * room - sizes.reduce((sum, size) => sum + (size[measure] as number), 0),
    );
  }

  run(): Assignment | null | undefined {
    if (this.#waste.some((waste) => waste < 0)) return null;
    const found = this.#fill(0);
    if (this.#work <= 0 && !found) return undefined;
    return found ? this.#binOf : null;
  }

  #fill(bin: number): boolean {
    const first = this.#order.findIndex((thing) => this.#binOf[thing] === -1);
    if (first === -1) return true;
    if (bin === this.#bins) return false;
    const rest = this.#order.slice(first + 1).filter((thing) => this.#binOf[thing] === -1);
    const room = this.#capacity.map(
      (whole, measure) => whole - (this.#size(this.#order[first] as number)[measure] as number),
    );
    if (room.some((left) => left < 0)) return false;
    this.#binOf[this.#order[first] as number] = bin;
    if (this.#add(bin, rest, 0, room)) return true;
    this.#binOf[this.#order[first] as number] = -1;
    return false;
  }

  /** Adds things of `rest`, from one on, to a bin with so much room. */
  #add(bin: number, rest: readonly number[], from: number, room: number[]): boolean {
    this.#work -= 1;
    if (this.#work <= 0) return false;
    if (
      room.every((left, measure) => left <= (this.#waste[measure] as number)) &&
      this.#isNextDone(bin, room)
    ) {
      return true;
    }
    for (let at = from; at < rest.length; at += 1) {
      const thing = rest[at] as number;
      const size = this.#size(thing);
      if (!fits(size, room)) continue;
      take(room, size, -1);
      this.#binOf[thing] = bin;
      const done = this.#add(bin, rest, at + 1, room);
      if (done) return true;
      take(room, size, 1);
      this.#binOf[thing] = -1;
      if (this.#work <= 0) return false;
    }
    return false;
  }

  #isNextDone(bin: number, room: readonly number[]): boolean {
    take(this.#waste, room, -1);
    if (this.#fill(bin + 1)) return true;
    take(this.#waste, room, 1);
    return false;
  }

  #size(thing: number): readonly number[] {
    return this.#sizes[thing] as readonly number[];
  }
}

function fits(size: readonly number[], room: readonly number[]): boolean {
  for (let measure = 0; measure < size.length; measure += 1) {
    if ((size[measure] as number) > (room[measure] as number)) return false;
  }
  return true;
}

function take(from: number[], size: readonly number[], sign: 1 | -1): void {
  for (let measure = 0; measure < size.length; measure += 1) {
    from[measure] = (from[measure] as number) + sign * (size[measure] as number);
  }
}

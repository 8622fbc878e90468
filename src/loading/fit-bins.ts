import type { Assignment, Bin, Sizes } from './packing-model.ts';
import type { SeededRandom } from './random.ts';

/** Shares of a capacity smaller than this are rounding. */
const NOTHING = 1e-12;

/**
 * Packs things into given bins by local search: from a first assignment, one thing at a time moves to another bin or changes places
 * with another thing, where that lowers what the bins hold too much (summed as shares of their capacities); a thing that
 * has moved rests for a while. Null when `work` looks found no assignment that holds.
 */
export function fitBins(
  sizes: Sizes,
  bins: readonly Bin[],
  start: Assignment,
  options: { work: number; random: SeededRandom },
): Assignment | null {
  return new Fitting(sizes, bins, start, options.random).run(options.work);
}

interface Move {
  thing: number;
  bin: number;
  /** The thing that changes places with it, −1 for none. */
  other: number;
  gain: number;
}

class Fitting {
  readonly #measures: number;
  readonly #things: number;
  readonly #bins: number;
  /** Shares of capacity; by thing and bin too, for bins may differ. */
  readonly #size: Float64Array;
  readonly #capacity: Float64Array;
  readonly #load: Float64Array;
  readonly #over: Float64Array;
  readonly #binOf: Int32Array;
  readonly #restsUntil: Int32Array;
  readonly #random: SeededRandom;
  #work = 0;

  constructor(sizes: Sizes, bins: readonly Bin[], start: Assignment, random: SeededRandom) {
    this.#measures = bins[0]?.capacity.length ?? 0;
    this.#things = sizes.length;
    this.#bins = bins.length;
    this.#size = Float64Array.from(sizes.flat());
    this.#capacity = Float64Array.from(bins.flatMap(({ capacity }) => capacity));
    this.#load = new Float64Array(this.#capacity.length);
    this.#over = new Float64Array(bins.length);
    this.#binOf = Int32Array.from(start);
    this.#restsUntil = new Int32Array(sizes.length);
    this.#random = random;
    for (const [thing, bin] of start.entries()) this.#add(thing, bin, 1);
    for (let bin = 0; bin < this.#bins; bin += 1) this.#over[bin] = this.#overWith(bin, -1, -1);
  }

  run(work: number): Assignment | null {
    for (let step = 1; this.#work < work; step += 1) {
      const bin = this.#fullest();
      if (bin < 0) return [...this.#binOf];
      const move = this.#bestMove(bin, step);
      if (move === null) continue;
      this.#make(move, step);
    }
    return this.#fullest() < 0 ? [...this.#binOf] : null;
  }

  /** One of the bins that hold too much, at random. */
  #fullest(): number {
    const over: number[] = [];
    for (let bin = 0; bin < this.#bins; bin += 1) if ((this.#over[bin] as number) > NOTHING) over.push(bin);
    return over.length === 0 ? -1 : (over[this.#random.below(over.length)] as number);
  }

  #bestMove(from: number, step: number): Move | null {
    const best: Move = { thing: -1, bin: -1, other: -1, gain: Number.NEGATIVE_INFINITY };
    for (let thing = 0; thing < this.#things; thing += 1) {
      if (this.#binOf[thing] !== from || (this.#restsUntil[thing] as number) > step) continue;
      const alone = (this.#over[from] as number) - this.#overWith(from, thing, -1);
      for (let bin = 0; bin < this.#bins; bin += 1) {
        if (bin === from) continue;
        const gain = alone + (this.#over[bin] as number) - this.#overWith(bin, -1, thing);
        if (gain > best.gain) Object.assign(best, { thing, bin, other: -1, gain });
      }
      this.#bestSwap(from, thing, step, best);
      this.#work += this.#things + this.#bins;
    }
    this.#work += 1;
    return best.thing < 0 ? null : best;
  }

  #bestSwap(from: number, thing: number, step: number, best: Move): void {
    for (let other = 0; other < this.#things; other += 1) {
      const bin = this.#binOf[other] as number;
      if (bin === from || (this.#restsUntil[other] as number) > step) continue;
      const before = (this.#over[from] as number) + (this.#over[bin] as number);
      if (before <= best.gain) continue;
      const gain = before - this.#overWith(from, thing, other) - this.#overWith(bin, other, thing);
      if (gain > best.gain) {
        best.thing = thing;
        best.bin = bin;
        best.other = other;
        best.gain = gain;
      }
    }
  }

  #make({ thing, bin, other }: Move, step: number): void {
    const from = this.#binOf[thing] as number;
    this.#shift(thing, from, bin, step);
    if (other >= 0) this.#shift(other, bin, from, step);
    this.#over[from] = this.#overWith(from, -1, -1);
    this.#over[bin] = this.#overWith(bin, -1, -1);
  }

  #shift(thing: number, from: number, to: number, step: number): void {
    this.#add(thing, from, -1);
    this.#add(thing, to, 1);
    this.#binOf[thing] = to;
    this.#restsUntil[thing] = step + 3 + this.#random.below(10);
  }

  #add(thing: number, bin: number, sign: 1 | -1): void {
    for (let measure = 0; measure < this.#measures; measure += 1) {
      const at = bin * this.#measures + measure;
      this.#load[at] =
        (this.#load[at] as number) + sign * (this.#size[thing * this.#measures + measure] as number);
    }
  }

  /** What a bin would hold too much without one thing and with another; −1 for none. */
  #overWith(bin: number, without: number, more: number): number {
    let over = 0;
    const measures = this.#measures;
    for (let measure = 0; measure < measures; measure += 1) {
      const at = bin * measures + measure;
      let load = this.#load[at] as number;
      if (without >= 0) load -= this.#size[without * measures + measure] as number;
      if (more >= 0) load += this.#size[more * measures + measure] as number;
      const room = this.#capacity[at] as number;
      if (load > room) over += room === 0 ? load : (load - room) / room;
    }
    return over;
  }
}

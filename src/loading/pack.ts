import { completeBins } from './complete-bins.ts';
import { fitBins } from './fit-bins.ts';
import { type Assignment, type Bin, fewestBins, holds, type Sizes } from './packing-model.ts';
import { SeededRandom } from './random.ts';

/** Sets that the complete search may look at, a second or so. */
const COMPLETE_WORK = 30_000_000;

/**
 * Packs things into as few equal bins as it finds, none of them holding more than its capacity in any measure. First fit of
 * the largest first, then one bin less, and less again, down to what nothing can beat: by complete search where bins must
 * be all but full and things are few, by local search otherwise. Whole numbers throughout; the same input gives the same
 * packing. Null when a thing is larger than a bin.
 */
export function packEqualBins(
  sizes: Sizes,
  capacity: readonly number[],
  { work, seed }: { work: number; seed: number },
): Assignment | null {
  if (sizes.some((size) => size.some((one, measure) => one > (capacity[measure] as number)))) return null;
  const least = fewestBins(sizes, capacity);
  let best = firstFit(sizes, capacity);
  const random = new SeededRandom(seed);
  while (binsOf(best) > least) {
    const fewer = packInto(sizes, capacity, binsOf(best) - 1, { work, random, start: best });
    if (fewer === null) break;
    best = fewer;
  }
  return best;
}

/** Each thing, the largest first, goes where the least room stays. */
export function firstFit(sizes: Sizes, capacity: readonly number[]): Assignment {
  const share = (size: readonly number[]) =>
    size.reduce((sum, one, measure) => sum + one / Math.max(1, capacity[measure] as number), 0);
  const order = sizes.map((_, thing) => thing);
  order.sort((a, b) => share(sizes[b] as readonly number[]) - share(sizes[a] as readonly number[]) || a - b);
  const rooms: number[][] = [];
  const binOf = sizes.map(() => -1);
  for (const thing of order) {
    const size = sizes[thing] as readonly number[];
    let best = -1;
    let left = Number.POSITIVE_INFINITY;
    for (const [bin, room] of rooms.entries()) {
      if (size.some((one, measure) => one > (room[measure] as number))) continue;
      const rest = share(room) - share(size);
      if (rest < left) {
        left = rest;
        best = bin;
      }
    }
    if (best < 0) best = rooms.push([...capacity]) - 1;
    const room = rooms[best] as number[];
    for (const [measure, one] of size.entries()) room[measure] = (room[measure] as number) - one;
    binOf[thing] = best;
  }
  return binOf;
}

function packInto(
  sizes: Sizes,
  capacity: readonly number[],
  count: number,
  { work, random, start }: { work: number; random: SeededRandom; start: Assignment },
): Assignment | null {
  const bins: Bin[] = Array.from({ length: count }, () => ({ capacity }));
  // What lay in the bin given up is spread over the others.
  const spread = start.map((bin) => (bin < count ? bin : random.below(count)));
  const found = fitBins(sizes, bins, spread, { work, random });
  if (found !== null && holds(sizes, bins, found)) return found;
  if (sizes.length > 100) return null;
  return completeBins(sizes, capacity, count, COMPLETE_WORK) ?? null;
}

function binsOf(assignment: Assignment): number {
  return assignment.reduce((most, bin) => Math.max(most, bin + 1), 0);
}

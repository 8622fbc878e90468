import type { SeededRandom } from './random.ts';
import type { Round, Rounds } from './rounds.ts';

const STOPS_REMOVED = 10;
const LONGEST_STRING = 10;
const SPLIT_STRINGS = 0.5;
const GROWS_GAP = 0.01;

/**
 * Takes strings of neighbouring stops out of rounds near one another, so that there is room to put them back otherwise.
 * After Christiaens and Vanden Berghe, "Slack induction by string removals", Transportation Science 54 (2020).
 */
export function ruin(solution: Rounds, random: SeededRandom): void {
  const { ground, rounds, roundOf } = solution;
  const stops = ground.places - 1;
  const perRound = rounds.length === 0 ? 1 : stops / rounds.length;
  const longest = Math.max(1, Math.min(LONGEST_STRING, perRound));
  const most = (4 * STOPS_REMOVED) / (1 + longest) - 1;
  const strings = Math.floor(1 + random.next() * most);
  const seed = 1 + random.below(stops);
  const done = new Set<number>();
  for (const stop of ground.neighbours[seed] as readonly number[]) {
    if (done.size >= strings) break;
    const index = roundOf[stop] as number;
    if (index < 0 || done.has(index)) continue;
    done.add(index);
    const round = rounds[index] as Round;
    const length = Math.floor(1 + random.next() * Math.min(round.stops.length, longest));
    solution.remove(
      index,
      stringAround(round.stops, round.stops.indexOf(stop), Math.min(length, round.stops.length), random),
    );
  }
  solution.settle();
}

/** Positions of so many stops, one of them the given one: a string, or a string with a gap that stays. */
function stringAround(
  stops: readonly number[],
  position: number,
  length: number,
  random: SeededRandom,
): number[] {
  let gap = 0;
  if (length > 1 && length < stops.length && random.next() < SPLIT_STRINGS) {
    gap = 1;
    while (length + gap < stops.length && random.next() < GROWS_GAP) gap += 1;
  }
  const whole = length + gap;
  const first = Math.max(0, position - whole + 1);
  const last = Math.min(position, stops.length - whole);
  const start = first + random.below(last - first + 1);
  const positions = Array.from({ length: whole }, (_, step) => start + step);
  if (gap > 0) {
    const from = 1 + random.below(length - 1);
    positions.splice(from, gap);
  }
  return positions;
}

import type { SeededRandom } from './random.ts';
import type { Round, Rounds } from './rounds.ts';
import type { Timetable } from './routing-model.ts';

/** The share of positions passed over unseen, so that two attempts differ; more where there are few. */
const PASSED_OVER = 0.01;
const PASSED_OVER_OF_FEW = 0.5;

interface Place {
  round: number;
  position: number;
  type: number;
  weight: number;
}

/** Puts stops back, each where it weighs least; those no vehicle can take stay out. */
export class Recreation {
  readonly #random: SeededRandom;
  /** Positions looked at so far: what the work is measured in. */
  looked = 0;
  readonly #passedOver: number;
  #untilPassed = 0;

  constructor(random: SeededRandom, places: number) {
    this.#random = random;
    this.#passedOver = Math.max(PASSED_OVER, PASSED_OVER_OF_FEW / places);
    this.#draw();
  }

  putBack(solution: Rounds, stops: readonly number[]): void {
    for (const stop of stops) {
      const place = this.#bestPlace(solution, stop);
      if (place === null) continue;
      const round = place.round === solution.rounds.length ? solution.open(place.type) : place.round;
      solution.insert(stop, round, place.position, place.type);
    }
  }

  #bestPlace(solution: Rounds, stop: number): Place | null {
    const { ground } = solution;
    const demand = ground.demand[stop] as readonly number[];
    this.looked += solution.rounds.length;
    const best: Place = { round: -1, position: 0, type: -1, weight: Number.POSITIVE_INFINITY };
    for (let index = 0; index < solution.rounds.length; index += 1) {
      const round = solution.rounds[index] as Round;
      const types = round.types & (ground.types[stop] as number);
      const fits = (types & (1 << round.type)) !== 0 && ground.fits(round.type, round.load, demand);
      if (!fits && (ground.fleet.length === 1 || types === 0)) continue;
      if (!fits && solution.cheapestType(round, round.load, demand, types, round.length) < 0) continue;
      this.#lookInto(solution, index, stop, { fits, types }, best);
    }
    this.#lookAtNew(solution, stop, best);
    return best.round < 0 ? null : best;
  }

  #lookInto(
    solution: Rounds,
    index: number,
    stop: number,
    { fits, types }: { fits: boolean; types: number },
    best: Place,
  ): void {
    const { ground } = solution;
    const round = solution.rounds[index] as Round;
    const { times } = ground.problem;
    const { stops } = round;
    const { distance, places, weights } = ground;
    const perDistance = (ground.fleet[round.type] as { perDistance: number }).perDistance;
    let position = -1;
    let least = Number.POSITIVE_INFINITY;
    let detour = 0;
    let late = round.late;
    let before = 0;
    for (let at = 0; at <= stops.length; at += 1) {
      const after = at < stops.length ? (stops[at] as number) : 0;
      const from = before * places;
      const more =
        (distance[from + stop] as number) +
        (distance[stop * places + after] as number) -
        (distance[from + after] as number);
      before = after;
      if (this.#isPassedOver()) continue;
      let weight = more * perDistance;
      let later = 0;
      if (times !== undefined && weight < least) {
        later = latenessWith(times, round, stop, at);
        weight += (later - round.late) * weights.lateMinute;
      }
      if (weight < least) {
        least = weight;
        position = at;
        detour = more;
        late = later;
      }
    }
    this.looked += stops.length + 1;
    if (position < 0) return;
    const demand = ground.demand[stop] as readonly number[];
    const length = round.length + detour;
    const type =
      fits && ground.fleet.length === 1
        ? round.type
        : solution.cheapestType(round, round.load, demand, types, length);
    const weight = ground.weigh(type, length, late) - ground.weigh(round.type, round.length, round.late);
    if (weight < best.weight) {
      best.round = index;
      best.position = position;
      best.type = type;
      best.weight = weight;
    }
  }

  #lookAtNew(solution: Rounds, stop: number, best: Place): void {
    const { ground } = solution;
    const demand = ground.demand[stop] as readonly number[];
    const length = ground.between(0, stop) + ground.between(stop, 0);
    const nothing = demand.map(() => 0);
    const type = solution.cheapestType(null, nothing, demand, ground.types[stop] as number, length);
    if (type < 0) return;
    const { times } = ground.problem;
    const late = times === undefined ? 0 : latenessWith(times, emptyRound, stop, 0);
    const weight = ground.weigh(type, length, late);
    if (weight < best.weight) {
      best.round = solution.rounds.length;
      best.position = 0;
      best.type = type;
      best.weight = weight;
    }
  }

  #isPassedOver(): boolean {
    this.#untilPassed -= 1;
    if (this.#untilPassed > 0) return false;
    this.#draw();
    return true;
  }

  #draw(): void {
    this.#untilPassed = 1 + Math.floor(Math.log(1 - this.#random.next()) / Math.log(1 - this.#passedOver));
  }
}

const emptyRound = { stops: [], leaves: [], lateUpTo: [], late: 0 };

/** Lateness of a round with a stop put in at a position. */
function latenessWith(
  times: Timetable,
  round: Pick<Round, 'stops' | 'leaves' | 'lateUpTo' | 'late'>,
  stop: number,
  position: number,
): number {
  const places = times.opens.length;
  const { stops, leaves, lateUpTo } = round;
  let clock = position === 0 ? times.departs : (leaves[position - 1] as number);
  let late = position === 0 ? 0 : (lateUpTo[position - 1] as number);
  let place = position === 0 ? 0 : (stops[position - 1] as number);
  for (let at = position - 1; at < stops.length; at += 1) {
    const next = at < position ? stop : (stops[at] as number);
    const reached = Math.max(
      clock + (times.travel[place * places + next] as number),
      times.opens[next] as number,
    );
    late += Math.max(0, reached - (times.closes[next] as number));
    clock = reached + (times.service[next] as number);
    place = next;
    // Where a wait took up the delay, the rest of the round is as before.
    if (at >= position && clock === leaves[at]) return late + round.late - (lateUpTo[at] as number);
  }
  return late + Math.max(0, clock + (times.travel[place * places] as number) - (times.closes[0] as number));
}

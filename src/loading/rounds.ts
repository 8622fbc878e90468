import { assert } from '../lib/assert.ts';
import type { FleetType, Routing, RoutingProblem, RoutingScore } from './routing-model.ts';

/** One vehicle's round while it is searched for. Shared between solutions until one of them changes it. */
export interface Round {
  type: number;
  stops: number[];
  /** By measure, what the stops take together. */
  load: number[];
  /** Bit t: every stop lets type t in. */
  types: number;
  length: number;
  late: number;
  /** Per stop: when its service ends, and the lateness up to and with it. Kept only with times. */
  leaves: number[];
  lateUpTo: number[];
  /** The attempt that made this copy: only that one may change it. */
  attempt: number;
}

/** What a search weighs besides the cost of the trips. */
export interface SearchWeights {
  readonly vehicle: number;
  readonly lateMinute: number;
}

/** A problem prepared for searching. */
export class RoutingGround {
  readonly problem: RoutingProblem;
  readonly places: number;
  readonly measures: number;
  readonly demand: readonly (readonly number[])[];
  readonly fleet: readonly FleetType[];
  readonly distance: Float64Array;
  /** By place, bit t: type t may go there. */
  readonly types: readonly number[];
  /** By stop: the other stops, the nearest first. */
  readonly neighbours: readonly (readonly number[])[];
  readonly weights: SearchWeights;

  constructor(problem: RoutingProblem, weights: SearchWeights) {
    assert(problem.fleet.length <= 30, 'a fleet has at most 30 types');
    this.problem = problem;
    this.places = problem.demand.length;
    this.measures = problem.demand[0]?.length ?? 0;
    this.demand = problem.demand;
    this.fleet = problem.fleet;
    this.distance = problem.distance;
    this.weights = weights;
    this.types = problem.demand.map((_, place) => this.#typesAt(place));
    this.neighbours = problem.demand.map((_, place) => this.#nearest(place));
  }

  #typesAt(place: number): number {
    const allowed = this.problem.access?.[place];
    return this.fleet.reduce((bits, _, type) => (allowed?.[type] === false ? bits : bits | (1 << type)), 0);
  }

  #nearest(place: number): number[] {
    if (place === 0) return [];
    const others = this.problem.demand.map((_, other) => other).slice(1);
    const far = (other: number) =>
      (this.distance[place * this.places + other] as number) +
      (this.distance[other * this.places + place] as number);
    return others.sort((a, b) => (a === place ? -1 : b === place ? 1 : far(a) - far(b) || a - b));
  }

  between(from: number, to: number): number {
    return this.distance[from * this.places + to] as number;
  }

  /** What a round of so much length and lateness weighs in the search. */
  weigh(type: number, length: number, late: number): number {
    const { fixed, perDistance } = this.fleet[type] as FleetType;
    return fixed + this.weights.vehicle + perDistance * length + this.weights.lateMinute * late;
  }

  fits(type: number, load: readonly number[], more: readonly number[]): boolean {
    const { capacity } = this.fleet[type] as FleetType;
    for (let measure = 0; measure < this.measures; measure += 1) {
      if ((load[measure] as number) + (more[measure] as number) > (capacity[measure] as number)) return false;
    }
    return true;
  }
}

/** A solution under search. `copy` is cheap: rounds are shared until changed. */
export class Rounds {
  readonly ground: RoutingGround;
  readonly rounds: Round[];
  /** By stop: the index of its round, −1 when it has none. */
  readonly roundOf: Int32Array;
  readonly used: number[];
  attempt = 0;

  private constructor(ground: RoutingGround, rounds: Round[], roundOf: Int32Array, used: number[]) {
    this.ground = ground;
    this.rounds = rounds;
    this.roundOf = roundOf;
    this.used = used;
  }

  static empty(ground: RoutingGround): Rounds {
    const used = ground.fleet.map(() => 0);
    return new Rounds(ground, [], new Int32Array(ground.places).fill(-1), used);
  }

  copy(attempt: number): Rounds {
    const copy = new Rounds(this.ground, this.rounds.slice(), this.roundOf.slice(), this.used.slice());
    copy.attempt = attempt;
    return copy;
  }

  isFree(type: number): boolean {
    return (this.used[type] as number) < (this.ground.fleet[type] as FleetType).count;
  }

  open(type: number): number {
    this.used[type] = (this.used[type] as number) + 1;
    const load = new Array<number>(this.ground.measures).fill(0);
    const types = (1 << this.ground.fleet.length) - 1;
    this.rounds.push({
      type,
      stops: [],
      load,
      types,
      length: 0,
      late: 0,
      leaves: [],
      lateUpTo: [],
      attempt: this.attempt,
    });
    return this.rounds.length - 1;
  }

  insert(stop: number, index: number, position: number, type: number): void {
    const round = this.#own(index);
    this.#retype(round, type);
    const demand = this.ground.demand[stop] as readonly number[];
    for (let measure = 0; measure < demand.length; measure += 1) {
      round.load[measure] = (round.load[measure] as number) + (demand[measure] as number);
    }
    round.stops.splice(position, 0, stop);
    round.types &= this.ground.types[stop] as number;
    this.roundOf[stop] = index;
    this.#measure(round);
  }

  /** Takes `count` stops out of a round, from a position on; a round left empty stays until `settle`. */
  remove(index: number, positions: readonly number[]): void {
    const round = this.#own(index);
    const out = new Set(positions.map((position) => round.stops[position] as number));
    for (const stop of out) {
      this.roundOf[stop] = -1;
      const demand = this.ground.demand[stop] as readonly number[];
      for (let measure = 0; measure < demand.length; measure += 1) {
        round.load[measure] = (round.load[measure] as number) - (demand[measure] as number);
      }
    }
    round.stops = round.stops.filter((stop) => !out.has(stop));
    round.types = round.stops.reduce(
      (bits, stop) => bits & (this.ground.types[stop] as number),
      (1 << this.ground.fleet.length) - 1,
    );
    this.#measure(round);
  }

  /** Gives up empty rounds and lets each other one have the cheapest free type that does. */
  settle(): void {
    for (let index = this.rounds.length - 1; index >= 0; index -= 1) {
      const round = this.rounds[index] as Round;
      if (round.stops.length === 0) this.#close(index);
      else if (this.ground.fleet.length > 1 && round.attempt === this.attempt) {
        this.#retype(round, this.cheapestType(round, round.load, this.#nothing, round.types, round.length));
      }
    }
  }

  readonly #nothing: readonly number[] = new Array<number>(64).fill(0);

  /** The cheapest type, its own or a free one, that carries the load and may go to the stops; −1 when there is none. */
  cheapestType(
    round: { type: number } | null,
    load: readonly number[],
    more: readonly number[],
    types: number,
    length: number,
  ): number {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    const { ground } = this;
    for (let type = 0; type < ground.fleet.length; type += 1) {
      if ((types & (1 << type)) === 0) continue;
      if (round?.type !== type && !this.isFree(type)) continue;
      if (!ground.fits(type, load, more)) continue;
      const weight = ground.weigh(type, length, 0);
      if (weight < least) {
        least = weight;
        best = type;
      }
    }
    return best;
  }

  /** What the search compares, without what unserved stops weigh. */
  weight(): number {
    let sum = 0;
    for (const round of this.rounds) {
      if (round.stops.length > 0) sum += this.ground.weigh(round.type, round.length, round.late);
    }
    return sum;
  }

  unserved(): number[] {
    const stops: number[] = [];
    for (let stop = 1; stop < this.roundOf.length; stop += 1) {
      if (this.roundOf[stop] === -1) stops.push(stop);
    }
    return stops;
  }

  score(unserved: number): RoutingScore {
    let cost = 0;
    let late = 0;
    for (const { type, length, late: minutes } of this.rounds) {
      const { fixed, perDistance } = this.ground.fleet[type] as FleetType;
      cost += fixed + perDistance * length;
      late += minutes;
    }
    return { unserved, late, vehicles: this.ground.problem.fewestVehicles ? this.rounds.length : 0, cost };
  }

  routing(): Routing {
    const trips = this.rounds.map(({ type, stops }) => ({ type, stops: [...stops] }));
    trips.sort((a, b) => a.type - b.type || (a.stops[0] ?? 0) - (b.stops[0] ?? 0));
    return { trips, unserved: this.unserved() };
  }

  #own(index: number): Round {
    const round = this.rounds[index] as Round;
    if (round.attempt === this.attempt) return round;
    const own = { ...round, stops: round.stops.slice(), load: round.load.slice(), attempt: this.attempt };
    this.rounds[index] = own;
    return own;
  }

  #retype(round: Round, type: number): void {
    if (type === round.type || type < 0) return;
    this.used[round.type] = (this.used[round.type] as number) - 1;
    this.used[type] = (this.used[type] as number) + 1;
    round.type = type;
  }

  #close(index: number): void {
    const { type } = this.rounds[index] as Round;
    this.used[type] = (this.used[type] as number) - 1;
    const last = this.rounds.pop() as Round;
    if (index === this.rounds.length) return;
    this.rounds[index] = last;
    for (const stop of last.stops) this.roundOf[stop] = index;
  }

  #measure(round: Round): void {
    let length = 0;
    let at = 0;
    for (const stop of round.stops) {
      length += this.ground.between(at, stop);
      at = stop;
    }
    round.length = length + this.ground.between(at, 0);
    if (this.ground.problem.times !== undefined) this.#clock(round, this.ground.problem.times);
  }

  #clock(round: Round, times: NonNullable<RoutingProblem['times']>): void {
    const { places } = this.ground;
    round.leaves = [];
    round.lateUpTo = [];
    let late = 0;
    let clock = times.departs;
    let at = 0;
    for (const stop of round.stops) {
      const travel = times.travel[at * places + stop] as number;
      const reached = Math.max(clock + travel, times.opens[stop] as number);
      late += Math.max(0, reached - (times.closes[stop] as number));
      clock = reached + (times.service[stop] as number);
      round.leaves.push(clock);
      round.lateUpTo.push(late);
      at = stop;
    }
    const back = clock + (times.travel[at * places] as number);
    round.late = round.stops.length === 0 ? 0 : late + Math.max(0, back - (times.closes[0] as number));
  }
}

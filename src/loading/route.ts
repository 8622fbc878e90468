import { SeededRandom } from './random.ts';
import { Recreation } from './recreate.ts';
import { Rounds, RoutingGround } from './rounds.ts';
import {
  compareScores,
  type FleetType,
  type Routing,
  type RoutingProblem,
  type RoutingScore,
} from './routing-model.ts';
import { ruin } from './ruin.ts';

const MINUTES_A_DAY = 1_440;

export interface RoutingOptions {
  readonly seed: number;
  /** Positions for a stop that are looked at in all: the work, and so the time, is bounded by it, the same on every machine. */
  readonly work: number;
}

/**
 * Rounds for a fleet: as many stops as can be served, with the least lateness, then the fewest vehicles where that is asked,
 * then the least cost. Simulated annealing over removing strings of stops and putting them back where they cost least; capacity,
 * the fleet and access hold at every moment. The same problem and options give the same rounds.
 */
export function route(problem: RoutingProblem, { seed, work }: RoutingOptions): Routing {
  if (problem.demand.length <= 1) return { trips: [], unserved: [] };
  const search = new Search(problem, seed);
  return search.run(work);
}

class Search {
  readonly #random: SeededRandom;
  readonly #recreation: Recreation;
  readonly #ground: RoutingGround;
  /** What it weighs to leave a stop out: grows while it stays out. */
  readonly #outWeight: Float64Array;
  readonly #typicalEdge: number;
  #best: Rounds;
  #bestScore: RoutingScore;
  #current: Rounds;
  #currentOut: number[];

  constructor(problem: RoutingProblem, seed: number) {
    this.#random = new SeededRandom(seed);
    this.#recreation = new Recreation(this.#random, problem.demand.length);
    const farthest = farthestRound(problem);
    this.#ground = new RoutingGround(problem, {
      vehicle: problem.fewestVehicles ? farthest : 0,
      // More than another vehicle: nobody waits to save one.
      lateMinute: 3 * farthest + Math.max(...problem.fleet.map(({ fixed }) => fixed)),
    });
    // A stop left out weighs more than being late there by a day.
    const out = problem.times === undefined ? farthest : farthest * MINUTES_A_DAY;
    this.#outWeight = new Float64Array(this.#ground.places).fill(out);
    this.#current = Rounds.empty(this.#ground);
    const all = this.#order(this.#current.unserved());
    this.#recreation.putBack(this.#current, all);
    this.#currentOut = this.#current.unserved();
    this.#best = this.#current;
    this.#bestScore = this.#current.score(this.#currentOut.length);
    this.#typicalEdge = this.#bestScore.cost / this.#ground.places;
  }

  run(work: number): Routing {
    let currentWeight = this.#current.weight() + this.#weightOut(this.#currentOut);
    const hot = 0.3 * this.#typicalEdge;
    const cold = hot / 100;
    for (let attempt = 1; this.#recreation.looked < work; attempt += 1) {
      const heat = hot * (cold / hot) ** (this.#recreation.looked / work);
      const next = this.#current.copy(attempt);
      ruin(next, this.#random);
      // Copying and taking apart is work too, also where there is then no position to look at.
      this.#recreation.looked += this.#ground.places;
      this.#recreation.putBack(next, this.#order(next.unserved()));
      const out = next.unserved();
      const weight = next.weight() + this.#weightOut(out);
      if (weight >= currentWeight - heat * Math.log(this.#random.next() || 1e-9)) continue;
      for (const stop of out) this.#outWeight[stop] = (this.#outWeight[stop] as number) * 1.01;
      this.#current = next;
      this.#currentOut = out;
      currentWeight = next.weight() + this.#weightOut(out);
      this.#keepIfBest(next, out.length);
    }
    return this.#best.routing();
  }

  #keepIfBest(solution: Rounds, unserved: number): void {
    if (unserved > this.#bestScore.unserved) return;
    const score = solution.score(unserved);
    if (compareScores(score, this.#bestScore) >= 0) return;
    this.#best = solution;
    this.#bestScore = score;
  }

  #weightOut(out: readonly number[]): number {
    return out.reduce((sum, stop) => sum + (this.#outWeight[stop] as number), 0);
  }

  /** The order in which stops are put back: at random, the largest first, the farthest first or the nearest first. */
  #order(stops: number[]): number[] {
    this.#random.shuffle(stops);
    const draw = this.#random.below(11);
    const { demand } = this.#ground;
    if (draw < 4) return stops;
    if (draw < 8) return stops.sort((a, b) => this.#share(demand[b]) - this.#share(demand[a]));
    const far = (stop: number) => this.#ground.between(0, stop);
    if (draw < 10) return stops.sort((a, b) => far(b) - far(a));
    return stops.sort((a, b) => far(a) - far(b));
  }

  /** The largest share of a vehicle's capacity that a stop takes in any measure. */
  #share(demand: readonly number[] = []): number {
    const { capacity } = this.#ground.fleet[0] as FleetType;
    return Math.max(...demand.map((one, measure) => one / Math.max(1, capacity[measure] as number)));
  }
}

/** More than any one stop can cost: what a vehicle, a late half hour or a stop left out weighs at first. */
function farthestRound({ demand, distance, fleet }: RoutingProblem): number {
  const places = demand.length;
  let farthest = 0;
  for (let stop = 1; stop < places; stop += 1) {
    farthest = Math.max(farthest, (distance[stop] as number) + (distance[stop * places] as number));
  }
  const dearest = Math.max(...fleet.map(({ perDistance }) => perDistance), 0);
  return 1 + farthest * dearest;
}

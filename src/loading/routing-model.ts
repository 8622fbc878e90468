/** A kind of vehicle as routing sees it: what one holds in each measure, how many there are, what a trip costs. */
export interface FleetType {
  readonly capacity: readonly number[];
  readonly count: number;
  /** Once for each trip. */
  readonly fixed: number;
  /** For each unit of distance. */
  readonly perDistance: number;
}

/** When the hub and the stops can be visited, in minutes; index 0 is the hub. A visit after `closes` is late, not forbidden. */
export interface Timetable {
  /** Minutes from place to place, row by row. */
  readonly travel: Float64Array;
  readonly opens: readonly number[];
  readonly closes: readonly number[];
  /** Minutes at a stop; at the hub 0. */
  readonly service: readonly number[];
  readonly departs: number;
}

/** Stops 1 … n around the hub 0, each visited once by one vehicle that may go there. */
export interface RoutingProblem {
  /** What each place takes in each measure; the hub's row is zeros. All integers. */
  readonly demand: readonly (readonly number[])[];
  readonly fleet: readonly FleetType[];
  /** Distance from place to place, row by row. */
  readonly distance: Float64Array;
  /** By place: which types of the fleet may go there. Absent: all. */
  readonly access?: readonly (readonly boolean[])[];
  readonly times?: Timetable;
  /** Fewer vehicles are better than a lower cost. */
  readonly fewestVehicles: boolean;
}

/** One vehicle's round from the hub and back. */
export interface Trip {
  readonly type: number;
  readonly stops: readonly number[];
}

export interface Routing {
  readonly trips: readonly Trip[];
  /** Stops that no vehicle takes, in ascending order. */
  readonly unserved: readonly number[];
}

/** What a routing comes to; compared in this order. */
export interface RoutingScore {
  readonly unserved: number;
  readonly late: number;
  readonly vehicles: number;
  readonly cost: number;
}

/** Distance of a round through these stops. */
export function roundLength(problem: RoutingProblem, stops: readonly number[]): number {
  const places = problem.demand.length;
  let length = 0;
  let at = 0;
  for (const stop of stops) {
    length += problem.distance[at * places + stop] as number;
    at = stop;
  }
  return stops.length === 0 ? 0 : length + (problem.distance[at * places] as number);
}

/** When each stop of a round is reached, in minutes; a vehicle waits where a place is not open yet. */
export function arrivals(times: Timetable, stops: readonly number[]): { at: number[]; back: number } {
  const places = times.opens.length;
  const at: number[] = [];
  let clock = times.departs;
  let place = 0;
  for (const stop of stops) {
    const reached = Math.max(
      clock + (times.travel[place * places + stop] as number),
      times.opens[stop] as number,
    );
    at.push(reached);
    clock = reached + (times.service[stop] as number);
    place = stop;
  }
  return { at, back: clock + (times.travel[place * places] as number) };
}

/** Minutes after closing, summed over the stops of a round and its end at the hub. */
export function lateness(times: Timetable, stops: readonly number[]): number {
  if (stops.length === 0) return 0;
  const { at, back } = arrivals(times, stops);
  let late = Math.max(0, back - (times.closes[0] as number));
  for (const [index, stop] of stops.entries()) {
    late += Math.max(0, (at[index] as number) - (times.closes[stop] as number));
  }
  return late;
}

export function scoreOf(problem: RoutingProblem, { trips, unserved }: Routing): RoutingScore {
  let cost = 0;
  let late = 0;
  for (const { type, stops } of trips) {
    const { fixed, perDistance } = problem.fleet[type] as FleetType;
    cost += fixed + perDistance * roundLength(problem, stops);
    if (problem.times !== undefined) late += lateness(problem.times, stops);
  }
  return { unserved: unserved.length, late, vehicles: problem.fewestVehicles ? trips.length : 0, cost };
}

/** Below 0 when the first is better. Costs closer than a millionth are equal: sums in another order differ by so little. */
export function compareScores(a: RoutingScore, b: RoutingScore): number {
  if (a.unserved !== b.unserved) return a.unserved - b.unserved;
  if (Math.abs(a.late - b.late) > 1e-6) return a.late - b.late;
  if (a.vehicles !== b.vehicles) return a.vehicles - b.vehicles;
  return Math.abs(a.cost - b.cost) > 1e-6 ? a.cost - b.cost : 0;
}

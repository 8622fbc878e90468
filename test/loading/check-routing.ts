import type { Routing, RoutingProblem } from '../../src/loading/routing-model.ts';

/** What is wrong with a routing, worked out without the code that made it; and what it costs. */
export function checkRouting(problem: RoutingProblem, { trips, unserved }: Routing) {
  const places = problem.demand.length;
  const wrong: string[] = [];
  const visits = new Array<number>(places).fill(0);
  const used = problem.fleet.map(() => 0);
  let cost = 0;
  let late = 0;
  for (const { type, stops } of trips) {
    const vehicle = problem.fleet[type];
    if (vehicle === undefined || stops.length === 0) {
      wrong.push(`a trip of type ${type} with ${stops.length} stops`);
      continue;
    }
    used[type] = (used[type] ?? 0) + 1;
    for (const stop of stops) visits[stop] = (visits[stop] ?? 0) + 1;
    wrong.push(...wrongWith(problem, type, stops));
    const way = [0, ...stops, 0];
    const legs = way.slice(1).map((to, index) => problem.distance[(way[index] as number) * places + to]);
    cost += vehicle.fixed + vehicle.perDistance * sum(legs);
    late += latenessOf(problem, way);
  }
  for (const [type, count] of used.entries()) {
    if (count > (problem.fleet[type]?.count ?? 0)) wrong.push(`${count} vehicles of type ${type}`);
  }
  for (const stop of unserved) visits[stop] = (visits[stop] ?? 0) + 1;
  for (let stop = 1; stop < places; stop += 1) {
    if (visits[stop] !== 1) wrong.push(`stop ${stop}: ${visits[stop]} times`);
  }
  return { wrong, cost, late, vehicles: trips.length };
}

/** A load over the capacity, a stop the type may not go to. */
function wrongWith(
  { demand, fleet, access }: RoutingProblem,
  type: number,
  stops: readonly number[],
): string[] {
  const capacity = fleet[type]?.capacity ?? [];
  const loads = capacity.map((_, measure) => sum(stops.map((stop) => demand[stop]?.[measure])));
  return [
    ...capacity.flatMap((room, measure) =>
      (loads[measure] as number) <= room ? [] : [`${loads[measure]} in ${room} of measure ${measure}`],
    ),
    ...stops.filter((stop) => access?.[stop]?.[type] === false).map((stop) => `type ${type} at stop ${stop}`),
  ];
}

function sum(figures: readonly (number | undefined)[]): number {
  return figures.reduce((total: number, figure) => total + (figure ?? Number.NaN), 0);
}

function latenessOf({ times, demand }: RoutingProblem, way: readonly number[]): number {
  if (times === undefined) return 0;
  let clock = times.departs;
  let late = 0;
  for (const [index, to] of way.entries()) {
    if (index === 0) continue;
    clock += times.travel[(way[index - 1] as number) * demand.length + to] as number;
    if (to !== 0) clock = Math.max(clock, times.opens[to] as number);
    late += Math.max(0, clock - (times.closes[to] as number));
    clock += times.service[to] as number;
  }
  return late;
}

/** The least score of all routings, by trying every one: for a handful of stops. Nothing is left out unless it must be. */
export function bestByTrying(problem: RoutingProblem): readonly [number, number, number, number] {
  const stops = problem.demand.length - 1;
  let best: readonly [number, number, number, number] = [Number.POSITIVE_INFINITY, 0, 0, 0];
  const trips: { type: number; stops: number[] }[] = [];
  const unserved: number[] = [];
  const place = (stop: number): void => {
    if (stop > stops) {
      const { wrong, cost, late, vehicles } = checkRouting(problem, { trips, unserved });
      const score = [unserved.length, late, problem.fewestVehicles ? vehicles : 0, cost] as const;
      if (wrong.length === 0 && isLess(score, best)) best = score;
      return;
    }
    for (const trip of trips) {
      for (let at = 0; at <= trip.stops.length; at += 1) {
        trip.stops.splice(at, 0, stop);
        place(stop + 1);
        trip.stops.splice(at, 1);
      }
    }
    for (const type of problem.fleet.keys()) {
      trips.push({ type, stops: [stop] });
      place(stop + 1);
      trips.pop();
    }
    unserved.push(stop);
    place(stop + 1);
    unserved.pop();
  };
  place(1);
  return best;
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (const [index, value] of a.entries()) {
    const other = b[index] as number;
    if (Math.abs(value - other) > 1e-6) return value < other;
  }
  return false;
}

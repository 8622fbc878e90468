import type { Distances } from './distances.ts';
import { cutSome, type Drop, mayGo } from './drops.ts';
import type { LoadInput, LoadSite, Measures } from './load-model.ts';
import { carve, measuresOf, type Part, roomOf } from './parts.ts';
import { route } from './route.ts';
import { compareScores, type Routing, type RoutingProblem, scoreOf } from './routing-model.ts';

/** One vehicle on its way: stops in order, each with what it brings there. */
export interface DropTrip {
  readonly type: number;
  readonly stops: { site: LoadSite; parts: Part[]; measures: Measures }[];
}

const SEED = 20_260_801;
const MOST_WORK = 3_000_000;
const WORK_A_PAIR = 2_000;

/** How often what found no room is cut in two and routed again. */
const CUTS = 3;

/** Up to so many drops, halves of all are tried where that may save a vehicle. */
const DROPS_CUT_TO_SAVE = 60;

/** Trips for the drops, and the drops that found no room in full. */
export function routeDrops(input: LoadInput, distances: Distances, drops: readonly Drop[]) {
  let best = routed(input, distances, drops);
  for (let cut = 0; cut < CUTS && best.routing.unserved.length > 0; cut += 1) {
    const out = new Set(best.routing.unserved.map((stop) => stop - 1));
    const finer = cutSome(best.drops, (_, index) => out.has(index));
    if (finer === null) break;
    const next = routed(input, distances, finer);
    if (leftWeight(next, input) >= leftWeight(best, input)) break;
    best = next;
  }
  if (mayNeedFewer(input, best)) {
    const finer = cutSome(best.drops, () => true);
    const next = finer === null ? null : routed(input, distances, finer);
    if (next !== null && isBetter(next, best)) best = next;
  }
  const trips = best.routing.trips.map(({ type, stops }) => tripOf(input, best.drops, type, stops));
  const left = best.routing.unserved.map((stop) => best.drops[stop - 1] as Drop);
  return { trips, left: left.flatMap((drop) => fillRoom(input, distances, trips, drop)) };
}

interface Routed {
  readonly drops: readonly Drop[];
  readonly problem: RoutingProblem;
  readonly routing: Routing;
}

function routed(input: LoadInput, distances: Distances, drops: readonly Drop[]): Routed {
  const problem = problemOf(input, distances, drops);
  const work = Math.min(MOST_WORK, WORK_A_PAIR * (drops.length + 1) ** 2);
  return { drops, problem, routing: route(problem, { seed: SEED, work }) };
}

function problemOf(input: LoadInput, distances: Distances, drops: readonly Drop[]): RoutingProblem {
  const { options, vehicles } = input;
  const places = [null, ...drops.map(({ site }) => site)];
  const distance = Float64Array.from(
    places.flatMap((from) => places.map((to) => metresBetween(distances, from, to))),
  );
  return {
    demand: [[0, 0, 0], ...drops.map(({ parts }) => measuresOf(parts, options))],
    fleet: vehicles.map((vehicle) => ({
      capacity: roomOf(vehicle),
      count: vehicle.count,
      fixed: 0,
      perDistance: 1,
    })),
    distance,
    access: [vehicles.map(() => true), ...drops.map(({ site }) => mayGo(input, site))],
    times: {
      travel: distance.map((metres) => travelMinutes(metres, options.speed_kmh)),
      opens: places.map((site) => site?.opens ?? 0),
      closes: places.map((site) => site?.closes ?? input.returns_by),
      service: places.map((site) => (site === null ? 0 : options.unloading_minutes)),
      departs: input.departs_at,
    },
    fewestVehicles: true,
  };
}

/** Metres between two places that can both be reached from where the trips begin. */
export function metresBetween(distances: Distances, from: LoadSite | null, to: LoadSite | null): number {
  return (
    distances.between(from, to) ??
    (distances.between(from, null) as number) + (distances.between(null, to) as number)
  );
}

/** Whole minutes on the road, rounded up. */
export function travelMinutes(metres: number, speedKmh: number): number {
  return Math.ceil((metres * 60) / (speedKmh * 1_000));
}

function leftWeight({ drops, routing }: Routed, { options }: LoadInput): number {
  const left = routing.unserved.map((stop) => measuresOf((drops[stop - 1] as Drop).parts, options));
  return left.reduce((sum, [weight, volume, pallets]) => sum + weight + volume + pallets, 0);
}

/** Whether the vehicles used, the largest first, could hold everything with one of them less. */
function mayNeedFewer(input: LoadInput, { drops, routing }: Routed): boolean {
  const { trips, unserved } = routing;
  if (unserved.length > 0 || trips.length < 2 || drops.length > DROPS_CUT_TO_SAVE) return false;
  const needed = [0, 1, 2].map((at) =>
    drops.reduce((sum, { parts }) => sum + (measuresOf(parts, input.options)[at] as number), 0),
  );
  const largest = input.vehicles.flatMap((vehicle) =>
    new Array<Measures>(vehicle.count).fill(roomOf(vehicle)),
  );
  return needed.every((need, at) => {
    const rooms = largest.map((room) => room[at] as number).sort((a, b) => b - a);
    return rooms.slice(0, trips.length - 1).reduce((sum, room) => sum + room, 0) >= need;
  });
}

function isBetter(next: Routed, best: Routed): boolean {
  return compareScores(scoreOf(next.problem, next.routing), scoreOf(best.problem, best.routing)) < 0;
}

/** A trip with what goes to the same site put together. */
function tripOf(input: LoadInput, drops: readonly Drop[], type: number, order: readonly number[]): DropTrip {
  const trip: DropTrip = { type, stops: [] };
  for (const stop of order) {
    const { site, parts } = drops[stop - 1] as Drop;
    addStop(input, trip, site, parts, trip.stops.length);
  }
  return trip;
}

function addStop(
  { options }: LoadInput,
  trip: DropTrip,
  site: LoadSite,
  parts: readonly Part[],
  at: number,
): void {
  const more = measuresOf(parts, options);
  const there = trip.stops.find((stop) => stop.site === site);
  if (there === undefined) {
    trip.stops.splice(at, 0, { site, parts: [...parts], measures: more });
    return;
  }
  for (const part of parts) {
    const index = there.parts.findIndex(({ line }) => line === part.line);
    const same = there.parts[index];
    if (same === undefined) there.parts.push(part);
    else there.parts[index] = { line: part.line, quantity: same.quantity + part.quantity };
  }
  there.measures = add(there.measures, more);
}

/** Puts as much of a drop as there is room for on trips and on vehicles that stand by; gives what is left of it. */
function fillRoom(input: LoadInput, distances: Distances, trips: DropTrip[], drop: Drop): Drop[] {
  const may = mayGo(input, drop.site);
  let rest = drop.parts;
  const put = (trip: DropTrip) => {
    const free = freeRoom(input, trip);
    const { taken, rest: after } = carve(rest, free, input.options);
    if (taken.length === 0) return false;
    addStop(input, trip, drop.site, taken, cheapestPlace(distances, trip, drop.site));
    rest = after;
    return true;
  };
  for (const trip of trips) if (rest.length > 0 && may[trip.type]) put(trip);
  for (const [type, vehicle] of input.vehicles.entries()) {
    while (
      rest.length > 0 &&
      may[type] &&
      trips.filter((trip) => trip.type === type).length < vehicle.count
    ) {
      const trip: DropTrip = { type, stops: [] };
      if (!put(trip)) break;
      trips.push(trip);
    }
  }
  return rest.length === 0 ? [] : [{ site: drop.site, parts: rest }];
}

function freeRoom({ vehicles }: LoadInput, { type, stops }: DropTrip): Measures {
  const whole = roomOf(vehicles[type] as LoadInput['vehicles'][number]);
  const load = stops.reduce<Measures>((sum, { measures }) => add(sum, measures), [0, 0, 0]);
  return [whole[0] - load[0], whole[1] - load[1], whole[2] - load[2]];
}

function cheapestPlace(distances: Distances, { stops }: DropTrip, site: LoadSite): number {
  const way = [null, ...stops.map((stop) => stop.site), null];
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at + 1 < way.length; at += 1) {
    const [before, after] = [way[at] as LoadSite | null, way[at + 1] as LoadSite | null];
    const detour =
      metresBetween(distances, before, site) +
      metresBetween(distances, site, after) -
      metresBetween(distances, before, after);
    if (detour < least) {
      least = detour;
      best = at;
    }
  }
  return best;
}

export function add(a: Measures, b: Measures): Measures {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

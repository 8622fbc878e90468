import { addMinutes, parseISO } from 'date-fns';
import { compareCodeUnits } from '../lib/compare.ts';
import type { Distances } from './distances.ts';
import type { LeftOut } from './drops.ts';
import type {
  Filling,
  LegUnit,
  LoadedLine,
  LoadInput,
  LoadResult,
  LoadSite,
  LoadStop,
  LoadTrip,
  LoadVehicle,
  Measures,
  Room,
  UnservedLine,
} from './load-model.ts';
import { measuresOf, type Part, unknownOf } from './parts.ts';
import { add, type DropTrip, metresBetween, travelMinutes } from './route-drops.ts';

export interface Loaded {
  readonly trips: readonly DropTrip[];
  readonly units: readonly (readonly Part[])[];
  readonly leftOut: readonly LeftOut[];
}

/** Trips, leg and what is left out, with times, fillings and sums. */
export function describeLoads(input: LoadInput, distances: Distances, loaded: Loaded): LoadResult {
  const trips = loaded.trips.map((trip) => describeTrip(input, distances, trip)).sort(byFirstStop);
  for (const [index, trip] of trips.entries()) trip.trip_number = index + 1;
  const unserved = describeLeftOut(input, loaded.leftOut);
  const leg = describeLeg(input, loaded.units);
  const carried = trips.flatMap(({ stops }) => stops);
  const incomplete = incompleteItems(input);
  return {
    complete: incomplete.length === 0,
    incomplete_items: incomplete,
    leg,
    trips,
    unserved,
    totals: {
      vehicles: trips.length,
      distance_m: sum(trips.map((trip) => trip.distance_m)),
      cost_cents: sum(trips.map((trip) => trip.cost_cents)) + (leg?.cost_cents ?? 0),
      late_minutes: sum(carried.map((stop) => stop.late_minutes)),
      weight_g: sum(carried.map((stop) => stop.weight_g)),
      volume_ml: sum(carried.map((stop) => stop.volume_ml)),
      quantity: sum(carried.flatMap((stop) => stop.lines).map((line) => line.quantity)),
      unserved_quantity: sum(unserved.map((line) => line.quantity)),
    },
  };
}

function byFirstStop(a: LoadTrip, b: LoadTrip): number {
  return (
    compareCodeUnits(a.stops[0]?.site_code ?? '', b.stops[0]?.site_code ?? '') ||
    compareCodeUnits(a.carrier_code, b.carrier_code) ||
    b.weight_g - a.weight_g ||
    b.volume_ml - a.volume_ml
  );
}

function describeTrip(input: LoadInput, distances: Distances, { type, stops }: DropTrip): LoadTrip {
  const vehicle = input.vehicles[type] as LoadVehicle;
  const { options } = input;
  let clock = input.departs_at;
  let distance = 0;
  let place: LoadSite | null = null;
  const described = stops.map(({ site, parts, measures }, index): LoadStop => {
    const metres = metresBetween(distances, place, site);
    distance += metres;
    const arrives = Math.max(clock + travelMinutes(metres, options.speed_kmh), site.opens);
    clock = arrives + options.unloading_minutes;
    place = site;
    return {
      stop_number: index + 1,
      site_id: site.site_id,
      site_code: site.code,
      arrives_at: moment(input, arrives),
      leaves_at: moment(input, clock),
      late_minutes: Math.max(0, arrives - site.closes),
      weight_g: measures[0],
      volume_ml: measures[1],
      pallets: measures[2],
      lines: parts.map(loadedLine).sort(byLine),
    };
  });
  const back = metresBetween(distances, place, null);
  distance += back;
  const load = stops.reduce<Measures>((total, stop) => add(total, stop.measures), [0, 0, 0]);
  const filled = filling(
    load,
    vehicle,
    stops.flatMap((stop) => stop.parts),
  );
  return {
    trip_number: 0,
    carrier_id: vehicle.carrier_id,
    carrier_code: vehicle.code,
    distance_m: distance,
    cost_cents: vehicle.fixed_cost_cents + Math.ceil((distance * vehicle.cost_per_km_cents) / 1_000),
    departs_at: moment(input, input.departs_at),
    returns_at: moment(input, clock + travelMinutes(back, options.speed_kmh)),
    ...filled,
    stops: described,
  };
}

function describeLeg(input: LoadInput, units: readonly (readonly Part[])[]): LoadResult['leg'] {
  const { leg, options } = input;
  if (leg === null) return null;
  return {
    leg_id: leg.leg_id,
    code: leg.code,
    cost_cents: leg.cost_cents * units.length,
    leaves_at: moment(input, input.departs_at - 60 * leg.lead_time_hours),
    units: units.map(
      (parts, index): LegUnit => ({
        unit_number: index + 1,
        ...filling(measuresOf(parts, options), leg, parts),
        lines: parts.map(loadedLine).sort(byLine),
      }),
    ),
  };
}

function filling([weight_g, volume_ml, pallets]: Measures, room: Room, parts: readonly Part[]): Filling {
  const percent = (load: number, whole: number | null) =>
    whole === null ? null : whole === 0 ? 0 : Math.floor((100 * load) / whole);
  return {
    weight_g,
    volume_ml,
    pallets,
    weight_percent: percent(weight_g, room.payload_g) ?? 0,
    volume_percent: percent(volume_ml, room.volume_ml),
    pallets_percent: percent(pallets, room.pallets),
    incomplete: parts.some((part) => Object.values(unknownOf(part)).some(Boolean)),
  };
}

function incompleteItems({ lines }: LoadInput): LoadResult['incomplete_items'] {
  const items = new Map<string, LoadResult['incomplete_items'][number]>();
  for (const line of lines) {
    const { weight, volume } = unknownOf({ line, quantity: line.quantity });
    if (!weight && !volume) continue;
    const { item_id, item_code } = line;
    const before = items.get(item_id);
    items.set(item_id, {
      item_id,
      item_code,
      weight_unknown: weight || before?.weight_unknown === true,
      volume_unknown: volume || before?.volume_unknown === true,
    });
  }
  return [...items.values()].sort((a, b) => compareCodeUnits(a.item_code, b.item_code));
}

function describeLeftOut(input: LoadInput, leftOut: readonly LeftOut[]): UnservedLine[] {
  const rows = new Map<string, UnservedLine>();
  for (const { parts, reason } of leftOut) {
    for (const part of parts) {
      const line = loadedLine(part);
      const key = `${reason} ${input.lines.indexOf(part.line)}`;
      const before = rows.get(key);
      rows.set(key, { ...line, quantity: line.quantity + (before?.quantity ?? 0), reason });
    }
  }
  return [...rows.values()].sort((a, b) => byLine(a, b) || compareCodeUnits(a.reason, b.reason));
}

function loadedLine({ line, quantity }: Part): LoadedLine {
  const { site_id, item_id, item_code, lot_id, location_id } = line;
  return { site_id, item_id, item_code, lot_id, location_id, quantity };
}

function byLine(a: LoadedLine, b: LoadedLine): number {
  return (
    compareCodeUnits(a.site_id, b.site_id) ||
    compareCodeUnits(a.item_code, b.item_code) ||
    compareCodeUnits(a.lot_id, b.lot_id) ||
    compareCodeUnits(a.location_id, b.location_id)
  );
}

/** Local time at the sites, without a zone: minutes after midnight of the day of departure. */
function moment({ departs_on }: LoadInput, minutes: number): string {
  return addMinutes(parseISO(`${departs_on}T00:00:00Z`), minutes)
    .toISOString()
    .slice(0, 16);
}

function sum(figures: readonly number[]): number {
  return figures.reduce((total, figure) => total + figure, 0);
}

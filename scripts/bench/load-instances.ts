import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../src/config/paths.ts';
import type { FleetType, RoutingProblem, Trip } from '../../src/loading/routing-model.ts';

const folder = join(projectRoot, '..', 'shared', 'data', 'bench');

export interface RoutingInstance {
  readonly name: string;
  readonly problem: RoutingProblem;
  readonly bestKnown: number;
  /** The best known rounds, where published. */
  readonly published?: readonly Trip[];
}

/** The folder of public instances, or null where they are not at hand. */
export function instanceFolder(kind: 'cvrp' | 'hfvrp' | 'packing'): string | null {
  const path = join(folder, kind);
  return existsSync(path) ? path : null;
}

/** Set A of Augerat: one type of vehicle, as many as the name says; distances rounded to the nearest whole number. */
export function singleFleetInstances(path: string): RoutingInstance[] {
  const best = JSON.parse(readFileSync(join(path, 'best-known.json'), 'utf8')) as Record<
    string,
    { best_known_cost: number }
  >;
  return Object.entries(best).map(([name, { best_known_cost }]) => {
    const sections = readSections(readFileSync(join(path, `${name}.vrp`), 'utf8'));
    const count = Number(/-k(\d+)$/.exec(name)?.[1]);
    const capacity = Number(sections.header.get('CAPACITY'));
    return {
      name,
      bestKnown: best_known_cost,
      problem: {
        demand: demandOf(sections),
        fleet: [{ capacity: [capacity], count, fixed: 0, perDistance: 1 }],
        distance: distanceOf(sections, Math.round),
        fewestVehicles: false,
      },
    };
  });
}

/**
 * Mixed fleets after Pessoa and others: types that differ in capacity and cost; distances not rounded. The files hold costs as
 * hundredths, the published solutions do not: the best known is taken in hundredths here.
 */
export function mixedFleetInstances(path: string): RoutingInstance[] {
  const files = readdirSync(path).filter((file) => file.endsWith('.vrp'));
  return files.sort().map((file) => {
    const name = file.replace('.vrp', '');
    const sections = readSections(readFileSync(join(path, file), 'utf8'));
    const solution = readFileSync(join(path, `${name}.sol`), 'utf8');
    const { fleet, typeOfVehicle } = fleetOf(sections);
    return {
      name,
      bestKnown: Math.round(Number(/^Cost\s*:?\s*([\d.]+)/im.exec(solution)?.[1]) * 100),
      published: solution
        .split('\n')
        .filter((line) => line.startsWith('Route'))
        .map((line, vehicle) => ({
          type: typeOfVehicle[vehicle] as number,
          stops: (line.split(':')[1] ?? '').split(/\s+/).filter(Boolean).map(Number),
        }))
        .filter(({ stops }) => stops.length > 0),
      problem: {
        demand: demandOf(sections),
        fleet,
        distance: distanceOf(sections, (length) => length),
        fewestVehicles: false,
      },
    };
  });
}

interface Sections {
  header: Map<string, string>;
  rows: Map<string, number[][]>;
}

function readSections(text: string): Sections {
  const header = new Map<string, string>();
  const rows = new Map<string, number[][]>();
  let current: number[][] | undefined;
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    const title = /^([A-Z_]+_SECTION)$/.exec(line)?.[1];
    const field = /^([A-Z_]+)\s*:\s*(.*)$/.exec(line);
    if (title !== undefined) {
      current = [];
      rows.set(title, current);
    } else if (field !== null) header.set(field[1] as string, field[2] as string);
    else if (current !== undefined && line !== '' && line !== 'EOF')
      current.push(line.split(/\s+/).map(Number));
  }
  return { header, rows };
}

function rowsOf({ rows }: Sections, title: string): number[][] {
  return rows.get(title) ?? [];
}

function demandOf(sections: Sections): number[][] {
  return rowsOf(sections, 'DEMAND_SECTION').map((row) => [row[1] as number]);
}

function distanceOf(sections: Sections, rounded: (length: number) => number): Float64Array {
  const points = rowsOf(sections, 'NODE_COORD_SECTION').map(
    ([, x, y]) => [x as number, y as number] as const,
  );
  return Float64Array.from(
    points.flatMap(([x, y]) => points.map(([u, v]) => rounded(Math.hypot(x - u, y - v)))),
  );
}

/** Vehicles alike in all are one type. */
function fleetOf(sections: Sections): { fleet: FleetType[]; typeOfVehicle: number[] } {
  const fixed = new Map(
    rowsOf(sections, 'VEHICLES_FIXED_COST_SECTION').map(([vehicle, cost]) => [vehicle, cost]),
  );
  const unit = new Map(
    rowsOf(sections, 'VEHICLES_UNIT_DISTANCE_COST_SECTION').map(([vehicle, cost]) => [vehicle, cost]),
  );
  const types = new Map<string, FleetType & { count: number }>();
  const keys: string[] = [];
  for (const [vehicle, capacity] of rowsOf(sections, 'CAPACITY_SECTION')) {
    const type = {
      capacity: [capacity as number],
      fixed: fixed.get(vehicle) ?? 0,
      perDistance: unit.get(vehicle) ?? 1,
    };
    const key = JSON.stringify(type);
    keys.push(key);
    const known = types.get(key);
    types.set(key, { ...type, count: (known?.count ?? 0) + 1 });
  }
  const order = [...types.keys()];
  return { fleet: [...types.values()], typeOfVehicle: keys.map((key) => order.indexOf(key)) };
}

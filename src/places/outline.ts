import { arcs, GRID, outlines, TOLERANCE } from '../../db/reference/outlines.ts';
import { pCodes } from '../../db/reference/p-codes.ts';
import { assert, present } from '../lib/assert.ts';

type Line = readonly (readonly [x: number, y: number])[];

interface Area {
  readonly code: string;
  readonly rings: readonly Line[];
  readonly box: { west: number; south: number; east: number; north: number };
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Letters → whole numbers: five bits each, the highest bit says that more follow, the sign is the lowest of the whole. */
function decode(text: string): number[] {
  const values: number[] = [];
  let value = 0;
  let weight = 1;
  for (const letter of text) {
    const digit = DIGITS.indexOf(letter);
    value += (digit % 32) * weight;
    weight *= 32;
    if (digit >= 32) continue;
    values.push(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
    value = 0;
    weight = 1;
  }
  return values;
}

function decodeArc(text: string): Line {
  const steps = decode(text);
  const line: [number, number][] = [];
  for (let at = 0; at < steps.length; at += 2) {
    const [x, y] = line.at(-1) ?? [0, 0];
    line.push([x + (steps[at] ?? 0), y + (steps[at + 1] ?? 0)]);
  }
  return line;
}

function decodeAreas(): Area[] {
  const borders = arcs.replaceAll('\n', '').split(' ').map(decodeArc);
  const rows = outlines.trim().split('\n');
  assert(rows.length === pCodes.length, 'every P-code has an outline');
  return pCodes.map(({ code }, index) => {
    const rings = present(rows[index], 'an outline')
      .split(',')
      .map((ring) =>
        ring.split(' ').flatMap((number) => {
          const border = present(borders[Math.abs(Number(number)) - 1], 'a border');
          return Number(number) < 0 ? border.toReversed() : border;
        }),
      );
    const xs = rings.flat().map(([x]) => x);
    const ys = rings.flat().map(([, y]) => y);
    const box = {
      west: Math.min(...xs),
      south: Math.min(...ys),
      east: Math.max(...xs),
      north: Math.max(...ys),
    };
    return { code, rings, box };
  });
}

let decoded: ReadonlyMap<string, readonly Area[]> | undefined;

/** Areas by their own code, by their department's, and all under ''. Decoded when first asked for: few ever look at a border. */
function areasOf(code: string): readonly Area[] {
  if (decoded === undefined) {
    const all = decodeAreas();
    const grouped = new Map<string, Area[]>([['', all]]);
    for (const area of all) {
      const department = area.code.slice(0, 4);
      grouped.set(area.code, [area]);
      grouped.set(department, [...(grouped.get(department) ?? []), area]);
    }
    decoded = grouped;
  }
  return decoded.get(code) ?? [];
}

/** The admin-2 area a point lies in, a lake too; null outside all of them: at sea, in another country. */
export function areaAt(latitude: number, longitude: number): string | null {
  const [x, y] = [longitude * GRID, latitude * GRID];
  return areasOf('').find((area) => isInside(area, x, y))?.code ?? null;
}

/**
 * Whether a point lies in a department or an admin-2 area, or so near its border that the simplified outline cannot tell (some
 * 70 m); null for a code that has no outline, such as that of another country.
 */
export function isWithin(code: string, latitude: number, longitude: number): boolean | null {
  const own = code === '' ? [] : areasOf(code);
  if (own.length === 0) return null;
  const [x, y] = [longitude * GRID, latitude * GRID];
  return own.some((area) => isInside(area, x, y) || isNear(area, x, y));
}

function isInside({ rings, box }: Area, x: number, y: number): boolean {
  if (x < box.west || x > box.east || y < box.south || y > box.north) return false;
  let inside = false;
  for (const ring of rings) {
    eachSide(ring, ([x1, y1], [x2, y2]) => {
      if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
    });
  }
  return inside;
}

function isNear({ rings, box }: Area, x: number, y: number): boolean {
  const far = TOLERANCE;
  if (x < box.west - far || x > box.east + far || y < box.south - far || y > box.north + far) return false;
  let near = false;
  for (const ring of rings) {
    eachSide(ring, ([x1, y1], [x2, y2]) => {
      const [dx, dy] = [x2 - x1, y2 - y1];
      const length = dx * dx + dy * dy;
      const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length));
      if (Math.hypot(x - x1 - along * dx, y - y1 - along * dy) <= far) near = true;
    });
  }
  return near;
}

function eachSide(ring: Line, visit: (from: Line[number], to: Line[number]) => void): void {
  let from = ring.at(-1);
  for (const to of ring) {
    if (from !== undefined) visit(from, to);
    from = to;
  }
}

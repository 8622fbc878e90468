import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pCodes } from '../../db/reference/p-codes.ts';
import { projectRoot } from '../../src/config/paths.ts';

/**
 * Writes `db/reference/outlines.ts` from the boundaries of the common operational dataset. Run it by hand where that data lies
 * beside the project: `node dist/scripts/generate/outlines.js FOLDER`. What it writes is kept in the repository; nothing else
 * needs the data.
 *
 * Neighbours share their border: rings are cut into arcs where three borders meet, each arc is simplified once
 * (Douglas–Peucker) and both sides refer to it, so that no gap and no overlap comes between them.
 */

/** Ten-thousandths of a degree, about 11 m. */
const GRID = 10_000;
/** How far a simplified border may leave the original, in cells of the grid: about 70 m. */
const TOLERANCE = 6;
/** An island or a hole smaller than this many cells of the grid (about 0.1 km²) is left out. */
const SMALLEST = 800;
const LINE = 100;

type Point = readonly [x: number, y: number];
interface Shape {
  code: string;
  rings: Point[][];
}

const keyOf = ([x, y]: Point) => `${x},${y}`;

function readCodes(file: string): string[] {
  const bytes = readFileSync(file);
  const [count, head, width] = [bytes.readUInt32LE(4), bytes.readUInt16LE(8), bytes.readUInt16LE(10)];
  let offset = 1;
  for (let at = 32; bytes[at] !== 0x0d; at += 32) {
    if (bytes.toString('latin1', at, at + 11).replace(/\0.*$/s, '') === 'ADM2_PCODE') break;
    offset += bytes[at + 16] ?? 0;
  }
  return Array.from({ length: count }, (_, row) => {
    const start = head + row * width + offset;
    return bytes.toString('latin1', start, start + 50).trim();
  });
}

function readShapes(file: string, codes: readonly string[]): Shape[] {
  const bytes = readFileSync(file);
  const shapes: Shape[] = [];
  for (let at = 100; at < bytes.length; ) {
    const content = at + 8;
    const parts = bytes.readInt32LE(content + 36);
    const points = bytes.readInt32LE(content + 40);
    const starts = Array.from({ length: parts }, (_, part) => bytes.readInt32LE(content + 44 + part * 4));
    const first = content + 44 + parts * 4;
    const rings = starts.map((start, part) => {
      const end = starts[part + 1] ?? points;
      const ring: Point[] = [];
      for (let index = start; index < end; index += 1) {
        const x = Math.round(bytes.readDoubleLE(first + index * 16) * GRID);
        const y = Math.round(bytes.readDoubleLE(first + index * 16 + 8) * GRID);
        const last = ring.at(-1);
        if (last === undefined || last[0] !== x || last[1] !== y) ring.push([x, y]);
      }
      return ring;
    });
    shapes.push({ code: codes[shapes.length] ?? '', rings: rings.filter((ring) => area(ring) >= SMALLEST) });
    at = content + bytes.readInt32BE(at + 4) * 2;
  }
  return shapes;
}

function area(ring: readonly Point[]): number {
  let twice = 0;
  for (const [index, [x, y]] of ring.entries()) {
    const [nextX, nextY] = ring[(index + 1) % ring.length] as Point;
    twice += x * nextY - nextX * y;
  }
  return Math.abs(twice) / 2;
}

/** The points where more than two borders meet. */
function findJunctions(shapes: readonly Shape[]): ReadonlySet<string> {
  const neighbours = new Map<string, Set<string>>();
  for (const ring of shapes.flatMap(({ rings }) => rings)) {
    for (let index = 0; index < ring.length - 1; index += 1) {
      const [one, other] = [keyOf(ring[index] as Point), keyOf(ring[index + 1] as Point)];
      for (const [from, to] of [
        [one, other],
        [other, one],
      ] as const) {
        const known = neighbours.get(from);
        if (known === undefined) neighbours.set(from, new Set([to]));
        else known.add(to);
      }
    }
  }
  return new Set([...neighbours].filter(([, around]) => around.size > 2).map(([key]) => key));
}

/** A closed ring as open arcs between junctions; a ring without any starts at its smallest point, the same for both its sides. */
function cut(ring: readonly Point[], junctions: ReadonlySet<string>): Point[][] {
  const open = ring.slice(0, -1);
  const found = open.findIndex((point) => junctions.has(keyOf(point)));
  const keys = open.map(keyOf);
  const start = found >= 0 ? found : keys.indexOf([...keys].sort()[0] ?? '');
  const turned = [...open.slice(start), ...open.slice(0, start)];
  turned.push(turned[0] as Point);
  const arcs: Point[][] = [];
  let arc: Point[] = [];
  for (const [index, point] of turned.entries()) {
    arc.push(point);
    if (index > 0 && (junctions.has(keyOf(point)) || index === turned.length - 1)) {
      arcs.push(arc);
      arc = [point];
    }
  }
  return arcs;
}

function simplify(arc: readonly Point[]): Point[] {
  const [first, last] = [arc[0] as Point, arc.at(-1) as Point];
  if (arc.length < 3) return [...arc];
  let worst = { at: 0, distance: -1 };
  for (let at = 1; at < arc.length - 1; at += 1) {
    const distance = distanceTo(arc[at] as Point, first, last);
    if (distance > worst.distance) worst = { at, distance };
  }
  // A closed arc keeps its farthest point, or nothing would be left of it.
  if (worst.distance <= TOLERANCE && keyOf(first) !== keyOf(last)) return [first, last];
  if (worst.distance <= TOLERANCE) return [first, arc[worst.at] as Point, last];
  return [...simplify(arc.slice(0, worst.at + 1)), ...simplify(arc.slice(worst.at)).slice(1)];
}

function distanceTo([x, y]: Point, [x1, y1]: Point, [x2, y2]: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / length));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Whole numbers as letters, five bits each, the sign in the lowest bit. */
function encode(value: number): string {
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  let text = '';
  while (rest >= 32) {
    text += DIGITS[(rest % 32) + 32];
    rest = Math.floor(rest / 32);
  }
  return text + DIGITS[rest];
}

function encodeArc(arc: readonly Point[]): string {
  let [x, y] = [0, 0];
  return arc
    .map((point) => {
      const step = encode(point[0] - x) + encode(point[1] - y);
      [x, y] = point;
      return step;
    })
    .join('');
}

function wrapped(text: string): string {
  return (text.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []).join('\n');
}

function generate(folder: string): string {
  const base = join(folder, 'slv_admbnda_adm2_gadm_20210204');
  const shapes = readShapes(`${base}.shp`, readCodes(`${base}.dbf`)).sort((a, b) =>
    a.code < b.code ? -1 : 1,
  );
  if (shapes.map(({ code }) => code).join() !== pCodes.map(({ code }) => code).join())
    throw new Error('The boundaries are not those of the P-codes.');
  const junctions = findJunctions(shapes);
  const arcs: string[] = [];
  const numberOf = new Map<string, number>();
  const outlines = shapes.map(({ rings }) =>
    rings
      .map((ring) =>
        cut(ring, junctions)
          .map((arc) => {
            const keys = arc.map(keyOf);
            const [there, back] = [keys.join(' '), [...keys].reverse().join(' ')];
            const known = numberOf.get(there);
            if (known !== undefined) return String(known);
            const reversed = numberOf.get(back);
            if (reversed !== undefined) return `-${reversed}`;
            arcs.push(encodeArc(simplify(arc)));
            numberOf.set(there, arcs.length);
            return String(arcs.length);
          })
          .join(' '),
      )
      .join(','),
  );
  return `/**
 * Simplified outlines of the 266 admin-2 areas of El Salvador, in the order of their P-codes. Generated by
 * scripts/generate/outlines.ts from COD-AB SLV, version of 2021-02-04; see there how. A border here is at most about 70 m
 * from the original one.
 */

/** Steps of a degree that coordinates are kept in. */
export const GRID = ${GRID};

/** How far a border may be from the original, in steps of the grid. */
export const TOLERANCE = ${TOLERANCE};

/** Borders between two areas, a space between two: longitude and latitude as differences to the point before. */
export const arcs = \`
${wrapped(arcs.join(' '))}
\`;

/** For each area its rings, a comma between two: the numbers of its arcs from 1, with a minus those run backwards. */
export const outlines = \`
${outlines.join('\n')}
\`;
`;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Name the folder of the boundaries.\n');
  process.exitCode = 1;
} else {
  writeFileSync(join(projectRoot, 'db/reference/outlines.ts'), generate(folder));
}

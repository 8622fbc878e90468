import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import t from 'tap';
import { pCodes } from '../../db/reference/p-codes.ts';
import { places } from '../../src/places/gazetteer.ts';
import { areaAt, isWithin } from '../../src/places/outline.ts';
import { sharedData } from '../helpers/shared-data.ts';

t.test('a point lies in the area it lies in', async (t) => {
  // Facts of the map: the cathedral of San Salvador, the port of La Libertad, Puerto El Triunfo, the middle of two lakes.
  t.equal(areaAt(13.6989, -89.1914), 'SV1014');
  t.equal(areaAt(13.4883, -89.3222), 'SV0509');
  t.equal(areaAt(13.86, -89.545), 'SV1299', 'Coatepeque');
  t.equal(areaAt(13.67, -89.05), 'SV1099', 'Ilopango');
  t.equal(areaAt(13.0, -89.5), null, 'the Pacific');
  t.equal(areaAt(8.9824, -79.5199), null, 'Panama');
  t.equal(isWithin('SV10', 13.6989, -89.1914), true, 'a department is the sum of its areas');
  t.equal(isWithin('SV05', 13.6989, -89.1914), false);
  t.equal(isWithin('HT01', 18.5, -72.3), null, 'no outline, no verdict');
});

t.test('no point lies in two areas, and no gap runs between neighbours', async (t) => {
  // A grid over the inland of San Salvador and La Libertad: every point there lies in some area, and each in one.
  let points = 0;
  for (let latitude = 13.6; latitude < 13.9; latitude += 0.01) {
    for (let longitude = -89.4; longitude < -89.05; longitude += 0.01) {
      points += 1;
      const around = pCodes.filter(({ code }) => isWithin(code, latitude, longitude) === true);
      const area = areaAt(latitude, longitude);
      if (area === null || !around.some(({ code }) => code === area) || around.length > 5) {
        t.fail(`${latitude}, ${longitude}: ${area} of ${around.map(({ code }) => code).join()}`);
      }
    }
  }
  t.ok(points > 1_000);
});

t.test('most centroids lie in their own area; none lies far from it', async (t) => {
  const outside = places.filter(
    ({ kind, key, latitude, longitude }) =>
      kind === 'distrito' && isWithin(key, latitude ?? 0, longitude ?? 0) !== true,
  );
  t.ok(outside.length <= 8, outside.map(({ key }) => key).join());
});

const boundaries = sharedData('pcodes/slv_admbnda_adm2_gadm_20210204.shp');

t.test(
  'against the original boundaries, only points within 70 m of a border are told otherwise',
  { skip: boundaries === null && 'no shared data' },
  async (t) => {
    const shapes = readShapes(boundaries ?? '');
    let seed = 7;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    let differ = 0;
    for (let index = 0; index < 1_000; index += 1) {
      const [x, y] = [-90.13 + random() * 2.44, 13.16 + random() * 1.28];
      const truth = shapes.findIndex((rings) => rings.filter((ring) => crosses(ring, x, y)).length % 2 === 1);
      const code = truth < 0 ? null : areaAt(y, x);
      const same = truth < 0 ? areaAt(y, x) === null : code === shapeCodes[truth];
      if (same) continue;
      differ += 1;
      if (truth >= 0) t.equal(isWithin(shapeCodes[truth] ?? '', y, x), true, `${x},${y}`);
    }
    t.ok(differ < 20, `${differ} of 1,000 lie so near a border that the outlines differ`);
  },
);

const shapeCodes: string[] = [];

/** Rings of longitude and latitude of each area, its P-code in `shapeCodes`. */
function readShapes(file: string): [number, number][][][] {
  const bytes = readFileSync(file);
  const table = readFileSync(file.replace(/shp$/, 'dbf'));
  const [head, width] = [table.readUInt16LE(8), table.readUInt16LE(10)];
  const shapes: [number, number][][][] = [];
  for (let at = 100; at < bytes.length; at += 8 + bytes.readInt32BE(at + 4) * 2) {
    const row = table.toString('latin1', head + shapes.length * width, head + (shapes.length + 1) * width);
    shapeCodes.push(/SV\d{4}/.exec(row)?.[0] ?? '');
    const [parts, points] = [bytes.readInt32LE(at + 44), bytes.readInt32LE(at + 48)];
    const starts = Array.from({ length: parts }, (_, part) => bytes.readInt32LE(at + 52 + part * 4));
    const first = at + 52 + parts * 4;
    shapes.push(
      starts.map((start, part) =>
        Array.from({ length: (starts[part + 1] ?? points) - start }, (_, index): [number, number] => {
          const point = first + (start + index) * 16;
          return [bytes.readDoubleLE(point), bytes.readDoubleLE(point + 8)];
        }),
      ),
    );
  }
  return shapes;
}

function crosses(ring: readonly (readonly [number, number])[], x: number, y: number): boolean {
  if (Math.abs((ring[0]?.[0] ?? x) - x) > 0.7) return false;
  let inside = false;
  for (const [index, [x1, y1]] of ring.entries()) {
    const [x2, y2] = ring[(index + 1) % ring.length] ?? [x1, y1];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}

const sites = sharedData('sites/sv_public_buildings_candidate_sites.csv');

t.test(
  'of the shared buildings, one contradicts its department',
  { skip: sites === null && 'no shared data' },
  async (t) => {
    const rows: string[][] = parse(readFileSync(sites ?? ''), { from_line: 3 });
    const codes = new Map(
      places.filter(({ kind }) => kind === 'department').map(({ name, key }) => [name, key]),
    );
    const outside = rows.filter(([, department, , latitude, longitude]) => {
      const code = codes.get(department ?? '') ?? '';
      return isWithin(code, Number(latitude), Number(longitude)) !== true;
    });
    t.equal(rows.length, 23);
    t.same(
      outside.map(([name, department, , latitude, longitude]) => [
        name,
        department,
        areaAt(Number(latitude), Number(longitude)),
      ]),
      [['CENTRO ESCOLAR SAN FRANCISCO', 'La Libertad', 'SV1203']],
    );
  },
);

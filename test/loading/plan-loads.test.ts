import fc from 'fast-check';
import { test } from 'tap';
import type { LoadInput, LoadLine, LoadSite, LoadVehicle } from '../../src/loading/load-model.ts';
import { planLoads } from '../../src/loading/plan-loads.ts';

const options = {
  detour_percent: 100,
  speed_kmh: 60,
  unloading_minutes: 30,
  pallet_weight_g: 1_000_000,
  pallet_volume_ml: 1_728_000,
};

function site(code: string, rest: Partial<LoadSite> = {}): LoadSite {
  const open = { opens: 0, closes: 1_440, closed: false, carriers: null };
  return { site_id: code, code, priority: 1, latitude: 13, longitude: -89, ...open, ...rest };
}

function line(site_id: string, quantity: number, rest: Partial<LoadLine> = {}): LoadLine {
  const item = { item_id: 'item', item_code: 'ITEM', lot_id: 'lot', location_id: 'bin' };
  const each = { dangerous: false, unit_weight_g: 1_000, unit_volume_ml: 2_000, packing: [] };
  return { site_id, quantity, ...item, ...each, ...rest };
}

function truck(code: string, count: number, kg: number, rest: Partial<LoadVehicle> = {}): LoadVehicle {
  const cost = { fixed_cost_cents: 10_000, cost_per_km_cents: 100 };
  return {
    carrier_id: code,
    code,
    count,
    payload_g: kg * 1_000,
    volume_ml: null,
    pallets: null,
    ...cost,
    ...rest,
  };
}

function input(rest: Partial<LoadInput>): LoadInput {
  const start = { latitude: 13, longitude: -89 };
  const day = { departs_on: '2026-08-10', departs_at: 360, returns_by: 1_440 };
  return { ...day, start, leg: null, vehicles: [], sites: [], lines: [], distances: [], options, ...rest };
}

/** Metres between places on a line: the start at 0. */
function onALine(places: Readonly<Record<string, number>>): LoadInput['distances'] {
  const all = [['', 0] as const, ...Object.entries(places)];
  return all.flatMap(([from, a]) =>
    all.map(([to, b]) => ({
      from_site_id: from === '' ? null : from,
      to_site_id: to === '' ? null : to,
      distance_m: Math.abs(a - b),
    })),
  );
}

test('a truck makes its round, with times, fillings and cost', (t) => {
  const result = planLoads(
    input({
      sites: [site('A', { opens: 480 }), site('B', { closes: 540 })],
      lines: [line('A', 300), line('B', 200)],
      vehicles: [truck('T', 2, 1_000, { volume_ml: 2_000_000, pallets: 4 })],
      distances: onALine({ A: 30_000, B: 60_000 }),
    }),
  );
  // 30 km at 60 km/h: A at 06:30, closed until 08:00, half an hour there, B at 09:00, as it closes. Back 60 km: 10:30.
  t.strictSame(result.trips, [
    {
      trip_number: 1,
      carrier_id: 'T',
      carrier_code: 'T',
      distance_m: 120_000,
      // 100.00 and 120 km at 1.00
      cost_cents: 22_000,
      departs_at: '2026-08-10T06:00',
      returns_at: '2026-08-10T10:30',
      weight_g: 500_000,
      volume_ml: 1_000_000,
      // 0.6 m³ and 0.4 m³ of a pallet's 1.728: a pallet for each site.
      pallets: 2,
      weight_percent: 50,
      volume_percent: 50,
      pallets_percent: 50,
      incomplete: false,
      stops: [
        {
          stop_number: 1,
          site_id: 'A',
          site_code: 'A',
          arrives_at: '2026-08-10T08:00',
          leaves_at: '2026-08-10T08:30',
          late_minutes: 0,
          weight_g: 300_000,
          volume_ml: 600_000,
          pallets: 1,
          lines: [
            {
              site_id: 'A',
              item_id: 'item',
              item_code: 'ITEM',
              lot_id: 'lot',
              location_id: 'bin',
              quantity: 300,
            },
          ],
        },
        {
          stop_number: 2,
          site_id: 'B',
          site_code: 'B',
          arrives_at: '2026-08-10T09:00',
          leaves_at: '2026-08-10T09:30',
          late_minutes: 0,
          weight_g: 200_000,
          volume_ml: 400_000,
          pallets: 1,
          lines: [
            {
              site_id: 'B',
              item_id: 'item',
              item_code: 'ITEM',
              lot_id: 'lot',
              location_id: 'bin',
              quantity: 200,
            },
          ],
        },
      ],
    },
  ]);
  t.match(result, { complete: true, unserved: [], totals: { vehicles: 1, late_minutes: 0, quantity: 500 } });
  t.end();
});

test('volume binds as well as weight: 5,000 household sets', (t) => {
  // IFRC standard item file, as grams and millilitres a piece.
  const set = [
    { code: 'tarpaulin', each: 2, weight: 4_200, volume: 11_200 },
    { code: 'tool kit', each: 1, weight: 11_000, volume: 36_000 },
    { code: 'kitchen set A', each: 1, weight: 5_000, volume: 24_300 },
    { code: 'mat', each: 5, weight: 860, volume: 3_000 },
    { code: 'hygiene parcel', each: 1, weight: 8_100, volume: 26_000 },
    { code: 'lantern', each: 1, weight: 560, volume: 3_790 },
    { code: 'jerrycan', each: 2, weight: 140, volume: 420 },
  ];
  const lines = set.map(({ code, each, weight, volume }) =>
    line('A', 5_000 * each, {
      item_id: code,
      item_code: code,
      unit_weight_g: weight,
      unit_volume_ml: volume,
    }),
  );
  const container = {
    leg_id: 'leg',
    code: 'SEA',
    count: 20,
    cost_cents: 300_000,
    lead_time_hours: 72,
    payload_g: 24_000_000,
  };
  const shipped = (volume_ml: number | null) =>
    planLoads(
      input({
        sites: [site('A')],
        lines,
        leg: { ...container, volume_ml, pallets: null, dangerous_goods: true },
        vehicles: [truck('T', 30, 10_000, { volume_ml: 35_000_000 })],
      }),
    );
  const byVolume = shipped(56_000_000);
  t.equal(byVolume.leg?.units.length, 12, 'forty-foot containers of 56 m³ loose');
  t.equal(shipped(null).leg?.units.length, 8, 'by weight alone a third fewer');
  t.equal(byVolume.leg?.cost_cents, 12 * 300_000);
  t.equal(byVolume.leg?.leaves_at, '2026-08-07T06:00', 'three days before');
  t.equal(byVolume.totals.weight_g, 188_200_000);
  t.equal(byVolume.totals.volume_ml, 641_650_000);
  t.strictSame(byVolume.unserved, []);
  // 641.65 m³ in trucks of 35 m³: 18.3; by weight alone 19 trucks of 10 t would do too: 18.8. So 19.
  t.equal(byVolume.trips.length, 19);
  t.end();
});

test('what is larger than a truck goes on several, by whole packages', (t) => {
  const carton = { level: 'carton' as const, quantity: 20, weight_g: 21_000, volume_ml: 40_000 };
  const result = planLoads(
    input({
      sites: [site('A')],
      lines: [line('A', 130, { packing: [carton] })],
      vehicles: [truck('T', 3, 63)],
    }),
  );
  // 6 cartons of 21 kg and 10 pieces of 1 kg: three cartons fill a truck of 63 kg; the pieces need a third one.
  const quantities = result.trips.map(({ stops }) => stops[0]?.lines[0]?.quantity);
  t.strictSame(quantities.sort(), [10, 60, 60]);
  t.strictSame(result.unserved, []);
  t.strictSame(result.trips.map((trip) => trip.weight_g).sort(), [10_000, 63_000, 63_000]);
  t.end();
});

test('splitting a delivery saves a vehicle', (t) => {
  // Three sites of 60 kg, two trucks of 90: one of the sites has to be served by both.
  const result = planLoads(
    input({
      sites: [site('A'), site('B'), site('C')],
      lines: [line('A', 60), line('B', 60), line('C', 60)],
      vehicles: [truck('T', 3, 90)],
      distances: onALine({ A: 10_000, B: 20_000, C: 30_000 }),
    }),
  );
  t.equal(result.trips.length, 2);
  t.equal(result.totals.quantity, 180);
  t.end();
});

test('every line that is not on a vehicle has its reason', (t) => {
  const sites = [
    site('A', { priority: 2 }),
    site('B', { closed: true }),
    site('C', { latitude: null, longitude: null }),
    site('D', { carriers: ['mule'] }),
    site('E', { priority: 3 }),
  ];
  const lines = [
    ...['A', 'B', 'C', 'D'].map((code) => line(code, 10)),
    line('A', 5, { item_id: 'lamp', item_code: 'LAMP', dangerous: true }),
    line('E', 20),
  ];
  const leg = {
    leg_id: 'air',
    code: 'AIR',
    count: 1,
    cost_cents: 1,
    lead_time_hours: 2,
    dangerous_goods: false,
  };
  const result = planLoads(
    input({
      sites,
      lines,
      leg: { ...leg, payload_g: 50_000, volume_ml: null, pallets: null },
      vehicles: [truck('T', 1, 15)],
    }),
  );
  t.strictSame(
    result.unserved.map(({ site_id, item_id, quantity, reason }) => [site_id, item_id, quantity, reason]),
    [
      ['A', 'lamp', 5, 'dangerous_goods'],
      ['B', 'item', 10, 'closed'],
      ['C', 'item', 10, 'no_coordinates'],
      ['D', 'item', 10, 'no_access'],
      // 50 kg on the flight, 40 of them for the sites before: 10 stay behind; the truck of 15 kg takes 5 of the others.
      ['E', 'item', 5, 'capacity'],
      ['E', 'item', 10, 'leg_capacity'],
    ],
  );
  t.equal(result.totals.quantity, 15);
  t.end();
});

test('unknown is not zero', (t) => {
  const result = planLoads(
    input({
      sites: [site('A'), site('B')],
      lines: [line('A', 10, { item_id: 'x', item_code: 'BLANKET', unit_volume_ml: null }), line('B', 10)],
      vehicles: [truck('T', 1, 15, { volume_ml: 1_000_000 }), truck('U', 1, 10)],
    }),
  );
  t.equal(result.complete, false);
  t.strictSame(result.incomplete_items, [
    { item_id: 'x', item_code: 'BLANKET', weight_unknown: false, volume_unknown: true },
  ]);
  t.strictSame(
    result.trips.map(({ stops, incomplete }) => [stops[0]?.site_code, incomplete]),
    [
      ['A', true],
      ['B', false],
    ],
  );
  t.end();
});

const smallInput: fc.Arbitrary<LoadInput> = fc
  .record({
    sites: fc.array(
      fc.record({
        east: fc.integer({ min: -40, max: 40 }),
        north: fc.integer({ min: -40, max: 40 }),
        priority: fc.integer({ min: 1, max: 2 }),
        opens: fc.integer({ min: 300, max: 600 }),
        carriers: fc.constantFrom(null, ['T'], ['U'], []),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    lines: fc.array(
      fc.record({
        site: fc.nat(5),
        item: fc.nat(2),
        quantity: fc.integer({ min: 1, max: 120 }),
        weight: fc.option(fc.integer({ min: 100, max: 3_000 })),
        pack: fc.option(fc.integer({ min: 2, max: 30 })),
      }),
      { maxLength: 10 },
    ),
    counts: fc.tuple(fc.nat(3), fc.nat(2)),
  })
  .map(({ sites, lines, counts }) => {
    const made = sites.map(({ east, north, ...rest }, index) =>
      site(`S${index}`, { latitude: 13 + north / 100, longitude: -89 + east / 100, closes: 700, ...rest }),
    );
    const rows = new Map<string, LoadLine>();
    for (const { site: at, item, quantity, weight, pack } of lines) {
      const code = (made[at % made.length] as LoadSite).code;
      const packing =
        pack === null
          ? []
          : [{ level: 'carton' as const, quantity: pack, weight_g: null, volume_ml: pack * 1_900 }];
      const item_id = `item${item}`;
      rows.set(
        `${code} ${item}`,
        line(code, quantity, { item_id, item_code: item_id, unit_weight_g: weight, packing }),
      );
    }
    return input({
      sites: made,
      lines: [...rows.values()],
      vehicles: [
        truck('T', counts[0], 100, { volume_ml: 250_000 }),
        truck('U', counts[1], 60, { pallets: 1 }),
      ],
    });
  });

test('nothing is overloaded, nothing is lost, the order of rows does not matter', (t) => {
  fc.assert(
    fc.property(smallInput, (given) => {
      const result = planLoads(given);
      const used = new Map<string, number>();
      for (const trip of result.trips) {
        const vehicle = given.vehicles.find(
          ({ carrier_id }) => carrier_id === trip.carrier_id,
        ) as LoadVehicle;
        used.set(trip.carrier_id, (used.get(trip.carrier_id) ?? 0) + 1);
        t.ok(trip.weight_g <= vehicle.payload_g, 'payload');
        t.ok(trip.volume_ml <= (vehicle.volume_ml ?? Number.POSITIVE_INFINITY), 'volume');
        t.ok(trip.pallets <= (vehicle.pallets ?? Number.POSITIVE_INFINITY), 'pallets');
        for (const { site_id } of trip.stops) {
          const may = given.sites.find((one) => one.site_id === site_id)?.carriers;
          t.ok(may === null || may?.includes(trip.carrier_id), 'access');
        }
      }
      for (const { carrier_id, count } of given.vehicles) t.ok((used.get(carrier_id) ?? 0) <= count, 'fleet');
      const ended = [
        ...result.trips.flatMap(({ stops }) => stops.flatMap(({ lines }) => lines)),
        ...result.unserved,
      ];
      for (const { site_id, item_id, quantity } of given.lines) {
        const parts = ended.filter((part) => part.site_id === site_id && part.item_id === item_id);
        t.equal(
          parts.reduce((sum, part) => sum + part.quantity, 0),
          quantity,
          'delivered or told, once',
        );
      }
      const turned = {
        ...given,
        sites: given.sites.toReversed(),
        lines: given.lines.toReversed(),
        vehicles: given.vehicles.toReversed(),
      };
      t.equal(JSON.stringify(planLoads(turned)), JSON.stringify(result), 'the same byte for byte');
    }),
    { numRuns: 30 },
  );
  t.end();
});

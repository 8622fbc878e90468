import fc from 'fast-check';
import t from 'tap';
import { peopleOf, siteIndicators } from '../../src/sites/site-standards.ts';

const standards = { personsPerToiletAtFirst: 50 };
const unknown = {
  covered_area_m2: null,
  water_litres_a_day: null,
  water_points: null,
  toilets: null,
  bathing_facilities: null,
  laundry_facilities: null,
};

const told = (
  people: number | null,
  facilities: Partial<typeof unknown | Record<keyof typeof unknown, number>>,
) =>
  Object.fromEntries(
    siteIndicators(people, { ...unknown, ...facilities }, standards).map((one) => [
      one.code,
      [one.status, one.value, one.missing],
    ]),
  );

t.test('each standard at its border, worked out by hand for 100 people', async (t) => {
  t.same(
    told(100, {
      covered_area_m2: 350,
      water_litres_a_day: 1500,
      water_points: 1,
      toilets: 5,
      bathing_facilities: 2,
      laundry_facilities: 1,
    }),
    {
      covered_area: ['met', '3.50', 0],
      water: ['met', '15.00', 0],
      water_points: ['met', '100.00', 0],
      toilets: ['met', '20.00', 0],
      bathing: ['met', '50.00', 0],
      laundry: ['met', '100.00', 0],
    },
  );
  t.same(
    told(101, {
      covered_area_m2: 350,
      water_litres_a_day: 1500,
      water_points: 0,
      toilets: 5,
      bathing_facilities: 2,
      laundry_facilities: 1,
    }),
    {
      // 101 × 3.5 = 353.5, so four square metres more; 101 × 15 = 1,515.
      covered_area: ['not_met', '3.46', 4],
      water: ['minimum', '14.85', 15],
      water_points: ['not_met', null, 1],
      toilets: ['minimum', '20.20', 1],
      bathing: ['not_met', '50.50', 1],
      laundry: ['not_met', '101.00', 1],
    },
  );
  t.same(told(251, { toilets: 5, water_litres_a_day: 1882, water_points: 1 }).toilets, [
    'not_met',
    '50.20',
    8,
  ]);
  t.same(told(251, { water_litres_a_day: 1882 }).water, ['not_met', '7.49', 1883], '7.5 × 251 = 1,882.5');
  t.same(told(251, { water_litres_a_day: 1883 }).water, ['minimum', '7.50', 1882]);
  t.same(told(251, { water_points: 1 }).water_points, ['not_met', '251.00', 1]);
});

t.test('what is not known is not judged, and nobody needs nothing', async (t) => {
  t.same(told(null, { toilets: 5 }).toilets, ['unknown', null, null]);
  t.same(told(50, {}).toilets, ['unknown', null, null]);
  t.same(told(0, { toilets: 0, covered_area_m2: 0 }).toilets, ['met', null, 0]);
  t.same(told(0, { covered_area_m2: 0 }).covered_area, ['met', null, 0]);
});

t.test('what is said to be missing meets the standard, and one less does not', async (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.integer({ min: 0, max: 50_000 }),
      (people, amount) => {
        const all = (extra: number) => ({
          covered_area_m2: amount + extra,
          water_litres_a_day: amount + extra,
          water_points: amount + extra,
          toilets: amount + extra,
          bathing_facilities: amount + extra,
          laundry_facilities: amount + extra,
        });
        for (const { code, missing } of siteIndicators(people, all(0), standards)) {
          const statusWith = (extra: number) =>
            siteIndicators(people, all(extra), standards).find((one) => one.code === code)?.status;
          t.equal(statusWith(missing ?? 0), 'met');
          if (missing !== null && missing > 0) t.not(statusWith(missing - 1), 'met');
        }
      },
    ),
    { numRuns: 60 },
  );
});

t.test('people are those counted; an assumed number says so', async (t) => {
  const none = { households: null, individuals: null, females: null, males: null };
  t.same(peopleOf({ ...none, households: 30, individuals: 99 }), { people: 99, assumed: null });
  t.same(peopleOf({ ...none, females: 5, males: 4 }), { people: 9, assumed: 'females_and_males' });
  t.same(peopleOf({ ...none, households: 100 }), { people: 314, assumed: 'household_size_3.14' });
  t.same(peopleOf({ ...none, households: 1 }), { people: 4, assumed: 'household_size_3.14' });
  t.same(peopleOf(none), { people: null, assumed: null });
});

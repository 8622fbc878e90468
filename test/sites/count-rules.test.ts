import t from 'tap';
import { AGE_BANDS, SEXES } from '../../src/sites/age-bands.ts';
import {
  type CountFigures,
  type CountGroup,
  contradictions,
  flagsOf,
  gapsOf,
} from '../../src/sites/count-rules.ts';
import { trendOf } from '../../src/sites/trend.ts';

const nothing: CountFigures = {
  households: null,
  individuals: null,
  females: null,
  males: null,
  groups: [],
  vulnerable: [],
};
const whole = { ...nothing, households: 27, individuals: 92, females: 51, males: 41 };
const group = (sex: 'female' | 'male', age_band: CountGroup['age_band'], persons: number) => ({
  sex,
  age_band,
  persons,
});
const told = (fields: Partial<CountFigures>) =>
  contradictions({ ...whole, ...fields }).map(({ rule, field }) => [rule, field]);
const exceeds = (field: string) => ['parts_exceed_total', field];
const differs = (field: string) => ['parts_differ_from_total', field];

t.test('where a count contradicts itself', async (t) => {
  t.same(told({}), []);
  t.same(told({ males: 40 }), [differs('individuals')]);
  t.same(told({ males: 42 }), [exceeds('individuals')]);
  t.same(told({ males: null, females: 93 }), [exceeds('individuals')]);
  t.same(told({ males: null, females: 90 }), [], 'partly stated is no contradiction');
  t.same(told({ households: 93 }), [exceeds('individuals')]);
  t.same(told({ groups: [group('female', 'y2_4', 26), group('female', 'y5_11', 26)] }), [exceeds('females')]);
  t.same(
    told({ females: null, males: null, groups: [group('female', 'y2_4', 60), group('male', 'y2_4', 33)] }),
    [exceeds('individuals')],
  );
  t.same(told({ vulnerable: [{ vulnerable_group: 'disability', persons: 93 }] }), [exceeds('individuals')]);
  t.same(told({ vulnerable: [{ vulnerable_group: 'disability', persons: 92 }] }), []);
  const everyBand = AGE_BANDS.map(({ code }) => group('female', code, 7));
  t.same(told({ groups: everyBand }), [differs('females')], '49 in all bands of 51 females');
  t.same(told({ groups: everyBand.slice(1) }), [], 'a band is missing, and so may two be');
  const both = SEXES.flatMap((sex) => AGE_BANDS.map(({ code }) => group(sex, code, 1)));
  t.same(told({ females: null, males: null, individuals: 15, groups: both, households: 2 }), [
    differs('individuals'),
  ]);
  t.same(told({ females: null, males: null, individuals: 14, groups: both, households: 2 }), []);
});

t.test('against its site and the count before', async (t) => {
  const earlier = { counted_on: '2026-08-01', households: 20, individuals: 60 };
  const flags = (fields: Partial<CountFigures>, capacity: number | null, before: typeof earlier | null) =>
    flagsOf({ ...nothing, ...fields }, { capacity, earlier: before }).map(({ rule, field, params }) => [
      rule,
      field,
      params,
    ]);
  t.same(flags({ individuals: 500 }, 50, null), [], 'ten times the capacity');
  t.same(flags({ individuals: 501 }, 50, null), [
    ['over_capacity', 'individuals', { people: 501, capacity: 50, times: 10 }],
  ]);
  t.same(flags({ households: 501 }, 50, null), [
    ['over_capacity', 'households', { people: 501, capacity: 50, times: 10 }],
  ]);
  t.same(flags({ individuals: 501 }, null, null), []);
  t.same(flags({ individuals: 501 }, 0, null), [], 'a capacity of zero is none that was measured');
  t.same(flags({ individuals: 90 }, null, earlier), [], 'half as many more');
  t.same(flags({ individuals: 30 }, null, earlier), [], 'half of them');
  t.same(flags({ individuals: 91 }, null, earlier), [
    ['sudden_change', 'individuals', { before: 60, after: 91, counted_on: '2026-08-01', percent: 50 }],
  ]);
  t.same(
    flags({ individuals: 29 }, null, earlier).map(([rule]) => rule),
    ['sudden_change'],
  );
  t.same(
    flags({ households: 31 }, null, earlier).map(([, field]) => field),
    ['households'],
  );
  t.same(
    flags({ individuals: 90, households: 80 }, null, earlier),
    [],
    'individuals decide where both have them',
  );
  t.same(flags({ individuals: 0 }, null, earlier), [], 'everyone went home');
  t.same(flags({ individuals: 500 }, null, { ...earlier, individuals: 0 }), [], 'the first people came');
});

t.test('what a count leaves out', async (t) => {
  t.same(gapsOf({ ...nothing, households: 3 }), [
    'individuals',
    'females',
    'males',
    'age_bands',
    'vulnerable_groups',
  ]);
  const both = SEXES.flatMap((sex) => AGE_BANDS.map(({ code }) => group(sex, code, 1)));
  t.same(gapsOf({ ...whole, groups: both }), ['vulnerable_groups']);
  t.same(gapsOf({ ...whole, groups: both.slice(1) }), ['age_bands', 'vulnerable_groups']);
});

t.test('a trend compares with the last figure there was', async (t) => {
  const point = (households: number | null, individuals: number | null) => ({
    households,
    individuals,
    flagged: 0,
  });
  t.same(
    trendOf([point(10, 30), point(null, 45), point(12, null), point(9, 40)]).map((one) => [
      one.change_households,
      one.change_individuals,
    ]),
    [
      [null, null],
      [null, 15],
      [2, null],
      [-3, -5],
    ],
  );
});

import { test } from 'tap';
import type {
  CountGroup,
  CountSnapshot,
  NeedBasis,
  PlanInput,
  PlanOptions,
  StandardLine,
} from '../../src/planning/model.ts';
import { unitsOf } from '../../src/planning/units.ts';
import { computePlan } from './whole-plan.ts';

type NeedLine = ReturnType<typeof needLines>[number];

/** Lines with their flags and the basis of their need told in full. */
function needLines(input: PlanInput) {
  return computePlan(input).lines;
}

const options: PlanOptions = {
  stale_after_days: 7,
  minimum_remaining_days: 0,
  assumed_household_size_hundredths: 314,
  assumed_female_12_49_percent: 25,
  assumed_female_18_49_of_18_59_percent: 76,
  assumed_infant_percent: 4,
};

const noFigures = { households: null, individuals: null, females: null, males: null, groups: [] };

function count(rest: Partial<CountSnapshot>): CountSnapshot {
  return { count_id: 'c1', counted_on: '2026-08-01', source: 'radio', ...noFigures, ...rest };
}

function groups(...rows: readonly [CountGroup['sex'], CountGroup['age_band'], number][]): CountGroup[] {
  return rows.map(([sex, age_band, persons]) => ({ sex, age_band, persons }));
}

function line(rest: Partial<StandardLine> = {}): StandardLine {
  return {
    item_id: 'kit',
    item_code: 'KIT',
    basis: 'household',
    rate_numerator: 1,
    rate_denominator: 1,
    tier: 1,
    ...rest,
  };
}

function input(
  snapshot: CountSnapshot | null,
  lines: StandardLine[],
  rest: Partial<PlanInput> = {},
): PlanInput {
  return {
    as_of: '2026-08-05',
    arrival_on: '2026-08-10',
    sites: [{ site_id: 's1', code: 'SV-1', priority: 1, count: snapshot }],
    lines,
    requests: [],
    fulfilment: [],
    lots: [],
    options,
    ...rest,
  };
}

function only(lines: readonly NeedLine[]): NeedLine {
  if (lines.length !== 1) throw new Error(`expected one line, got ${lines.length}`);
  return lines[0] as NeedLine;
}

/** Units and assumptions as `12 code=figure …`. */
function told(basis: NeedBasis, snapshot: CountSnapshot): string {
  const { units, assumptions } = unitsOf({ basis }, snapshot, options);
  return [units, ...assumptions.map(({ code, figure }) => `${code}=${figure}`)].join(' ');
}

test('households and individuals as counted, and each from the other', (t) => {
  const both = count({ households: 100, individuals: 357 });
  t.equal(told('household', both), '100');
  t.equal(told('person', both), '357');
  t.equal(told('person', count({ households: 100 })), '314 household_size_hundredths=314');
  t.equal(told('person', count({ households: 1 })), '4 household_size_hundredths=314', 'rounded up');
  t.equal(told('household', count({ individuals: 314 })), '100 household_size_hundredths=314');
  t.equal(told('household', count({ individuals: 315 })), '101 household_size_hundredths=314');
  t.end();
});

test('individuals from the sexes or the age groups where those were counted', (t) => {
  const sexes = count({ households: 10, females: 21, males: 19 });
  t.equal(told('person', sexes), '40 individuals_from_females_and_males=40');
  const aged = count({ groups: groups(['female', 'y18_59', 7], ['male', 'y60_plus', 3]) });
  t.equal(told('person', aged), '10 individuals_from_groups=10');
  t.equal(told('household', aged), '4 individuals_from_groups=10 household_size_hundredths=314');
  t.end();
});

test('women and girls of 12-49 from the bands, or by the assumed share', (t) => {
  const all = groups(
    ['female', 'y12_17', 5],
    ['female', 'y18_59', 10],
    ['male', 'y18_59', 9],
    ['female', 'm0_5', 1],
  );
  const banded = count({ individuals: 25, groups: all });
  t.equal(told('female_12_49', banded), '13 female_18_49_of_18_59_percent=76', '5 + ceil(7.6)');
  const partly = count({ individuals: 60, groups: all });
  t.equal(told('female_12_49', partly), '13 female_18_49_of_18_59_percent=76 groups_cover_persons=25');
  t.equal(told('female_12_49', count({ individuals: 41 })), '11 female_12_49_percent=25');
  t.equal(
    told('female_12_49', count({ households: 10 })),
    '8 household_size_hundredths=314 female_12_49_percent=25',
    '25 % of 32',
  );
  t.equal(told('female_12_49', count({ individuals: 40, females: 2 })), '2 female_12_49_percent=25');
  const men = count({ individuals: 9, groups: groups(['male', 'y18_59', 9]) });
  t.equal(told('female_12_49', men), '0 female_18_49_of_18_59_percent=76', 'groups that hold everybody');
  const { assumed_female_18_49_of_18_59_percent: _, ...rest } = options;
  t.strictSame(unitsOf({ basis: 'female_12_49' }, banded, rest).assumptions, [
    { code: 'female_18_49_of_18_59_percent', figure: 80 },
  ]);
  t.end();
});

test('infants from the two bands under two years, or by the assumed share', (t) => {
  const aged = groups(['female', 'm0_5', 2], ['male', 'm0_5', 1], ['male', 'm6_23', 4], ['male', 'y2_4', 8]);
  t.equal(told('infant_0_23_months', count({ individuals: 15, groups: aged })), '7');
  t.equal(told('infant_0_23_months', count({ individuals: 99, groups: aged })), '7 groups_cover_persons=15');
  t.equal(told('infant_0_23_months', count({ individuals: 101 })), '5 infant_0_23_months_percent=4');
  const womenOnly = count({ individuals: 100, groups: groups(['female', 'y18_59', 30]) });
  t.equal(told('infant_0_23_months', womenOnly), '4 infant_0_23_months_percent=4');
  t.end();
});

test('a site counts once unless nobody is there', (t) => {
  t.equal(told('site', count({ individuals: 3 })), '1');
  t.equal(told('site', count({ households: 0 })), '0');
  t.equal(told('site', count({})), '1');
  t.end();
});

test('need is units times the rate, rounded up per site', (t) => {
  const needOf = (rest: Partial<StandardLine>) =>
    only(needLines(input(count({ households: 11, individuals: 43 }), [line(rest)]))).need;
  t.equal(needOf({ rate_numerator: 2 }), 22, 'two tarpaulins per household');
  t.equal(needOf({ rate_denominator: 5 }), 3, 'one tool kit per five households');
  t.equal(needOf({ basis: 'person', rate_denominator: 2 }), 22, 'one net per two persons');
  t.equal(
    needOf({ basis: 'person', rate_numerator: 9, rate_denominator: 2 }),
    194,
    '4.5 bars, 193.5 rounded up',
  );
  t.equal(needOf({ rate_numerator: 2 ** 45, rate_denominator: 2 ** 45 - 1 }), 12, 'exact beyond 2^53');
  t.end();
});

test('the gap is the need less what was delivered, is in transit or is promised', (t) => {
  const fulfilment = (delivered: number, in_transit: number, promised: number) => [
    { site_id: 's1', item_id: 'kit', delivered, in_transit, promised },
    { site_id: 's1', item_id: 'other', delivered: 999, in_transit: 0, promised: 0 },
    { site_id: 'elsewhere', item_id: 'kit', delivered: 999, in_transit: 0, promised: 0 },
  ];
  const gapOf = (rows: PlanInput['fulfilment']) =>
    only(needLines(input(count({ households: 20 }), [line()], { fulfilment: rows }))).gap;
  t.equal(gapOf([]), 20);
  t.equal(gapOf(fulfilment(5, 4, 3)), 8);
  t.equal(gapOf(fulfilment(20, 0, 0)), 0, 'a site already served has no gap');
  t.equal(gapOf(fulfilment(30, 0, 0)), 0, 'nor a negative one');
  t.equal(gapOf([...fulfilment(5, 0, 0), ...fulfilment(5, 0, 0)]), 10, 'rows of one pair add up');
  t.end();
});

test('an approved request raises the need to at least its quantity', (t) => {
  const request = (request_id: string, quantity: number, item_id = 'kit') => ({
    request_id,
    site_id: 's1',
    item_id,
    quantity,
  });
  const lineOf = (...requests: PlanInput['requests']) =>
    only(needLines(input(count({ households: 20 }), [line()], { requests })));
  t.equal(lineOf(request('r1', 12)).need, 20);
  const raised = lineOf(request('r2', 12), request('r1', 12), request('r1', 1));
  t.equal(raised.need, 25);
  t.equal(raised.basis.requested, 25);
  t.strictSame(raised.basis.request_ids, ['r1', 'r2']);
  const unasked = only(needLines(input(null, [], { requests: [request('r3', 4, 'lamp')] })));
  t.match(unasked, { item_id: 'lamp', tier: null, need: 4, gap: 4, flags: ['no_count'] });
  t.end();
});

test('no count, an old count and a count without figures are flagged', (t) => {
  const none = only(needLines(input(null, [line()])));
  t.match(none, { need: 0, gap: 0, flags: ['no_count'] });
  t.strictSame(none.basis, {
    count_id: null,
    counted_on: null,
    source: null,
    stale: false,
    rates: [],
    requested: 0,
    request_ids: [],
  });
  const on = (counted_on: string) => only(needLines(input(count({ households: 3, counted_on }), [line()])));
  t.match(on('2026-07-29'), { need: 3, flags: [], basis: { stale: false } }, 'seven days old');
  t.match(on('2026-07-28'), { need: 3, flags: ['stale_count'], basis: { stale: true } });
  t.match(on('2026-08-05'), { flags: [] });
  const flagged = { ...count({ households: 3, counted_on: '2026-08-04' }), flagged: true as const };
  t.match(only(needLines(input(flagged, [line()]))), { need: 3, flags: ['flagged_count'] });
  t.match(only(needLines(input(count({}), [line()]))), { need: 0, flags: ['count_without_figures'] });
  t.end();
});

test('standard lines of one item add up and each stays visible', (t) => {
  const snapshot = count({ households: 10, individuals: 35 });
  const lines = [
    line({ basis: 'person', rate_numerator: 1, rate_denominator: 10, tier: 3 }),
    line({ basis: 'household', rate_numerator: 2, tier: 2 }),
  ];
  const added = only(needLines(input(snapshot, lines)));
  t.equal(added.need, 24);
  t.equal(added.tier, 2);
  t.strictSame(added.basis.rates, [
    {
      basis: 'household',
      tier: 2,
      units: 10,
      rate_numerator: 2,
      rate_denominator: 1,
      times: 1,
      quantity: 20,
      assumptions: [],
    },
    {
      basis: 'person',
      tier: 3,
      units: 35,
      rate_numerator: 1,
      rate_denominator: 10,
      times: 1,
      quantity: 4,
      assumptions: [],
    },
  ]);
  t.strictSame(needLines(input(snapshot, lines.toReversed())), [added]);
  t.end();
});

test('input that only a bug can produce is refused', (t) => {
  const snapshot = count({ households: 10 });
  const [site] = input(snapshot, []).sites;
  const request = { request_id: 'r', site_id: 'unknown', item_id: 'kit', quantity: 1 };
  const refused: [PlanInput, RegExp][] = [
    [input(snapshot, [], { sites: [site, site] as PlanInput['sites'] }), /given once/],
    [input(snapshot, [], { requests: [request] }), /site unknown/],
    [input(snapshot, [line({ rate_denominator: 0 })]), /denominator/],
    [input(snapshot, [line({ rate_numerator: 1.5 })]), /whole number/],
    [input(count({ households: 1.5 }), [line()]), /whole number/],
    [input(count({ individuals: 1, groups: groups(['male', 'y2_4', -1]) }), [line()]), /whole number/],
    [input(count({ households: 1, counted_on: '2026-02-30' }), [line()]), /not a calendar date/],
    [input(snapshot, [], { options: { ...options, assumed_household_size_hundredths: 0 } }), /at least one/],
    [input(snapshot, [], { options: { ...options, assumed_infant_percent: 101 } }), /at most 100/],
  ];
  for (const [wrong, message] of refused) t.throws(() => needLines(wrong), message);
  t.end();
});

test('any age–sex band, vulnerable group and household size, counted or assumed as declared', (t) => {
  const banded = count({
    individuals: 20,
    females: 11,
    males: 9,
    groups: groups(
      ['female', 'y5_11', 4],
      ['male', 'y5_11', 3],
      ['female', 'y12_17', 2],
      ['male', 'y60_plus', 11],
    ),
    vulnerable: [{ vulnerable_group: 'disability', persons: 5 }],
  });
  const units = (whom: Partial<StandardLine>, snapshot = banded) => {
    const told = unitsOf({ basis: 'group', ...whom }, snapshot, options);
    return [told.units, ...told.assumptions.map(({ code, figure }) => `${code} ${figure}`)];
  };
  t.strictSame(units({ age_bands: ['y5_11', 'y12_17'] }), [9]);
  t.strictSame(units({ sex: 'female', age_bands: ['y5_11', 'y12_17'] }), [6]);
  t.strictSame(units({ sex: 'male' }), [9], 'the sex as counted, not the sum of its bands');
  t.strictSame(units({ age_bands: ['m0_5'] }), [0], 'everybody is in a band, and nobody in this one');
  const plain = count({ households: 10, individuals: 41 });
  t.strictSame(units({ age_bands: ['y5_11'], assumed_percent: 20 }, plain), [9, 'group_percent 20']);
  t.strictSame(units({ age_bands: ['y5_11'] }, plain), [0, 'group_unknown 0']);
  t.strictSame(units({ basis: 'vulnerable', vulnerable_group: 'disability', assumed_percent: 50 }), [5]);
  const alone = { basis: 'vulnerable', vulnerable_group: 'older_person_alone' } as const;
  t.strictSame(units({ ...alone, assumed_percent: 7 }), [2, 'vulnerable_percent 7'], 'ceil(20 × 7 %)');
  t.strictSame(units(alone), [0, 'vulnerable_unknown 0']);
  const large = { basis: 'household_size', size_from: 6, size_to: 9, assumed_percent: 25 } as const;
  t.strictSame(units(large, plain), [3, 'household_size_share_percent 25'], 'ceil(10 × 25 %)');
  t.strictSame(units(large, count({ individuals: 40 })), [
    ...[4, 'household_size_hundredths 314', 'household_size_share_percent 25'],
  ]);
  t.end();
});

test('a need is rounded as its line says, and given as often as the horizon asks', (t) => {
  const snapshot = count({ individuals: 11 });
  const needOf = (rest: Partial<StandardLine>, horizon_days?: number) =>
    only(
      needLines(
        input(snapshot, [line({ basis: 'person', rate_denominator: 4, ...rest })], {
          options: { ...options, ...(horizon_days === undefined ? {} : { horizon_days }) },
        }),
      ),
    );
  t.equal(needOf({}).need, 3, '11 / 4 up');
  t.equal(needOf({ rounding: 'down' }).need, 2);
  t.equal(needOf({ rounding: 'nearest' }).need, 3);
  t.equal(needOf({ rounding: 'nearest', rate_denominator: 5 }).need, 2, '2.2');
  t.equal(needOf({ rounding: 'nearest', rate_denominator: 2 }).need, 6, '5.5: halves up');
  t.equal(needOf({ every_days: 14 }).need, 9, 'on days 0, 14 and 28 of 30');
  t.equal(needOf({ every_days: 30 }).need, 3);
  t.equal(needOf({ every_days: 7 }, 21).need, 9);
  t.match(needOf({ every_days: 10 }, 60).basis.rates, [{ times: 6, quantity: 18 }]);
  t.end();
});

test('the part of a need that weighs more is raised to more coverage', (t) => {
  const site = (code: string, persons: number) => ({
    site_id: code,
    code,
    priority: 1,
    count: {
      ...count({ households: 10, individuals: 40 }),
      vulnerable: [{ vulnerable_group: 'disability', persons }],
    },
  });
  const lines = [line(), line({ basis: 'vulnerable', vulnerable_group: 'disability', weight: 3 })];
  const lots = [
    {
      ...{ lot_id: 'l', lot_number: 'l', location_id: 'b', item_id: 'kit', grant_id: 'g', expires_on: null },
      ...{ received_on: '2026-01-01', condition: 'good' as const, on_hand: 14, reserved: 0 },
    },
  ];
  const [some] = input(null, lines).sites;
  t.ok(some);
  const plan = computePlan(input(null, lines, { sites: [site('A', 0), site('B', 6)], lots }));
  // A: 10 of weight 1; B: 10 of weight 1 and 6 of weight 3, together 28. 14 pieces are 14/38 of both: 4 and 10.
  t.strictSame(
    plan.lines.map(({ need, allocated }) => [need, allocated]),
    [
      [10, 4],
      [16, 10],
    ],
  );
  t.end();
});

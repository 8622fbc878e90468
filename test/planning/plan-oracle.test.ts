import fc from 'fast-check';
import { test } from 'tap';
import type { PlaceLimit, PlanInput, PlanLine, PlanLot, PlanSite } from '../../src/planning/model.ts';
import { type Instance, isSmall, Oracle } from './oracle.ts';
import { computePlan } from './whole-plan.ts';

const BATCH = 100;
const LONGEST_MS = 6_000;

const sites = [
  { id: 'a', p_code: 'SV0101' },
  { id: 'b', p_code: 'SV0102' },
  { id: 'c', p_code: 'SV0207' },
  { id: 'd', p_code: null },
  { id: 'e', p_code: 'SV0201' },
];

const placeLimits: readonly PlaceLimit[] = [
  { site_ids: ['a', 'd'], p_codes: [] },
  { site_ids: [], p_codes: ['SV01'] },
  { site_ids: [], p_codes: ['SV02'] },
  { site_ids: ['d'], p_codes: ['SV0207'] },
  { site_ids: ['nowhere'], p_codes: [] },
];

const lots = fc.array(
  fc.record({
    quantity: fc.nat(6),
    limits: fc.subarray([0, 1, 2, 3, 4], { maxLength: 2 }),
    expires: fc.constantFrom(null, '2027-01-01', '2027-02-01', '2026-08-20'),
    condition: fc.constantFrom('good' as const, 'good' as const, 'good' as const, 'hold' as const),
  }),
  { minLength: 1, maxLength: 6 },
);

const needs = fc.tuple(
  ...sites.map(() =>
    fc.record({ households: fc.nat(5), delivered: fc.nat(3), priority: fc.integer({ min: 1, max: 2 }) }),
  ),
);

/** A plan as the service gathers it: one item, five sites, lots whose grants name sites and P-codes. */
const inputs = fc.record({ lots, needs, share: fc.constantFrom(0, 0, 25, 50) }).map(
  ({ lots: stock, needs: own, share }): PlanInput => ({
    as_of: '2026-08-05',
    arrival_on: '2026-08-12',
    sites: sites.map(({ id, p_code }, at) => ({
      site_id: id,
      code: id.toUpperCase(),
      p_code,
      priority: own[at]?.priority ?? 1,
      count: {
        ...{ count_id: `count-${id}`, counted_on: '2026-08-04', source: 'partner', individuals: null },
        ...{ households: own[at]?.households ?? 0, females: null, males: null, groups: [] },
      },
    })),
    lines: [
      {
        item_id: 'kit',
        item_code: 'KIT',
        basis: 'household',
        rate_numerator: 1,
        rate_denominator: 1,
        tier: 1,
      },
    ],
    requests: [],
    fulfilment: sites.map(({ id }, at) => ({
      ...{ site_id: id, item_id: 'kit', in_transit: 0, promised: 0 },
      delivered: own[at]?.delivered ?? 0,
    })),
    lots: stock.map(
      ({ quantity, limits, expires, condition }, at): PlanLot => ({
        ...{ lot_id: `lot-${at}`, lot_number: `L${at}`, location_id: 'bin', item_id: 'kit', grant_id: 'g' },
        ...{ expires_on: expires, received_on: '2026-01-01', condition, on_hand: quantity, reserved: 0 },
        ...(limits.length === 0 ? {} : { place_limits: limits }),
      }),
    ),
    place_limits: placeLimits,
    options: {
      ...{ stale_after_days: 14, minimum_remaining_days: 30, assumed_household_size_hundredths: 314 },
      ...{ assumed_female_12_49_percent: 25, assumed_infant_percent: 4, lower_priority_share_percent: share },
    },
  }),
);

/** Said on its own: every limit of the lot names the site or begins its P-code. */
function mayGo(lot: PlanLot, site: PlanInput['sites'][number]): boolean {
  return (lot.place_limits ?? []).every((at) => {
    const limit = placeLimits[at] as PlaceLimit;
    const code = site.p_code ?? 'none';
    return (
      limit.site_ids.includes(site.site_id) || limit.p_codes.some((prefix) => code.indexOf(prefix) === 0)
    );
  });
}

const isGood = ({ condition, expires_on }: PlanLot) =>
  condition === 'good' && (expires_on === null || expires_on >= '2026-09-11');

/** The same case for the solver, in which every lot is a class of its own. */
function instanceOf(input: PlanInput): Instance {
  return {
    classes: input.lots.map((lot) => (isGood(lot) ? lot.on_hand : 0)),
    groups: input.sites.map((site) => input.lots.flatMap((lot, at) => (mayGo(lot, site) ? [at] : []))),
    claims: input.sites.map(({ count, priority, site_id }, group) => ({
      need: Math.max(count?.households ?? 0, 1),
      base:
        count?.households === 0
          ? 1
          : (input.fulfilment.find((row) => row.site_id === site_id)?.delivered ?? 0),
      ...{ priority, weight: 1, group },
    })),
    lowerSharePercent: input.options.lower_priority_share_percent ?? 0,
  };
}

/** Where every site may use every lot, too few pieces for one each are shared by another rule; see `allocate`. */
const hasLimits = (input: PlanInput) =>
  input.lots.some((lot) => isGood(lot) && lot.on_hand > 0 && !input.sites.every((site) => mayGo(lot, site)));

const sum = (rows: readonly { quantity: number }[]) => rows.reduce((all, row) => all + row.quantity, 0);

/** What of a plan breaks a limit, promises a piece twice or does not add up; nothing when it is sound. */
function faults(input: PlanInput, lines: readonly PlanLine[]): string[] {
  const lotOf = (id: string) => input.lots.find(({ lot_id }) => lot_id === id) as PlanLot;
  const siteOf = (id: string) => input.sites.find(({ site_id }) => site_id === id) as PlanSite;
  const wrong = lines.flatMap(({ site_id, picks }) =>
    picks
      .filter(({ lot_id }) => !mayGo(lotOf(lot_id), siteOf(site_id)) || !isGood(lotOf(lot_id)))
      .map(({ lot_id }) => `${lot_id} may not go to ${site_id}`),
  );
  const open = lines.filter(
    ({ picks, allocated, reasons, shortfall }) => sum(picks) !== allocated || sum(reasons) !== shortfall,
  );
  const picks = lines.flatMap((line) => line.picks);
  const twice = input.lots.filter(
    ({ lot_id, on_hand }) => sum(picks.filter((pick) => pick.lot_id === lot_id)) > on_hand,
  );
  return [...wrong, ...open.map(({ site_id }) => `${site_id} is open`), ...twice.map(({ lot_id }) => lot_id)];
}

/** Coverage of the claims of one priority, lowest first. */
function coverage({ claims }: Instance, priority: number, quantities: readonly number[]): string {
  return claims
    .flatMap((claim, at) =>
      claim.priority === priority ? [(claim.base + (quantities[at] as number)) / claim.need] : [],
    )
    .sort((a, b) => a - b)
    .join();
}

test('plans under earmarks and priorities equal the exact leximin of a solver, lot by lot', async (t) => {
  const oracle = await Oracle.load();
  const started = performance.now();
  const checkable = inputs.filter((input) => hasLimits(input) && isSmall(instanceOf(input)));
  let checked = 0;
  for (let seed = 1; checked < 1_000 && performance.now() - started < LONGEST_MS; seed += 1) {
    const batch = fc.sample(checkable, { numRuns: BATCH, seed }).map((input) => {
      const { lines } = computePlan(input);
      const given = sites.map(({ id }) => lines.find(({ site_id }) => site_id === id)?.allocated ?? 0);
      return { input, instance: instanceOf(input), given, faults: faults(input, lines) };
    });
    const unsound = batch.filter((one) => one.faults.length > 0);
    t.same(unsound, [], 'no lot goes where it may not, none twice, all adds up');
    for (const priority of [1, 2]) {
      const best = oracle.leximin(batch.map(({ instance, given }) => ({ instance, given, priority })));
      const differ = batch.filter(
        ({ instance, given }, at) =>
          coverage(instance, priority, given) !== coverage(instance, priority, best[at] as number[]),
      );
      t.same(differ, [], `priority ${priority}`);
    }
    checked += batch.length;
  }
  t.comment(`${checked} plans in ${Math.round(performance.now() - started)} ms`);
  t.ok(checked >= BATCH);
});

test('of lots that may go to different sites, those that expire first are used as far as they can be', (t) => {
  const [base] = fc.sample(inputs, { numRuns: 1, seed: 3 }) as [PlanInput];
  const lot = (id: string, on_hand: number, expires_on: string | null, limits: number[] = []): PlanLot => ({
    ...{ lot_id: id, lot_number: id, location_id: 'bin', item_id: 'kit', grant_id: 'g', expires_on, on_hand },
    ...{ received_on: '2026-01-01', condition: 'good', reserved: 0 },
    ...(limits.length === 0 ? {} : { place_limits: limits }),
  });
  const households = [4, 4, 0, 0, 0];
  const plan = computePlan({
    ...base,
    sites: base.sites.map((site, at) => ({
      ...site,
      priority: 1,
      count: site.count && { ...site.count, households: households[at] as number },
    })),
    fulfilment: [],
    // Of 11 pieces 8 are needed. OLD-A, for site a alone, expires first and would be left to expire if a took from the others.
    lots: [lot('LATE', 5, null), lot('SOON', 3, '2027-02-01'), lot('OLD-A', 3, '2027-01-01', [0])],
    options: { ...base.options, lower_priority_share_percent: 0 },
  });
  t.strictSame(
    plan.lines
      .slice(0, 2)
      .map(({ site_id, picks }) => [site_id, ...picks.map((pick) => `${pick.lot_id} ${pick.quantity}`)]),
    [
      ['a', 'OLD-A 3', 'SOON 1'],
      ['b', 'SOON 2', 'LATE 2'],
    ],
  );
  t.end();
});

import { test } from 'tap';
import { canonicalJson, workOutPlan } from '../../src/planning/compute-plan.ts';
import type { PlanInput } from '../../src/planning/model.ts';
import { PlanSolver } from '../../src/planning/plan-threads.ts';
import { describePlan, unpack } from '../../src/planning/solved-plan.ts';

/** 700 sites × 3 items. */
function largeInput(rateNumerator = 1): PlanInput {
  return {
    as_of: '2026-08-05',
    arrival_on: '2026-08-10',
    sites: Array.from({ length: 700 }, (_, index) => ({
      site_id: `site-${index}`,
      code: `S${index}`,
      priority: 1 + (index % 2),
      count: {
        count_id: `count-${index}`,
        counted_on: '2026-08-01',
        source: 'centre_manager',
        households: 1 + (index % 90),
        individuals: null,
        females: null,
        males: null,
        groups: [],
      },
    })),
    lines: ['kit', 'lamp', 'mat'].map((item) => ({
      item_id: item,
      item_code: item.toUpperCase(),
      basis: 'household',
      rate_numerator: rateNumerator,
      rate_denominator: 1,
      tier: 1,
    })),
    requests: [{ request_id: 'r1', site_id: 'site-3', item_id: 'tool', quantity: 5 }],
    fulfilment: [],
    lots: ['kit', 'lamp', 'tool'].map((item) => ({
      lot_id: `lot-${item}`,
      lot_number: item,
      location_id: 'bin',
      item_id: item,
      grant_id: 'grant',
      expires_on: null,
      received_on: '2026-01-01',
      condition: 'good',
      on_hand: 9_000,
      reserved: 0,
    })),
    options: {
      stale_after_days: 14,
      minimum_remaining_days: 30,
      assumed_household_size_hundredths: 314,
      assumed_female_12_49_percent: 25,
      assumed_infant_percent: 4,
    },
  };
}

const sourceOf = (input: PlanInput) => ({ kind: 'input', input }) as const;

const never = () => new AbortController().signal;

test('a thread gives what the rules give, part by part and as often as asked, and tells its progress', async (t) => {
  const solver = new PlanSolver({ atOnce: 1, waiting: 0 });
  const input = largeInput();
  const heard: string[] = [];
  const solved = await solver.solve(sourceOf(input), never(), ({ done, of }) => heard.push(`${done}/${of}`));
  const here = workOutPlan(input);
  const { result, inputs, lots } = solved;
  t.strictSame({ result, inputs, lots }, describePlan(input, here));
  t.equal(unpack({ encoding: 'gzip', content: inputs.join('') }), canonicalJson(input));
  t.match(result, { requests: '["r1"]', line_count: 2_101, site_count: 700 });
  t.strictSame(heard, ['1/4', '2/4', '3/4', '4/4']);
  const [first, last] = await Promise.all([solved.sites(0, 500), solved.sites(500, 700)]);
  t.strictSame(first, here.sites(0, 500));
  t.strictSame(last, here.sites(500, 700));
  t.strictSame(await solved.sites(0, 500), first, 'a change that runs again gets the same sites');
  await solved.release();
  await solved.release();
  const again = await solver.solve(sourceOf(input), never());
  t.equal(again.result.inputs_sha256, result.inputs_sha256, 'what is released makes room for the next');
  await again.release();
});

test('what a rule refuses in a thread is the same refusal here', async (t) => {
  const solver = new PlanSolver({ atOnce: 1, waiting: 0 });
  for (let time = 0; time < 2; time += 1) {
    await t.rejects(solver.solve(sourceOf(largeInput(Number.MAX_SAFE_INTEGER)), never()), {
      name: 'Problem',
      code: 'plan_rule',
      violations: [{ rule: 'need_too_large' }],
    });
  }
});

test('only so many plans at once, only so many waiting, in their order', async (t) => {
  const solver = new PlanSolver({ atOnce: 1, waiting: 2 });
  const input = largeInput();
  const first = await solver.solve(sourceOf(input), never());
  const leaves = new AbortController();
  const done: string[] = [];
  const second = solver.solve(sourceOf(input), leaves.signal);
  const third = solver.solve(sourceOf(input), never()).then((plan) => {
    done.push('third');
    return plan;
  });
  await t.rejects(solver.solve(sourceOf(input), never()), { code: 'plan_queue_full' });
  leaves.abort(new Error('left the queue'));
  await t.rejects(second, /left the queue/);
  const fourth = solver.solve(sourceOf(input), never()).then((plan) => {
    done.push('fourth');
    return plan;
  });
  await first.release();
  await (await third).release();
  await (await fourth).release();
  t.strictSame(done, ['third', 'fourth']);
});

test('a plan that is cancelled stops its thread and makes room', async (t) => {
  const solver = new PlanSolver({ atOnce: 1, waiting: 0 });
  const cancelled = new AbortController();
  const solving = solver.solve(sourceOf(largeInput()), cancelled.signal, () =>
    cancelled.abort(new Error('not needed any more')),
  );
  await t.rejects(solving, /not needed any more/);
  await t.rejects(solver.solve(sourceOf(largeInput()), cancelled.signal), /not needed any more/);
  const next = await solver.solve(sourceOf(largeInput()), never());
  t.equal(next.result.line_count, 2_101);
  await next.release();
});

import { test } from 'tap';
import { workOutPlan } from '../../src/planning/compute-plan.ts';
import type { PlanInput } from '../../src/planning/model.ts';
import { planRows } from '../../src/planning/plan-rows.ts';
import { PlanSolver } from '../../src/planning/plan-threads.ts';
import { describePlan } from '../../src/planning/solved-plan.ts';

/** More cells than are worked out at once: 700 sites × 3 items. */
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

const never = () => new AbortController().signal;

test('a thread gives what the rules give, part by part and as often as asked, and tells its progress', async (t) => {
  const solver = new PlanSolver({ atOnce: 1, waiting: 0 });
  const input = largeInput();
  const heard: string[] = [];
  const solved = await solver.solve(input, never(), ({ done, of }) => heard.push(`${done}/${of}`));
  const here = workOutPlan(input);
  const { requestIds, count, inputs, inputs_sha256, totals } = solved;
  t.strictSame({ count, inputs, inputs_sha256, totals }, describePlan(input, here));
  t.strictSame(requestIds, ['r1']);
  t.equal(count, 2_101);
  t.strictSame(heard, ['1/4', '2/4', '3/4', '4/4']);
  const [first, last] = await Promise.all([solved.rows(0, 500), solved.rows(2_000, 2_101)]);
  t.strictSame(first, planRows(here, 0, 500));
  t.strictSame(last, planRows(here, 2_000, 2_101));
  t.strictSame(await solved.rows(0, 500), first, 'a change that runs again gets the same rows');
  await solved.release();
  await solved.release();
  const again = await solver.solve(input, never());
  t.equal(again.inputs_sha256, inputs_sha256, 'what is released makes room for the next');
  await again.release();
});

test('what a rule refuses in a thread is the same refusal here', async (t) => {
  const solver = new PlanSolver({ atOnce: 1, waiting: 0 });
  for (let time = 0; time < 2; time += 1) {
    await t.rejects(solver.solve(largeInput(Number.MAX_SAFE_INTEGER), never()), {
      name: 'Problem',
      code: 'plan_rule',
      violations: [{ rule: 'need_too_large' }],
    });
  }
});

test('only so many plans at once, only so many waiting, in their order', async (t) => {
  const solver = new PlanSolver({ atOnce: 1, waiting: 2 });
  const input = largeInput();
  const first = await solver.solve(input, never());
  const leaves = new AbortController();
  const done: string[] = [];
  const second = solver.solve(input, leaves.signal);
  const third = solver.solve(input, never()).then((plan) => {
    done.push('third');
    return plan;
  });
  await t.rejects(solver.solve(input, never()), { code: 'plan_queue_full' });
  leaves.abort(new Error('left the queue'));
  await t.rejects(second, /left the queue/);
  const fourth = solver.solve(input, never()).then((plan) => {
    done.push('fourth');
    return plan;
  });
  await first.release();
  await (await third).release();
  await (await fourth).release();
  t.strictSame(done, ['third', 'fourth']);
  const small = { ...input, sites: input.sites.slice(0, 10) };
  const full = await solver.solve(input, never());
  t.equal((await solver.solve(small, never())).count, 31, 'a small plan waits for nobody');
  await full.release();
});

test('a plan that is cancelled stops its thread and makes room', async (t) => {
  const solver = new PlanSolver({ atOnce: 1, waiting: 0 });
  const cancelled = new AbortController();
  const solving = solver.solve(largeInput(), cancelled.signal, () =>
    cancelled.abort(new Error('not needed any more')),
  );
  await t.rejects(solving, /not needed any more/);
  await t.rejects(solver.solve(largeInput(), cancelled.signal), /not needed any more/);
  const next = await solver.solve(largeInput(), never());
  t.equal(next.count, 2_101);
  await next.release();
});

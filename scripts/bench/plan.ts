import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Highs, InitOptions } from 'highs';
import { allocate } from '../../src/planning/allocate.ts';
import { workOutPlan } from '../../src/planning/compute-plan.ts';
import { describePlan } from '../../src/planning/solved-plan.ts';
import { type Bench, inTemporaryFolder, type Result, start } from './harness.ts';
import { grantedAllocation, openAllocation, planInput } from './plan-cases.ts';
import { environment } from './seed.ts';
import { seedPlan } from './seed-plan.ts';

/** The package's types describe its ES module; the file that Node loads here exports the loader itself. */
const loadHighs = createRequire(import.meta.url)('highs') as (options?: InitOptions) => Promise<Highs>;

const SITES = 10_000;
const ITEMS = 10;
const LOTS = 5_000;

async function seconds(work: () => unknown): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

function result(bench: string, ours: number, reference: number, goal: string): Result {
  const round = (value: number) => Number(value.toPrecision(3));
  return {
    bench,
    ours: round(ours),
    reference: round(reference),
    unit: 's',
    ratio: round(ours / reference),
    goal,
  };
}

/**
 * The highest coverage that every site can have of every item at once, as one linear program: the first level of leximin and
 * nothing more. Its time is what the reference takes; writing and parsing the program is not counted.
 */
async function firstLevel(
  allocation: ReturnType<typeof openAllocation>,
  solver: 'pdlp' | 'choose',
): Promise<number> {
  const highs = await loadHighs();
  const rows: string[] = [];
  const bounds: string[] = [];
  for (const [item, { claims, supply }] of allocation.entries()) {
    const groups = supply.groups ?? [supply.classes.map((_, own) => own)];
    const taken = supply.classes.map((): string[] => []);
    for (let site = 0; site < claims.need.length; site += 1) {
      const need = claims.need[site] as number;
      const base = claims.base[site] as number;
      if (base >= need) continue;
      const own = groups[claims.group?.[site] ?? 0] as readonly number[];
      if (own.length === 0) continue;
      const names = own.map((at) => `x${item}_${site}_${at}`);
      for (const [index, at] of own.entries()) taken[at]?.push(names[index] as string);
      rows.push(` c${item}_${site}: ${names.join(' + ')} - ${need} t${item} >= ${-base}`);
    }
    for (const [at, names] of taken.entries()) {
      if (names.length > 0) rows.push(` s${item}_${at}: ${names.join('\n + ')} <= ${supply.classes[at]}`);
    }
    bounds.push(` 0 <= t${item} <= 1`);
  }
  const levels = allocation.map((_, item) => `t${item}`).join(' + ');
  const text = `Maximize\n obj: ${levels}\nSubject To\n${rows.join('\n')}\nBounds\n${bounds.join('\n')}\nEnd\n`;
  const model = highs.createModel({ format: 'lp', data: text });
  try {
    model.options.set({ output_flag: false, solver });
    return await seconds(() => model.run());
  } finally {
    model.dispose();
  }
}

/** The allocation of 10,000 sites × 10 items alone. */
export const planSolve: Bench = {
  name: 'plan-10k-solve',
  run: async () => {
    const allocation = openAllocation(SITES, ITEMS);
    const solve = () => allocation.map(({ claims, supply }) => allocate(claims, supply));
    solve();
    const ours = await seconds(solve);
    return result('plan-10k-solve', ours, await firstLevel(allocation, 'pdlp'), '<=0.025');
  },
};

/** 1,000 sites × 10 items, each with 20 grants whose lots only some sites may use: all levels, exact and whole, against one. */
export const planEarmark: Bench = {
  name: 'plan-earmark',
  run: async () => {
    const allocation = grantedAllocation(1_000, ITEMS, 20);
    const solve = () => allocation.map(({ claims, supply }) => allocate(claims, supply));
    solve();
    const ours = await seconds(solve);
    return result('plan-earmark', ours, await firstLevel(allocation, 'choose'), '<=0.05');
  },
};

/** Ten times the sites: from needs to all rows, in this process, and the most memory it took, which is refused above 1 GB. */
export const planGrowth: Bench = {
  name: 'plan-growth',
  run: async () => {
    const whole = (sites: number) => {
      const input = planInput(sites, ITEMS, LOTS);
      return seconds(() => {
        const plan = workOutPlan(input);
        describePlan(input, plan);
        for (let from = 0; from < plan.siteCount; from += 250) plan.sites(from, from + 250);
      });
    };
    await whole(SITES);
    const reference = await whole(SITES);
    const ours = await whole(10 * SITES);
    const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
    if (megabytes >= 1024) throw new Error(`${megabytes} MB for 100,000 sites`);
    return result('plan-growth', ours, reference, '<=12');
  },
};

/** A plan over HTTP, from counts in the database to stored lot lines, against one level of its allocation. */
export const planWhole: Bench = {
  name: 'plan-10k',
  run: () =>
    inTemporaryFolder(async (folder) => {
      const url = `sqlite:${join(folder, 'bench.sqlite')}`;
      const seeded = await seedPlan(url, { sites: SITES, items: ITEMS, lots: LOTS });
      const service = await start('src/main.js', environment(url));
      try {
        const compute = () => computePlan(service.port, seeded);
        // Once uncounted, as in the other benches: the first plan of a process also starts its thread and compiles the code.
        await compute();
        const ours = await seconds(compute);
        return result('plan-10k', ours, await firstLevel(openAllocation(SITES, ITEMS), 'pdlp'), '<=0.1');
      } finally {
        await service.stop();
      }
    }),
};

/** p99 of GET /health while the plan above is under way, asked every 10 ms whether or not the one before has answered. */
export const planResponsive: Bench = {
  name: 'plan-responsive',
  run: () =>
    inTemporaryFolder(async (folder) => {
      const url = `sqlite:${join(folder, 'bench.sqlite')}`;
      const seeded = await seedPlan(url, { sites: SITES, items: ITEMS, lots: LOTS });
      const service = await start('src/main.js', environment(url));
      try {
        await health(service.port, performance.now() + 1_000);
        await computePlan(service.port, seeded);
        const idle = await health(service.port, performance.now() + 5_000);
        let done = false;
        const computing = computePlan(service.port, seeded).finally(() => {
          done = true;
        });
        const busy = await health(service.port, Number.POSITIVE_INFINITY, () => done);
        await computing;
        return { ...result('plan-responsive', busy, idle, '<=5'), unit: 's p99' };
      } finally {
        await service.stop();
      }
    }),
};

async function computePlan(
  port: number,
  { token, body }: Awaited<ReturnType<typeof seedPlan>>,
): Promise<void> {
  const reply = await fetch(`http://127.0.0.1:${port}/v1/plans`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `bench-${performance.now()}`,
    },
    body: JSON.stringify(body),
  });
  if (reply.status !== 201) throw new Error(`${reply.status} ${await reply.text()}`);
  const { id } = (await reply.json()) as { id: string };
  for (;;) {
    const read = await fetch(`http://127.0.0.1:${port}/v1/plans/${id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const { state } = (await read.json()) as { state: string };
    if (state === 'computed') return;
    if (state !== 'computing') throw new Error(`the plan is ${state}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Seconds that 99 of 100 answers took at most. */
async function health(port: number, until: number, isDone = () => false): Promise<number> {
  const times: number[] = [];
  const running: Promise<void>[] = [];
  while (performance.now() < until && !isDone()) {
    const started = performance.now();
    running.push(
      fetch(`http://127.0.0.1:${port}/health`).then(async (reply) => {
        await reply.arrayBuffer();
        times.push((performance.now() - started) / 1_000);
      }),
    );
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await Promise.all(running);
  times.sort((a, b) => a - b);
  return times[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN;
}

import { parentPort } from 'node:worker_threads';
import { openDatabase } from '../database/dialect.ts';
import { present } from '../lib/assert.ts';
import { systemClock } from '../lib/clock.ts';
import { Problem } from '../lib/problem.ts';
import { type WorkedPlan, workOutPlan } from './compute-plan.ts';
import { gatherInput } from './gather.ts';
import type { PlanInput } from './model.ts';
import { describePlan } from './solved-plan.ts';
import type { Answer, Order, Source } from './worker-words.ts';

/** A thread that works out plans: reads the input at one moment, tells how far it is, then gives the sites it is asked for. */
const port = present(parentPort, 'the port of a worker');
let plan: WorkedPlan | undefined;

async function work(source: Source): Promise<Answer> {
  const input = source.kind === 'input' ? source.input : await readInput(source);
  plan = workOutPlan(input, (done, of) => answer({ kind: 'progress', done, of }));
  return { kind: 'worked', plan: describePlan(input, plan) };
}

async function readInput({ url, wanted }: Source & { kind: 'database' }): Promise<PlanInput> {
  const database = openDatabase({ url, poolSize: 1, onIdleError: () => undefined }, systemClock);
  try {
    const inputs = database.snapshot(async function* (reader) {
      yield await gatherInput(reader, wanted);
    });
    for await (const input of inputs) return input;
    throw new Error('the inputs of a plan were not read');
  } finally {
    await database.close();
  }
}

async function take(order: Order): Promise<Answer> {
  if (order.kind === 'work') return work(order.source);
  if (order.kind === 'forget') {
    plan = undefined;
    return { kind: 'forgot' };
  }
  return { kind: 'sites', sites: present(plan, 'a plan worked out').sites(order.from, order.to) };
}

function answer(words: Answer): void {
  port.postMessage(words);
}

function failed(error: unknown): Answer {
  if (error instanceof Problem) {
    const { code, params, violations } = error;
    return { kind: 'refused', code, params, violations };
  }
  return { kind: 'failed', message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

port.on('message', (order: Order) => {
  take(order).then(answer, (error: unknown) => answer(failed(error)));
});

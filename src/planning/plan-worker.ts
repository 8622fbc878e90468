import { parentPort } from 'node:worker_threads';
import { present } from '../lib/assert.ts';
import { Problem } from '../lib/problem.ts';
import { workOutPlan } from './compute-plan.ts';
import type { PlanInput, PlanSite } from './model.ts';
import { planRows } from './plan-rows.ts';
import { describePlan } from './solved-plan.ts';
import type { Answer, Order } from './worker-words.ts';

/** A thread that works out one plan: gets the input in parts, tells how far it is, then gives the rows it is asked for. */
const port = present(parentPort, 'the port of a worker');
const sites: PlanSite[] = [];
let rows: (from: number, to: number) => Answer = () => ({
  kind: 'failed',
  message: 'nothing is worked out yet',
});

function work(rest: Omit<PlanInput, 'sites'>): Answer {
  const input: PlanInput = { ...rest, sites };
  const plan = workOutPlan(input, (done, of) => answer({ kind: 'progress', done, of }));
  rows = (from, to) => ({ kind: 'rows', rows: planRows(plan, from, to) });
  return { kind: 'worked', plan: describePlan(input, plan) };
}

function take(order: Order): Answer | null {
  switch (order.kind) {
    case 'sites':
      sites.push(...order.sites);
      return null;
    case 'work':
      return work(order.rest);
    case 'rows':
      return rows(order.from, order.to);
  }
}

function answer(words: Answer): void {
  port.postMessage(words);
}

port.on('message', (order: Order) => {
  try {
    const words = take(order);
    if (words !== null) answer(words);
  } catch (error) {
    if (error instanceof Problem) {
      const { code, params, violations } = error;
      answer({ kind: 'refused', code, params, violations });
    } else
      answer({
        kind: 'failed',
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      });
  }
});

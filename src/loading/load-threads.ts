import { once } from 'node:events';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Problem } from '../lib/problem.ts';
import type { LoadInput, LoadResult } from './load-model.ts';
import { planLoads } from './plan-loads.ts';

/** Up to so many lines, loads are worked out at once, in a few milliseconds: a thread takes longer to start. */
const FEW_LINES = 4;

const WAITING = 20;

const here = fileURLToPath(import.meta.url);
const workerFile = new URL(`./load-worker${extname(here)}`, import.meta.url);

/** Works out load plans off the thread that answers requests, one after the other. */
export class LoadSolver {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** Throws `plan_queue_full` when too many wait already. */
  async solve(input: LoadInput): Promise<LoadResult> {
    if (input.lines.length <= FEW_LINES) return planLoads(input);
    if (this.#waiting >= WAITING) throw new Problem('plan_queue_full');
    this.#waiting += 1;
    const solved = this.#last.then(() => inThread(input));
    this.#last = solved.catch(() => {});
    try {
      return await solved;
    } finally {
      this.#waiting -= 1;
    }
  }
}

async function inThread(input: LoadInput): Promise<LoadResult> {
  const worker = new Worker(workerFile, { workerData: input });
  try {
    // A failure of the thread is an `error` of it, which `once` throws.
    const [result] = await once(worker, 'message');
    return result as LoadResult;
  } finally {
    await worker.terminate();
  }
}

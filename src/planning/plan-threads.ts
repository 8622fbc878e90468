import { extname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { assert } from '../lib/assert.ts';
import { Problem } from '../lib/problem.ts';
import { workOutPlan } from './compute-plan.ts';
import type { PlanInput } from './model.ts';
import { type PlanRows, planRows } from './plan-rows.ts';
import { describePlan, type PlanDescription, type SolvedPlan } from './solved-plan.ts';
import type { Answer, Order } from './worker-words.ts';

/** Plans with fewer cells (site × item) are worked out at once, in a few milliseconds: a thread takes longer to start. */
const SMALL_PLAN_CELLS = 2_000;

const SITES_A_MESSAGE = 500;

const here = fileURLToPath(import.meta.url);
const workerFile = new URL(`./plan-worker${extname(here)}`, import.meta.url);

export interface Progress {
  /** Items that are shared out, of so many. */
  done: number;
  of: number;
}

export interface SolverOptions {
  /** How many large plans are worked out at the same time. */
  readonly atOnce: number;
  /** How many more may wait for their turn. */
  readonly waiting: number;
}

/** Works out plans: small ones at once, large ones each in a thread of its own, only so many at the same time. */
export class PlanSolver {
  readonly #options: SolverOptions;
  readonly #turns: (() => void)[] = [];
  #running = 0;

  constructor(options: SolverOptions) {
    this.#options = options;
  }

  /**
   * Throws what working out the plan throws, `plan_queue_full` when too many plans wait already, and the reason of `signal` when
   * it is aborted. The plan must be released: until then it counts as one of those under way.
   */
  async solve(
    input: PlanInput,
    signal: AbortSignal,
    progress: (progress: Progress) => void = () => {},
  ): Promise<SolvedPlan> {
    const requestIds = [...new Set(input.requests.map((line) => line.request_id))];
    if (cellsOf(input) <= SMALL_PLAN_CELLS) return { ...solveHere(input), requestIds };
    await this.#turn(signal);
    const worker = new PlanThread(progress);
    const release = async () => {
      await worker.stop();
      this.#endTurn();
    };
    try {
      const plan = await worker.work(input, signal);
      let released: Promise<void> | undefined;
      return {
        ...plan,
        requestIds,
        rows: (from, to) => worker.rows(from, to),
        release: () => {
          released ??= release();
          return released;
        },
      };
    } catch (error) {
      await release();
      throw error;
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#running < this.#options.atOnce) {
      this.#running += 1;
      return;
    }
    if (this.#turns.length >= this.#options.waiting) throw new Problem('plan_queue_full');
    await new Promise<void>((resolve, reject) => {
      const turn = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        this.#turns.splice(this.#turns.indexOf(turn), 1);
        reject(signal.reason);
      };
      this.#turns.push(turn);
      signal.addEventListener('abort', leave, { once: true });
    });
  }

  /** Whoever waits longest takes over the turn. */
  #endTurn(): void {
    const next = this.#turns.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}

function cellsOf({ sites, lines, requests }: PlanInput): number {
  return sites.length * new Set(lines.map(({ item_id }) => item_id)).size + requests.length;
}

function solveHere(input: PlanInput) {
  const plan = workOutPlan(input);
  return {
    ...describePlan(input, plan),
    rows: async (from: number, to: number) => planRows(plan, from, to),
    release: async () => {},
  };
}

/** One thread that works out one plan. */
class PlanThread {
  readonly #worker = new Worker(workerFile);
  readonly #progress: (progress: Progress) => void;
  #hears: { resolve: (answer: Answer) => void; reject: (error: unknown) => void } | undefined;
  #asked: Promise<unknown> = Promise.resolve();

  constructor(progress: (progress: Progress) => void) {
    this.#progress = progress;
    this.#worker.on('message', (answer: Answer) => this.#take(answer));
    this.#worker.on('error', (error) => this.#hears?.reject(error));
    this.#worker.on('exit', (code) =>
      this.#hears?.reject(new Error(`the planning thread ended with ${code}`)),
    );
  }

  async work({ sites, ...rest }: PlanInput, signal: AbortSignal): Promise<PlanDescription> {
    const stop = () => this.#hears?.reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      for (let start = 0; start < sites.length; start += SITES_A_MESSAGE) {
        signal.throwIfAborted();
        this.#worker.postMessage({
          kind: 'sites',
          sites: sites.slice(start, start + SITES_A_MESSAGE),
        } satisfies Order);
        await nextTurn();
      }
      signal.throwIfAborted();
      const answer = await this.#ask({ kind: 'work', rest });
      assert(answer.kind === 'worked', 'the thread says what it worked out');
      return answer.plan;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** One question at a time: the thread answers in order. */
  rows(from: number, to: number): Promise<PlanRows> {
    const given = this.#asked.then(async () => {
      const answer = await this.#ask({ kind: 'rows', from, to });
      assert(answer.kind === 'rows', 'the thread gives rows');
      return answer.rows;
    });
    this.#asked = given.catch(() => {});
    return given;
  }

  async stop(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(order: Order): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#hears = { resolve, reject };
      this.#worker.postMessage(order);
    });
  }

  #take(answer: Answer): void {
    if (answer.kind === 'progress') this.#progress({ done: answer.done, of: answer.of });
    else if (answer.kind === 'refused') {
      this.#hears?.reject(new Problem(answer.code, answer.params, answer.violations));
    } else if (answer.kind === 'failed') {
      this.#hears?.reject(new Error(`working out a plan failed: ${answer.message}`));
    } else this.#hears?.resolve(answer);
  }
}

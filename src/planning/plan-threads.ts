import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { assert } from '../lib/assert.ts';
import { Problem } from '../lib/problem.ts';
import type { StoredSite } from './site-content.ts';
import type { PlanDescription, SolvedPlan } from './solved-plan.ts';
import type { Answer, Order, Source } from './worker-words.ts';

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

/** Works out plans, each in a thread of its own, only so many at the same time. */
export class PlanSolver {
  readonly #options: SolverOptions;
  readonly #turns: (() => void)[] = [];
  #running = 0;
  /** A thread whose plan was released waits for the next one: starting one takes longer than most plans. */
  #spare: PlanThread | undefined;
  #spareUntil: NodeJS.Timeout | undefined;

  constructor(options: SolverOptions) {
    this.#options = options;
  }

  /** Throws `plan_queue_full` when too many plans wait already. */
  assertRoom(): void {
    const { atOnce, waiting } = this.#options;
    if (this.#running >= atOnce && this.#turns.length >= waiting) throw new Problem('plan_queue_full');
  }

  /**
   * Throws what working out the plan throws, `plan_queue_full` when too many plans wait already, and the reason of `signal` when
   * it is aborted. The plan must be released: until then it counts as one of those under way.
   */
  async solve(
    source: Source,
    signal: AbortSignal,
    progress: (progress: Progress) => void = () => {},
  ): Promise<SolvedPlan> {
    await this.#turn(signal);
    const worker = this.#takeSpare() ?? new PlanThread();
    try {
      const plan = await worker.work(source, signal, progress);
      let released: Promise<void> | undefined;
      const release = () => {
        released ??= this.#keepSpare(worker).finally(() => this.#endTurn());
        return released;
      };
      return { ...plan, sites: (from, to) => worker.sites(from, to), release };
    } catch (error) {
      await worker.stop();
      this.#endTurn();
      throw error;
    }
  }

  /** Ends the thread that waits for a next plan. */
  async close(): Promise<void> {
    await this.#takeSpare()?.stop();
  }

  #takeSpare(): PlanThread | undefined {
    clearTimeout(this.#spareUntil);
    const spare = this.#spare;
    this.#spare = undefined;
    spare?.hold();
    return spare;
  }

  async #keepSpare(worker: PlanThread): Promise<void> {
    if (this.#spare !== undefined || !(await worker.forget())) {
      await worker.stop();
      return;
    }
    const other = this.#takeSpare();
    this.#spare = worker;
    worker.letGo();
    this.#spareUntil = setTimeout(() => void this.close(), SPARE_MS).unref();
    await other?.stop();
  }

  async #turn(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#running < this.#options.atOnce) {
      this.#running += 1;
      return;
    }
    this.assertRoom();
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

/** How long a thread waits for a next plan before it ends. */
const SPARE_MS = 60_000;

/** One thread that works out one plan after the other. */
class PlanThread {
  readonly #worker = new Worker(workerFile);
  #progress: (progress: Progress) => void = () => {};
  #hears: { resolve: (answer: Answer) => void; reject: (error: unknown) => void } | undefined;
  #asked: Promise<unknown> = Promise.resolve();

  constructor() {
    this.#worker.on('message', (answer: Answer) => this.#take(answer));
    this.#worker.on('error', (error) => this.#hears?.reject(error));
    this.#worker.on('exit', (code) =>
      this.#hears?.reject(new Error(`the planning thread ended with ${code}`)),
    );
  }

  async work(
    source: Source,
    signal: AbortSignal,
    progress: (progress: Progress) => void,
  ): Promise<PlanDescription> {
    this.#progress = progress;
    const stop = () => this.#hears?.reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      const answer = await this.#ask({ kind: 'work', source });
      assert(answer.kind === 'worked', 'the thread says what it worked out');
      return answer.plan;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** One question at a time: the thread answers in order. */
  sites(from: number, to: number): Promise<StoredSite[]> {
    const given = this.#asked.then(async () => {
      const answer = await this.#ask({ kind: 'sites', from, to });
      assert(answer.kind === 'sites', 'the thread gives sites');
      return answer.sites;
    });
    this.#asked = given.catch(() => {});
    return given;
  }

  /** Gives up its plan; false when it cannot do so any more. */
  async forget(): Promise<boolean> {
    this.#progress = () => {};
    return this.#asked
      .then(() => this.#ask({ kind: 'forget' }))
      .then(
        () => true,
        () => false,
      );
  }

  /** The process may end although this thread waits. */
  letGo(): void {
    this.#worker.unref();
  }

  hold(): void {
    this.#worker.ref();
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

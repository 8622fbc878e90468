import type { Context } from '../context.ts';
import { inTransaction } from '../database/transaction.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { Problem } from '../lib/problem.ts';
import { failRevision } from './fail-revision.ts';
import { finishRevision, partsOf, type RevisionKey, SITES_A_PART } from './keep-revision.ts';
import type { Pin, PlanOptions } from './model.ts';
import type { PlanSolver } from './plan-threads.ts';
import { beat, findRevision } from './revision-store.ts';
import { findPlan } from './store.ts';

/** How often a computation shows that it lives. */
export const BEAT_MS = 1_000;

/** Nobody waits for the computation any more. */
class Stopped extends Error {}

/**
 * Where plans are computed after the request for them has been answered: in threads, kept in short transactions under the state
 * `computing`, and made valid by the last one. What ends early leaves a revision that says so.
 */
export class PlanDesk {
  readonly solver: PlanSolver;
  readonly #context: Context;
  readonly #running = new Map<AbortController, Promise<void>>();

  constructor(context: Context, solver: PlanSolver) {
    this.#context = context;
    this.solver = solver;
  }

  /** Begins to compute a revision that is stored as `computing`; a revision that is not there, or ended, is left alone. */
  begin(key: RevisionKey): void {
    const stop = new AbortController();
    const running = this.#compute(key, stop)
      .catch((err) => this.#context.log.error({ err, ...key }, 'computing a plan ended badly'))
      .finally(() => this.#running.delete(stop));
    this.#running.set(stop, running);
  }

  /** Resolves when nothing is being computed. */
  async idle(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  /** Ends what is being computed; each plan says that it was interrupted. */
  async close(): Promise<void> {
    for (const stop of this.#running.keys()) stop.abort(new Problem('plan_interrupted'));
    await this.idle();
    await this.solver.close();
  }

  async #compute(key: RevisionKey, stop: AbortController): Promise<void> {
    const context = this.#context;
    let percent = 0;
    const pulse = setInterval(() => {
      this.#beat(key, percent).then(
        (lives) => lives || stop.abort(new Stopped()),
        // A beat that is lost is made up for by the next one.
        () => undefined,
      );
    }, BEAT_MS);
    try {
      const source = await this.#source(key);
      if (source === null) return;
      const solved = await this.solver.solve(source, stop.signal, ({ done, of }) => {
        percent = Math.floor((50 * done) / of);
      });
      try {
        const parts = Math.max(1, Math.ceil(solved.result.site_count / SITES_A_PART));
        let kept = 0;
        for await (const write of partsOf(key, solved)) {
          stop.signal.throwIfAborted();
          await inTransaction(context.database, write);
          kept += 1;
          percent = Math.min(99, 50 + Math.floor((49 * kept) / parts));
        }
        stop.signal.throwIfAborted();
        await inTransaction(context.database, (tx) => finishRevision(tx, context, key, solved));
      } finally {
        await solved.release();
      }
    } catch (error) {
      await this.#fail(key, error);
    } finally {
      clearInterval(pulse);
    }
  }

  #beat({ plan_id, revision }: RevisionKey, percent: number): Promise<boolean> {
    const { database, clock } = this.#context;
    return inTransaction(database, (tx) => beat(tx, plan_id, revision, percent, instant(clock)));
  }

  async #source({ plan_id, revision }: RevisionKey) {
    const { read } = this.#context.database;
    const asked = await findRevision(read, plan_id, revision);
    if (asked?.state !== 'computing') return null;
    const { operation_id, standard_id, warehouse_id } = present(await findPlan(read, plan_id), 'the plan');
    const wanted = {
      ...{ operation_id, standard_id, warehouse_id },
      as_of: asked.as_of,
      arrival_on: asked.arrival_on,
      options: JSON.parse(asked.options) as PlanOptions,
      pins: JSON.parse(asked.pins) as Pin[],
    };
    return { kind: 'database', url: this.#context.config.database.url, wanted } as const;
  }

  async #fail(key: RevisionKey, error: unknown): Promise<void> {
    const context = this.#context;
    const isStopped = error instanceof Stopped;
    if (!isStopped && !(error instanceof Problem)) {
      context.log.error({ err: error, ...key }, 'computing a plan failed');
    }
    const problem = error instanceof Problem ? error : new Problem('plan_interrupted');
    const end = isStopped ? null : problem;
    await inTransaction(context.database, (tx) => failRevision(tx, context, key, end));
  }
}

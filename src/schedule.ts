import type { Context } from './context.ts';

/** Work that the service does by itself, again and again. Safe to run in several processes at once and to be cut short. */
export interface Job {
  readonly name: string;
  readonly everyMs: number;
  run(context: Context): Promise<void>;
}

export interface Schedule {
  /** No run begins any more; resolves when those under way have ended. */
  stop(): Promise<void>;
}

/**
 * Runs each job at once and then so long after its last run ended: a slow run delays the next and never overlaps it. A run that
 * fails is logged and the job goes on.
 */
export function startSchedule(context: Context, jobs: readonly Job[]): Schedule {
  const timers = new Map<Job, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  let stopped = false;
  const begin = (job: Job) => {
    const run = attempt(context, job).then(() => {
      running.delete(run);
      if (!stopped) timers.set(job, setTimeout(begin, job.everyMs, job));
    });
    running.add(run);
  };
  for (const job of jobs) begin(job);
  return {
    stop: async () => {
      stopped = true;
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}

async function attempt(context: Context, job: Job): Promise<void> {
  try {
    await job.run(context);
  } catch (err) {
    context.log.error({ err, job: job.name }, 'a job failed; it is tried again at its next turn');
  }
}

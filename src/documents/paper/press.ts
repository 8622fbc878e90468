import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Problem } from '../../lib/problem.ts';
import type { PrintJob } from './pdf.ts';

export type Printed =
  | { readonly kind: 'printed'; readonly bytes: Uint8Array }
  | { readonly kind: 'failed'; readonly message: string };

const here = fileURLToPath(import.meta.url);
const workerFile = new URL(`./press-worker${extname(here)}`, import.meta.url);

/** A thread without work for so long ends: what it holds, some 100 MB, is then free. */
const IDLE_MS = 30_000;
/** What the thread may hold beside the service, in MB. The longest documents need some 200 of it. */
const MOST_MEMORY_MB = 320;
/** After a document of so many bytes the thread ends at once: it would keep what it needed for it. */
const LARGE_FILE = 500_000;
/** A document that takes longer is given up, so that it does not keep all others waiting. */
const PATIENCE_MS = 120_000;

export interface PressOptions {
  /** How many jobs may wait for their turn. */
  readonly waiting: number;
}

/** Prints documents and labels in a thread of its own, one at a time: answering others goes on meanwhile. */
export class Press {
  readonly #options: PressOptions;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PressOptions) {
    this.#options = options;
  }

  /** The bytes of a PDF. Throws `print_queue_full` when too many jobs wait already. */
  async print(job: PrintJob): Promise<Uint8Array> {
    if (this.#waiting > this.#options.waiting) throw new Problem('print_queue_full');
    this.#waiting += 1;
    const turn = this.#last.then(() => this.#run(job));
    this.#last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.#waiting -= 1;
    }
  }

  async #run(job: PrintJob): Promise<Uint8Array> {
    clearTimeout(this.#idle);
    const worker =
      this.#worker ?? new Worker(workerFile, { resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB } });
    this.#worker = worker;
    worker.ref();
    try {
      const bytes = await answered(worker, job);
      if (bytes.length >= LARGE_FILE) await this.#stop();
      return bytes;
    } catch (error) {
      await this.#stop();
      throw error;
    } finally {
      // A process that has nothing else to do ends.
      worker.unref();
      this.#idle = setTimeout(() => void this.#stop(), IDLE_MS).unref();
    }
  }

  async #stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

/** What a thread answers to a job. Rejects when it fails, ends, or takes too long. */
function answered(worker: Worker, job: PrintJob): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const settle = (end: () => void) => {
      clearTimeout(timer);
      worker.off('message', heard).off('error', broken).off('exit', gone);
      end();
    };
    const heard = (answer: Printed) =>
      settle(() =>
        answer.kind === 'printed'
          ? resolve(answer.bytes)
          : reject(new Error(`printing failed: ${answer.message}`)),
      );
    const broken = (error: unknown) => settle(() => reject(error));
    const gone = (code: number) => settle(() => reject(new Error(`the printing thread ended with ${code}`)));
    const timer = setTimeout(
      () => settle(() => reject(new Error(`printing took longer than ${PATIENCE_MS} ms`))),
      PATIENCE_MS,
    );
    worker.on('message', heard).on('error', broken).on('exit', gone);
    worker.postMessage(job);
  });
}

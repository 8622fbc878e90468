import { parentPort } from 'node:worker_threads';
import { present } from '../../lib/assert.ts';
import { type PrintJob, renderPdf } from './pdf.ts';
import type { Printed } from './press.ts';

/** A thread that prints one job after the other: laying pages out takes seconds for a long table. */
const port = present(parentPort, 'the port of a worker');

port.on('message', async (job: PrintJob) => {
  let answer: Printed;
  try {
    answer = { kind: 'printed', bytes: new Uint8Array(await renderPdf(job)) };
  } catch (error) {
    answer = {
      kind: 'failed',
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    };
  }
  port.postMessage(answer);
});

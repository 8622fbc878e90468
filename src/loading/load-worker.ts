import { parentPort, workerData } from 'node:worker_threads';
import { present } from '../lib/assert.ts';
import type { LoadInput } from './load-model.ts';
import { planLoads } from './plan-loads.ts';

/** A thread that works out one load plan and ends. */
present(parentPort, 'the port of a worker').postMessage(planLoads(workerData as LoadInput));

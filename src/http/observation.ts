import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Metrics } from './metrics.ts';

/**
 * Notes one answer when it is handed over: in the metrics always, and as a log line for each change and each failure. The line
 * holds no address, body or name; a successful read is logged at debug level only.
 */
export class Observation {
  readonly #log: Logger;
  readonly #metrics: Metrics;

  constructor(log: Logger, metrics: Metrics) {
    this.#log = log;
    this.#metrics = metrics;
  }

  /** `route` is the pattern of the address; looking it up on the request builds an object each time. */
  answered(request: FastifyRequest, reply: FastifyReply, route: string): void {
    const { method } = request;
    const ms = performance.now() - request.startedAt;
    this.#metrics.observe(method, route, reply.statusCode, ms / 1000);
    const quiet = reply.statusCode < 400 && method === 'GET';
    if (quiet && this.#log.level !== 'debug') return;
    this.#log[quiet ? 'debug' : 'info'](
      {
        request_id: request.id,
        method,
        route,
        status: reply.statusCode,
        ms: Math.round(ms * 10) / 10,
        person_id: request.principal?.person_id,
      },
      'answered',
    );
  }

  failed(request: FastifyRequest, error: unknown, code: string): void {
    this.#log.error({ request_id: request.id, err: error, code }, 'request failed');
  }
}

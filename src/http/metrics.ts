import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** Measures every request by route, never by address: an address may hold an identifier. */
export interface Metrics {
  readonly registry: Registry;
  observe(method: string, route: string, status: number, seconds: number): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  const durations = new Histogram({
    name: 'acopio_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route'] as const,
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  const answers = new Counter({
    name: 'acopio_http_answers_total',
    help: 'Requests answered',
    labelNames: ['method', 'route', 'status'] as const,
    registers: [registry],
  });
  // Looking a labelled series up costs more than counting in it, so each is looked up once.
  const known = new Map<string, { duration: { observe(value: number): void }; answer: { inc(): void } }>();
  return {
    registry,
    observe(method, route, status, seconds) {
      const key = `${method} ${route} ${status}`;
      let series = known.get(key);
      if (series === undefined) {
        series = {
          duration: durations.labels(method, route),
          answer: answers.labels(method, route, String(status)),
        };
        known.set(key, series);
      }
      series.duration.observe(seconds);
      series.answer.inc();
    },
  };
}

/**
 * One log line for each change and each failure, without addresses, bodies or names; successful reads are counted in the
 * metrics and logged at debug level only.
 */
export const observationPlugin = fastifyPlugin(
  async (app: FastifyInstance, { metrics }: { metrics: Metrics }) => {
    app.addHook('onResponse', (request, reply, done) => {
      done();
      const route = request.routeOptions.url ?? 'unknown';
      metrics.observe(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
      const quiet = reply.statusCode < 400 && (request.method === 'GET' || request.method === 'HEAD');
      if (quiet && app.log.level !== 'debug') return;
      request.log[quiet ? 'debug' : 'info'](
        {
          method: request.method,
          route,
          status: reply.statusCode,
          ms: Math.round(reply.elapsedTime * 10) / 10,
          person_id: request.principal?.person_id,
        },
        'answered',
      );
    });
  },
);

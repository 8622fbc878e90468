import { z } from 'zod';
import { Problem } from '../lib/problem.ts';
import type { Metrics } from './metrics.ts';
import type { Routes } from './route.ts';

const health = z.strictObject({ status: z.literal('ok') }).meta({ id: 'Health' });

/** Is the process alive, is it ready to work, and what it has measured. */
export function registerHealth(routes: Routes, metrics: Metrics, isClosing: () => boolean): void {
  const common = { method: 'GET', tag: 'service', permission: 'public', answer: health } as const;
  routes.read(
    {
      ...common,
      url: '/health',
      operationId: 'getHealth',
      summary: 'Is the service up',
      description: 'Answers as long as the process runs.',
    },
    async () => ({ body: { status: 'ok' as const } }),
  );
  routes.read(
    {
      ...common,
      url: '/health/live',
      operationId: 'getLiveness',
      summary: 'Liveness',
      description: 'Answers as long as the process runs; restart it when it does not.',
    },
    async () => ({ body: { status: 'ok' as const } }),
  );
  routes.read(
    {
      ...common,
      url: '/health/ready',
      operationId: 'getReadiness',
      summary: 'Readiness',
      description:
        'Answers when the database does too and no shutdown has begun; send no requests otherwise.',
    },
    async ({ context }) => {
      if (isClosing()) throw new Problem('unavailable');
      await context.database.ping();
      return { body: { status: 'ok' as const } };
    },
  );
  routes.read(
    {
      method: 'GET',
      url: '/metrics',
      tag: 'service',
      permission: 'metrics.read',
      operationId: 'getMetrics',
      summary: 'Measurements',
      description: 'Prometheus text format. Holds no personal data.',
      download: { mediaType: 'text/plain; version=0.0.4; charset=utf-8', description: 'Prometheus text' },
    },
    async () => ({ body: Buffer.from(await metrics.text()) }),
  );
}

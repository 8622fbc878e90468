import { collectDefaultMetrics, Registry } from 'prom-client';

/** Upper bounds of the buckets, in seconds. */
const BOUNDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];

/** How long the answers of one route with one status took. */
interface Series {
  readonly labels: string;
  readonly counts: number[];
  seconds: number;
}

/**
 * Counts every answer by method, route and status, never by address: an address may hold an identifier. Counting is a few array
 * writes, because it happens for every request; the text that Prometheus reads is made when it asks.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #series = new Map<string, Map<number, Series>>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: 20 });
  }

  observe(method: string, route: string, status: number, seconds: number): void {
    const series = this.#seriesOf(method, route, status);
    series.seconds += seconds;
    let bucket = 0;
    while (bucket < BOUNDS.length && seconds > (BOUNDS[bucket] as number)) bucket += 1;
    series.counts[bucket] = (series.counts[bucket] ?? 0) + 1;
  }

  /** Everything measured, in the Prometheus text format. */
  async text(): Promise<string> {
    const name = 'acopio_http_request_seconds';
    const lines = [`# HELP ${name} Time to answer a request`, `# TYPE ${name} histogram`];
    for (const byStatus of this.#series.values()) {
      for (const series of byStatus.values()) lines.push(...histogramLines(name, series));
    }
    return `${await this.#registry.metrics()}${lines.join('\n')}\n`;
  }

  #seriesOf(method: string, route: string, status: number): Series {
    // Routes are few and each has one method for most of its answers, so two short look-ups find the series.
    const key = method === 'GET' ? route : `${method} ${route}`;
    let byStatus = this.#series.get(key);
    if (byStatus === undefined) {
      byStatus = new Map();
      this.#series.set(key, byStatus);
    }
    let series = byStatus.get(status);
    if (series === undefined) {
      const labels = `method="${method}",route="${route}",status="${status}"`;
      series = { labels, counts: Array.from({ length: BOUNDS.length + 1 }, () => 0), seconds: 0 };
      byStatus.set(status, series);
    }
    return series;
  }
}

function histogramLines(name: string, series: Series): string[] {
  let count = 0;
  const buckets = series.counts.map((inBucket, index) => {
    count += inBucket;
    return `${name}_bucket{${series.labels},le="${BOUNDS[index] ?? '+Inf'}"} ${count}`;
  });
  return [
    ...buckets,
    `${name}_sum{${series.labels}} ${series.seconds}`,
    `${name}_count{${series.labels}} ${count}`,
  ];
}

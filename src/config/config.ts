import { isAbsolute, resolve } from 'node:path';
import { z } from 'zod';

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Set when the service itself speaks TLS. */
  readonly tls: { readonly certFile: string; readonly keyFile: string } | null;
  readonly database: { readonly url: string; readonly poolSize: number };
  /** 32 bytes that seal personal data. */
  readonly dataKey: Uint8Array;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Largest request body in bytes. */
  readonly bodyLimit: number;
  /** How long a shutdown waits for requests under way, in milliseconds. */
  readonly shutdownMs: number;
  /** Above which a difference of a stock count needs a second person, unless the count says less. */
  readonly counting: {
    /** Exact decimal in `thresholdCurrency`. */
    readonly thresholdValue: string;
    readonly thresholdCurrency: string;
    /** Of the expected quantity, in percent. */
    readonly thresholdSharePercent: number;
  };
  /** Limits of feeds that differ from the usual, and the private addresses they may be pulled from. */
  readonly feeds?: {
    readonly allowed: readonly string[];
    readonly headersMs?: number;
    readonly bodyMs?: number;
    readonly totalMs?: number;
    readonly maxBytes?: number;
    readonly backoffMs?: number;
  };
  /** What sites are measured by where the figure is for the operator to set. */
  readonly sites: {
    readonly personsPerToiletAtFirst: number;
    /** Figures from 1 to below it are not shared with partners. */
    readonly smallestSharedFigure: number;
  };
  /** Refuse to answer with a body that its published schema does not allow. On in tests. */
  readonly strictResponses: boolean;
}

/** What is wrong with the environment, one line a variable, and what to set. */
export class ConfigError extends Error {
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(`The configuration is not complete or not safe:\n${lines.map((line) => `  ${line}`).join('\n')}`);
    this.name = 'ConfigError';
    this.lines = lines;
  }
}

/** The key of the sample operation. Public, so a service with real data must never run on it. */
export const SAMPLE_DATA_KEY = Buffer.from('acopio-sample-key-never-for-real').toString('base64');

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  TLS_CERT_FILE: z.string().optional(),
  TLS_KEY_FILE: z.string().optional(),
  TLS_TERMINATED_BY_PROXY: z.enum(['yes', 'no']).default('no'),
  DATABASE_URL: z.string({
    error: 'set it to sqlite:PATH (one process) or postgres://USER:PASSWORD@HOST/DATABASE',
  }),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(200).default(10),
  DATA_KEY: z.string({
    error: 'set it to 32 random bytes in base64, for example from: openssl rand -base64 32',
  }),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  BODY_LIMIT_MB: z.coerce.number().int().min(1).max(512).default(16),
  COUNT_THRESHOLD_VALUE: z
    .string()
    .regex(/^\d{1,9}(\.\d{1,9})?$/, { error: 'an amount such as 500 or 250.50' })
    .default('500'),
  COUNT_THRESHOLD_CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'three capital letters such as USD' })
    .default('USD'),
  COUNT_THRESHOLD_SHARE_PERCENT: z.coerce.number().int().min(0).max(100).default(5),
  SITE_PERSONS_PER_TOILET_AT_FIRST: z.coerce.number().int().min(20).max(1000).default(50),
  FEED_ALLOWED_ADDRESSES: z.string().default(''),
  SHARE_SMALLEST_FIGURE: z.coerce.number().int().min(2).max(100).default(5),
  SHUTDOWN_SECONDS: z.coerce.number().int().min(1).max(600).default(30),
});

type Environment = z.infer<typeof environment>;

const databaseEnvironment = environment.pick({ DATABASE_URL: true, DATABASE_POOL_SIZE: true });

/** The database alone, for the tools beside the service. Throws `ConfigError`. */
export function loadDatabaseConfig(variables: Readonly<Record<string, string>>): Config['database'] {
  const parsed = databaseEnvironment.safeParse(variables);
  if (!parsed.success) throw configError(parsed.error);
  const faults = databaseFaults(parsed.data);
  if (faults.length > 0) throw new ConfigError(faults);
  return { url: withAbsolutePath(parsed.data.DATABASE_URL), poolSize: parsed.data.DATABASE_POOL_SIZE };
}

function configError(error: z.ZodError): ConfigError {
  return new ConfigError(error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/** Strings in, nested configuration out. Throws `ConfigError` naming every variable that is missing, half-set or unsafe. */
export function loadConfig(variables: Readonly<Record<string, string>>): Config {
  const parsed = environment.safeParse(variables);
  if (!parsed.success) throw configError(parsed.error);
  const env = parsed.data;
  const faults = [...tlsFaults(env), ...databaseFaults(env), ...keyFaults(env)];
  if (faults.length > 0) throw new ConfigError(faults);
  return {
    host: env.HOST,
    port: env.PORT,
    tls:
      env.TLS_CERT_FILE === undefined || env.TLS_KEY_FILE === undefined
        ? null
        : { certFile: env.TLS_CERT_FILE, keyFile: env.TLS_KEY_FILE },
    database: { url: withAbsolutePath(env.DATABASE_URL), poolSize: env.DATABASE_POOL_SIZE },
    dataKey: Buffer.from(env.DATA_KEY, 'base64'),
    logLevel: env.LOG_LEVEL,
    bodyLimit: env.BODY_LIMIT_MB * 1024 * 1024,
    shutdownMs: env.SHUTDOWN_SECONDS * 1000,
    counting: {
      thresholdValue: env.COUNT_THRESHOLD_VALUE,
      thresholdCurrency: env.COUNT_THRESHOLD_CURRENCY,
      thresholdSharePercent: env.COUNT_THRESHOLD_SHARE_PERCENT,
    },
    feeds: {
      allowed: env.FEED_ALLOWED_ADDRESSES.split(',')
        .map((one) => one.trim())
        .filter((one) => one !== ''),
    },
    sites: {
      personsPerToiletAtFirst: env.SITE_PERSONS_PER_TOILET_AT_FIRST,
      smallestSharedFigure: env.SHARE_SMALLEST_FIGURE,
    },
    strictResponses: false,
  };
}

function tlsFaults(env: Environment): string[] {
  const cert = env.TLS_CERT_FILE !== undefined;
  const key = env.TLS_KEY_FILE !== undefined;
  if (cert !== key) return [`${cert ? 'TLS_KEY_FILE' : 'TLS_CERT_FILE'}: set both TLS files or neither`];
  if (!loopback.has(env.HOST) && !cert && env.TLS_TERMINATED_BY_PROXY === 'no') {
    return [
      `HOST: ${env.HOST} is reachable from other machines and tokens would travel unencrypted; set TLS_CERT_FILE and TLS_KEY_FILE, or TLS_TERMINATED_BY_PROXY=yes behind a proxy that speaks TLS`,
    ];
  }
  return [];
}

function databaseFaults(env: Pick<Environment, 'DATABASE_URL'>): string[] {
  const url = env.DATABASE_URL;
  if (/^sqlite:.+/.test(url)) {
    return url.includes(':memory:')
      ? ['DATABASE_URL: an in-memory database would forget what it acknowledged; name a file']
      : [];
  }
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    return ['DATABASE_URL: starts with sqlite: or postgres://'];
  }
  return [];
}

function keyFaults(env: Environment): string[] {
  if (env.DATA_KEY === SAMPLE_DATA_KEY) {
    return [
      'DATA_KEY: this is the public key of the sample operation; make your own: openssl rand -base64 32',
    ];
  }
  const bytes = Buffer.from(env.DATA_KEY, 'base64');
  if (bytes.length !== 32 || new Set(bytes).size < 8) {
    return ['DATA_KEY: must be 32 random bytes in base64, for example from: openssl rand -base64 32'];
  }
  return [];
}

function withAbsolutePath(url: string): string {
  if (!url.startsWith('sqlite:')) return url;
  const path = url.slice('sqlite:'.length);
  return `sqlite:${isAbsolute(path) ? path : resolve(path)}`;
}

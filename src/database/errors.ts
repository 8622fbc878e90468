import { Problem } from '../lib/problem.ts';

export type DatabaseFailure =
  | 'unique'
  | 'check'
  | 'foreign_key'
  /** A value that is none of the column's type. */
  | 'input'
  | 'serialization'
  | 'busy'
  | 'unavailable';

const byCode: Readonly<Record<string, DatabaseFailure>> = {
  SQLITE_CONSTRAINT_UNIQUE: 'unique',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'unique',
  SQLITE_CONSTRAINT_CHECK: 'check',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'foreign_key',
  '23505': 'unique',
  '23514': 'check',
  '23503': 'foreign_key',
  '22P02': 'input',
  '22003': 'input',
  '40001': 'serialization',
  '40P01': 'serialization',
  '55P03': 'busy',
  '57014': 'busy',
  '25006': 'unavailable',
  '25P03': 'unavailable',
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  ENOTFOUND: 'unavailable',
  EPIPE: 'unavailable',
  ETIMEDOUT: 'unavailable',
};

/** Codes that share their beginning share their meaning: SQLite's extended codes, PostgreSQL's classes of lost connections. */
const byFamily: readonly (readonly [RegExp, DatabaseFailure])[] = [
  [/^SQLITE_BUSY/, 'busy'],
  [/^SQLITE_(FULL|IOERR|CANTOPEN|READONLY)/, 'unavailable'],
  [/^(08|53|58)[0-9A-Z]{3}$/, 'unavailable'],
  [/^57P0\d$/, 'unavailable'],
];

/** What a client library says in words only: a connection that broke, could not be had, or was closed. */
const inWords =
  /Connection terminated|connection error|timeout exceeded when trying to connect|Query read timeout|not queryable|after calling end|connection is not open/;

/** The service could not have a connection to its database. Whatever the reason, which its message gives, the caller's case is the same. */
export class NoConnection extends Error {
  constructor(cause: unknown) {
    const { message, code } = cause as { message?: string; code?: string };
    super(`no connection to the database: ${message || code}`, { cause });
    this.name = 'NoConnection';
  }
}

/** What a thrown database error means; the only place that knows either engine's codes. */
export function databaseFailure(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  if (error instanceof NoConnection) return 'unavailable';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') {
    const known = byCode[code] ?? byFamily.find(([codes]) => codes.test(code))?.[1];
    if (known !== undefined) return known;
  }
  return inWords.test(error.message) ? 'unavailable' : undefined;
}

/** True when a row that must be unique was there already. */
export function isUniqueViolation(error: unknown): boolean {
  return databaseFailure(error) === 'unique';
}

/** The problem a caller sees for a failure of the database itself; undefined for anything else. */
export function asProblem(error: unknown): Problem | undefined {
  const failure = databaseFailure(error);
  if (failure === 'busy' || failure === 'serialization') return new Problem('busy');
  if (failure === 'unavailable') return new Problem('unavailable');
  return undefined;
}

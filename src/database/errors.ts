import { Problem } from '../lib/problem.ts';

export type DatabaseFailure = 'unique' | 'check' | 'foreign_key' | 'serialization' | 'busy' | 'unavailable';

const byCode: Readonly<Record<string, DatabaseFailure>> = {
  SQLITE_CONSTRAINT_UNIQUE: 'unique',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'unique',
  SQLITE_CONSTRAINT_CHECK: 'check',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'foreign_key',
  SQLITE_BUSY: 'busy',
  SQLITE_FULL: 'unavailable',
  SQLITE_IOERR: 'unavailable',
  SQLITE_IOERR_WRITE: 'unavailable',
  SQLITE_IOERR_FSYNC: 'unavailable',
  SQLITE_CANTOPEN: 'unavailable',
  '23505': 'unique',
  '23514': 'check',
  '23503': 'foreign_key',
  '40001': 'serialization',
  '40P01': 'serialization',
  '55P03': 'busy',
  '57014': 'busy',
  '53100': 'unavailable',
  '53200': 'unavailable',
  '53300': 'unavailable',
  '57P01': 'unavailable',
  '57P02': 'unavailable',
  '57P03': 'unavailable',
  '08006': 'unavailable',
  '08003': 'unavailable',
  '08001': 'unavailable',
  ECONNREFUSED: 'unavailable',
  ECONNRESET: 'unavailable',
  EPIPE: 'unavailable',
  ETIMEDOUT: 'unavailable',
};

/** What a thrown database error means; the only place that knows either engine's codes. */
export function databaseFailure(error: unknown): DatabaseFailure | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && byCode[code] !== undefined) return byCode[code];
  // The pg client reports a connection that broke or could not be had in words only.
  return /Connection terminated|connection error|timeout exceeded when trying to connect|not queryable/.test(
    error.message,
  )
    ? 'unavailable'
    : undefined;
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

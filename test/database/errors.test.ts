import t from 'tap';
import { asProblem, databaseFailure, isUniqueViolation } from '../../src/database/errors.ts';

function failure(code: string | undefined, message = 'x'): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code });
}

t.test('codes of both engines have one meaning', async (t) => {
  const meanings: [string, ReturnType<typeof databaseFailure>][] = [
    ['SQLITE_CONSTRAINT_UNIQUE', 'unique'],
    ['SQLITE_CONSTRAINT_PRIMARYKEY', 'unique'],
    ['23505', 'unique'],
    ['SQLITE_CONSTRAINT_CHECK', 'check'],
    ['23514', 'check'],
    ['SQLITE_CONSTRAINT_FOREIGNKEY', 'foreign_key'],
    ['23503', 'foreign_key'],
    ['40001', 'serialization'],
    ['40P01', 'serialization'],
    ['SQLITE_BUSY', 'busy'],
    ['SQLITE_BUSY_SNAPSHOT', 'busy'],
    ['55P03', 'busy'],
    ['SQLITE_FULL', 'unavailable'],
    ['SQLITE_IOERR_SHMSIZE', 'unavailable'],
    ['SQLITE_READONLY_DBMOVED', 'unavailable'],
    ['SQLITE_CANTOPEN', 'unavailable'],
    ['53100', 'unavailable'],
    ['53300', 'unavailable'],
    ['08P01', 'unavailable'],
    ['57P01', 'unavailable'],
    ['ECONNREFUSED', 'unavailable'],
    ['SQLITE_CORRUPT', undefined],
    ['22P02', 'input'],
    ['22003', 'input'],
    ['42P01', undefined],
    ['FST_ERR_VALIDATION', undefined],
  ];
  for (const [code, meaning] of meanings) t.equal(databaseFailure(failure(code)), meaning, code);
  for (const words of [
    'Connection terminated unexpectedly',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Cannot use a pool after calling end on the pool',
    'The database connection is not open',
  ]) {
    t.equal(databaseFailure(failure(undefined, words)), 'unavailable', words);
  }
  t.equal(databaseFailure('SQLITE_FULL'), undefined, 'what is no error has no meaning');
});

t.test('what the caller can wait for is 503, everything else stays what it is', async (t) => {
  t.equal(asProblem(failure('40001'))?.code, 'busy');
  t.equal(asProblem(failure('SQLITE_BUSY'))?.code, 'busy');
  t.equal(asProblem(failure('SQLITE_FULL'))?.code, 'unavailable');
  t.equal(asProblem(failure('23505')), undefined);
  t.ok(isUniqueViolation(failure('23505')));
  t.notOk(isUniqueViolation(failure('23514')));
});

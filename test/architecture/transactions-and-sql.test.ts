import t from 'tap';
import ts from 'typescript';
import { finds, isNamed, outside } from './search.ts';
import { placesOf, readSources } from './source.ts';

const sources = readSources('src', 'db', 'scripts');
const src = sources.filter(({ path }) => path.startsWith('src/'));

/** `inTransaction(…)` or a call of the method behind it. */
function opensTransaction(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  const called = node.expression;
  return (
    isNamed(called, 'inTransaction') ||
    (ts.isPropertyAccessExpression(called) && called.name.text === 'transact')
  );
}

/** Who opens a transaction besides HTTP, and why nobody else could do it for them. */
const openTransactions: Readonly<Record<string, string>> = {
  'src/database/transaction.ts': 'it is where a transaction is opened',
  'src/cash/instruct.ts':
    'a reading route, which has no transaction, records who took the file before it gives it',
  'src/reservations/expire.ts':
    'what ended with its day ends before the first answer of the next, whether or not that one changes anything',
  'src/planning/plan-desk.ts': 'a large plan is computed after the request for it has been answered',
  'src/planning/fail-revision.ts': 'the service ends by itself what was interrupted, without a request',
  'src/feeds/pull.ts': 'a feed is taken before it is fetched, and pulled without a request',
  'src/audit/seal-ledgers.ts': 'the service seals by itself, without a request',
  'scripts/add-person.ts': 'the first person is added before anybody can sign in',
  'scripts/demo/service.ts': 'the people of the demo are added before anybody can sign in',
  'scripts/generate/examples.ts': 'the people of the examples are added before anybody can sign in',
  'scripts/bench/seed-lists.ts': 'who reads the lists is there before they are read',
  'scripts/bench/seed-plan.ts': 'the sites to be planned for are there before the service listens',
  'scripts/bench/seed.ts': 'the stock to be measured is there before the service listens',
};

t.test('HTTP opens one transaction for each change, and nobody a second', async (t) => {
  const isHome = (path: string) => path.startsWith('src/http/') || path in openTransactions;
  t.same(outside(sources, isHome, opensTransaction), []);
  for (const [path, reason] of Object.entries(openTransactions)) {
    const source = sources.find((candidate) => candidate.path === path);
    t.ok(source !== undefined && placesOf(source, opensTransaction).length > 0, `${path}: ${reason}`);
  }
  finds(t, opensTransaction, `inTransaction(db, work); context.database.transact(work); x.transaction()`, 2);
});

const sqlCalls = [
  ...['selectFrom', 'insertInto', 'updateTable', 'deleteFrom', 'mergeInto', 'replaceInto'],
  ...['selectNoFrom', 'executeQuery', 'executeTakeFirst', 'executeTakeFirstOrThrow', 'hotQuery'],
];

function isSql(node: ts.Node): boolean {
  if (ts.isTaggedTemplateExpression(node)) return isNamed(node.tag, 'sql');
  if (!ts.isCallExpression(node)) return false;
  const called = node.expression;
  if (ts.isIdentifier(called)) return sqlCalls.includes(called.text);
  if (!ts.isPropertyAccessExpression(called)) return false;
  return sqlCalls.includes(called.name.text) || isNamed(called.expression, 'sql');
}

t.test(
  'SQL is in stores, in the database folder, in what the audit checks, and in one place that is nothing but a query',
  async (t) => {
    const alone = ['src/http/idempotency.ts'];
    const isHome = (path: string) =>
      /[/-]store\.ts$/.test(path) ||
      /^src\/audit\/([a-z]+-)?checks?\.ts$/.test(path) ||
      path.startsWith('src/database/') ||
      alone.includes(path);
    t.same(outside(src, isHome, isSql), []);
    finds(t, isSql, 'sql`select 1`; sql<number>`1`; sql.raw(x); tx.selectFrom(a).select(b); hotQuery(f)', 5);
  },
);

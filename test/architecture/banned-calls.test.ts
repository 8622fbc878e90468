import t from 'tap';
import ts from 'typescript';
import { finds, isMember, isNamed, nowhere, outside } from './search.ts';
import { nodesOf, readSources, type Source } from './source.ts';

const sources = readSources('src', 'db', 'scripts');
const src = sources.filter(({ path }) => path.startsWith('src/'));

/** The environment, or `process` itself handed on to where its environment could be read. */
function readsEnvironment(node: ts.Node): boolean {
  if (isMember(node, 'process', 'env')) return true;
  if (ts.isImportDeclaration(node)) {
    const { moduleSpecifier } = node;
    return ts.isStringLiteral(moduleSpecifier) && /^(node:)?process$/.test(moduleSpecifier.text);
  }
  return isNamed(node, 'process') && !isPartOfAccess(node);
}

function isPartOfAccess(node: ts.Node): boolean {
  const { parent } = node;
  return ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent);
}

t.test('the environment is read in one place', async (t) => {
  // What starts other programs gives them an environment: the whole of its own, or the PATH.
  const givesOn = ['scripts/test.ts', 'scripts/bench/harness.ts'];
  t.same(
    outside(sources, (path) => path === 'src/config/env.ts' || givesOn.includes(path), readsEnvironment),
    [],
  );
  for (const path of givesOn) {
    const source = sources.find((candidate) => candidate.path === path);
    const reads = (source === undefined ? [] : nodesOf(source.tree)).filter(readsEnvironment);
    t.ok(reads.length > 0, `${path} still needs its exception`);
    for (const node of reads) t.ok(isGivenToChild(node), `${path} gives it to a child process`);
  }
  finds(t, readsEnvironment, `process.env.PORT; process['env']; const { env } = process;`, 3);
  finds(t, readsEnvironment, `import { env } from 'node:process'; process.exitCode = 1;`, 1);
});

/** Inside `env: …` of the options of a call. */
function isGivenToChild(node: ts.Node): boolean {
  for (let up = node.parent; up !== undefined; up = up.parent) {
    if (ts.isPropertyAssignment(up) && up.name.getText() === 'env') return true;
  }
  return false;
}

/** What asks the machine for the time: `new Date()`, `Date()`, `Date.now()`. `new Date(value)` only reads a value. */
function asksForTheTime(node: ts.Node): boolean {
  if (isMember(node, 'Date', 'now')) return true;
  if (ts.isNewExpression(node))
    return isNamed(node.expression, 'Date') && (node.arguments ?? []).length === 0;
  return ts.isCallExpression(node) && isNamed(node.expression, 'Date');
}

t.test('the time comes from the clock', async (t) => {
  t.same(
    outside(sources, (path) => path === 'src/lib/clock.ts', asksForTheTime),
    [],
  );
  finds(t, asksForTheTime, `new Date(); new Date; Date(); Date.now(); Date['now']; [].map(Date.now)`, 6);
  finds(t, asksForTheTime, `new Date(0); new Date('2026-08-05'); Date.parse(x); Date.UTC(2026, 7)`, 0);
});

t.test('the time a request took is measured by what observes requests', async (t) => {
  const measuring = ['src/app.ts', 'src/http/observation.ts'];
  const isPerformance = (node: ts.Node) => isNamed(node, 'performance', 'hrtime');
  t.same(
    outside(src, (path) => measuring.includes(path), isPerformance),
    [],
  );
  finds(t, isPerformance, `performance.now(); process.hrtime.bigint()`, 2);
});

t.test('nothing is left to chance: identifiers and secrets come from one place', async (t) => {
  const isMathRandom = (node: ts.Node) => isMember(node, 'Math', 'random');
  t.same(outside(sources, nowhere, isMathRandom), []);
  const isRandomness = (node: ts.Node) =>
    isNamed(
      node,
      'randomBytes',
      'randomUUID',
      'randomInt',
      'randomFill',
      'randomFillSync',
      'getRandomValues',
    );
  const homes = ['src/lib/ids.ts', 'src/lib/sealing.ts'];
  t.same(
    outside(src, (path) => homes.includes(path), isRandomness),
    [],
  );
  finds(t, isMathRandom, `Math.random(); Math['random']`, 2);
  finds(t, isRandomness, `import { randomUUID } from 'node:crypto'; crypto.getRandomValues(x)`, 2);
});

const engineName = /sqlite|postgres|\bpg\b/i;

/** A name or a text of the program that says which engine it is. Comments may. */
function namesEngine(node: ts.Node): boolean {
  const hasText =
    ts.isIdentifier(node) ||
    ts.isPrivateIdentifier(node) ||
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    ts.isRegularExpressionLiteral(node);
  return hasText && engineName.test(node.text);
}

t.test('which engine it is stays in its home', async (t) => {
  const isHome = (path: string) => path.startsWith('src/database/') || path.startsWith('src/config/');
  t.same(outside(src, isHome, namesEngine), []);
  finds(t, namesEngine, `import x from 'pg'; openSqlite; 'postgres://'; /sqlite/; a\`PG \${x} pg\``, 6);
  finds(t, namesEngine, `// sqlite\nconst page = 'pgp';`, 0);
});

t.test('numbers are whole: nothing parses or rounds them as floating point', async (t) => {
  const isFloat = (node: ts.Node) => isNamed(node, 'parseFloat', 'toFixed', 'toPrecision');
  t.same(outside([...src, ...readSources('db')], nowhere, isFloat), []);
  finds(t, isFloat, `parseFloat(x); Number.parseFloat(x); (1.5).toFixed(2)`, 3);
});

t.test('no check of the compiler is switched off', async (t) => {
  const isOff = (source: Source) => /@ts-(ignore|nocheck|expect-error)/.test(source.tree.text);
  t.same(
    [...sources, ...readSources('test')]
      .filter((source) => !source.path.startsWith('test/architecture/') && isOff(source))
      .map(({ path }) => path),
    [],
  );
  const isAny = (node: ts.Node) => node.kind === ts.SyntaxKind.AnyKeyword;
  t.same(outside(src, nowhere, isAny), []);
});

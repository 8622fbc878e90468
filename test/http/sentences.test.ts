import { join } from 'node:path';
import t from 'tap';
import ts from 'typescript';
import { projectRoot } from '../../src/config/paths.ts';
import { problemCatalogue } from '../../src/lib/problem-catalogue.ts';
import { ruleCatalogue } from '../../src/lib/rule-catalogue.ts';

interface Use {
  /** `src/stock/post.ts:104`. */
  at: string;
  code: string;
  /** Names that the code gives values for; null where only a run can tell. */
  given: readonly string[] | null;
}

function placesOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name))].sort();
}

/** Every problem and every broken rule that the sources write out, with the values given for its sentence. */
function usesIn(program: ts.Program): { problems: Use[]; rules: Use[] } {
  const checker = program.getTypeChecker();
  const problems: Use[] = [];
  const rules: Use[] = [];
  for (const file of program.getSourceFiles()) {
    if (!file.fileName.startsWith(join(projectRoot, 'src'))) continue;
    const visit = (node: ts.Node): void => {
      if (ts.isNewExpression(node) && node.expression.getText() === 'Problem') {
        problems.push(...problemUse(checker, file, node));
      }
      if (ts.isObjectLiteralExpression(node)) rules.push(...ruleUse(checker, file, node));
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  return { problems, rules };
}

function problemUse(checker: ts.TypeChecker, file: ts.SourceFile, node: ts.NewExpression): Use[] {
  const [code, params] = node.arguments ?? [];
  if (code === undefined || !ts.isStringLiteral(code)) return [];
  const given = params === undefined ? [] : namesOf(checker, params);
  return [{ at: place(file, node), code: code.text, given }];
}

function ruleUse(checker: ts.TypeChecker, file: ts.SourceFile, node: ts.ObjectLiteralExpression): Use[] {
  const rule = propertyOf(node, 'rule');
  const isSpread = node.properties.some(ts.isSpreadAssignment);
  if (rule === undefined || !ts.isStringLiteral(rule)) return [];
  const params = propertyOf(node, 'params');
  const names = params === undefined ? [] : namesOf(checker, params);
  const given =
    names === null || isSpread
      ? null
      : [...names, ...(propertyOf(node, 'value') === undefined ? [] : ['value'])];
  return [{ at: place(file, node), code: rule.text, given }];
}

function propertyOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  for (const property of node.properties) {
    if (property.name?.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return undefined;
}

/** The names an expression surely has; null when its type leaves them open. */
function namesOf(checker: ts.TypeChecker, expression: ts.Expression): string[] | null {
  const type = checker.getTypeAtLocation(expression);
  if (type.getStringIndexType() !== undefined || type.isUnion()) return null;
  return type.getProperties().map((property) => property.name);
}

function place(file: ts.SourceFile, node: ts.Node): string {
  const path = file.fileName.slice(projectRoot.length);
  return `${path}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`;
}

function sourceProgram(): ts.Program {
  const path = join(projectRoot, 'tsconfig.json');
  const { config } = ts.readConfigFile(path, ts.sys.readFile);
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, projectRoot);
  const sources = fileNames.filter((name) => name.startsWith(join(projectRoot, 'src')));
  return ts.createProgram(sources, {
    ...options,
    incremental: false,
    tsBuildInfoFile: undefined,
    noEmit: true,
  });
}

t.test('whoever names a problem or a rule gives what its sentence says', async (t) => {
  const { problems, rules } = usesIn(sourceProgram());
  t.ok(problems.length > 40, `${problems.length} problems are written out`);
  t.ok(rules.length > 40, `${rules.length} broken rules are written out`);
  const missing = (uses: readonly Use[], sentence: (code: string) => string | undefined) =>
    uses.flatMap(({ at, code, given }) => {
      const text = sentence(code);
      if (text === undefined || given === null) return [];
      const left = placesOf(text).filter((name) => !given.includes(name));
      return left.length === 0 ? [] : [`${at}: ${code} lacks ${left.join(', ')}`];
    });
  const details: Record<string, { detail: { es: string } }> = problemCatalogue;
  const messages: Record<string, { es: string }> = ruleCatalogue;
  t.same(
    missing(problems, (code) => details[code]?.detail.es),
    [],
  );
  t.same(
    missing(rules, (code) => messages[code]?.es),
    [],
  );
});

t.test('every rule has both languages, naming the same things', async (t) => {
  for (const [code, { es, en }] of Object.entries(ruleCatalogue)) {
    t.same(placesOf(es), placesOf(en), code);
    t.ok(es !== en || es === '{message}', `${code} is translated`);
  }
});

t.test('no problem and no rule is left in a catalogue that nothing uses', async (t) => {
  const program = sourceProgram();
  const words = new Set<string>();
  for (const file of program.getSourceFiles()) {
    if (!file.fileName.startsWith(join(projectRoot, 'src')) || /-catalogue\.ts$/.test(file.fileName))
      continue;
    const visit = (node: ts.Node): void => {
      if (ts.isStringLiteralLike(node)) words.add(node.text);
      ts.forEachChild(node, visit);
    };
    visit(file);
  }
  t.same(
    Object.keys(problemCatalogue).filter((code) => !words.has(code)),
    [],
  );
  t.same(
    Object.keys(ruleCatalogue).filter((code) => !words.has(code)),
    [],
  );
});

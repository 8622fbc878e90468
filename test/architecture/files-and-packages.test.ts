import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import ts from 'typescript';
import { projectRoot } from '../../src/config/paths.ts';
import { importGraph, reachable } from './graph.ts';
import { finds, isMember, nowhere, outside } from './search.ts';
import { nodesOf, parseSource, place, readSources, type Source } from './source.ts';

const sources = readSources('src', 'db', 'scripts');
const src = sources.filter(({ path }) => path.startsWith('src/'));

t.test('everything is exported under its name', async (t) => {
  const isDefault = (node: ts.Node) =>
    ts.isExportAssignment(node) ||
    (node.kind === ts.SyntaxKind.DefaultKeyword && ts.canHaveModifiers(node.parent)) ||
    (ts.isExportSpecifier(node) && node.name.text === 'default');
  t.same(outside([...sources, ...readSources('test')], nowhere, isDefault), []);
  finds(t, isDefault, `export default 1; export { a as default };`, 2);
  finds(t, isDefault, `export default function f() {}`, 1);
  finds(t, isDefault, `switch (a) { default: b(); } export const c = 1;`, 0);
});

t.test('a file is read in one sitting', async (t) => {
  t.same(
    src.filter(({ lines }) => lines > 500).map(({ path, lines }) => `${path}: ${lines} lines`),
    [],
  );
});

interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  overrides: Record<string, string>;
}

const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Manifest;

/** The package of a module: `csv-parse` of `csv-parse/sync`, `@fastify/helmet` as it is. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function packagesOf(among: readonly Source[]): { name: string; at: string }[] {
  return among.flatMap(({ imports }) =>
    imports
      .filter(({ file, specifier }) => file === null && !specifier.startsWith('node:'))
      .map(({ specifier, at }) => ({ name: packageOf(specifier), at })),
  );
}

t.test('what runs in operation needs only dependencies, and needs all of them', async (t) => {
  // The image holds these without the development dependencies.
  const inOperation = [
    'src/main.ts',
    'scripts/migrate.ts',
    'scripts/verify.ts',
    'scripts/add-person.ts',
    'scripts/demo.ts',
  ];
  const reached = reachable(importGraph(sources), inOperation);
  const used = packagesOf(sources.filter(({ path }) => reached.has(path) || path.startsWith('src/')));
  t.same(
    used.filter(({ name }) => manifest.dependencies[name] === undefined),
    [],
  );
  const names = new Set(used.map(({ name }) => name));
  t.same(
    Object.keys(manifest.dependencies).filter((name) => !names.has(name)),
    [],
    'nothing is shipped for nothing',
  );
});

t.test('every package the project names is one it declares, at one exact version', async (t) => {
  const declared = { ...manifest.dependencies, ...manifest.devDependencies };
  t.same(
    packagesOf([...sources, ...readSources('test')]).filter(({ name }) => declared[name] === undefined),
    [],
  );
  const versions = Object.entries({ ...declared, ...manifest.overrides });
  t.ok(versions.length > 20);
  t.same(
    versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/.test(version)),
    [],
  );
  const twice = Object.keys(manifest.dependencies).filter((name) => name in manifest.devDependencies);
  t.same(twice, []);
});

t.test('a place is where an editor finds it', async (t) => {
  const { tree } = parseSource('a.ts', 'const a = 1;\n\nconst b = Math.random();\n');
  const found = nodesOf(tree).find((node) => isMember(node, 'Math', 'random'));
  t.equal(found === undefined ? '' : place(tree, found), 'a.ts:3');
});

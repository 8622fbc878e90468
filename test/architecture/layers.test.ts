import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { projectRoot } from '../../src/config/paths.ts';
import { cycles, importGraph, reachable } from './graph.ts';
import {
  areScripts,
  features,
  isWords,
  mayImport,
  partOf,
  type Room,
  roomMayImport,
  roomsOf,
} from './layers.ts';
import { type Import, parseSource, readSources, type Source } from './source.ts';

const sources = readSources('src', 'db', 'scripts');
const paths = new Set(sources.map(({ path }) => path));
const rooms = roomsOf(sources);

/** Every import of one file of the project by another that `isWrong`, as `src/a/x.ts:3 imports src/b/y.ts`. */
function wrongImports(
  among: readonly Source[],
  isWrong: (from: string, one: Import & { file: string }) => boolean,
): string[] {
  return among.flatMap((source) =>
    source.imports.flatMap((one) =>
      one.file !== null && isWrong(source.path, one as Import & { file: string })
        ? [`${one.at} imports ${one.file}`]
        : [],
    ),
  );
}

t.test('every import leads to a file of the project or to a package by its name', async (t) => {
  t.ok(sources.length > 150, `${sources.length} files were read`);
  t.same(
    wrongImports(sources, (_, { file }) => !paths.has(file)),
    [],
  );
  const packages = sources.flatMap(({ imports }) => imports.filter(({ file }) => file === null));
  t.same(
    packages.filter(({ specifier }) => !/^(node:|@?[a-z])/.test(specifier)).map(({ at }) => at),
    [],
    'no address and nothing computed',
  );
});

t.test('every part imports only what stands below it', async (t) => {
  const parts = new Set(sources.filter(({ path }) => !areScripts(path)).map(({ path }) => partOf(path)));
  t.same([...parts].sort(), Object.keys(mayImport).sort(), 'every folder has its place');
  t.same(
    wrongImports(sources, (from, { file }) => {
      if (areScripts(from)) return false;
      const [own, other] = [partOf(from), partOf(file)];
      // Routes are the one room of a feature that knows HTTP.
      if (other === 'http' && rooms.get(from) === 'routes') return false;
      return own !== other && mayImport[own]?.includes(other) !== true;
    }),
    [],
  );
});

t.test('the parts themselves stand in an order without a way back', async (t) => {
  t.same(cycles(new Map(Object.entries(mayImport))), []);
});

t.test('the map names every part', async (t) => {
  const map = readFileSync(join(projectRoot, 'src/README.md'), 'utf8');
  for (const part of Object.keys(mayImport)) {
    const written = new RegExp(`(^|[\\s\`])${part}(/|\\.ts\\b|\`)`, 'm');
    t.match(map, written, part);
  }
});

t.test('no file leads back to itself, types included', async (t) => {
  t.same(cycles(importGraph(sources)), []);
});

t.test('in a feature: routes, use cases, stores and rules, schemas, in that order', async (t) => {
  const counted = new Set(rooms.values());
  t.equal(counted.size, 5, 'every kind of room was found');
  t.same(
    wrongImports(sources, (from, one) => {
      const [own, other] = [rooms.get(from), rooms.get(one.file)];
      if (own === undefined || other === undefined || roomMayImport[own].includes(other)) return false;
      return !(own === 'rule' && other === 'store' && one.typeOnly);
    }),
    [],
  );
});

t.test('HTTP is known to routes and to the composition root alone', async (t) => {
  const mayKnowHttp = (path: string) =>
    path === 'src/app.ts' ||
    path === 'src/jobs.ts' ||
    partOf(path) === 'http' ||
    rooms.get(path) === 'routes' ||
    areScripts(path);
  t.same(
    wrongImports(sources, (from, { file }) => partOf(file) === 'http' && !mayKnowHttp(from)),
    [],
  );
  const inFeatures = sources.filter(({ path }) => features.includes(partOf(path)));
  t.same(
    wrongImports(inFeatures, (_, one) => partOf(one.file) === 'http' && !one.typeOnly),
    [],
    'and what a feature takes of it is the type of its routes',
  );
});

t.test('rules and schemas are pure: no context, no database, no file, no network', async (t) => {
  const pure = sources.filter(({ path }) => isRoom(path, 'rule') || isRoom(path, 'schema'));
  t.ok(pure.length > 30, `${pure.length} files`);
  t.same(
    wrongImports(pure, (_, one) => ['context', 'database'].includes(partOf(one.file)) && !isWords(one)),
    [],
  );
  t.same(
    pure.flatMap(({ imports }) =>
      imports
        .filter(({ specifier, names }) => specifier.startsWith('node:') && !isHashing(specifier, names))
        .map(({ at }) => at),
    ),
    [],
  );
});

t.test('stores hold SQL and nothing else', async (t) => {
  const stores = sources.filter(({ path }) => isRoom(path, 'store'));
  t.same(
    wrongImports(stores, (_, one) => ['context', 'exchange', 'config'].includes(partOf(one.file))),
    [],
  );
});

t.test('each of these packages has one home', async (t) => {
  const homes: Readonly<Record<string, (path: string) => boolean>> = {
    kysely: (path) => isRoom(path, 'store') || ['database', 'audit'].includes(partOf(path)),
    fastify: (path) => ['app', 'http'].includes(partOf(path)),
    'better-sqlite3': (path) => partOf(path) === 'database',
    pg: (path) => partOf(path) === 'database',
    undici: (path) => path === 'src/feeds/fetch.ts',
    uuid: (path) => path === 'src/lib/ids.ts',
    'csv-parse/sync': (path) => partOf(path) === 'exchange',
  };
  const src = sources.filter(({ path }) => path.startsWith('src/'));
  t.same(
    src.flatMap(({ path, imports }) =>
      imports.filter(({ specifier }) => homes[specifier]?.(path) === false).map(({ at }) => at),
    ),
    [],
  );
});

t.test('the context is made by whoever starts the service and only named elsewhere', async (t) => {
  t.same(
    wrongImports(
      sources,
      (from, one) =>
        one.file === 'src/context.ts' && !one.typeOnly && from !== 'src/main.ts' && !areScripts(from),
    ),
    [],
  );
});

t.test('every file of src and db is reached from the service or from a script', async (t) => {
  // A thread is started by the address of its file, not imported.
  const isStart = (path: string) => path === 'src/main.ts' || path.endsWith('-worker.ts') || areScripts(path);
  const starts = sources.map(({ path }) => path).filter(isStart);
  const reached = reachable(importGraph(sources), starts);
  t.same(
    [...paths].filter((path) => !reached.has(path)),
    [],
  );
});

t.test('the search finds what it is there to find', async (t) => {
  const parsed = parseSource(
    'src/stock/store.ts',
    `import a, { type B, c as d } from '../lib/a.ts';
import type { E } from './e.ts';
import { type F } from './f.ts';
import 'side-effect';
export { g } from './g.ts';
export type * from './h.ts';
type I = import('./i.ts').I;
const j = await import('./j.ts');
const k = require('k');
const l = await import(name);`,
  );
  t.same(
    parsed.imports.map(({ specifier, file, typeOnly }) => [specifier, file, typeOnly]),
    [
      ['../lib/a.ts', 'src/lib/a.ts', false],
      ['./e.ts', 'src/stock/e.ts', true],
      ['./f.ts', 'src/stock/f.ts', true],
      ['side-effect', null, false],
      ['./g.ts', 'src/stock/g.ts', false],
      ['./h.ts', 'src/stock/h.ts', true],
      ['./i.ts', 'src/stock/i.ts', true],
      ['./j.ts', 'src/stock/j.ts', false],
      ['k', null, false],
      ['(computed)', null, false],
    ],
  );
  t.same(parsed.imports[0]?.names, ['B', 'c']);
  const ring = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', []],
  ]);
  t.same(cycles(ring), ['a → b → c → a', 'b → c → a → b', 'c → a → b → c']);
  t.same([...reachable(ring, ['c'])].sort(), ['a', 'b', 'c', 'd']);
  const tree = [
    parseSource('src/stock/receive.ts', `import { x } from './x-store.ts';`),
    parseSource('src/stock/x-store.ts', ''),
    parseSource('src/stock/call.ts', `import { y } from './receive.ts';`),
    parseSource('src/stock/fit.ts', `import type { Row } from './x-store.ts';`),
  ];
  t.same([...roomsOf(tree)].sort(), [
    ['src/stock/call.ts', 'use case'],
    ['src/stock/fit.ts', 'rule'],
    ['src/stock/receive.ts', 'use case'],
    ['src/stock/x-store.ts', 'store'],
  ]);
});

function isRoom(path: string, room: Room): boolean {
  return rooms.get(path) === room;
}

/** Hashing bytes gives the same for the same; of the rest of node:crypto, randomness is state. */
function isHashing(specifier: string, names: readonly string[]): boolean {
  return specifier === 'node:crypto' && names.every((name) => name === 'createHash' || name === 'hash');
}

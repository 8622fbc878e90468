import type { Source } from './source.ts';

/** File → the files of the project it imports, types included. */
export function importGraph(sources: readonly Source[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    sources.map((source) => [
      source.path,
      source.imports.flatMap((one) => (one.file === null ? [] : [one.file])),
    ]),
  );
}

/** Every file reached from some, themselves included. */
export function reachable(
  graph: ReadonlyMap<string, readonly string[]>,
  from: readonly string[],
): Set<string> {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    waiting.push(...(graph.get(path) ?? []));
  }
  return seen;
}

/** For every file that leads back to itself, one shortest way there: `a.ts → b.ts → a.ts`. */
export function cycles(graph: ReadonlyMap<string, readonly string[]>): string[] {
  return [...graph.keys()].flatMap((path) => wayBack(graph, path) ?? []);
}

function wayBack(graph: ReadonlyMap<string, readonly string[]>, start: string): string | undefined {
  const waiting: string[][] = [[start]];
  const seen = new Set<string>();
  for (let way = waiting.shift(); way !== undefined; way = waiting.shift()) {
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return [...way, start].join(' → ');
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push([...way, next]);
    }
  }
  return undefined;
}

import { present } from '../lib/assert.ts';
import { sha256 } from '../lib/hash.ts';

/** The root over leaves in their order, all in hexadecimal. At each level the last of an odd number goes up as it is. */
export function rootOf(leaves: readonly string[]): string {
  let level = leaves;
  while (level.length > 1) level = above(level);
  return present(level[0], 'the root of a tree, which has leaves,');
}

/** What proves one leaf: the neighbour's hash at each level where it has one, from the bottom up. */
export function pathOf(leaves: readonly string[], position: number): string[] {
  const path: string[] = [];
  let level = leaves;
  for (let index = position; level.length > 1; index = Math.floor(index / 2)) {
    const neighbour = level[neighbourOf(index)];
    if (neighbour !== undefined) path.push(neighbour);
    level = above(level);
  }
  return path;
}

/** The root that a leaf at a position among `count` leads to; undefined when the path is not as long as it must be. */
export function rootByPath(
  leaf: string,
  position: number,
  count: number,
  path: readonly string[],
): string | undefined {
  let hash = leaf;
  let used = 0;
  let index = position;
  for (let width = count; width > 1; width = Math.ceil(width / 2)) {
    if (neighbourOf(index) < width) {
      const neighbour = path[used];
      if (neighbour === undefined) return undefined;
      used += 1;
      hash = index % 2 === 0 ? node(hash, neighbour) : node(neighbour, hash);
    }
    index = Math.floor(index / 2);
  }
  return used === path.length ? hash : undefined;
}

function neighbourOf(index: number): number {
  return index % 2 === 0 ? index + 1 : index - 1;
}

function above(level: readonly string[]): string[] {
  const next: string[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const left = present(level[index], 'a node');
    const right = level[index + 1];
    next.push(right === undefined ? left : node(left, right));
  }
  return next;
}

function node(left: string, right: string): string {
  return sha256(Buffer.concat([Buffer.of(1), Buffer.from(left, 'hex'), Buffer.from(right, 'hex')]));
}

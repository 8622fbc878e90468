import { addMeasures, type Measure } from './packed-load.ts';

export interface KitLine {
  item_id: string;
  quantity: number;
}

/** Kit → the lines of its composition. */
export type Compositions = ReadonlyMap<string, readonly KitLine[]>;

/**
 * How a kit would come to contain itself with these lines: the kits on the way, itself first and last. Null when it would not.
 * The compositions it is followed through may hold circles of their own.
 */
export function pathToItself(
  kitId: string,
  lines: readonly KitLine[],
  compositions: Compositions,
): string[] | null {
  const seen = new Set<string>();
  const follow = (parts: readonly KitLine[], path: readonly string[]): string[] | null => {
    for (const { item_id } of parts) {
      if (item_id === kitId) return [...path, kitId];
      if (seen.has(item_id)) continue;
      seen.add(item_id);
      const found = follow(compositions.get(item_id) ?? [], [...path, item_id]);
      if (found !== null) return found;
    }
    return null;
  };
  return follow(lines, [kitId]);
}

/** A kit inside a kit multiplies quantities; beyond this they no longer add up exactly, and no kit holds so many pieces. */
const MOST = 1_000_000_000;

export interface FlatContents {
  /** Item → base units in one kit, in no order. */
  items: ReadonlyMap<string, number>;
  /** Kits inside that have no agreed composition: they are in `items` as they are. */
  unresolved: ReadonlySet<string>;
}

/**
 * What one kit is made of in the end: kits inside are taken apart by their own compositions, at every depth. `isKit` tells a
 * kit without a composition from a plain item. Null when a quantity passes a billion. Kits must not hold each other in a circle.
 */
export function flatten(
  lines: readonly KitLine[],
  compositions: Compositions,
  isKit: (itemId: string) => boolean,
): FlatContents | null {
  const items = new Map<string, number>();
  const unresolved = new Set<string>();
  let isTooMany = false;
  const add = (parts: readonly KitLine[], times: number): void => {
    for (const { item_id, quantity } of parts) {
      const total = quantity * times;
      const inside = compositions.get(item_id);
      if (total > MOST) isTooMany = true;
      else if (inside !== undefined) add(inside, total);
      else {
        items.set(item_id, (items.get(item_id) ?? 0) + total);
        if (isKit(item_id)) unresolved.add(item_id);
      }
    }
  };
  add(lines, 1);
  return isTooMany ? null : { items, unresolved };
}

export interface KnownFigures {
  weight_g: number | null;
  volume_ml: number | null;
}

/**
 * The weight (g) or volume (ml) of the lines of a kit, loose: the figure of each part, or where a kit inside has none that of
 * its own parts. Incomplete when any is unknown.
 */
export function measureOfLines(
  name: keyof KnownFigures,
  lines: readonly KitLine[],
  compositions: Compositions,
  figures: ReadonlyMap<string, KnownFigures>,
): Measure {
  return addMeasures(
    lines.map(({ item_id, quantity }) => {
      const own = figures.get(item_id)?.[name] ?? null;
      if (own !== null) return { known: own * quantity, complete: true };
      const inside = compositions.get(item_id);
      if (inside === undefined) return { known: null, complete: false };
      const { known, complete } = measureOfLines(name, inside, compositions, figures);
      return { known: known === null ? null : known * quantity, complete };
    }),
  );
}

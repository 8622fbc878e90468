import type { PackingLevelName } from '../database/tables/catalogue.ts';

/** One way an item is packed: how many base units it holds, and what the whole of it weighs and takes up; null is unknown. */
export interface PackingLevel {
  level: PackingLevelName;
  quantity: number;
  weight_g: number | null;
  volume_ml: number | null;
}

/** What is known of an item's weight and volume: per base unit, and per packing level. */
export interface PackedFigures {
  weight_g: number | null;
  volume_ml: number | null;
  packing: readonly PackingLevel[];
}

export interface Measure {
  /** Grams or millilitres of what is known; null when nothing is. Too low when not complete. */
  known: number | null;
  complete: boolean;
}

export interface PackedLoad {
  weight_g: Measure;
  volume_ml: Measure;
  /** Whole packages, the largest first. */
  packages: { level: PackingLevelName; count: number }[];
  /** Base units left over beside the packages. */
  loose: number;
}

/**
 * Weight (g) and volume (ml) of a quantity of an item, packed into its largest levels first. A level's own figures rule, for
 * nesting makes twelve buckets in a carton smaller than twelve times one bucket. Where they are unknown the measure is
 * incomplete: its known part then counts the contents by smaller levels, a lower bound and never 0 for something unknown.
 */
export function packedLoad(quantity: number, figures: PackedFigures): PackedLoad {
  const levels = [...figures.packing].sort((a, b) => b.quantity - a.quantity);
  const packages: PackedLoad['packages'] = [];
  let loose = quantity;
  for (const { level, quantity: each } of levels) {
    const count = Math.floor(loose / each);
    if (count > 0) packages.push({ level, count });
    loose -= count * each;
  }
  return {
    weight_g: measure('weight_g', quantity, levels, figures),
    volume_ml: measure('volume_ml', quantity, levels, figures),
    packages,
    loose,
  };
}

/** The sum of measures: complete when each of them is. */
export function addMeasures(measures: readonly Measure[]): Measure {
  const known = measures.map((one) => one.known).filter((figure) => figure !== null);
  return {
    known: known.length === 0 && measures.length > 0 ? null : known.reduce((sum, figure) => sum + figure, 0),
    complete: measures.every((one) => one.complete),
  };
}

function measure(
  name: 'weight_g' | 'volume_ml',
  quantity: number,
  levels: readonly PackingLevel[],
  figures: PackedFigures,
): Measure {
  const parts: Measure[] = [];
  let rest = quantity;
  for (const [index, level] of levels.entries()) {
    const count = Math.floor(rest / level.quantity);
    if (count === 0) continue;
    rest -= count * level.quantity;
    const own = level[name];
    const inside = own === null ? measure(name, level.quantity, levels.slice(index + 1), figures).known : own;
    parts.push({ known: inside === null ? null : count * inside, complete: own !== null });
  }
  const each = figures[name];
  if (rest > 0) parts.push({ known: each === null ? null : rest * each, complete: each !== null });
  return addMeasures(parts);
}

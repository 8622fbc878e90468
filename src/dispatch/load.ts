/** A quantity of an item, with what one unit of it weighs and takes up; null where that is unknown. */
export interface LoadPart {
  quantity: number;
  unit_weight_g: number | null;
  unit_volume_ml: number | null;
}

export interface Load {
  units: number;
  /** Sum over the parts whose weight is known; null when none is. */
  weight_g: number | null;
  /** Sum over the parts whose volume is known; null when none is. */
  volume_ml: number | null;
  /** True when some weight or volume is unknown: the sums are then too low. */
  incomplete: boolean;
}

/** Weight in grams and volume in millilitres of a load. What is unknown is left out and said, never taken for 0. */
export function loadOf(parts: readonly LoadPart[]): Load {
  const weights = parts.map((part) => times(part.quantity, part.unit_weight_g));
  const volumes = parts.map((part) => times(part.quantity, part.unit_volume_ml));
  return {
    units: parts.reduce((sum, part) => sum + part.quantity, 0),
    weight_g: sumKnown(weights),
    volume_ml: sumKnown(volumes),
    incomplete: weights.includes(null) || volumes.includes(null),
  };
}

function times(quantity: number, each: number | null): number | null {
  return each === null ? null : quantity * each;
}

function sumKnown(figures: readonly (number | null)[]): number | null {
  const known = figures.filter((figure) => figure !== null);
  return known.length === 0 ? null : known.reduce((sum, figure) => sum + figure, 0);
}

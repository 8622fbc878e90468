import { addMeasures, type PackingLevel, packedLoad } from '../catalogue/packed-load.ts';

/** A quantity of an item, with what one unit of it weighs and takes up, null where that is unknown, and how it is packed. */
export interface LoadPart {
  quantity: number;
  unit_weight_g: number | null;
  unit_volume_ml: number | null;
  packing: readonly PackingLevel[];
}

export interface Load {
  units: number;
  /** Sum over what is known; null when nothing is. */
  weight_g: number | null;
  /** Sum over what is known; null when nothing is. */
  volume_ml: number | null;
  /** True when some weight or volume is unknown: the sums are then too low. */
  incomplete: boolean;
}

/**
 * Weight in grams and volume in millilitres of a load packed into the largest packages first. What is unknown is left out and
 * said, never taken for 0.
 */
export function loadOf(parts: readonly LoadPart[]): Load {
  const packed = parts.map(({ quantity, unit_weight_g, unit_volume_ml, packing }) =>
    packedLoad(quantity, { weight_g: unit_weight_g, volume_ml: unit_volume_ml, packing }),
  );
  const weight = addMeasures(packed.map((part) => part.weight_g));
  const volume = addMeasures(packed.map((part) => part.volume_ml));
  return {
    units: parts.reduce((sum, part) => sum + part.quantity, 0),
    weight_g: parts.length === 0 ? null : weight.known,
    volume_ml: parts.length === 0 ? null : volume.known,
    incomplete: !weight.complete || !volume.complete,
  };
}

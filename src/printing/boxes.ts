import { packedLoad } from '../catalogue/packed-load.ts';
import type { BoxRange, Load, ShipmentLine } from '../documents/paper/shipment.ts';

/** What is known of how a line is packed. */
export interface Packing {
  readonly units_per_pack: number | null;
  readonly unit_weight_g: number | null;
  readonly unit_volume_ml: number | null;
  readonly packing: Parameters<typeof packedLoad>[1]['packing'];
}

/** Weight and volume of so many units, packed into the largest packages first. What is unknown is said, never taken for 0. */
export function loadOfUnits(units: number, line: Packing): Load {
  const { unit_weight_g: weight_g, unit_volume_ml: volume_ml, packing } = line;
  const load = packedLoad(units, { weight_g, volume_ml, packing });
  return {
    weight_g: load.weight_g.known,
    volume_ml: load.volume_ml.known,
    incomplete: !load.weight_g.complete || !load.volume_ml.complete,
  };
}

/** A line with how it is packed. */
export type PackedLine = ShipmentLine & Packing;

/**
 * The boxes of a shipment, numbered through: full ones first in each line, then what is left. A box is what the lot came in, or
 * the largest packing level of the item that is no pallet; where neither is known the line is taken for one box.
 */
export function boxesOf(lines: readonly PackedLine[]): BoxRange[] {
  let last = 0;
  return lines.flatMap((line) => {
    const each = Math.min(unitsPerBox(line), line.units);
    const full = Math.floor(line.units / each);
    const rest = line.units - full * each;
    return [
      { units: each, count: full },
      { units: rest, count: rest === 0 ? 0 : 1 },
    ].flatMap(({ units, count }): BoxRange[] => {
      if (count === 0) return [];
      const first = last + 1;
      last += count;
      return [{ first, last, units, line, ...loadOfUnits(units, line) }];
    });
  });
}

function unitsPerBox({ units_per_pack, packing, units }: PackedLine): number {
  const levels = packing.filter(({ level }) => level !== 'pallet').map(({ quantity }) => quantity);
  return units_per_pack ?? (levels.length === 0 ? units : Math.max(...levels));
}

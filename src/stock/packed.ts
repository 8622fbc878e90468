import type { z } from 'zod';
import { packingOf } from '../catalogue/item-parts-store.ts';
import type { Reader } from '../database/database.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import type { packed } from './packed-schema.ts';

type Packed = z.infer<typeof packed>;

interface Level {
  level: string;
  quantity: number;
}

/** How many base units packages hold, or what is wrong with what was said of them. */
export function unpacked(
  { packs, units_per_pack, level }: Packed,
  levels: readonly Level[],
  stated: number | undefined,
  pointer: string,
): { quantity: number; size: number } | Violation {
  const known = level === undefined ? undefined : levels.find((one) => one.level === level)?.quantity;
  if (level !== undefined && known === undefined && units_per_pack === undefined)
    return { rule: 'pack_level_unknown', pointer: `${pointer}/packed/level`, value: level };
  const size = units_per_pack ?? known ?? 0;
  if (known !== undefined && known !== size) {
    const params = { level: level ?? '', size, known };
    return {
      rule: 'pack_level_differs',
      pointer: `${pointer}/packed/units_per_pack`,
      value: String(size),
      params,
    };
  }
  const quantity = packs * size;
  if (stated !== undefined && stated !== quantity) {
    const params = { packs, size, makes: quantity, stated };
    return { rule: 'pack_quantity', pointer: `${pointer}/quantity`, value: String(stated), params };
  }
  if (!Number.isSafeInteger(quantity) || quantity > MAX_QUANTITY) {
    const params = { packs, size, makes: quantity, stated: stated ?? quantity };
    return { rule: 'pack_quantity', pointer: `${pointer}/packed/packs`, value: String(packs), params };
  }
  return { quantity, size };
}

/** As much as one line of a document may state. */
const MAX_QUANTITY = 1_000_000_000;

/**
 * Lines with their good quantity in base units and how it is packed, from what was said of packages. Throws `receipt_rule` naming
 * every line whose packages do not make its quantity or are not what the catalogue says.
 */
export async function unpackLines<Line extends { packed?: Packed | undefined }>(
  reader: Reader,
  lines: readonly Line[],
  itemOf: (line: Line) => string,
  statedOf: (line: Line) => number | undefined,
): Promise<(Line & { quantity: number; units_per_pack: number | null })[]> {
  const items = lines.filter((line) => line.packed !== undefined).map(itemOf);
  const packing = items.length === 0 ? new Map<string, Level[]>() : await packingOf(reader, items);
  const violations: Violation[] = [];
  const unpackedLines = lines.map((line, index) => {
    const stated = statedOf(line);
    if (line.packed === undefined) return { ...line, quantity: stated ?? 0, units_per_pack: null };
    const found = unpacked(line.packed, packing.get(itemOf(line)) ?? [], stated, `/body/lines/${index}`);
    if ('rule' in found) violations.push(found);
    const { quantity, size } = 'rule' in found ? { quantity: 0, size: 0 } : found;
    return { ...line, quantity, units_per_pack: size };
  });
  if (violations.length > 0) throw new Problem('receipt_rule', {}, violations);
  return unpackedLines;
}

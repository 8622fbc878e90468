import { packedLoad } from '../catalogue/packed-load.ts';
import type { LoadLine, LoadOptions, Measures, Room } from './load-model.ts';

/** Some of a line. */
export interface Part {
  readonly line: LoadLine;
  readonly quantity: number;
}

/** What measures a room limits: infinite where it is unknown, so that it never counts as 0. */
export function roomOf({ payload_g, volume_ml, pallets }: Room): Measures {
  return [payload_g, volume_ml ?? Number.MAX_SAFE_INTEGER, pallets ?? Number.MAX_SAFE_INTEGER];
}

/**
 * What parts take together: grams, millilitres, pallets. Whole pallets of an item stay as they are; what is left shares pallets by
 * weight and volume. What is unknown is left out: the load says so elsewhere.
 */
export function measuresOf(parts: readonly Part[], options: LoadOptions): Measures {
  let weight = 0;
  let volume = 0;
  let pallets = 0;
  let looseWeight = 0;
  let looseVolume = 0;
  for (const { line, quantity } of parts) {
    const whole = known(line, quantity);
    weight += whole[0];
    volume += whole[1];
    const each = line.packing.find(({ level }) => level === 'pallet')?.quantity;
    const onPallets = each === undefined ? 0 : Math.floor(quantity / each);
    pallets += onPallets;
    const loose = each === undefined ? whole : known(line, quantity - onPallets * each);
    looseWeight += loose[0];
    looseVolume += loose[1];
  }
  const shared = Math.max(looseWeight / options.pallet_weight_g, looseVolume / options.pallet_volume_ml);
  return [weight, volume, pallets + Math.ceil(shared)];
}

function known(line: LoadLine, quantity: number): readonly [number, number] {
  const { weight_g, volume_ml } = packedLoad(quantity, {
    weight_g: line.unit_weight_g,
    volume_ml: line.unit_volume_ml,
    packing: line.packing,
  });
  return [weight_g.known ?? 0, volume_ml.known ?? 0];
}

/** Which of weight and volume of some of a line is not wholly known. */
export function unknownOf({ line, quantity }: Part): { weight: boolean; volume: boolean } {
  const { weight_g, volume_ml } = packedLoad(quantity, {
    weight_g: line.unit_weight_g,
    volume_ml: line.unit_volume_ml,
    packing: line.packing,
  });
  return { weight: !weight_g.complete, volume: !volume_ml.complete };
}

export function fitsRoom(measures: Measures, room: Measures): boolean {
  return measures.every((one, at) => one <= (room[at] as number));
}

/** Base units of the package a line is divided by: its largest one up to a pallet that the line fills at least once. */
export function packOf({ packing, quantity }: LoadLine): number {
  const whole = packing.filter((one) => one.level !== 'pallet' && one.quantity <= quantity);
  return Math.max(1, ...whole.map((one) => one.quantity));
}

/**
 * As much of parts as a room holds, in whole packages and in the proportions of the parts, then of each in turn what still
 * fits; and the rest. Heavy and bulky goods go on together so that neither measure is full while the other is empty.
 */
export function carve(
  parts: readonly Part[],
  room: Measures,
  options: LoadOptions,
): { taken: Part[]; rest: Part[] } {
  const all = measuresOf(parts, options);
  if (fitsRoom(all, room)) return { taken: [...parts], rest: [] };
  const share = Math.min(1, ...all.map((one, at) => (one === 0 ? 1 : (room[at] as number) / one)));
  const quantities = proportional(parts, room, share, options);
  for (const index of parts.keys()) fillUp(parts, quantities, index, room, options);
  return {
    taken: withQuantities(parts, (_, index) => quantities[index] as number),
    rest: withQuantities(parts, ({ quantity }, index) => quantity - (quantities[index] as number)),
  };
}

function proportional(parts: readonly Part[], room: Measures, share: number, options: LoadOptions): number[] {
  for (let less = share; less > 0.01; less *= 0.9) {
    const quantities = parts.map(({ line, quantity }) => {
      const pack = packOf(line);
      return Math.floor((less * quantity) / pack) * pack;
    });
    if (
      fitsRoom(
        measuresOf(
          withQuantities(parts, (_, at) => quantities[at] as number),
          options,
        ),
        room,
      )
    ) {
      return quantities;
    }
  }
  return parts.map(() => 0);
}

/** Raises what is taken of one part to the most that fits, package by package; all of it where that fits. */
function fillUp(
  parts: readonly Part[],
  quantities: number[],
  index: number,
  room: Measures,
  options: LoadOptions,
): void {
  const { line, quantity } = parts[index] as Part;
  const before = quantities[index] as number;
  const pack = packOf(line);
  const fitsWith = (amount: number) => {
    const trial = withQuantities(parts, (_, at) => (at === index ? amount : (quantities[at] as number)));
    return fitsRoom(measuresOf(trial, options), room);
  };
  if (fitsWith(quantity)) {
    quantities[index] = quantity;
    return;
  }
  let low = 0;
  let high = Math.floor((quantity - before) / pack);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fitsWith(before + middle * pack)) low = middle;
    else high = middle - 1;
  }
  quantities[index] = before + low * pack;
}

/** Two halves of parts by whole packages; null when there is only one package. */
export function halve(parts: readonly Part[]): [Part[], Part[]] | null {
  let turn = 0;
  const first = parts.map(({ line, quantity }) => {
    const pack = packOf(line);
    const packs = Math.ceil(quantity / pack);
    const half = packs % 2 === 0 ? packs / 2 : (packs + (turn++ % 2 === 0 ? 1 : -1)) / 2;
    return Math.min(quantity, half * pack);
  });
  const one = withQuantities(parts, (_, at) => first[at] as number);
  const other = withQuantities(parts, ({ quantity }, at) => quantity - (first[at] as number));
  return one.length === 0 || other.length === 0 ? null : [one, other];
}

function withQuantities(parts: readonly Part[], quantityOf: (part: Part, index: number) => number): Part[] {
  return parts
    .map((part, index) => ({ line: part.line, quantity: quantityOf(part, index) }))
    .filter(({ quantity }) => quantity > 0);
}

/** Something that holds so much of each measure; whole numbers in one unit each, as grams, millilitres, pallets. */
export interface Bin {
  readonly capacity: readonly number[];
}

/** What each thing takes of each measure. */
export type Sizes = readonly (readonly number[])[];

/** By thing, the index of its bin. */
export type Assignment = readonly number[];

/** The least number of such bins that things of these sizes can need: each measure alone, and the things over half a bin. */
export function fewestBins(sizes: Sizes, capacity: readonly number[]): number {
  let fewest = sizes.length === 0 ? 0 : 1;
  for (const [measure, room] of capacity.entries()) {
    const total = sizes.reduce((sum, size) => sum + (size[measure] as number), 0);
    const large = sizes.filter((size) => 2 * (size[measure] as number) > room).length;
    fewest = Math.max(fewest, room === 0 ? 0 : Math.ceil(total / room), large);
  }
  return fewest;
}

/** Whether things of these sizes and this assignment hold everywhere. */
export function holds(sizes: Sizes, bins: readonly Bin[], assignment: Assignment): boolean {
  const loads = bins.map(({ capacity }) => capacity.map(() => 0));
  for (const [thing, bin] of assignment.entries()) {
    const load = loads[bin];
    if (load === undefined) return false;
    for (const [measure, size] of (sizes[thing] as readonly number[]).entries()) {
      load[measure] = (load[measure] as number) + size;
    }
  }
  return bins.every(({ capacity }, bin) =>
    capacity.every((room, measure) => (loads[bin]?.[measure] as number) <= room),
  );
}

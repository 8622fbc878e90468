import { allocate } from '../../src/planning/allocate.ts';

/** One site's call on one item, as a row. */
export interface Claim {
  key: string;
  need: number;
  base: number;
  priority: number;
  tie: string;
  weight?: number;
  group?: number;
}

export interface Shared {
  /** In the order of the claims given. */
  shares: { key: string; quantity: number }[];
  left: number;
}

export interface Lots {
  classes: readonly number[];
  groups: readonly (readonly number[])[];
  lowerSharePercent?: number;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Shares one supply over claims in any order: they are put into the order of their ties and keys, as a plan does. */
export function shareClaims(input: {
  supply: number | Lots;
  claims: readonly Claim[];
  lowerSharePercent?: number;
}): Shared {
  const sorted = [...input.claims].sort((a, b) => compareText(a.tie, b.tie) || compareText(a.key, b.key));
  const supply =
    typeof input.supply === 'number'
      ? { classes: [input.supply], lowerSharePercent: input.lowerSharePercent ?? 0 }
      : input.supply;
  const { given } = allocate(
    {
      need: Float64Array.from(sorted, ({ need }) => need),
      base: Float64Array.from(sorted, ({ base }) => base),
      priority: Float64Array.from(sorted, ({ priority }) => priority),
      weight: Float64Array.from(sorted, ({ weight }) => weight ?? 1),
      group: Int32Array.from(sorted, ({ group }) => group ?? 0),
    },
    supply,
  );
  const byKey = new Map(sorted.map(({ key }, index) => [key, given[index] as number]));
  return {
    shares: input.claims.map(({ key }) => ({ key, quantity: byKey.get(key) as number })),
    left: supply.classes.reduce((sum, own) => sum + own, 0) - given.reduce((sum, own) => sum + own, 0),
  };
}

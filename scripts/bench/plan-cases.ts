import type { Claims, Supply } from '../../src/planning/allocate.ts';
import type { PlanInput } from '../../src/planning/model.ts';

/** The same numbers at every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

export interface Allocation {
  claims: Claims;
  supply: Supply;
}

/** Sites of one priority with 1 to 500 pieces needed of each item, a third of them served in part, and stock for 60 %. */
export function openAllocation(sites: number, items: number): Allocation[] {
  return Array.from({ length: items }, (_, item) => {
    const claims = claimsOf(sites, numbers(item + 1));
    return { claims, supply: { classes: [Math.floor(lack(claims) * 0.6)] } };
  });
}

/** The same with the stock split over grants, each of which may serve a random third of the sites. */
export function grantedAllocation(sites: number, items: number, grants: number): Allocation[] {
  return Array.from({ length: items }, (_, item) => {
    const random = numbers(100 + item);
    const claims = claimsOf(sites, random);
    const masks = Array.from({ length: sites }, () =>
      Array.from({ length: grants }, (__, grant) => grant).filter(() => random(3) === 0),
    );
    const groupOf = new Map<string, number>();
    const groups: number[][] = [];
    const group = Int32Array.from(masks, (mask) => {
      const key = mask.join();
      const known = groupOf.get(key);
      if (known !== undefined) return known;
      groupOf.set(key, groups.length);
      return groups.push(mask) - 1;
    });
    const share = (lack(claims) * 0.6) / grants;
    const classes = Array.from({ length: grants }, () => Math.floor((share * random(2_000)) / 1_000));
    return { claims: { ...claims, group }, supply: { classes, groups } };
  });
}

function claimsOf(sites: number, random: (below: number) => number): Claims {
  const need = Float64Array.from({ length: sites }, () => 1 + random(500));
  const base = need.map((own) => (random(3) === 0 ? random(own) : 0));
  return { need, base, priority: new Float64Array(sites).fill(1) };
}

function lack({ need, base }: Claims): number {
  return need.reduce((sum, own, site) => sum + own - (base[site] as number), 0);
}

/** A plan's input: one piece of each item for every household. */
export function planInput(sites: number, items: number, lots: number): PlanInput {
  const random = numbers(7);
  return {
    as_of: '2026-08-05',
    arrival_on: '2026-08-12',
    sites: Array.from({ length: sites }, (_, site) => ({
      site_id: identifier('a', site),
      code: `S-${site}`,
      priority: 1,
      count: {
        count_id: identifier('b', site),
        counted_on: '2026-08-04',
        source: 'centre_manager',
        households: 1 + random(500),
        individuals: null,
        females: null,
        males: null,
        groups: [],
      },
    })),
    lines: Array.from({ length: items }, (_, item) => ({
      item_id: identifier('c', item),
      item_code: `ITEM-${item}`,
      basis: 'household' as const,
      rate_numerator: 1,
      rate_denominator: 1,
      tier: 1,
    })),
    requests: [],
    fulfilment: [],
    lots: Array.from({ length: lots }, (_, lot) => ({
      lot_id: identifier('d', lot),
      lot_number: `LOT-${lot}`,
      location_id: identifier('e', 0),
      item_id: identifier('c', lot % items),
      grant_id: identifier('f', 0),
      expires_on: null,
      received_on: '2026-01-01',
      condition: 'good' as const,
      on_hand: Math.floor((sites * items * 250 * 0.6) / lots),
      reserved: 0,
    })),
    options: {
      stale_after_days: 14,
      minimum_remaining_days: 30,
      assumed_household_size_hundredths: 314,
      assumed_female_12_49_percent: 25,
      assumed_infant_percent: 4,
    },
  };
}

function identifier(kind: string, index: number): string {
  return `0198${kind.repeat(4)}-0000-7000-8000-${String(index).padStart(12, '0')}`;
}

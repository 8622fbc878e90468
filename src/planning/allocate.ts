import { assert } from '../lib/assert.ts';
import { highestLevel, piecesAt, type Sharing, stepsFor } from './coverage-levels.ts';
import { LotFlow } from './lot-flow.ts';
import { wholeNumber as whole } from './model.ts';

/**
 * Claims on one item, one for each index, in the order that decides between claims nothing else tells apart (the sites' codes).
 * All figures are whole.
 */
export interface Claims {
  readonly need: Float64Array;
  /** What a site already has or is promised; it can get up to need − base. */
  readonly base: Float64Array;
  /** 1 is served first. */
  readonly priority: Float64Array;
  /** From 1 up; a claim of weight 2 is raised to twice the coverage of one of weight 1. All 1 when absent. */
  readonly weight?: Float64Array;
  /** need × weight, where parts of a need weigh differently; `weight` is not looked at then. */
  readonly size?: Float64Array;
  /** Which of `Supply.groups` each claim belongs to. All 0 when absent. */
  readonly group?: Int32Array;
  /** 1 for claims that are served before all others, whatever is kept for lower priorities. None when absent. */
  readonly first?: Uint8Array;
}

/** What there is of the item, by lot class: lots that the same sites may use. */
export interface Supply {
  readonly classes: readonly number[];
  /** For each group of claims, the classes it may use. One group that may use all when absent. */
  readonly groups?: readonly (readonly number[])[];
  /** Of all that the claims of a priority and those after it can get together, the hundredths kept for those after it. */
  readonly lowerSharePercent?: number;
  /** The most that may be given of all classes together. All when absent. */
  readonly most?: number;
}

export interface Allocation {
  /** What each claim gets. */
  readonly given: Float64Array;
  /** What each group gets of each class: group × number of classes + class. */
  readonly flow: Float64Array;
}

/**
 * Shares the pieces of one item over claims. Whole numbers in, whole numbers out, the same for the same input.
 *
 * Priorities are served one after the other, each with what its elders leave; lots are chosen last of all, so that no
 * claim is cut off by which lot another one got. With a lower share, a priority is stopped while those after it could
 * not get that part any more. Within a priority each next piece goes to the claim with the lowest coverage
 * (base + given) / (need × weight) among those that can still get one, until supply or need ends (Adams' divisor rule, an
 * integer leximin; the ways to hand out pieces of lot classes are the independent vectors of a polymatroid, on which
 * this greedy order reaches the optimum). A piece is thus given in the order of a fixed list, and supply only decides
 * how far it reaches: one more piece lowers no share (no Alabama paradox). A need that rises only moves its own pieces
 * forward in that list, so the claim never gets less (no population paradox).
 *
 * At equal coverage the smaller need × weight goes first, which a piece lifts higher, then the claim that is given
 * first. Needs 10, 10, 10 and supply 20 give 7, 7, 6. One exception: where all claims may use all lots, the larger need
 * goes first among claims with nothing. Exact leximin would prefer the smaller one there too, and no rule can have
 * both: with one piece for needs 3 and 4 leximin gives it to 3 (0 and 1/3 beat 0 and 1/4), and when that need rises to 5
 * takes it away again. The result therefore equals the exact optimum except where supply does not even reach one piece
 * for each claim with nothing; there the larger needs get the pieces, and as few claims as in the optimum stay at
 * nothing. That is 840 of the 20,250 cases of three claims with needs 1 to 5, bases 0 to 2 and supplies 0 to 5, compared
 * by brute force. Where earmarks restrict lots, the result is the exact optimum without exception.
 *
 * Takes O(n log n + n log need) for each round, no step being per piece; a round ends when a set of classes is used up, so
 * that there are at most as many rounds as classes. Fails on figures that are not whole.
 */
export function allocate(claims: Claims, supply: Supply): Allocation {
  const sharing = prepare(claims, supply);
  const most = whole(supply.most ?? sharing.total, 'the most to be given');
  const tiers = tiersOf(claims, sharing.room);
  for (const [index, tier] of tiers.entries()) {
    const given = sharing.settled.reduce((sum, quantity) => sum + quantity, 0);
    const percent = isFirst(claims, tier) ? 0 : (supply.lowerSharePercent ?? 0);
    shareTier(sharing, tier, limitOf(sharing, tier, tiers.slice(index + 1), percent, most - given));
  }
  const settled = sharing.flow.meet(sharing.settled);
  assert(settled === null, 'the lots reach what was given');
  return { given: sharing.given, flow: sharing.flow.table() };
}

function prepare(claims: Claims, supply: Supply): Sharing {
  const count = claims.need.length;
  const total = supply.classes.reduce((sum, quantity) => sum + whole(quantity, 'supply'), 0);
  whole(total, 'the sum of supplies');
  const groups = supply.groups ?? [supply.classes.map((_, index) => index)];
  const room = new Float64Array(count);
  const size = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    const need = whole(claims.need[index] as number, 'need');
    const base = whole(claims.base[index] as number, 'base');
    const weight = whole(claims.weight?.[index] ?? 1, 'weight');
    assert(weight >= 1, 'a weight is from 1 up');
    room[index] = Math.max(0, need - base);
    size[index] = whole(claims.size?.[index] ?? need * weight, 'need × weight');
  }
  return {
    base: claims.base,
    room,
    size,
    group: claims.group ?? new Int32Array(count),
    given: new Float64Array(count),
    settled: new Float64Array(groups.length),
    total,
    flow: new LotFlow(groups, supply.classes),
    unrestricted: supply.groups === undefined,
  };
}

function isFirst({ first }: Claims, tier: Int32Array): boolean {
  return first?.[tier[0] as number] === 1;
}

/** Claims that lack something, by priority, the most urgent first. */
function tiersOf({ priority, first }: Claims, room: Float64Array): Int32Array[] {
  const tiers = new Map<number, number[]>();
  for (let index = 0; index < room.length; index += 1) {
    if (room[index] === 0) continue;
    const key = first?.[index] === 1 ? Number.NEGATIVE_INFINITY : (priority[index] as number);
    const tier = tiers.get(key);
    if (tier === undefined) tiers.set(key, [index]);
    else tier.push(index);
  }
  return [...tiers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, tier]) => Int32Array.from(tier));
}

/**
 * How much a priority may get so that what is kept for those after it still reaches them. Any way to serve the priority can be
 * completed to as much as can be given at all, so that its total alone decides.
 */
function limitOf(
  sharing: Sharing,
  tier: Int32Array,
  lower: readonly Int32Array[],
  lowerSharePercent: number,
  left: number,
): number {
  assert(whole(lowerSharePercent, 'lower share') <= 100, 'a share is at most 100 percent');
  if (lowerSharePercent === 0 || lower.length === 0) return left;
  const all = Math.min(left, mostFor(sharing, [tier, ...lower]));
  const kept = Math.min(mostFor(sharing, lower), Number((BigInt(all) * BigInt(lowerSharePercent)) / 100n));
  return all - kept;
}

/** The most that some claims can get together beyond what is given already. */
function mostFor(sharing: Sharing, tiers: readonly Int32Array[]): number {
  const { settled, room, group, total, flow } = sharing;
  const demand = settled.slice();
  for (const tier of tiers) {
    for (const index of tier) {
      const at = group[index] as number;
      demand[at] = Math.min(total + 1, (demand[at] as number) + (room[index] as number));
    }
  }
  flow.meet(demand);
  return flow.placed() - settled.reduce((sum, quantity) => sum + quantity, 0);
}

/** Raises the coverage of all claims of a priority together; whom the lots no longer reach stays where they are. */
function shareTier(sharing: Sharing, tier: Int32Array, limit: number): void {
  const steps = stepsFor(sharing, tier);
  let active = tier;
  let left = limit;
  while (active.length > 0) {
    const level = highestLevel(sharing, active, steps, left);
    const waiting: number[] = [];
    let risen = 0;
    for (const index of active) {
      const quantity = piecesAt(sharing, index, level, steps);
      if (level < steps && piecesAt(sharing, index, level + 1, steps) > quantity) waiting.push(index);
      risen += quantity;
      sharing.given[index] = quantity;
    }
    const tight = handOutNext(sharing, waiting, left - risen);
    const stays = (index: number) =>
      level === steps || tight === 'all' || tight[sharing.group[index] as number] === 1;
    for (const index of active) {
      if (!stays(index)) continue;
      const group = sharing.group[index] as number;
      const quantity = sharing.given[index] as number;
      sharing.settled[group] = (sharing.settled[group] as number) + quantity;
      left -= quantity;
    }
    active = active.filter((index) => !stays(index));
  }
}

/**
 * Gives one piece each to the claims whose next piece comes first, as far as lots and limit reach. Gives the groups that get
 * nothing more, 1 for each, or 'all' when the limit is reached.
 */
function handOutNext(sharing: Sharing, waiting: number[], limit: number): Uint8Array | 'all' {
  const { group, given, flow } = sharing;
  const tight = new Uint8Array(sharing.settled.length);
  let left = limit;
  for (const index of waiting.sort((a, b) => compareNextPieces(sharing, a, b))) {
    if (left === 0) return 'all';
    const own = group[index] as number;
    if (tight[own] === 1) continue;
    if (flow.addOne(own)) {
      given[index] = (given[index] as number) + 1;
      left -= 1;
    } else flow.markTight(own, tight);
  }
  return left === 0 ? 'all' : tight;
}

function compareNextPieces({ base, given, size, unrestricted }: Sharing, a: number, b: number): number {
  const coveredA = (base[a] as number) + (given[a] as number);
  const coveredB = (base[b] as number) + (given[b] as number);
  const [sizeA, sizeB] = [size[a] as number, size[b] as number];
  const coverage = compareFractions(coveredA, sizeA, coveredB, sizeB);
  if (coverage !== 0) return coverage;
  if (sizeA !== sizeB) return coveredA === 0 && unrestricted ? sizeB - sizeA : sizeA - sizeB;
  return a - b;
}

/** The sign of a/b − c/d, exact for whole numbers; b, d ≥ 1. */
function compareFractions(a: number, b: number, c: number, d: number): number {
  const left = a * d;
  const right = c * b;
  if (left <= Number.MAX_SAFE_INTEGER && right <= Number.MAX_SAFE_INTEGER) return left - right;
  const difference = BigInt(a) * BigInt(d) - BigInt(c) * BigInt(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

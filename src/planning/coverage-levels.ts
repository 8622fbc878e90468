import type { LotFlow } from './lot-flow.ts';

/** One item being shared: figures by claim, and what is settled for each group of claims. */
export interface Sharing {
  readonly base: Float64Array;
  /** What a claim can still get: need − base, not below 0. */
  readonly room: Float64Array;
  /** need × weight: coverage is (base + given) / size. */
  readonly size: Float64Array;
  readonly group: Int32Array;
  readonly given: Float64Array;
  /** What each group has of claims that get nothing more. */
  readonly settled: Float64Array;
  /** All supply together. */
  readonly total: number;
  readonly flow: LotFlow;
  /** All claims may use all lots. */
  readonly unrestricted: boolean;
}

/**
 * Coverage levels are counted in steps of 1/steps, a power of two at least as large as every size. Two pieces of one claim lie
 * at least 1/size apart, so between two neighbouring levels each claim has at most one piece.
 */
export function stepsFor({ size }: Sharing, claims: Int32Array): number {
  let most = 1;
  for (const index of claims) most = Math.max(most, size[index] as number);
  let steps = 1;
  while (steps < most) steps *= 2;
  return steps;
}

/** How many pieces a claim takes until its coverage is at least level / steps: ceil(size × level / steps) − base, within its room. */
export function piecesAt({ base, room, size }: Sharing, index: number, level: number, steps: number): number {
  const own = size[index] as number;
  const product = own * level;
  // Dividing by a power of two is exact, so only the product can be too large.
  const covered =
    product <= Number.MAX_SAFE_INTEGER
      ? Math.ceil(product / steps)
      : Number((BigInt(own) * BigInt(level) + BigInt(steps) - 1n) / BigInt(steps));
  return Math.min(room[index] as number, Math.max(0, covered - (base[index] as number)));
}

/**
 * The highest level that all the claims can reach together beside what is settled, giving at most `limit`; the flow then meets it.
 *
 * Starts from full coverage. While some groups together demand more than their classes hold (Hall's condition), the level falls
 * to the last one at which these groups do not, found by bisection. It never falls too far, so where it stops is the highest.
 */
export function highestLevel(sharing: Sharing, claims: Int32Array, steps: number, limit: number): number {
  const everyone = new Uint8Array(sharing.settled.length).fill(1);
  let level = lastWithin(sharing, claims, { level: steps, steps, within: everyone, limit });
  for (;;) {
    const short = sharing.flow.meet(demandAt(sharing, claims, level, steps));
    if (short === null) return level;
    let room = sharing.flow.supplyOf(short);
    for (let group = 0; group < short.length; group += 1) {
      if (short[group] === 1) room -= sharing.settled[group] as number;
    }
    level = lastWithin(sharing, claims, { level: level - 1, steps, within: short, limit: room });
  }
}

/** What each group needs for its claims to reach a level. Stops counting just above all supply, which keeps sums exact. */
function demandAt(sharing: Sharing, claims: Int32Array, level: number, steps: number): Float64Array {
  const { group, settled, total } = sharing;
  const demand = settled.slice();
  for (const index of claims) {
    const at = group[index] as number;
    demand[at] = Math.min(total + 1, (demand[at] as number) + piecesAt(sharing, index, level, steps));
  }
  return demand;
}

interface Bound {
  /** The highest level to try. */
  level: number;
  steps: number;
  /** 1 for each group whose claims are counted. */
  within: Uint8Array;
  limit: number;
}

/** The last level up to a given one at which some groups' claims together take at most a limit. */
function lastWithin(sharing: Sharing, claims: Int32Array, { level, steps, within, limit }: Bound): number {
  if (fits(sharing, claims, { level, steps, within, limit })) return level;
  let reached = 0;
  let beyond = level;
  while (beyond - reached > 1) {
    const middle = reached + Math.floor((beyond - reached) / 2);
    if (fits(sharing, claims, { level: middle, steps, within, limit })) reached = middle;
    else beyond = middle;
  }
  return reached;
}

function fits(sharing: Sharing, claims: Int32Array, { level, steps, within, limit }: Bound): boolean {
  if (limit === Number.POSITIVE_INFINITY) return true;
  let left = limit;
  for (const index of claims) {
    if (within[sharing.group[index] as number] === 0) continue;
    left -= piecesAt(sharing, index, level, steps);
    if (left < 0) return false;
  }
  return true;
}

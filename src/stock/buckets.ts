import type { Violation } from '../lib/problem.ts';

/**
 * What a receipt says of one line. Good, damaged and missing together account for what was sent; over is what came on top of
 * all that was sent. One rule for warehouses, transfers and sites.
 */
export interface Buckets {
  readonly good: number;
  readonly damaged: number;
  readonly missing: number;
  readonly over: number;
}

export const overDecisions = ['accept', 'return', 'refuse'] as const;

/** What becomes of goods that nobody sent on paper: into stock under a grant, back to the sender, or not taken over at all. */
export interface OverDecision {
  readonly decision: (typeof overDecisions)[number];
  /** Whose they become when accepted. */
  readonly grant_id: string | null;
}

export interface StatedBuckets extends Buckets {
  readonly over_decision: OverDecision | null;
}

/** What contradicts itself in the buckets of the lines, each by its pointer into the request; a line states something. */
export function bucketViolations(lines: readonly StatedBuckets[]): Violation[] {
  const empty = lines.flatMap((line, index): Violation[] =>
    line.good + line.damaged + line.missing + line.over > 0
      ? []
      : [{ rule: 'nothing_stated', pointer: `/body/lines/${index}` }],
  );
  return [...empty, ...overViolations(lines)];
}

/** Goods over need a decision, and only they; accepted ones need the grant they become part of. */
export function overViolations(lines: readonly Pick<StatedBuckets, 'over' | 'over_decision'>[]): Violation[] {
  return lines.flatMap((line, index): Violation[] => {
    const pointer = `/body/lines/${index}`;
    const decision = line.over_decision;
    if (line.over > 0 && decision === null) {
      return [{ rule: 'over_undecided', pointer: `${pointer}/over_decision`, params: { over: line.over } }];
    }
    if (line.over === 0 && decision !== null) {
      return [{ rule: 'nothing_over', pointer: `${pointer}/over_decision` }];
    }
    if (decision !== null && (decision.decision === 'accept') !== (decision.grant_id !== null)) {
      return [{ rule: 'over_grant', pointer: `${pointer}/over_decision/grant_id` }];
    }
    return [];
  });
}

/** What was sent on a line and what of it is accounted for. */
export interface SentLine extends Buckets {
  readonly id: string;
  readonly line_number: number;
  readonly item_code: string;
  readonly lot_number: string | null;
  readonly quantity: number;
}

/** Sent, and neither received nor booked as missing. */
export function outstanding(line: Omit<Buckets, 'over'> & { readonly quantity: number }): number {
  return line.quantity - line.good - line.damaged - line.missing;
}

const none: Buckets = { good: 0, damaged: 0, missing: 0, over: 0 };

/** The buckets by the line they are of; a line may be stated in parts, one for each lot or bin. */
export function sumByLine(
  stated: readonly (Buckets & { readonly line_id: string })[],
): ReadonlyMap<string, Buckets> {
  const sums = new Map<string, Buckets>();
  for (const { line_id, good, damaged, missing, over } of stated) {
    const sum = sums.get(line_id) ?? none;
    sums.set(line_id, {
      good: sum.good + good,
      damaged: sum.damaged + damaged,
      missing: sum.missing + missing,
      over: sum.over + over,
    });
  }
  return sums;
}

/** Why the buckets stated of a line do not fit what was sent on it; undefined when they do. */
export function misfit(line: SentLine, stated: Buckets, pointer: string): Violation | undefined {
  const { line_number, item_code, lot_number, quantity } = line;
  const rest = outstanding(line);
  const total = stated.good + stated.damaged + stated.missing;
  const params = { line_number, item_code, lot_number, sent: quantity, accounted: quantity - rest };
  if (total > rest)
    return { rule: 'over_receipt', pointer, value: lot_number, params: { ...params, stated: total } };
  if (stated.over > 0 && total < rest) {
    return { rule: 'over_with_rest', pointer, value: lot_number, params: { ...params, rest: rest - total } };
  }
  return undefined;
}

/** A line named that the document does not have; `field` names it in the request. */
export function unknownLines(
  stated: readonly { readonly line_id: string }[],
  known: ReadonlySet<string>,
  field: string,
  resource: string,
): Violation[] {
  return stated.flatMap(({ line_id }, index): Violation[] => {
    if (known.has(line_id)) return [];
    const pointer = `/body/lines/${index}/${field}`;
    return [{ rule: 'unknown_reference', pointer, value: line_id, params: { resource } }];
  });
}

/** Where a document stands once its lines have been received so far. */
export function stateAfter(
  lines: readonly (Buckets & { readonly quantity: number })[],
): 'partly_received' | 'received' | 'closed_short' {
  if (lines.some((line) => outstanding(line) > 0)) return 'partly_received';
  return lines.some((line) => line.missing > 0) ? 'closed_short' : 'received';
}

export type ClaimBucket = 'damaged' | 'missing' | 'over';

/** What of a line somebody is liable for: all that is not good, save goods over that were accepted. */
export function claimable(
  line: Buckets & { readonly over_decision: string | null },
): { bucket: ClaimBucket; quantity: number }[] {
  const over = line.over_decision === 'accept' ? 0 : line.over;
  const parts = [
    { bucket: 'damaged' as const, quantity: line.damaged },
    { bucket: 'missing' as const, quantity: line.missing },
    { bucket: 'over' as const, quantity: over },
  ];
  return parts.filter(({ quantity }) => quantity > 0);
}

import type { Violation } from '../lib/problem.ts';
import { type OverDecision, overViolations } from '../stock/buckets.ts';

/** What a receipt states about one line of a consignment. */
export interface StatedLine {
  consignment_line_id: string;
  good: number;
  damaged: number;
  missing: number;
  over: number;
  over_decision: OverDecision | null;
}

/**
 * What can be refused of a receipt without looking at what was received before: a line the consignment does not have, one
 * stated twice, goods over without a decision, and a receipt that neither states nor closes anything.
 */
export function receiptViolations(
  stated: readonly StatedLine[],
  lineIds: ReadonlySet<string>,
  closes: boolean,
): Violation[] {
  const firstOf = new Map<string, number>();
  const violations = stated.flatMap((line, index): Violation[] => {
    const pointer = `/body/lines/${index}/consignment_line_id`;
    const value = line.consignment_line_id;
    const first = firstOf.get(value);
    firstOf.set(value, first ?? index + 1);
    if (first !== undefined) return [{ rule: 'duplicate_line', pointer, params: { first } }];
    if (lineIds.has(value)) return [];
    return [{ rule: 'unknown_reference', pointer, value, params: { resource: 'consignment line' } }];
  });
  violations.push(...overViolations(stated));
  const states = stated.some((line) => line.good + line.damaged + line.missing + line.over > 0);
  if (!closes && !states) violations.push({ rule: 'nothing_stated', pointer: '/body/lines' });
  return violations;
}

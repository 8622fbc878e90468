import type { FspReportRow } from './fsp-report-file.ts';
import { MATCH_KINDS, type MatchKind, type MatchResult } from './match.ts';

/** How many rows of a report turned out to be of one kind, and what they come to in cents. */
export interface OutcomeSum {
  kind: MatchKind;
  rows: number;
  stated_cents: number;
  applied_cents: number;
  reversed_cents: number;
  difference_cents: number;
}

/** The rows of a report summed by what they turned out to be; kinds by name, those without rows left out. */
export function sumOutcomes(rows: readonly FspReportRow[], result: MatchResult): OutcomeSum[] {
  const stated = new Map(rows.map((row) => [row.row, row.amount_cents ?? 0]));
  return MATCH_KINDS.toSorted().flatMap((kind) => {
    const sum = { kind, rows: 0, stated_cents: 0, applied_cents: 0, reversed_cents: 0, difference_cents: 0 };
    for (const outcome of result.outcomes) {
      if (outcome.kind !== kind) continue;
      sum.rows += 1;
      sum.stated_cents += stated.get(outcome.row) ?? 0;
      sum.applied_cents += outcome.applied_cents;
      sum.reversed_cents += outcome.reversed_cents;
      sum.difference_cents += outcome.difference_cents;
    }
    return sum.rows === 0 ? [] : [sum];
  });
}

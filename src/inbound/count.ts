import type { Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { assert } from '../lib/assert.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import {
  type Buckets,
  misfit,
  type OverDecision,
  outstanding,
  type SentLine,
  sumByLine,
} from '../stock/buckets.ts';
import { addBuckets, type BucketTable } from './bucket-store.ts';

/**
 * Adds what a receipt states to the lines of what was sent, and on closing books what is then left of each as missing; gives
 * that rest by line. The caller holds the document's row, so that its receipts follow each other. Throws `over_receipt` naming
 * every line of which more is stated than was sent and is not accounted for yet.
 */
export async function countIn(
  tx: Tx,
  table: BucketTable,
  lines: readonly SentLine[],
  stated: readonly (Buckets & { readonly line_id: string })[],
  closes: boolean,
): Promise<ReadonlyMap<string, number>> {
  const sums = sumByLine(stated);
  const violations: Violation[] = [];
  for (const line of lines) {
    const sum = sums.get(line.id);
    if (sum === undefined || (await addBuckets(tx, table, line.id, sum))) continue;
    const first = stated.findIndex(({ line_id }) => line_id === line.id);
    const violation = misfit(line, sum, `/body/lines/${first}`);
    assert(violation !== undefined, 'what refused a count can be named');
    violations.push(violation);
  }
  if (violations.length > 0) throw new Problem('over_receipt', { count: violations.length }, violations);
  const rest = new Map<string, number>();
  if (!closes) return rest;
  for (const line of lines) {
    const { good, damaged, missing } = sums.get(line.id) ?? { good: 0, damaged: 0, missing: 0 };
    const left = outstanding(line) - good - damaged - missing;
    if (left === 0) continue;
    const booked = await addBuckets(tx, table, line.id, { good: 0, damaged: 0, missing: left, over: 0 });
    assert(booked, 'nobody else receives what is being closed');
    rest.set(line.id, left);
  }
  return rest;
}

/** Grants that goods over are to become part of and that do not exist, each by its pointer into the request. */
export async function unknownOverGrants(
  tx: Tx,
  lines: readonly { readonly over_decision: OverDecision | null }[],
): Promise<Violation[]> {
  const missing = await missingIds(
    tx,
    'grants',
    lines.flatMap(({ over_decision }) => over_decision?.grant_id ?? []),
  );
  return lines.flatMap(({ over_decision }, index): Violation[] => {
    const value = over_decision?.grant_id ?? null;
    if (value === null || !missing.has(value)) return [];
    const pointer = `/body/lines/${index}/over_decision/grant_id`;
    return [{ rule: 'unknown_reference', pointer, value, params: { resource: 'grant' } }];
  });
}

import type { Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { Problem, type Violation } from '../lib/problem.ts';

/** Every line names an item that exists, once (for whom, where lines say so). Throws `unknown_reference` with every line that does not. */
export async function assertItems(
  tx: Tx,
  lines: readonly { item_id: string; whom?: string }[],
): Promise<void> {
  const missing = await missingIds(
    tx,
    'items',
    lines.map((line) => line.item_id),
  );
  const firstOf = new Map<string, number>();
  const violations = lines.flatMap((line, index): Violation[] => {
    const pointer = `/body/lines/${index}/item_id`;
    if (missing.has(line.item_id)) {
      return [{ rule: 'unknown_reference', pointer, value: line.item_id, params: { resource: 'item' } }];
    }
    const key = `${line.item_id} ${line.whom ?? ''}`;
    const first = firstOf.get(key);
    if (first !== undefined) return [{ rule: 'duplicate_line', pointer, params: { first } }];
    firstOf.set(key, index + 1);
    return [];
  });
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

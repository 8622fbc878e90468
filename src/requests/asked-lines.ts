import { missingIds } from '../database/versioned.ts';
import { today } from '../lib/clock.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { OPERATION_TIME_ZONE } from '../sites/operations.ts';
import type { Proposal } from './proposal.ts';
import type { NewLineRow } from './store.ts';
import type { Writing } from './writing.ts';

interface Asked {
  id: string;
  site_id: string;
  site: { active: boolean } | undefined;
  standard_id: string | null;
  lines: readonly { item_id: string; quantity: number; reason: string | null }[];
}

/**
 * The lines of a form as they are kept, each with what the standard and the count propose for it; an item that neither knows is
 * proposed with 0. Throws `unknown_reference` naming every field at fault.
 */
export async function writeLines(
  { tx, context, propose }: Writing,
  asked: Asked,
): Promise<{ lines: NewLineRow[]; count_id: string | null }> {
  const { site_id, standard_id } = asked;
  const as_of = today(context.clock, OPERATION_TIME_ZONE);
  const proposal =
    standard_id === null || asked.site === undefined
      ? undefined
      : await propose(tx, { site_id, standard_id, as_of, except: asked.id });
  const missing = await missingIds(
    tx,
    'items',
    asked.lines.map((line) => line.item_id),
  );
  const violations = [
    ...siteViolations(asked),
    ...standardViolations(asked, proposal),
    ...itemViolations(asked.lines, missing),
  ];
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
  const proposed = new Map(proposal?.lines.map((line) => [line.item_id, line]));
  const lines = asked.lines.map(({ item_id, quantity, reason }) => {
    const line = { item_id, quantity_requested: quantity, reason };
    if (proposal === undefined) return { ...line, proposed: null, basis: null };
    const own = proposed.get(item_id);
    if (own === undefined) return { ...line, proposed: 0, basis: null };
    const { item_id: _, item_code: __, quantity: proposedQuantity, ...basis } = own;
    return { ...line, proposed: proposedQuantity, basis };
  });
  return { lines, count_id: proposal?.count_id ?? null };
}

function siteViolations({ site_id, site }: Asked): Violation[] {
  if (site?.active === true) return [];
  const params = { resource: 'active site' };
  return [{ rule: 'unknown_reference', pointer: '/body/site_id', value: site_id, params }];
}

function standardViolations({ standard_id, site }: Asked, proposal: Proposal | undefined): Violation[] {
  if (standard_id === null || site === undefined || proposal !== undefined) return [];
  const params = { resource: 'entitlement standard' };
  return [{ rule: 'unknown_reference', pointer: '/body/standard_id', value: standard_id, params }];
}

/** Every line names an item that exists, once. */
function itemViolations(lines: readonly { item_id: string }[], missing: ReadonlySet<string>): Violation[] {
  const firstOf = new Map<string, number>();
  return lines.flatMap((line, index): Violation[] => {
    const pointer = `/body/lines/${index}/item_id`;
    const first = firstOf.get(line.item_id);
    firstOf.set(line.item_id, first ?? index + 1);
    if (first !== undefined) return [{ rule: 'duplicate_line', pointer, params: { first } }];
    if (!missing.has(line.item_id)) return [];
    return [{ rule: 'unknown_reference', pointer, value: line.item_id, params: { resource: 'item' } }];
  });
}

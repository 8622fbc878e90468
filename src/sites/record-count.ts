import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { contradictions } from './count-rules.ts';
import { findCount, insertCounts } from './count-store.ts';
import { OPERATION_TIME_ZONE, openOperation } from './operations.ts';
import type { newHouseholdCount } from './schema.ts';
import { findSite } from './store.ts';

type NewHouseholdCount = z.infer<typeof newHouseholdCount>;

/**
 * Records what was counted at a site; earlier counts stay as they are. Throws `unknown_reference` for a site there is not,
 * `state_conflict` when its operation is closed, `household_count_rule` naming all that is wrong with the figures.
 */
export async function recordCount(tx: Tx, context: Context, principal: Principal, input: NewHouseholdCount) {
  const site = await findSite(tx, input.site_id);
  if (site === undefined) {
    throw new Problem('unknown_reference', {}, [
      {
        rule: 'unknown_reference',
        pointer: '/body/site_id',
        value: input.site_id,
        params: { resource: 'site' },
      },
    ]);
  }
  await openOperation(tx, site.operation_id, 'count households');
  const violations = brokenRules(input, today(context.clock, OPERATION_TIME_ZONE));
  if (violations.length > 0) throw new Problem('household_count_rule', {}, violations);
  const id = context.ids.next();
  const recorded = { import_id: null, recorded_by: principal.person_id, recorded_at: instant(context.clock) };
  await insertCounts(tx, [{ id, ...input, ...recorded }]);
  return found(await findCount(tx, id), 'household count', id);
}

function brokenRules(count: NewHouseholdCount, now: string): Violation[] {
  const violations: Violation[] = [];
  if (count.counted_on > now) {
    violations.push({ rule: 'date_in_future', pointer: '/body/counted_on', value: count.counted_on });
  }
  if (count.households === null && count.individuals === null) {
    const params = { columns: 'households, individuals' };
    violations.push({ rule: 'required_one_of', pointer: '/body/households', value: null, params });
  }
  const groups = new Set<string>();
  for (const [index, { sex, age_band }] of count.groups.entries()) {
    const group = `${sex} ${age_band}`;
    if (groups.has(group)) {
      violations.push({ rule: 'duplicate_group', pointer: `/body/groups/${index}`, value: group });
    }
    groups.add(group);
  }
  for (const { rule, field, params } of contradictions(count)) {
    violations.push({ rule, pointer: `/body/${field}`, value: String(count[field]), params });
  }
  return violations;
}

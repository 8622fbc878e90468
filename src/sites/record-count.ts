import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { flagsOf } from './count-rules.ts';
import { earlierCounts, findCount, insertCounts, insertDecision } from './count-store.ts';
import { OPERATION_TIME_ZONE, runningOperation } from './operations.ts';
import type { countDecision, newHouseholdCount } from './schema.ts';
import { findSite } from './store.ts';

type NewHouseholdCount = z.infer<typeof newHouseholdCount>;

/**
 * Records what was counted at a site; earlier counts stay as they are. What contradicts itself, its site or the count before is kept
 * with flags for a person to decide on. Throws `unknown_reference` for a site or a count to supersede that there is not,
 * `state_conflict` when its operation is closed, `household_count_rule` naming all that makes it no count at all.
 */
export async function recordCount(tx: Tx, context: Context, principal: Principal, input: NewHouseholdCount) {
  const site = await findSite(tx, input.site_id);
  if (site === undefined) throw unknownReference('site_id', input.site_id, 'site');
  await runningOperation(tx, site.operation_id, 'count households');
  const violations = brokenRules(input, today(context.clock, OPERATION_TIME_ZONE));
  violations.push(...(await supersedingRules(tx, input)));
  if (violations.length > 0) throw new Problem('household_count_rule', {}, violations);
  const before = (await earlierCounts(tx, [input])).get(`${input.site_id} ${input.counted_on}`);
  // What a count takes the place of says nothing about whether it is sudden.
  const earlier = before === undefined || before.id === input.supersedes_id ? null : before;
  const flags = flagsOf(input, { capacity: site.capacity, earlier });
  const id = context.ids.next();
  const recorded = { import_id: null, recorded_by: principal.person_id, recorded_at: instant(context.clock) };
  await insertCounts(tx, [{ id, ...input, flags, ...recorded }]);
  return found(await findCount(tx, id), 'household count', id);
}

/** Accepts or refuses a flagged count. Throws `not_found`, `state_conflict` for one that is not flagged or was decided on. */
export async function decideCount(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  input: z.infer<typeof countDecision>,
) {
  const count = found(await findCount(tx, id), 'household count', id);
  const isOpen = count.state === 'flagged';
  assertStepped(isOpen, 'household count', count, 'decide on a count', ['flagged']);
  const decided = await insertDecision(tx, {
    count_id: id,
    ...input,
    decided_by: principal.person_id,
    decided_at: instant(context.clock),
  });
  assertStepped(decided, 'household count', count, 'decide on a count', ['flagged']);
  return found(await findCount(tx, id), 'household count', id);
}

function unknownReference(field: string, value: string, resource: string): Problem {
  const violation = { rule: 'unknown_reference', pointer: `/body/${field}`, value, params: { resource } };
  return new Problem('unknown_reference', {}, [violation as Violation]);
}

/** A count takes the place of one of the same site, which nothing else has taken yet. */
async function supersedingRules(tx: Tx, { supersedes_id, site_id }: NewHouseholdCount): Promise<Violation[]> {
  if (supersedes_id === null) return [];
  const earlier = await findCount(tx, supersedes_id);
  if (earlier === undefined) throw unknownReference('supersedes_id', supersedes_id, 'household count');
  const pointer = '/body/supersedes_id';
  if (earlier.site_id !== site_id) {
    return [{ rule: 'count_of_other_site', pointer, value: earlier.site_code }];
  }
  if (earlier.state === 'superseded') return [{ rule: 'count_superseded', pointer, value: supersedes_id }];
  return [];
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
  const groups = count.groups.map(({ sex, age_band }) => `${sex} ${age_band}`);
  const vulnerable = count.vulnerable.map(({ vulnerable_group }) => vulnerable_group);
  return [...violations, ...repeated('groups', groups), ...repeated('vulnerable', vulnerable)];
}

function repeated(field: string, keys: readonly string[]): Violation[] {
  return keys.flatMap((value, index) =>
    keys.indexOf(value) === index
      ? []
      : [{ rule: 'duplicate_group' as const, pointer: `/body/${field}/${index}`, value }],
  );
}

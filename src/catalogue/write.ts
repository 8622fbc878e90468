import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { isUniqueViolation } from '../database/errors.ts';
import { assertEdited } from '../database/guards.ts';
import { updateVersioned } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { assertItems } from './lines.ts';
import type { grantChange, newGrant, newStandard } from './schema.ts';
import { findStandard, insertStandard, latestStandardVersion } from './standard-store.ts';
import { findGrant, insertGrant } from './store.ts';

/** Adds a grant. Throws `conflict` when the code is taken, `forbidden` for a cash budget without the permission. */
export async function addGrant(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newGrant>,
) {
  if (input.cash_budget_cents > 0) assertMayBudget(principal);
  const id = context.ids.next();
  if (!(await insertGrant(tx, { id, ...input }, instant(context.clock)))) {
    throw new Problem('conflict', { resource: 'grant', field: 'code', value: input.code });
  }
  return present(await findGrant(tx, id), 'the grant just added');
}

/**
 * Changes a grant. Throws `not_found`, `precondition_failed`, `grant_days` when it would end before it starts, and
 * `budget_below_committed` when the budget would not cover what is approved.
 */
export async function changeGrant(
  tx: Tx,
  context: Context,
  principal: Principal,
  id: string,
  version: number,
  change: z.infer<typeof grantChange>,
) {
  const before = found(await findGrant(tx, id), 'grant', id);
  const { starts_on = before.starts_on, ends_on = before.ends_on } = change;
  if (starts_on !== null && ends_on !== null && ends_on < starts_on) {
    throw new Problem('grant_days', { code: before.code, starts_on, ends_on });
  }
  const budget = change.cash_budget_cents;
  if (budget !== undefined && budget !== before.cash_budget_cents) assertMayBudget(principal);
  if (budget !== undefined && budget < before.cash_committed_cents) {
    throw new Problem('budget_below_committed', {
      code: before.code,
      committed_cents: before.cash_committed_cents,
    });
  }
  const edited = await updateVersioned(tx, 'grants', { id, version }, change, instant(context.clock));
  assertEdited(edited, 'grant', before, version);
  return present(await findGrant(tx, id), 'the grant just changed');
}

/** The cash budget guards every payment list, so those who plan goods do not set it. */
function assertMayBudget(principal: Principal): void {
  if (!principal.permissions.has('grants.budget'))
    throw new Problem('forbidden', { permission: 'grants.budget' });
}

type StandardLine = z.infer<typeof newStandard>['lines'][number];

function whomOf({ basis, sex, age_bands, vulnerable_group, size_from, size_to }: StandardLine): string {
  return JSON.stringify([basis, sex, age_bands, vulnerable_group, size_from, size_to]);
}

/** Which fields a basis asks for, and which it has no use for. */
function assertBases(lines: readonly StandardLine[]): void {
  const violations = lines.flatMap((line, index): Violation[] => {
    const { basis, sex, age_bands, vulnerable_group, size_from, size_to, assumed_percent } = line;
    const given = {
      group: sex !== null || age_bands !== null,
      vulnerable: vulnerable_group !== null,
      household_size:
        size_from !== null && size_to !== null && size_from <= size_to && assumed_percent !== null,
    };
    const isWhole = basis in given ? given[basis as keyof typeof given] : assumed_percent === null;
    const others = Object.entries(given).some(([of, is]) => is && of !== basis);
    const hasHalf = basis !== 'household_size' && (size_from !== null || size_to !== null);
    if (isWhole && !others && !hasHalf) return [];
    return [{ rule: 'basis_fields', pointer: `/body/lines/${index}`, value: basis, params: { basis } }];
  });
  if (violations.length > 0) throw new Problem('invalid_request', {}, violations);
}

/** Adds the next version of an entitlement standard. Throws `unknown_reference`, `conflict` when two do so at once. */
export async function addStandard(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newStandard>,
) {
  const { lines, ...fields } = input;
  await assertItems(
    tx,
    lines.map((line) => ({ item_id: line.item_id, whom: whomOf(line) })),
  );
  assertBases(lines);
  const id = context.ids.next();
  const version_number = (await latestStandardVersion(tx, input.code)) + 1;
  try {
    await insertStandard(
      tx,
      { id, ...fields, version_number, created_by: principal.person_id },
      lines,
      instant(context.clock),
    );
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new Problem('conflict', { resource: 'entitlement standard', field: 'code', value: input.code });
  }
  return present(await findStandard(tx, id), 'the standard just added');
}

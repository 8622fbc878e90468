import type { z } from 'zod';
import { findGrant } from '../catalogue/store.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertEdited } from '../database/guards.ts';
import { missingIds, updateVersioned } from '../database/versioned.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { openOperation } from '../sites/operations.ts';
import { findProgramme, insertProgramme } from './programme-store.ts';
import type { newProgramme, programmeChange } from './schema.ts';
import { transferRuleViolations } from './transfer-value.ts';

/**
 * Adds a cash programme to an open operation. Throws `unknown_reference` for an operation or grant there is not, or a
 * currency that is not the grant's; `state_conflict` when the operation is closed; `transfer_values` when some household size has no value or two; `conflict` when the code is taken.
 */
export async function addProgramme(tx: Tx, context: Context, input: z.infer<typeof newProgramme>) {
  const { values, ...fields } = input;
  const uncovered = transferRuleViolations(values, '/body/values');
  if (uncovered.length > 0) throw new Problem('transfer_values', {}, uncovered);
  await assertReferences(tx, input);
  await openOperation(tx, input.operation_id, 'add a programme');
  const id = context.ids.next();
  if (!(await insertProgramme(tx, { id, ...fields }, values, instant(context.clock)))) {
    throw new Problem('conflict', { resource: 'programme', field: 'code', value: input.code });
  }
  return found(await findProgramme(tx, id), 'programme', id);
}

async function assertReferences(tx: Tx, input: z.infer<typeof newProgramme>): Promise<void> {
  const [missingOperations, grant] = await Promise.all([
    missingIds(tx, 'operations', [input.operation_id]),
    findGrant(tx, input.grant_id),
  ]);
  const violations: Violation[] = [];
  const miss = (field: 'operation_id' | 'grant_id', resource: string) =>
    violations.push({
      rule: 'unknown_reference',
      pointer: `/body/${field}`,
      value: input[field],
      params: { resource },
    });
  if (missingOperations.size > 0) miss('operation_id', 'operation');
  if (grant === undefined) miss('grant_id', 'grant');
  else if (grant.currency !== input.currency) {
    const params = { grant: grant.code, currency: grant.currency };
    violations.push({ rule: 'currency_differs', pointer: '/body/currency', value: input.currency, params });
  }
  if (violations.length > 0) throw new Problem('unknown_reference', {}, violations);
}

/** Renames or closes a programme. Throws `not_found`, `precondition_failed`. */
export async function changeProgramme(
  tx: Tx,
  context: Context,
  id: string,
  version: number,
  change: z.infer<typeof programmeChange>,
) {
  const before = found(await findProgramme(tx, id), 'programme', id);
  const edited = await updateVersioned(tx, 'programmes', { id, version }, change, instant(context.clock));
  assertEdited(edited, 'programme', before, version);
  return found(await findProgramme(tx, id), 'programme', id);
}

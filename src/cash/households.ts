import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { openOperation } from '../sites/operations.ts';
import {
  findHousehold,
  findSealedPersonalData,
  insertHouseholds,
  insertPersonalDataView,
  isSiteOf,
  takenTexts,
} from './household-store.ts';
import { openPersonalData, sealPersonalData } from './personal-data.ts';
import type { newHousehold } from './schema.ts';

/**
 * Registers a household. Throws `unknown_reference` for an operation there is not or a site of another one,
 * `state_conflict` when the operation is closed, and `conflict` when it has the code or the document already; what the
 * document says is not told.
 */
export async function addHousehold(tx: Tx, context: Context, input: z.infer<typeof newHousehold>) {
  await assertPlace(tx, input);
  const id = context.ids.next();
  const { head_name, document, account, ...fields } = input;
  const sealed = sealPersonalData(context.sealing, id, { head_name, document, account });
  const added = await insertHouseholds(tx, [{ id, ...fields, ...sealed }], instant(context.clock));
  if (added === 0) {
    const taken = await takenTexts(tx, input.operation_id, 'code', [input.code]);
    throw taken.size > 0
      ? new Problem('conflict', { resource: 'household', field: 'code', value: input.code })
      : new Problem('conflict', { resource: 'household', field: 'document', value: null });
  }
  return found(await findHousehold(tx, id), 'household', id);
}

async function assertPlace(tx: Tx, input: z.infer<typeof newHousehold>): Promise<void> {
  const missing = await missingIds(tx, 'operations', [input.operation_id]);
  if (missing.size > 0) throw unknownReference('operation_id', input.operation_id, 'operation');
  await openOperation(tx, input.operation_id, 'register a household');
  if (input.site_id !== null && !(await isSiteOf(tx, input.site_id, input.operation_id))) {
    throw unknownReference('site_id', input.site_id, 'site of the operation');
  }
}

function unknownReference(field: string, value: string, resource: string): Problem {
  return new Problem('unknown_reference', {}, [
    { rule: 'unknown_reference', pointer: `/body/${field}`, value, params: { resource } },
  ]);
}

/** Opens the personal data of a household and records who looked and why, in one transaction. Throws `not_found`. */
export async function viewPersonalData(
  tx: Tx,
  context: Context,
  principal: Principal,
  householdId: string,
  purpose: string,
) {
  const sealed = found(await findSealedPersonalData(tx, householdId), 'household', householdId);
  const view = {
    id: context.ids.next(),
    person_id: principal.person_id,
    subject_kind: 'household' as const,
    subject_id: householdId,
    purpose,
    viewed_at: instant(context.clock),
  };
  await insertPersonalDataView(tx, view);
  return {
    view_id: view.id,
    household_id: householdId,
    code: sealed.code,
    ...openPersonalData(context.sealing, householdId, sealed),
    purpose,
    viewed_at: view.viewed_at,
  };
}

import type { z } from 'zod';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertEdited } from '../database/guards.ts';
import { missingIds, updateVersioned } from '../database/versioned.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { brokenPCodeRule } from '../places/p-code.ts';
import { openOperation } from './operations.ts';
import type { newSite, siteChange } from './schema.ts';
import { findSite, insertSites, renameSiteLocation } from './store.ts';

/**
 * Adds a site with the place of the ledger that it is. Throws `unknown_reference` for an operation or a P-code there is not,
 * `state_conflict` when the operation is closed, `conflict` when it has a site of this code.
 */
export async function addSite(tx: Tx, context: Context, input: z.infer<typeof newSite>) {
  await assertOperation(tx, input.operation_id);
  assertPCode(input.p_code);
  const site = { id: context.ids.next(), location_id: context.ids.next(), ...input };
  const added = await insertSites(tx, [site], instant(context.clock));
  if (!added.has(site.id)) {
    throw new Problem('conflict', { resource: 'site', field: 'code', value: input.code });
  }
  return found(await findSite(tx, site.id), 'site', site.id);
}

/** Changes a site. Throws `not_found`, `precondition_failed`, and `unknown_reference` for a P-code there is not. */
export async function changeSite(
  tx: Tx,
  context: Context,
  id: string,
  version: number,
  change: z.infer<typeof siteChange>,
) {
  const before = found(await findSite(tx, id), 'site', id);
  assertPCode(change.p_code ?? null);
  const edited = await updateVersioned(tx, 'sites', { id, version }, change, instant(context.clock));
  assertEdited(edited, 'site', before, version);
  if (change.name !== undefined) await renameSiteLocation(tx, id, change.name);
  return found(await findSite(tx, id), 'site', id);
}

async function assertOperation(tx: Tx, operationId: string): Promise<void> {
  if ((await missingIds(tx, 'operations', [operationId])).size > 0) {
    throw new Problem('unknown_reference', {}, [
      {
        rule: 'unknown_reference',
        pointer: '/body/operation_id',
        value: operationId,
        params: { resource: 'operation' },
      },
    ]);
  }
  await openOperation(tx, operationId, 'add a site');
}

function assertPCode(pCode: string | null): void {
  const rule = pCode === null ? null : brokenPCodeRule(pCode);
  if (rule !== null) {
    throw new Problem('unknown_reference', {}, [{ rule, pointer: '/body/p_code', value: pCode }]);
  }
}

import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertEdited } from '../database/guards.ts';
import { missingIds, updateVersioned } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import type { feedChange, newFeed } from './schema.ts';
import { sealSecret } from './secret.ts';
import { findFeed, insertFeed } from './store.ts';

/** Adds a feed; its first pull is due at once. Throws `unknown_reference`, `conflict` when the name is taken. */
export async function addFeed(
  tx: Tx,
  context: Context,
  principal: Principal,
  input: z.infer<typeof newFeed>,
) {
  const { secret, ...fields } = input;
  if ((await missingIds(tx, 'operations', [input.operation_id])).size > 0) {
    const params = { resource: 'operation' };
    throw new Problem('unknown_reference', {}, [
      { rule: 'unknown_reference', pointer: '/body/operation_id', value: input.operation_id, params },
    ]);
  }
  const id = context.ids.next();
  const at = instant(context.clock);
  const sealed = sealSecret(context, id, secret);
  const row = { id, ...fields, ...sealed, next_pull_at: at, created_by: principal.person_id };
  if (!(await insertFeed(tx, { ...row, created_at: at, updated_at: at }))) {
    throw new Problem('conflict', { resource: 'feed', field: 'name', value: input.name });
  }
  return present(await findFeed(tx, id), 'the feed just added');
}

/** Changes a feed; what the server said of another address no longer counts. Throws `not_found`, `precondition_failed`. */
export async function changeFeed(
  tx: Tx,
  context: Context,
  id: string,
  version: number,
  { secret, ...change }: z.infer<typeof feedChange>,
) {
  const before = found(await findFeed(tx, id), 'feed', id);
  const row = {
    ...change,
    ...(secret === undefined ? {} : sealSecret(context, id, secret)),
    etag: null,
    last_modified: null,
    next_pull_at: instant(context.clock),
  };
  const edited = await updateVersioned(tx, 'feeds', { id, version }, row, instant(context.clock));
  assertEdited(edited, 'feed', before, version);
  return present(await findFeed(tx, id), 'the feed just changed');
}

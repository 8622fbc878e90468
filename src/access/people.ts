import { addDays } from 'date-fns';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { assertEdited } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { sha256 } from '../lib/hash.ts';
import { Problem } from '../lib/problem.ts';
import type { Role } from './permissions.ts';
import { findPerson, findToken, insertPerson, insertToken, revokeToken, updatePerson } from './store.ts';

/** Adds a person. Throws `conflict` when the e-mail address is taken. */
export async function addPerson(
  tx: Tx,
  context: Context,
  input: { name: string; email: string; roles: readonly Role[] },
) {
  const id = context.ids.next();
  const made = await insertPerson(tx, { id, ...input }, instant(context.clock));
  if (!made) throw new Problem('conflict', { resource: 'person', field: 'email', value: input.email });
  return present(await findPerson(tx, id), 'the person just added');
}

/** Changes name, roles or activity. Throws `not_found`, `precondition_failed`. */
export async function changePerson(
  tx: Tx,
  context: Context,
  id: string,
  version: number,
  change: Parameters<typeof updatePerson>[3],
) {
  const before = found(await findPerson(tx, id), 'person', id);
  assertEdited(
    await updatePerson(tx, id, version, change, instant(context.clock)),
    'person',
    before,
    version,
  );
  return present(await findPerson(tx, id), 'the person just changed');
}

/** Makes a token for a person; the secret is in the answer and nowhere else. Throws `not_found`. */
export async function makeToken(
  tx: Tx,
  context: Context,
  input: { person_id: string; label: string; expires_in_days: number },
  madeBy?: string,
) {
  found(await findPerson(tx, input.person_id), 'person', input.person_id);
  const id = context.ids.next();
  const token = context.ids.secret();
  const { expires_in_days, ...row } = input;
  await insertToken(
    tx,
    {
      id,
      ...row,
      token_sha256: sha256(token),
      ...(madeBy === undefined ? {} : { made_by: madeBy }),
      expires_at: addDays(context.clock.now(), expires_in_days).toISOString(),
    },
    instant(context.clock),
  );
  return { ...present(await findToken(tx, id), 'the token just made'), token };
}

/** Ends a token at once. Throws `not_found`. */
export async function endToken(tx: Tx, context: Context, id: string) {
  found(await findToken(tx, id), 'api token', id);
  await revokeToken(tx, id, instant(context.clock));
  return present(await findToken(tx, id), 'the token just ended');
}

import type { z } from 'zod';
import { present } from '../lib/assert.ts';
import { instant } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { findMessage, insertMessage } from './message-store.ts';
import type { newMessage } from './schema.ts';
import { findRequest } from './store.ts';
import type { Writing } from './writing.ts';

/**
 * Says something about a request; it stays as it was said. With an identifier of the client's, the same again is the same answer.
 * Throws `not_found`, `client_id_taken`.
 */
export async function writeMessage(
  { tx, context, principal }: Writing,
  requestId: string,
  input: z.infer<typeof newMessage>,
) {
  found(await findRequest(tx, requestId), 'request', requestId);
  const row = {
    id: input.id ?? context.ids.next(),
    request_id: requestId,
    text: input.text,
    written_by: principal.person_id,
    written_at: instant(context.clock),
  };
  const isNew = await insertMessage(tx, row);
  const stored = present(await findMessage(tx, row.id), 'the message of this identifier');
  const isOwn = stored.written_by === principal.person_id;
  if (isNew || (isOwn && stored.request_id === requestId && stored.text === input.text)) return stored;
  const versions = { stored: isOwn ? stored : null, sent: input };
  throw new Problem('client_id_taken', { resource: 'message', id: row.id }, [], versions);
}

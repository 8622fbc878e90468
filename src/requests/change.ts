import type { z } from 'zod';
import { assertStepped } from '../database/guards.ts';
import { updateVersioned } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem } from '../lib/problem.ts';
import { OPERATION_TIME_ZONE } from '../sites/operations.ts';
import { findSite } from '../sites/store.ts';
import { writeLines } from './asked-lines.ts';
import { dueOn } from './deadlines.ts';
import { presentRequest } from './present.ts';
import type { requestChange } from './schema.ts';
import { requestSteps } from './states.ts';
import { findRequest, replaceLines, type StoredRequest } from './store.ts';
import type { Writing } from './writing.ts';

/**
 * Changes a draft. Throws `not_found`, `state_conflict` once it is handed in, `unknown_reference`, and `precondition_failed`
 * with both versions when somebody changed it meanwhile.
 */
export async function changeRequest(
  writing: Writing,
  id: string,
  version: number,
  change: z.infer<typeof requestChange>,
): Promise<StoredRequest> {
  const { tx, context, language } = writing;
  const before = found(await findRequest(tx, id), 'request', id);
  assertStepped(before.state === 'draft', 'request', before, 'change', requestSteps.submit.from);
  const { lines: asked, ...fields } = change;
  const priority = fields.priority ?? before.priority;
  const day = today(context.clock, OPERATION_TIME_ZONE);
  const written = await writeLines(writing, {
    id,
    site_id: before.site_id,
    site: await findSite(tx, before.site_id),
    standard_id: fields.standard_id === undefined ? before.standard_id : fields.standard_id,
    lines: asked ?? before.lines.map(askedAgain),
  });
  const row = { ...fields, count_id: written.count_id, due_on: dueOn(day, priority) };
  if (!(await updateVersioned(tx, 'requests', { id, version }, row, instant(context.clock)))) {
    const stored = present(await findRequest(tx, id), 'the request as it is now');
    const params = { resource: 'request', id, version: stored.version, expected: version };
    const versions = { stored: presentRequest(stored, day, language), sent: change };
    throw new Problem('precondition_failed', params, [], versions);
  }
  await replaceLines(tx, id, written.lines);
  return present(await findRequest(tx, id), 'the request just changed');
}

function askedAgain({ item_id, quantity_requested, reason }: StoredRequest['lines'][number]) {
  return { item_id, quantity: quantity_requested, reason };
}

import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { inTransaction } from '../database/transaction.ts';
import { instant } from '../lib/clock.ts';
import { Problem } from '../lib/problem.ts';
import type { RevisionKey } from './keep-revision.ts';
import { endRevision, listSilent } from './revision-store.ts';
import { stepPlan } from './store.ts';

/**
 * Ends a revision that will not be computed: `failed` with the problem, or `stopped` without one. A plan that has no other
 * revision is failed then; any other stays as it is. One that has ended already is left alone.
 */
export async function failRevision(tx: Tx, context: Context, key: RevisionKey, problem: Problem | null) {
  const { plan_id, revision } = key;
  const told =
    problem === null
      ? null
      : JSON.stringify({ code: problem.code, params: problem.params, violations: problem.violations });
  const end = { state: problem === null ? ('stopped' as const) : ('failed' as const), problem: told };
  const ended = await endRevision(tx, plan_id, revision, end, instant(context.clock));
  if (ended) await stepPlan(tx, plan_id, 'fail');
  return ended;
}

/** A computation that has not shown itself for so long has ended with its process. */
const SILENT_MS = 60_000;

/** Fails the revisions whose computation ended with the process it ran in, so that they can be computed again. */
export async function failSilentRevisions(context: Context): Promise<void> {
  const before = new Date(context.clock.now().getTime() - SILENT_MS).toISOString();
  const silent = await listSilent(context.database.read, before);
  for (const key of silent) {
    await inTransaction(context.database, (tx) =>
      failRevision(tx, context, key, new Problem('plan_interrupted')),
    );
  }
}

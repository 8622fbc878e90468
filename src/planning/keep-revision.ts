import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { instant } from '../lib/clock.ts';
import { Problem } from '../lib/problem.ts';
import { endRevision, insertInputs, insertLots, insertSites, takeRevision } from './revision-store.ts';
import type { StoredSite } from './site-content.ts';
import type { SolvedPlan } from './solved-plan.ts';
import { planSteps } from './states.ts';

/** A revision of a plan. */
export interface RevisionKey {
  plan_id: string;
  revision: number;
}

/** So many sites are written at a time; between two parts others get their turn. */
export const SITES_A_PART = 250;
const LOTS_A_PART = 1_000;

/** One part of what a revision consists of: written in a transaction of its own, or all parts in one. */
export type PartWriter = (tx: Tx) => Promise<void>;

/** Everything a revision consists of, in parts that each take a few milliseconds to write. */
export async function* partsOf(key: RevisionKey, solved: SolvedPlan): AsyncGenerator<PartWriter> {
  const { plan_id, revision } = key;
  for (const [at, part] of solved.inputs.entries()) {
    yield (tx) => insertInputs(tx, plan_id, revision, [part], at + 1);
  }
  for (let from = 0; from < solved.lots.length; from += LOTS_A_PART) {
    const lots = solved.lots.slice(from, from + LOTS_A_PART);
    yield (tx) => insertLots(tx, plan_id, revision, lots, from);
  }
  const count = solved.result.site_count;
  let next: Promise<StoredSite[]> = solved.sites(0, SITES_A_PART);
  for (let from = 0; from < count; from += SITES_A_PART) {
    const sites = await next;
    // While these are written, the next ones are put together.
    next = solved.sites(from + SITES_A_PART, from + 2 * SITES_A_PART);
    next.catch(() => {});
    yield (tx) =>
      insertSites(
        tx,
        plan_id,
        revision,
        sites.filter(({ line_count }) => line_count > 0),
      );
  }
}

/**
 * Makes a revision that is kept whole the one of its plan. Throws `state_conflict` when it was stopped meanwhile or the plan
 * can no longer be edited.
 */
export async function finishRevision(tx: Tx, context: Context, key: RevisionKey, solved: SolvedPlan) {
  const { plan_id, revision } = key;
  const end = { state: 'computed' as const, ...solved.result };
  const ended = await endRevision(tx, plan_id, revision, end, instant(context.clock));
  if (ended && (await takeRevision(tx, plan_id, revision))) return;
  const allowed = [...planSteps.compute.from, ...planSteps.edit.from].join(', ');
  const params = { resource: 'plan', id: plan_id, state: 'changed meanwhile', action: 'compute', allowed };
  throw new Problem('state_conflict', params);
}

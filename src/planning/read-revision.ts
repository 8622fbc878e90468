import type { Reader } from '../database/database.ts';
import { assertStepped } from '../database/guards.ts';
import { present } from '../lib/assert.ts';
import { found } from '../lib/expect.ts';
import type { Language } from '../lib/localized.ts';
import type { ProblemCode } from '../lib/problem.ts';
import { type Params, Problem, problemDetail, type Violation, violationMessage } from '../lib/problem.ts';
import type { RevisionKey } from './keep-revision.ts';
import type { Pin } from './model.ts';
import { findRevision, readInputs } from './revision-store.ts';
import { unpack } from './solved-plan.ts';
import { findPlan } from './store.ts';

/**
 * The revision of a plan that is asked for, or the one that holds. Throws `not_found`, and `state_conflict` where it is not
 * computed: half a plan is never shown.
 */
export async function revisionToRead(
  reader: Reader,
  planId: string,
  asked: number | undefined,
): Promise<RevisionKey> {
  const plan = found(await findPlan(reader, planId), 'plan', planId);
  const revision = asked ?? plan.revision;
  if (asked === undefined && revision > 0) return { plan_id: planId, revision };
  if (asked === undefined) {
    assertStepped(false, 'plan', plan, 'read', ['computed', 'edited', 'submitted', 'approved']);
  }
  const id = `${planId}/${revision}`;
  const { state } = found(await findRevision(reader, planId, revision), 'plan revision', id);
  assertStepped(state === 'computed', 'plan revision', { id, state }, 'read', ['computed']);
  return { plan_id: planId, revision };
}

/** The exact bytes that a revision was worked out from. Throws what `revisionToRead` throws. */
export async function readPlanInputs(
  reader: Reader,
  planId: string,
  asked: number | undefined,
): Promise<string> {
  const { revision } = await revisionToRead(reader, planId, asked);
  return unpack(present(await readInputs(reader, planId, revision), 'the inputs of the revision'));
}

/** What is kept of a failure. */
interface KeptProblem {
  code: ProblemCode;
  params: Params;
  violations: Violation[];
}

type Row = NonNullable<Awaited<ReturnType<typeof findRevision>>>;

/** A revision as it is told, its failure in words. */
export function toldRevision(row: Omit<Row, 'options' | 'totals'>, language: Language) {
  const { pins, problem } = row;
  return {
    plan_id: row.plan_id,
    revision: row.revision,
    state: row.state,
    percent: row.percent,
    as_of: row.as_of,
    arrival_on: row.arrival_on,
    pins: JSON.parse(pins) as Pin[],
    note: row.note,
    problem: problem === null ? null : toldProblem(JSON.parse(problem) as KeptProblem, language),
    inputs_sha256: row.inputs_sha256,
    site_count: row.site_count,
    line_count: row.line_count,
    made_by: row.made_by,
    made_at: row.made_at,
    ended_at: row.ended_at,
  };
}

function toldProblem({ code, params, violations }: KeptProblem, language: Language) {
  return {
    code,
    detail: problemDetail(new Problem(code, params), language),
    errors: violations.map((violation) => ({
      rule: violation.rule,
      value: violation.value ?? null,
      message: violationMessage(violation, language),
    })),
  };
}

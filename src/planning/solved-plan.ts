import { sha256 } from '../lib/hash.ts';
import { canonicalJson, type WorkedPlan } from './compute-plan.ts';
import type { PlanInput } from './model.ts';
import type { PlanRows } from './plan-rows.ts';

/** What is kept of a plan besides its lines. */
export interface PlanDescription {
  /** How many lines it has. */
  count: number;
  /** The canonical bytes it was worked out from. */
  inputs: string;
  inputs_sha256: string;
  totals: string;
}

/** A plan worked out somewhere, whose rows can be had part by part, as often as needed, until it is released. */
export interface SolvedPlan extends PlanDescription {
  readonly requestIds: readonly string[];
  rows(from: number, to: number): Promise<PlanRows>;
  /** Gives up what the plan holds. */
  release(): Promise<void>;
}

export function describePlan(input: PlanInput, plan: WorkedPlan): PlanDescription {
  const inputs = canonicalJson(input);
  return { count: plan.count, inputs, inputs_sha256: sha256(inputs), totals: canonicalJson(plan.totals) };
}

import type { Params, ProblemCode, Violation } from '../lib/problem.ts';
import type { PlanInput, PlanSite } from './model.ts';
import type { PlanRows } from './plan-rows.ts';
import type { PlanDescription } from './solved-plan.ts';

/** What a worker is told: the sites in parts, so that no message takes long to copy, then the rest, then which rows to give. */
export type Order =
  | { kind: 'sites'; sites: readonly PlanSite[] }
  | { kind: 'work'; rest: Omit<PlanInput, 'sites'> }
  | { kind: 'rows'; from: number; to: number };

/** What a worker says: how many items are done, then what came out, then rows. */
export type Answer =
  | { kind: 'progress'; done: number; of: number }
  | { kind: 'worked'; plan: PlanDescription }
  | { kind: 'rows'; rows: PlanRows }
  | { kind: 'refused'; code: ProblemCode; params: Params; violations: readonly Violation[] }
  | { kind: 'failed'; message: string };

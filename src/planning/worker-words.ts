import type { Params, ProblemCode, Violation } from '../lib/problem.ts';
import type { Wanted } from './gather.ts';
import type { PlanInput } from './model.ts';
import type { StoredSite } from './site-content.ts';
import type { PlanDescription } from './solved-plan.ts';

/** Where the input of a plan comes from: it is at hand, or the thread reads it from the database itself. */
export type Source = { kind: 'input'; input: PlanInput } | { kind: 'database'; url: string; wanted: Wanted };

/** What a worker is told: what to work out, then which sites to give, then to forget it all. */
export type Order =
  | { kind: 'work'; source: Source }
  | { kind: 'sites'; from: number; to: number }
  | { kind: 'forget' };

/** What a worker says: how many items are done, then what came out, then sites. */
export type Answer =
  | { kind: 'progress'; done: number; of: number }
  | { kind: 'worked'; plan: PlanDescription }
  | { kind: 'sites'; sites: StoredSite[] }
  | { kind: 'forgot' }
  | { kind: 'refused'; code: ProblemCode; params: Params; violations: readonly Violation[] }
  | { kind: 'failed'; message: string };

import { workOutPlan } from '../../src/planning/compute-plan.ts';
import type { CalendarDate, ItemTotal, PlanInput, PlanLine } from '../../src/planning/model.ts';

export interface PlanResult {
  as_of: CalendarDate;
  arrival_on: CalendarDate;
  lines: PlanLine[];
  totals: ItemTotal[];
}

/** A plan with all its lines at once. */
export function computePlan(input: PlanInput): PlanResult {
  const plan = workOutPlan(input);
  const { as_of, arrival_on } = input;
  return { as_of, arrival_on, lines: plan.lines(0, plan.count), totals: plan.totals };
}

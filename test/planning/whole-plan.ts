import { workOutPlan } from '../../src/planning/compute-plan.ts';
import type { CalendarDate, ItemTotal, PlanInput, PlanLine } from '../../src/planning/model.ts';
import { openSite, withLots } from '../../src/planning/site-content.ts';

export interface PlanResult {
  as_of: CalendarDate;
  arrival_on: CalendarDate;
  lines: PlanLine[];
  totals: ItemTotal[];
}

/** A plan with all its lines at once, read from what would be stored of it. */
export function computePlan(input: PlanInput): PlanResult {
  const plan = workOutPlan(input);
  const { as_of, arrival_on } = input;
  const lines = plan.sites(0, plan.siteCount).flatMap((site) => openSite(plan.header, site));
  return { as_of, arrival_on, lines: withLots(lines, plan.lots), totals: [...plan.totals] };
}

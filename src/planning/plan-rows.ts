import type { WorkedPlan } from './compute-plan.ts';

/** Some lines of a plan with their reasons and picks, as columns; `at` is the place of a line among these lines. */
export interface PlanRows {
  lines: {
    site_id: string[];
    item_id: string[];
    tier: (number | null)[];
    priority: number[];
    need: number[];
    delivered: number[];
    in_transit: number[];
    promised: number[];
    gap: number[];
    allocated: number[];
    shortfall: number[];
    flags: string[];
    basis: string[];
  };
  reasons: { at: number[]; reason: string[]; quantity: number[] };
  picks: {
    at: number[];
    pick_number: number[];
    lot_id: string[];
    location_id: string[];
    quantity: number[];
  };
}

/** The lines from one index up to before another, as they are stored. */
export function planRows(plan: WorkedPlan, from: number, to: number): PlanRows {
  const lines = plan.lines(from, to);
  const reasons = lines.flatMap((line, at) => line.reasons.map((part) => ({ at, ...part })));
  const picks = lines.flatMap((line, at) =>
    line.picks.map((pick, index) => ({ at, pick_number: index + 1, ...pick })),
  );
  return {
    lines: {
      site_id: lines.map(({ site_id }) => site_id),
      item_id: lines.map(({ item_id }) => item_id),
      tier: lines.map(({ tier }) => tier),
      priority: lines.map(({ priority }) => priority),
      need: lines.map(({ need }) => need),
      delivered: lines.map(({ delivered }) => delivered),
      in_transit: lines.map(({ in_transit }) => in_transit),
      promised: lines.map(({ promised }) => promised),
      gap: lines.map(({ gap }) => gap),
      allocated: lines.map(({ allocated }) => allocated),
      shortfall: lines.map(({ shortfall }) => shortfall),
      flags: lines.map(({ flags }) => JSON.stringify(flags)),
      basis: lines.map(({ basis }) => JSON.stringify(basis)),
    },
    reasons: {
      at: reasons.map(({ at }) => at),
      reason: reasons.map(({ reason }) => reason),
      quantity: reasons.map(({ quantity }) => quantity),
    },
    picks: {
      at: picks.map(({ at }) => at),
      pick_number: picks.map(({ pick_number }) => pick_number),
      lot_id: picks.map(({ lot_id }) => lot_id),
      location_id: picks.map(({ location_id }) => location_id),
      quantity: picks.map(({ quantity }) => quantity),
    },
  };
}

/** Where a plan can stand. */
export const planStates = ['computed', 'approved', 'dispatched', 'completed', 'cancelled'] as const;

export type PlanState = (typeof planStates)[number];

interface Step {
  readonly from: readonly PlanState[];
  readonly to: PlanState;
}

/**
 * Every step a plan can take. `dispatch` is each departure of one of its consignments, `complete` the end of the last one.
 * A step that is not here is refused: from the first departure on, a plan is no longer cancelled.
 */
export const planSteps = {
  approve: { from: ['computed'], to: 'approved' },
  dispatch: { from: ['approved', 'dispatched'], to: 'dispatched' },
  complete: { from: ['dispatched'], to: 'completed' },
  cancel: { from: ['computed', 'approved'], to: 'cancelled' },
} as const satisfies Readonly<Record<string, Step>>;

export type PlanStep = keyof typeof planSteps;

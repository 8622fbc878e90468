/** Where a plan can stand. */
export const planStates = [
  'computing',
  'failed',
  'computed',
  'edited',
  'submitted',
  'approved',
  'dispatched',
  'completed',
  'cancelled',
] as const;

export type PlanState = (typeof planStates)[number];

interface Step {
  readonly from: readonly PlanState[];
  readonly to: PlanState;
}

/**
 * Every step a plan can take. `compute` and `fail` end its first revision, `retry` begins another one where none was computed,
 * `edit` puts a later revision in the place of the one before it. `dispatch` is each departure of one of its consignments,
 * `complete` the end of the last one. A step that is not here is refused: from the first departure on, a plan is no longer
 * cancelled.
 */
export const planSteps = {
  compute: { from: ['computing'], to: 'computed' },
  fail: { from: ['computing'], to: 'failed' },
  retry: { from: ['failed'], to: 'computing' },
  edit: { from: ['computed', 'edited', 'submitted'], to: 'edited' },
  submit: { from: ['computed', 'edited'], to: 'submitted' },
  approve: { from: ['computed', 'edited', 'submitted'], to: 'approved' },
  dispatch: { from: ['approved', 'dispatched'], to: 'dispatched' },
  complete: { from: ['dispatched'], to: 'completed' },
  cancel: { from: ['computing', 'failed', 'computed', 'edited', 'submitted', 'approved'], to: 'cancelled' },
} as const satisfies Readonly<Record<string, Step>>;

export type PlanStep = keyof typeof planSteps;

/** Where one computation of a plan can stand. */
export const revisionStates = ['computing', 'computed', 'failed', 'stopped'] as const;

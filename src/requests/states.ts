/** Where a request can stand. */
export const requestStates = ['draft', 'submitted', 'approved', 'rejected', 'planned', 'cancelled'] as const;

export type RequestState = (typeof requestStates)[number];

interface Step {
  readonly from: readonly RequestState[];
  readonly to: RequestState;
}

/**
 * Every step a request can take. People submit, decide and cancel; `plan` and `unplan` follow the approval and the
 * cancellation of a plan that answers it. A step that is not here is refused.
 */
export const requestSteps = {
  submit: { from: ['draft'], to: 'submitted' },
  approve: { from: ['submitted'], to: 'approved' },
  reject: { from: ['submitted'], to: 'rejected' },
  cancel: { from: ['draft', 'submitted', 'approved'], to: 'cancelled' },
  plan: { from: ['approved'], to: 'planned' },
  unplan: { from: ['planned'], to: 'approved' },
} as const satisfies Readonly<Record<string, Step>>;

export type RequestStep = keyof typeof requestSteps;

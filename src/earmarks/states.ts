/** Where a loan between grants can stand. Waived, the lender has given up what was still owed. */
export const loanStates = ['open', 'repaid', 'waived'] as const;

export type LoanState = (typeof loanStates)[number];

interface Step {
  readonly from: readonly LoanState[];
  readonly to: LoanState;
}

/** Every step a loan can take; the repayment that leaves nothing owed settles it. */
export const loanSteps = {
  repay: { from: ['open'], to: 'open' },
  settle: { from: ['open'], to: 'repaid' },
  waive: { from: ['open'], to: 'waived' },
} as const satisfies Readonly<Record<string, Step>>;

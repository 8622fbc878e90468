/** Where a stock count can stand. */
export const countStates = ['open', 'counted', 'recount', 'approved', 'posted', 'cancelled'] as const;

export type CountState = (typeof countStates)[number];

interface Step {
  readonly from: readonly CountState[];
  /** Null where the count stays where it is. */
  readonly to: CountState | null;
}

/**
 * Every step a stock count can take. People enter quantities while it is open or while some lines are recounted; closing shows
 * the differences; only what was approved is posted. A step that is not here is refused.
 */
export const countSteps = {
  enter: { from: ['open', 'recount'], to: null },
  close: { from: ['open', 'recount'], to: 'counted' },
  recount: { from: ['counted'], to: 'recount' },
  approve: { from: ['counted'], to: 'approved' },
  post: { from: ['approved'], to: 'posted' },
  cancel: { from: ['open', 'counted', 'recount', 'approved'], to: 'cancelled' },
} as const satisfies Readonly<Record<string, Step>>;

export type CountStep = keyof typeof countSteps;

/** Counts whose differences may still be posted: two of them never cover the same lot in the same bin. */
export const unfinished = ['open', 'counted', 'recount', 'approved'] as const satisfies readonly CountState[];

/** Whether people are counting, so that a blind count tells them nothing yet. */
export function isCounting(state: CountState): boolean {
  return state === 'open' || state === 'recount';
}

import type { Localized } from './localized.ts';

export interface ProblemEntry {
  readonly status: number;
  readonly title: Localized;
  /** What happened and what to do; `{name}` places are filled from the problem's parameters. */
  readonly detail: Localized;
}

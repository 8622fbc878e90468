/** Where a version of a kit's composition can stand. */
export const compositionStates = ['draft', 'agreed', 'superseded'] as const;

export type CompositionState = (typeof compositionStates)[number];

interface Step {
  readonly from: readonly CompositionState[];
  readonly to: CompositionState;
}

/**
 * Every step a composition can take: a draft is edited until the Sector agrees to it, and the version agreed before is
 * superseded by that. A step that is not here is refused.
 */
export const compositionSteps = {
  edit: { from: ['draft'], to: 'draft' },
  agree: { from: ['draft'], to: 'agreed' },
  supersede: { from: ['agreed'], to: 'superseded' },
} as const satisfies Readonly<Record<string, Step>>;

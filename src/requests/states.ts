/** Where a request can stand. */
export const requestStates = [
  'draft',
  'submitted',
  'approved',
  'partly_approved',
  'rejected',
  'planned',
  'in_fulfilment',
  'fulfilled',
  'closed_short',
  'cancelled',
] as const;

export type RequestState = (typeof requestStates)[number];

interface Step {
  readonly from: readonly RequestState[];
  readonly to: RequestState;
}

/**
 * Every step that people take. From its approval on a request also follows its goods, back and forth between what was granted,
 * planned, in fulfilment and fulfilled: see `standing`. A step that is not here is refused.
 */
export const requestSteps = {
  submit: { from: ['draft'], to: 'submitted' },
  approve: { from: ['submitted'], to: 'approved' },
  approve_in_part: { from: ['submitted'], to: 'partly_approved' },
  reject: { from: ['submitted'], to: 'rejected' },
  cancel: { from: ['draft', 'submitted', 'approved', 'partly_approved'], to: 'cancelled' },
  close_short: { from: ['approved', 'partly_approved', 'in_fulfilment'], to: 'closed_short' },
} as const satisfies Readonly<Record<string, Step>>;

export type RequestStep = keyof typeof requestSteps;

/** Granted and not yet at an end: a plan may promise something to it. */
export const openGrants = ['approved', 'partly_approved', 'planned', 'in_fulfilment'] as const;

/** Handed in and not yet at an end: someone waits for it, and it can be late. */
export const awaitedStates = ['submitted', ...openGrants] as const;

/** Who has to do something next: the people of the site, those of the stock, or nobody any more. */
export const nextActors = ['responder', 'logistics', 'nobody'] as const;

export type NextActor = (typeof nextActors)[number];

/** What offered substitutes can come to. */
export const substitutionStates = ['offered', 'accepted', 'refused', 'withdrawn'] as const;

export type SubstitutionState = (typeof substitutionStates)[number];

/** Every step of an offered substitute. The end of its request withdraws it. */
export const substitutionSteps = {
  accept: { from: ['offered'], to: 'accepted' },
  refuse: { from: ['offered'], to: 'refused' },
  withdraw: { from: ['offered'], to: 'withdrawn' },
} as const satisfies Readonly<Record<string, { from: readonly SubstitutionState[]; to: SubstitutionState }>>;

export type SubstitutionStep = keyof typeof substitutionSteps;

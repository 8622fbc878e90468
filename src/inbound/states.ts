interface Step<State extends string> {
  readonly from: readonly State[];
  readonly to: State;
}

/** Where an expected consignment can stand. */
export const expectedStates = [
  'announced',
  'shipped',
  'partly_received',
  'received',
  'closed_short',
  'cancelled',
] as const;

export type ExpectedState = (typeof expectedStates)[number];

/**
 * Every step of an expected consignment. A receipt leaves it partly received; when nothing is outstanding any more it is
 * received, or closed short if something of it was missing. Reversing a receipt opens it again. A step that is not here is refused.
 */
export const expectedSteps = {
  estimate: { from: ['announced', 'shipped', 'partly_received'], to: null },
  ship: { from: ['announced'], to: 'shipped' },
  receive: { from: ['shipped', 'partly_received'], to: 'partly_received' },
  cancel: { from: ['announced', 'shipped'], to: 'cancelled' },
  reopen: { from: ['partly_received', 'received', 'closed_short'], to: 'partly_received' },
} as const satisfies Readonly<
  Record<string, Step<ExpectedState> | { from: readonly ExpectedState[]; to: null }>
>;

/** Those of which something is still to come. */
export const openExpected = ['announced', 'shipped', 'partly_received'] as const;

/** Where a transfer between warehouses can stand. */
export const transferStates = [
  'draft',
  'in_transit',
  'partly_received',
  'received',
  'closed_short',
  'cancelled',
] as const;

export type TransferState = (typeof transferStates)[number];

/** Those with something on the road. */
export const movingTransfers = ['in_transit', 'partly_received'] as const;

/** Every step of a transfer; receipts end it as they end an expected consignment. */
export const transferSteps = {
  add_lines: { from: ['draft'], to: 'draft' },
  depart: { from: ['draft'], to: 'in_transit' },
  receive: { from: ['in_transit', 'partly_received'], to: 'partly_received' },
  cancel: { from: ['draft'], to: 'cancelled' },
  reopen: { from: ['partly_received', 'received', 'closed_short'], to: 'partly_received' },
} as const satisfies Readonly<Record<string, Step<TransferState>>>;

/** Where a claim can stand. */
export const claimStates = ['open', 'submitted', 'settled', 'waived'] as const;

export type ClaimState = (typeof claimStates)[number];

/** Every step of a claim. */
export const claimSteps = {
  submit: { from: ['open'], to: 'submitted' },
  settle: { from: ['submitted'], to: 'settled' },
  waive: { from: ['open', 'submitted'], to: 'waived' },
} as const satisfies Readonly<Record<string, Step<ClaimState>>>;

/** Those that are not decided. */
export const pendingClaims = ['open', 'submitted'] as const;

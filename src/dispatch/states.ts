/** Where a consignment can stand. */
export const consignmentStates = ['planned', 'in_transit', 'received', 'cancelled'] as const;

export type ConsignmentState = (typeof consignmentStates)[number];

interface Step {
  readonly from: readonly ConsignmentState[];
  readonly to: ConsignmentState;
}

/**
 * Every step a consignment can take. A receipt that leaves it open keeps it in transit; the closing one ends it. A step that
 * is not here is refused.
 */
export const consignmentSteps = {
  depart: { from: ['planned'], to: 'in_transit' },
  receive: { from: ['in_transit'], to: 'in_transit' },
  close: { from: ['in_transit'], to: 'received' },
  cancel: { from: ['planned'], to: 'cancelled' },
} as const satisfies Readonly<Record<string, Step>>;

export type ConsignmentStep = keyof typeof consignmentSteps;

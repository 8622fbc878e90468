/**
 * Where a reservation can stand. Open, it holds something or waits; spent, nothing is left of it because it was used or taken;
 * cancelled and expired, it gave back what it still held.
 */
export const reservationStates = ['open', 'spent', 'cancelled', 'expired'] as const;

export type ReservationState = (typeof reservationStates)[number];

interface Step {
  readonly from: readonly ReservationState[];
  readonly to: ReservationState;
}

/** Every step a reservation can take. `use` is each part issued from it, `spend` the end of the last one. */
export const reservationSteps = {
  fill: { from: ['open'], to: 'open' },
  pre_empt: { from: ['open'], to: 'open' },
  use: { from: ['open'], to: 'open' },
  spend: { from: ['open'], to: 'spent' },
  cancel: { from: ['open'], to: 'cancelled' },
  expire: { from: ['open'], to: 'expired' },
} as const satisfies Readonly<Record<string, Step>>;

export type ReservationEnd = 'cancel' | 'expire';

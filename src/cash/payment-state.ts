import type { PaymentState } from '../database/tables/cash.ts';
import type { InstructionState, ReportedStatus } from './match.ts';

/** The state of a payment says whether it was instructed and the provider's latest word; the amounts tell whole from short. */
const READINGS: Readonly<Record<PaymentState, readonly [InstructionState, ReportedStatus]>> = {
  planned: ['not_instructed', 'not_reported'],
  cancelled: ['not_instructed', 'not_reported'],
  instructed: ['instructed', 'not_reported'],
  paid: ['instructed', 'paid'],
  short: ['instructed', 'paid'],
  failed: ['instructed', 'failed'],
  pending: ['instructed', 'pending'],
  unknown: ['instructed', 'unknown'],
};

export interface StoredPayment {
  readonly id: string;
  readonly reference: string;
  readonly amount_cents: number;
  readonly state: PaymentState;
  readonly paid_cents: number;
}

/** A stored payment as matching and tie-out take it. */
export function asMatchable(payment: StoredPayment, currency: string) {
  const [state, reported] = READINGS[payment.state];
  const { id: payment_id, reference, amount_cents, paid_cents } = payment;
  return { payment_id, reference, amount_cents, currency, state, paid_cents, reported };
}

/** The state of an instructed payment after the provider's word. */
export function stateAfter(reported: ReportedStatus, paidCents: number, amountCents: number): PaymentState {
  if (reported === 'not_reported') return 'instructed';
  if (reported === 'paid') return paidCents === amountCents ? 'paid' : 'short';
  return reported;
}

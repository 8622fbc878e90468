import type { NextActor, RequestState } from './states.ts';

/** The lines of a request summed: whole base units of whatever was asked. */
export interface LineSums {
  approved: number;
  promised: number;
  /** On the road. */
  sent: number;
  delivered: number;
}

/**
 * Where a granted request stands by its goods, and who acts next: the site receives what is on the road and answers an offered
 * substitute, logistics does the rest. What is lost on the road is neither sent nor delivered any more: the request goes back.
 */
export function standing(
  granted: 'approved' | 'partly_approved',
  sums: LineSums,
  isOffered: boolean,
): { state: RequestState; next_actor: NextActor } {
  if (sums.delivered === sums.approved) return { state: 'fulfilled', next_actor: 'nobody' };
  const goods = sums.sent + sums.delivered > 0 ? 'in_fulfilment' : 'planned';
  const state = sums.sent + sums.delivered + sums.promised > 0 ? goods : granted;
  return { state, next_actor: isOffered || sums.sent > 0 ? 'responder' : 'logistics' };
}

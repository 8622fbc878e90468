import type { Principal } from '../access/principal.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import type { NoticeKind } from '../database/tables/reservations.ts';
import { instant } from '../lib/clock.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { releaseHolds } from './give-back.ts';
import {
  type Holder,
  type Holding,
  keepBalances,
  listHolders,
  placeKey,
  readPlaces,
  sumHoldings,
} from './hold-store.ts';
import { insertNotices } from './notice-store.ts';
import { spend } from './store.ts';

/** What whoever takes goods away has decided about those who reserved them. */
export interface Decision {
  decision: 'release' | 'keep';
  reason: string;
}

/** A hold and what of it is at stake. */
export interface Loss extends Holder {
  loses: number;
}

/**
 * To be called before goods are taken that were not reserved for it: written off, counted short, adjusted away. Where less is free
 * than is to be taken, those who reserved last lose just as much as is needed, and are told the reason. Throws
 * `reservation_decision` naming who would lose what, unless `release` was decided. More than there is, is left to the ledger to
 * refuse.
 */
export async function makeRoom(
  tx: Tx,
  context: Context,
  principal: Principal,
  takings: readonly Holding[],
  decision?: Decision,
): Promise<void> {
  const asked = sumHoldings(takings);
  if ((await lossesOf(tx, asked)).length === 0) return;
  await keepBalances(tx, asked);
  const losses = await lossesOf(tx, asked);
  if (losses.length === 0) return;
  if (decision?.decision !== 'release') throw await askDecision(tx, losses);
  await takeAway(tx, context, losses, {
    kind: 'released',
    reason: decision.reason,
    made_by: principal.person_id,
  });
}

/**
 * To be called when a lot may not leave any more. Every reservation of it is at stake: `release` takes it away from all, `keep`
 * leaves it to them in case it turns good again; either way they are told. Throws `reservation_decision` without one. The caller
 * keeps the lot's balances.
 */
export async function withholdLot(
  tx: Tx,
  context: Context,
  principal: Principal,
  lotId: string,
  decision?: Decision,
): Promise<void> {
  const losses = (await listHolders(tx, [lotId])).map((holder) => ({ ...holder, loses: holder.quantity }));
  if (losses.length === 0) return;
  if (decision === undefined) throw await askDecision(tx, losses);
  const told = { reason: decision.reason, made_by: principal.person_id };
  if (decision.decision === 'keep') await tell(tx, context, losses, { kind: 'kept', ...told });
  else await takeAway(tx, context, losses, { kind: 'released', ...told });
}

/** Who loses how much if these quantities are taken: the last to come first, just as much as is not free. */
async function lossesOf(tx: Tx, takings: readonly Holding[]): Promise<Loss[]> {
  const places = await readPlaces(tx, takings);
  const missing = new Map<string, number>();
  for (const taking of takings) {
    const place = places.get(placeKey(taking));
    if (place === undefined || taking.quantity > place.on_hand) continue;
    const short = taking.quantity - (place.on_hand - place.reserved);
    if (short > 0) missing.set(placeKey(taking), short);
  }
  if (missing.size === 0) return [];
  const holders = await listHolders(
    tx,
    takings.map(({ lot_id }) => lot_id),
  );
  return shareLosses(holders, missing);
}

/** Takes what is missing at each place from its holders in the order given. */
function shareLosses(holders: readonly Holder[], rest: Map<string, number>): Loss[] {
  return holders.flatMap((holder): Loss[] => {
    const loses = Math.min(holder.quantity, rest.get(placeKey(holder)) ?? 0);
    if (loses === 0) return [];
    rest.set(placeKey(holder), (rest.get(placeKey(holder)) ?? 0) - loses);
    return [{ ...holder, loses }];
  });
}

async function askDecision(tx: Tx, losses: readonly Loss[]): Promise<Problem> {
  const places = await readPlaces(tx, losses);
  const violations = losses.map((loss): Violation => {
    const place = places.get(placeKey(loss));
    const lot_number = place?.lot_number ?? loss.lot_id;
    const { reservation_id, holder, lot_id, loses, quantity: held } = loss;
    const where = { lot_id, lot_number, location: place?.location_code ?? loss.location_id };
    return {
      rule: 'loses_hold',
      value: lot_number,
      params: { reservation_id, holder, ...where, held, loses },
    };
  });
  const count = new Set(losses.map(({ reservation_id }) => reservation_id)).size;
  return new Problem('reservation_decision', { count }, violations);
}

interface Told {
  kind: NoticeKind;
  reason: string;
  made_by: string;
  taken_by_reservation_id?: string;
}

/** Takes lots away from reservations and tells their holders. The caller keeps the balances. */
export async function takeAway(tx: Tx, context: Context, losses: readonly Loss[], told: Told): Promise<void> {
  await releaseHolds(
    tx,
    losses.map((loss) => ({ ...loss, quantity: loss.loses })),
  );
  await spend(
    tx,
    losses.map(({ reservation_id }) => reservation_id),
    instant(context.clock),
  );
  await tell(tx, context, losses, told);
}

async function tell(tx: Tx, context: Context, losses: readonly Loss[], told: Told): Promise<void> {
  const made_at = instant(context.clock);
  await insertNotices(
    tx,
    losses.map(({ reservation_id, held_by, lot_id, location_id, loses }) => ({
      id: context.ids.next(),
      reservation_id,
      to_person_id: held_by,
      lot_id,
      location_id,
      quantity: loses,
      taken_by_reservation_id: null,
      made_at,
      ...told,
    })),
  );
}

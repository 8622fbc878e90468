import type { Principal } from '../access/principal.ts';
import { forbiddenLots } from '../catalogue/earmark-check.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { groupBy } from '../lib/group-by.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { type Holding, listItemPlaces, type PlaceState, sumHoldings } from './hold-store.ts';
import { insertNotices } from './notice-store.ts';
import { freeAfter, passedOver } from './passed-over.ts';
import { keepWaiting, listWaiting, warehouseZone } from './store.ts';

/** What whoever takes goods has decided about those who have waited longer for them. */
export interface QueueDecision {
  decision: 'pass';
  reason: string;
}

/** Who takes goods. */
export interface Taker {
  /** Those who wait with a less urgent priority come after it; without one, everybody who waits comes first. */
  priority?: number;
  /** Whoever waits for the same site is served by this, not passed. */
  site_ids?: Iterable<string>;
  /** The reservation that takes. */
  reservation_id?: string;
  decision?: QueueDecision | undefined;
  /** The balances have these goods no more: they are issued or reserved already. */
  isTaken: boolean;
}

type Waiting = Awaited<ReturnType<typeof listWaiting>>[number];

/** A reservation that would be passed, and how much it would lose. */
export interface Passed extends Waiting {
  loses: number;
}

/**
 * The one rule of the queue: what is free of an item in a warehouse belongs to those who wait for it, as far as they may have it and
 * until all of them are served; what is left is anybody's. Whoever takes more passes them and says so by a decision, and they are
 * told the reason. Throws `queue_order` naming each who would be passed, unless that was decided.
 */
export async function respectQueue(
  tx: Tx,
  context: Context,
  principal: Principal,
  taken: readonly Holding[],
  taker: Taker,
): Promise<void> {
  const passed = await passedBy(tx, context, taken, taker);
  const [first] = passed;
  if (first === undefined) return;
  if (taker.decision === undefined) throw new Problem('queue_order', aheadParams(first), passed.map(passes));
  await tellPassed(tx, context, principal, passed, taker.decision.reason, taker.reservation_id);
}

/** Who would be passed, in the order in which they wait. The caller keeps the balances it takes from; others wait until it is done. */
export async function passedBy(
  tx: Tx,
  context: Context,
  taken: readonly Holding[],
  { priority = 9, site_ids = [], reservation_id, isTaken }: Taker,
): Promise<Passed[]> {
  const sums = sumHoldings(taken);
  if ((await listWaiting(tx, sums)).length === 0) return [];
  // Whoever takes of what somebody waits for does so one after the other: two could else leave too little together.
  await keepWaiting(tx, sums);
  const served = new Set(site_ids);
  const ahead = (await listWaiting(tx, sums)).filter(
    (waiting) =>
      waiting.priority <= priority &&
      waiting.id !== reservation_id &&
      !(waiting.site_id !== null && served.has(waiting.site_id)),
  );
  const passed: Passed[] = [];
  for (const queue of groupBy(ahead, ({ item_id, warehouse_id }) => `${item_id} ${warehouse_id}`).values()) {
    passed.push(...(await passedInQueue(tx, context, queue, sums, isTaken)));
  }
  return passed;
}

async function passedInQueue(
  tx: Tx,
  context: Context,
  queue: readonly Waiting[],
  taken: readonly Holding[],
  isTaken: boolean,
): Promise<Passed[]> {
  const place = present(queue[0], 'somebody who waits');
  const zone = present(await warehouseZone(tx, place.warehouse_id), 'the time zone of the warehouse');
  const day = today(context.clock, zone);
  const places = (await listItemPlaces(tx, place, { emptyToo: true })).filter((state) =>
    isUsable(state, day),
  );
  const left = freeAfter(places, isTaken ? [] : taken);
  const ofItem = taken.filter((one) => places.some((state) => isSamePlace(state, one)));
  const lotIds = places.map(({ lot_id }) => lot_id);
  const waiters = [];
  for (const waiting of queue) {
    const forbidden = await forbiddenLots(tx, lotIds, waiting, day);
    waiters.push({ ...waiting, mayHave: (lotId: string) => !forbidden.has(lotId) });
  }
  const lost = passedOver(waiters, left, ofItem);
  return queue.flatMap((waiting) => {
    const loses = lost.get(waiting.id);
    return loses === undefined ? [] : [{ ...waiting, loses }];
  });
}

function isUsable({ condition, expires_on, purpose }: PlaceState, day: string): boolean {
  return condition === 'good' && purpose !== 'quarantine' && (expires_on === null || expires_on >= day);
}

function isSamePlace(a: Omit<Holding, 'quantity'>, b: Omit<Holding, 'quantity'>): boolean {
  return a.lot_id === b.lot_id && a.location_id === b.location_id;
}

/** Says to each who was passed how much of what they wait for went to somebody else, and why. */
export async function tellPassed(
  tx: Tx,
  context: Context,
  principal: Principal,
  passed: readonly Passed[],
  reason: string,
  takenBy?: string,
): Promise<void> {
  const made_at = instant(context.clock);
  await insertNotices(
    tx,
    passed.map(({ id, held_by, loses }) => ({
      id: context.ids.next(),
      reservation_id: id,
      to_person_id: held_by,
      kind: 'passed' as const,
      lot_id: null,
      location_id: null,
      quantity: loses,
      reason,
      taken_by_reservation_id: takenBy ?? null,
      made_by: principal.person_id,
      made_at,
    })),
  );
}

/** What is said of somebody who waits first. */
export function aheadParams(ahead: Omit<Waiting, 'held_by' | 'site_id' | 'operation_id'>) {
  const { id, holder, waiting, item_code, created_at: since, priority } = ahead;
  return { id, holder, waiting, item_code, since, priority };
}

/** One who would be passed, as a violation. */
export function passes({ loses, ...ahead }: Passed): Violation {
  const { id: reservation_id, ...params } = aheadParams(ahead);
  return { rule: 'waits_first', value: ahead.item_code, params: { reservation_id, ...params, loses } };
}

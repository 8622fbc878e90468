import type { z } from 'zod';
import type { Principal } from '../access/principal.ts';
import { type Destination, forbiddenLots } from '../catalogue/earmark-check.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/database.ts';
import { missingIds } from '../database/versioned.ts';
import { present } from '../lib/assert.ts';
import { instant, today } from '../lib/clock.ts';
import { found } from '../lib/expect.ts';
import { Problem, type Violation } from '../lib/problem.ts';
import { assertCovered, availableLots, holdLots, pickFirst, type Wanted } from './allot.ts';
import { type Holding, placeKey, readPlaces, reserveHolds, sumHoldings } from './hold-store.ts';
import { passedBy, respectQueue } from './queue.ts';
import type { newReservation } from './schema.ts';
import {
  findAsking,
  findReservation,
  headOfQueue,
  insertReservation,
  itemCode,
  type NewReservationRow,
  warehouseZone,
} from './store.ts';

type NewReservation = z.infer<typeof newReservation>;

/**
 * Reserves an item in a warehouse: exactly the lots named, or the first to expire that are good, free and allowed by their grants.
 * Everything or nothing; with `partial` what cannot be had now waits in the queue. Throws `unknown_reference`,
 * `reservation_rule`, `earmark_blocked`, `insufficient_stock` naming what is left, and `queue_order` when others who wait first would
 * be passed and `queue` does not say so.
 */
export async function reserve(tx: Tx, context: Context, principal: Principal, input: NewReservation) {
  const ground = await groundOf(tx, context, input);
  const row = rowOf(context, principal, input, ground);
  const work: Work = { tx, context, principal };
  if (input.lots !== undefined) return reserveLots(work, row, ground, input.queue, sumHoldings(input.lots));
  await reserveItem(work, row, ground, input);
  return present(await findReservation(tx, row.id), 'the reservation just made');
}

interface Work {
  readonly tx: Tx;
  readonly context: Context;
  readonly principal: Principal;
}

/** Where a request stands when something may be held for it. */
const granted: readonly string[] = ['approved', 'partly_approved', 'planned', 'in_fulfilment'];

/** What a reservation stands on: its goods, its day, where they go, and who asked if a request did. */
interface Ground {
  wanted: Wanted;
  destination: Destination;
  asking: { number: string; state: string; requested_by: string } | null;
}

async function groundOf(tx: Tx, context: Context, input: NewReservation): Promise<Ground> {
  const { holder, item_id, warehouse_id } = input;
  const [zone, , asking] = await Promise.all([
    context.facts.of(`time zone of warehouse ${warehouse_id}`, async () =>
      known(await warehouseZone(tx, warehouse_id), 'warehouse', warehouse_id),
    ),
    context.facts.of(`there is item ${item_id}`, async () =>
      known(await itemCode(tx, item_id), 'item', item_id),
    ),
    holder.kind === 'request' ? findAsking(tx, holder.request_id) : undefined,
    assertReferences(tx, input),
  ]);
  if (holder.kind === 'request') known(asking, 'request', holder.request_id);
  const usable_on = today(context.clock, zone);
  const site_id = asking?.site_id ?? input.site_id;
  const violations: Violation[] = [];
  if (input.until_on < usable_on) {
    const params = { first: usable_on };
    violations.push({ rule: 'day_before', pointer: '/body/until_on', value: input.until_on, params });
  }
  if (asking !== undefined && !granted.includes(asking.state)) {
    const { number, state } = asking;
    const pointer = '/body/holder/request_id';
    violations.push({ rule: 'request_not_approved', pointer, value: number, params: { number, state } });
  }
  const sum = input.lots?.reduce((total, lot) => total + lot.quantity, 0);
  if (sum !== undefined && input.quantity !== undefined && sum !== input.quantity) {
    const value = String(input.quantity);
    violations.push({ rule: 'lots_exceed', pointer: '/body/quantity', value, params: { sum } });
  }
  if (violations.length > 0) throw new Problem('reservation_rule', {}, violations);
  return {
    wanted: { item_id, warehouse_id, usable_on },
    destination: { site_id, operation_id: input.operation_id },
    asking: asking ?? null,
  };
}

function known<T>(row: T | undefined, resource: string, value: string): T {
  if (row !== undefined) return row;
  const violation = { rule: 'unknown_reference', value, params: { resource } } as const;
  throw new Problem('unknown_reference', {}, [violation]);
}

async function assertReferences(tx: Tx, { site_id, operation_id }: NewReservation): Promise<void> {
  if (site_id === undefined && operation_id === undefined) return;
  const named = [
    ['sites', 'site', site_id],
    ['operations', 'operation', operation_id],
  ] as const;
  for (const [table, resource, id] of named) {
    if (id !== undefined && (await missingIds(tx, table, [id])).size > 0) known(undefined, resource, id);
  }
}

function rowOf(
  context: Context,
  principal: Principal,
  input: NewReservation,
  { destination, asking }: Ground,
): NewReservationRow {
  const { holder, lots, purpose, item_id, warehouse_id, priority, until_on } = input;
  return {
    id: context.ids.next(),
    holder_kind: holder.kind,
    plan_id: null,
    request_id: holder.kind === 'request' ? holder.request_id : null,
    team: holder.kind === 'team' ? holder.name : null,
    held_by: asking?.requested_by ?? principal.person_id,
    purpose,
    site_id: destination.site_id ?? null,
    operation_id: destination.operation_id ?? null,
    warehouse_id,
    item_id,
    quantity: input.quantity ?? present(lots, 'the lots').reduce((sum, lot) => sum + lot.quantity, 0),
    waiting: 0,
    priority,
    until_on,
    created_by: principal.person_id,
    created_at: instant(context.clock),
  };
}

/**
 * Reserves lots by guarded statements, sent together with the reading of what they made: on an engine across a network they share
 * one round trip, so that a lot many ask for is kept no longer than that and the commit.
 */
async function reserveLots(
  { tx, context, principal }: Work,
  row: NewReservationRow,
  { wanted, destination }: Ground,
  queue: NewReservation['queue'],
  lots: readonly Holding[],
) {
  const lotIds = lots.map(({ lot_id }) => lot_id);
  const holds = lots.map((lot) => ({ ...lot, reservation_id: row.id, item_id: row.item_id }));
  const [forbidden, , refused, made, waiting] = await Promise.all([
    forbiddenLots(tx, lotIds, destination, wanted.usable_on),
    insertReservation(tx, row),
    reserveHolds(tx, holds, wanted, row.created_at),
    findReservation(tx, row.id),
    headOfQueue(tx, wanted),
  ]);
  if (refused.length > 0) throw await explainLots(tx, refused, lots, wanted);
  const violations = [...forbidden.values()].flat();
  if (violations.length > 0) throw new Problem('earmark_blocked', { count: violations.length }, violations);
  if (waiting !== undefined)
    await respectQueue(tx, context, principal, lots, { ...takerOf(row, queue), isTaken: true });
  return present(made, 'the reservation just made');
}

/** Says of every lot that could not be reserved why, and what is left of it. */
async function explainLots(
  tx: Tx,
  refused: readonly Holding[],
  all: readonly Holding[],
  wanted: Wanted,
): Promise<Problem> {
  const places = await readPlaces(tx, refused);
  const reservedNow = new Map(all.map((lot) => [placeKey(lot), lot.quantity]));
  const violations = refused.map((lot): Violation => {
    const place = places.get(placeKey(lot));
    if (place === undefined) {
      return { rule: 'unknown_reference', value: lot.lot_id, params: { resource: 'lot at that location' } };
    }
    const { lot_number, condition, expires_on, location_code: location, on_hand, reserved } = place;
    const value = lot_number;
    if (place.purpose === 'quarantine') {
      return {
        rule: 'bin_purpose',
        value: location,
        params: { location, purpose: 'quarantine', allowed: 'storage' },
      };
    }
    if (place.item_id !== wanted.item_id) return { rule: 'lot_of_other_item', value, params: { lot_number } };
    if (place.warehouse_id !== wanted.warehouse_id) {
      return { rule: 'place_of_other_warehouse', value, params: { location } };
    }
    if (condition !== 'good' || (expires_on !== null && expires_on < wanted.usable_on)) {
      return { rule: 'lot_not_usable', value, params: { lot_number, condition, expires_on } };
    }
    const asked = reservedNow.get(placeKey(lot)) ?? lot.quantity;
    const left = { on_hand, reserved, available: on_hand - reserved };
    return {
      rule: 'stock_left',
      value,
      params: { lot_id: lot.lot_id, lot_number, location, asked, ...left },
    };
  });
  const isShortage = ({ rule }: Violation) => rule === 'stock_left' || rule === 'lot_not_usable';
  if (violations.every(isShortage))
    return new Problem('insufficient_stock', { count: violations.length }, violations);
  return new Problem('reservation_rule', {}, violations);
}

async function reserveItem(
  { tx, context, principal }: Work,
  row: NewReservationRow,
  ground: Ground,
  { partial, queue }: Pick<NewReservation, 'partial' | 'queue'>,
): Promise<void> {
  const { wanted, destination } = ground;
  const stock = await availableLots(tx, wanted, destination);
  if (!partial) await assertCovered(tx, wanted, row.quantity, stock);
  let { lots, unallocated } = pickFirst(stock, row.quantity);
  const taker = { ...takerOf(row, queue), isTaken: false };
  if (partial && queue === undefined && (await passedBy(tx, context, lots, taker)).length > 0) {
    lots = [];
    unallocated = row.quantity;
  }
  await insertReservation(tx, { ...row, waiting: unallocated });
  await respectQueue(tx, context, principal, lots, taker);
  await holdLots(tx, row.id, lots, wanted, row.created_at);
}

/** Whoever waits for the same site is not passed by goods for it. */
function takerOf({ id, priority, site_id }: NewReservationRow, decision: NewReservation['queue']) {
  const site_ids = site_id === null ? [] : [site_id];
  return { reservation_id: id, priority, site_ids, decision };
}

/** The reservation, which must exist. */
export async function foundReservation(tx: Tx, id: string) {
  return found(await findReservation(tx, id), 'reservation', id);
}

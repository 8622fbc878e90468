import { type Destination, forbiddenLots } from '../catalogue/earmark-check.ts';
import type { Tx } from '../database/database.ts';
import { assert } from '../lib/assert.ts';
import { Problem } from '../lib/problem.ts';
import { compareFirstExpiry } from './first-expiry.ts';
import {
  type Holding,
  keepBalances,
  listItemPlaces,
  type PlaceState,
  reserveHolds,
  type Usable,
} from './hold-store.ts';
import { placeNames } from './store.ts';

/** The goods that are asked for. */
export interface Wanted extends Usable {
  item_id: string;
}

/** What of an item lies there and cannot be reserved, by the first reason that holds; `reserved` is the promised part of the rest. */
export interface LeftOut {
  expired: number;
  held: number;
  earmark: number;
  reserved: number;
}

export interface AvailableLots {
  /** First expiry first, those fully reserved too. */
  places: PlaceState[];
  available: number;
  left_out: LeftOut;
}

/**
 * The lots of an item that may be reserved for a use, and what is left out. Their balances are kept first and read after: what is
 * read stays so until the transaction ends.
 */
export async function availableLots(
  tx: Tx,
  wanted: Wanted,
  destination: Destination,
): Promise<AvailableLots> {
  await keepBalances(tx, await listItemPlaces(tx, wanted));
  const all = await listItemPlaces(tx, wanted);
  const lotIds = all.map(({ lot_id }) => lot_id);
  const forbidden = await forbiddenLots(tx, lotIds, destination, wanted.usable_on);
  const left_out: LeftOut = { expired: 0, held: 0, earmark: 0, reserved: 0 };
  const places: PlaceState[] = [];
  for (const place of all) {
    if (place.expires_on !== null && place.expires_on < wanted.usable_on) left_out.expired += place.on_hand;
    else if (place.condition !== 'good' || place.purpose === 'quarantine') left_out.held += place.on_hand;
    else if (forbidden.has(place.lot_id)) left_out.earmark += place.on_hand;
    else {
      left_out.reserved += place.reserved;
      places.push(place);
    }
  }
  const available = places.reduce((sum, { on_hand, reserved }) => sum + on_hand - reserved, 0);
  return { places: places.sort(compareFirstExpiry), available, left_out };
}

/** Takes up to a quantity from what is free of the lots, in their order. */
export function pickFirst(
  { places }: AvailableLots,
  quantity: number,
): { lots: Holding[]; unallocated: number } {
  const lots: Holding[] = [];
  let unallocated = quantity;
  for (const { lot_id, location_id, on_hand, reserved } of places) {
    const part = Math.min(unallocated, on_hand - reserved);
    if (part > 0) lots.push({ lot_id, location_id, quantity: part });
    unallocated -= part;
  }
  return { lots, unallocated };
}

/** Reserves lots that are known to be free, because their balances are kept, for a reservation that is there. */
export async function holdLots(
  tx: Tx,
  reservationId: string,
  lots: readonly Holding[],
  wanted: Wanted,
  at: string,
): Promise<void> {
  const { item_id } = wanted;
  const holds = lots.map((lot) => ({ ...lot, reservation_id: reservationId, item_id }));
  const refused = await reserveHolds(tx, holds, wanted, at);
  // Only a lot put on hold since it was read refuses: its condition is not kept. Whoever asks again sees it.
  if (refused.length > 0) throw new Problem('busy');
}

/** Throws `insufficient_stock` when less is available than asked, saying what there is and what was left out. */
export async function assertCovered(
  tx: Tx,
  wanted: Wanted,
  asked: number,
  { available, left_out }: AvailableLots,
): Promise<void> {
  if (available >= asked) return;
  const names = await placeNames(tx, wanted);
  assert(names !== undefined, 'the item and the warehouse asked for are there');
  const params = { ...names, asked, available, ...left_out };
  throw new Problem('insufficient_stock', { count: 1 }, [
    { rule: 'item_left', value: names.item_code, params },
  ]);
}

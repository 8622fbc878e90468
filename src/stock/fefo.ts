import type { LotCondition } from '../database/tables/stock.ts';
import { assert } from '../lib/assert.ts';
import { type CalendarDate, dayNumber, wholeNumber } from '../lib/exact.ts';
import { compareFirstExpiry } from '../reservations/first-expiry.ts';

/** One lot at one location. `reserved` is the part of `on_hand` that approved plans hold. */
export interface LotStock {
  lot_id: string;
  lot_number: string;
  location_id: string;
  item_id: string;
  grant_id: string;
  expires_on: CalendarDate | null;
  received_on: CalendarDate;
  condition: LotCondition;
  on_hand: number;
  reserved: number;
  /** Its grant does not allow it for what it is wanted for. */
  earmarked?: true;
}

export interface LotPick {
  lot_id: string;
  location_id: string;
  quantity: number;
}

/** When lots are judged, and the shelf life in days that must remain on arrival. */
export interface ExpiryRule {
  as_of: CalendarDate;
  arrival_on: CalendarDate;
  minimum_remaining_days: number;
}

/** `lots` in the order they are picked. On hand of the item = usable + the sum of `excluded`. */
export interface UsableStock {
  item_id: string;
  usable: number;
  lots: LotPick[];
  excluded: Record<LotExclusion, number>;
  /** What is kept out, lot by lot, in the order in which it would have been picked. */
  skipped: SkippedLot[];
}

/** Why stock on hand is kept out. */
export type LotExclusion = 'held' | 'expired' | 'expiring' | 'earmark' | 'reserved';

export interface SkippedLot extends LotPick {
  reason: LotExclusion;
}

/**
 * What of an item can be promised, first expiry first out (FEFO). Lots of other items are ignored.
 *
 * A whole lot is kept out, for the first reason that holds, when it has expired (the expiry date itself is still good),
 * is held (any condition but good), is expiring (on arrival it would have fewer than `minimum_remaining_days` left), or is earmarked
 * for something else than these sites.
 * Of the other lots the reserved part is kept out. Order: earliest expiry, lots without one last; then oldest receipt,
 * lot number, lot and location. Fails on a quantity that is not whole and on a lot given twice for one location.
 */
export function usableStock(lots: readonly LotStock[], itemId: string, rule: ExpiryRule): UsableStock {
  const stock: UsableStock = {
    item_id: itemId,
    usable: 0,
    lots: [],
    excluded: { held: 0, expired: 0, expiring: 0, earmark: 0, reserved: 0 },
    skipped: [],
  };
  const judge = lotJudge(rule);
  for (const lot of ofItem(lots, itemId).sort(compareFirstExpiry)) {
    const { lot_id, location_id, on_hand } = lot;
    const reason = judge(lot);
    const kept = reason === null ? Math.min(lot.reserved, on_hand) : on_hand;
    if (kept > 0) {
      const because = reason ?? 'reserved';
      stock.excluded[because] += kept;
      stock.skipped.push({ lot_id, location_id, quantity: kept, reason: because });
    }
    if (on_hand > kept) stock.lots.push({ lot_id, location_id, quantity: on_hand - kept });
    stock.usable += on_hand - kept;
  }
  return stock;
}

/** Takes a quantity from the lots in their order. `unallocated` is what they did not cover. */
export function pick(stock: UsableStock, quantity: number): { picks: LotPick[]; unallocated: number } {
  const wanted = Math.min(wholeNumber(quantity, 'quantity to pick'), stock.usable);
  return { picks: pickInTurn(stock, [wanted])[0] as LotPick[], unallocated: quantity - wanted };
}

/**
 * Takes several quantities one after the other from the same lots, so that no piece is given twice: one list of picks
 * for each quantity. Fails when together they exceed what is usable.
 */
export function pickInTurn(stock: UsableStock, quantities: readonly number[]): LotPick[][] {
  let index = 0;
  let taken = 0;
  return quantities.map((quantity) => {
    const picks: LotPick[] = [];
    let wanted = wholeNumber(quantity, 'quantity to pick');
    while (wanted > 0) {
      const lot = stock.lots[index];
      assert(lot !== undefined, `picks of item ${stock.item_id} stay within its usable stock`);
      const part = Math.min(wanted, lot.quantity - taken);
      picks.push({ ...lot, quantity: part });
      wanted -= part;
      taken += part;
      if (taken === lot.quantity) {
        index += 1;
        taken = 0;
      }
    }
    return picks;
  });
}

function ofItem(lots: readonly LotStock[], itemId: string): LotStock[] {
  const own = lots.filter((lot) => lot.item_id === itemId);
  const places = new Set<string>();
  for (const lot of own) {
    wholeNumber(lot.on_hand, `on hand of lot ${lot.lot_id}`);
    wholeNumber(lot.reserved, `reserved of lot ${lot.lot_id}`);
    places.add(JSON.stringify([lot.lot_id, lot.location_id]));
  }
  assert(places.size === own.length, `each lot of item ${itemId} is given once for a location`);
  return own;
}

function lotJudge(rule: ExpiryRule): (lot: LotStock) => LotExclusion | null {
  const today = dayNumber(rule.as_of);
  const lastNeeded =
    dayNumber(rule.arrival_on) + wholeNumber(rule.minimum_remaining_days, 'minimum remaining days');
  return ({ expires_on, condition, earmarked }) => {
    const lastGood = expires_on === null ? Number.POSITIVE_INFINITY : dayNumber(expires_on);
    if (lastGood < today) return 'expired';
    if (condition !== 'good') return 'held';
    if (lastGood < lastNeeded) return 'expiring';
    return earmarked === true ? 'earmark' : null;
  };
}

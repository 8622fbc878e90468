import { type Holding, placeKey } from './hold-store.ts';

/** Somebody who waits for an item in a warehouse, and which of its lots they may have. */
export interface Waiter {
  id: string;
  waiting: number;
  mayHave(lotId: string): boolean;
}

/**
 * Who loses how much of what they wait for when goods go to somebody behind them: those who wait take in their order what is left
 * free, and whoever is still short could have had what was taken. Goods that nobody who waits may have pass nobody. Gives
 * quantities by waiter, in the order of the queue.
 */
export function passedOver(
  queue: readonly Waiter[],
  left: readonly Holding[],
  taken: readonly Holding[],
): Map<string, number> {
  const free = left.map((holding) => ({ ...holding }));
  const gone = taken.map((holding) => ({ ...holding }));
  const passed = new Map<string, number>();
  for (const waiter of queue) {
    const short = waiter.waiting - draw(free, waiter, waiter.waiting);
    const lost = draw(gone, waiter, short);
    if (lost > 0) passed.set(waiter.id, lost);
  }
  return passed;
}

/** Takes up to a quantity out of what the waiter may have; gives how much. */
function draw(pool: readonly Holding[], waiter: Waiter, quantity: number): number {
  let rest = quantity;
  for (const holding of pool) {
    if (rest === 0) break;
    if (!waiter.mayHave(holding.lot_id)) continue;
    const part = Math.min(rest, holding.quantity);
    holding.quantity -= part;
    rest -= part;
  }
  return quantity - rest;
}

/** What is free at each place once these quantities are gone from it. */
export function freeAfter(
  places: readonly { lot_id: string; location_id: string; on_hand: number; reserved: number }[],
  taken: readonly Holding[],
): Holding[] {
  const gone = new Map(taken.map((holding) => [placeKey(holding), holding.quantity]));
  return places.map(({ lot_id, location_id, on_hand, reserved }) => {
    const quantity = on_hand - reserved - (gone.get(placeKey({ lot_id, location_id })) ?? 0);
    return { lot_id, location_id, quantity: Math.max(0, quantity) };
  });
}

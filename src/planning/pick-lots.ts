import { assert } from '../lib/assert.ts';
import type { UsableStock } from '../stock/fefo.ts';
import { firstExpiryFlow, type LotClasses } from './lot-classes.ts';

/** Picks of many lines, one after the other: those of line i are from `first[i]` to before `first[i + 1]`. */
export interface Picks {
  readonly first: Int32Array;
  /** Index in the usable lots of the item. */
  readonly lot: readonly number[];
  readonly quantity: readonly number[];
}

/** Every line in turn takes what is left of the lots in their order. Fails when together they exceed what is usable. */
export function pickFromAll(stock: UsableStock, allocated: Float64Array): Picks {
  const first = new Int32Array(allocated.length + 1);
  const lot: number[] = [];
  const quantity: number[] = [];
  let index = 0;
  let taken = 0;
  for (let at = 0; at < allocated.length; at += 1) {
    for (let wanted = allocated[at] as number; wanted > 0; ) {
      const open = stock.lots[index];
      assert(open !== undefined, `picks of item ${stock.item_id} stay within its usable stock`);
      const part = Math.min(wanted, open.quantity - taken);
      lot.push(index);
      quantity.push(part);
      wanted -= part;
      taken += part;
      if (taken < open.quantity) continue;
      index += 1;
      taken = 0;
    }
    first[at + 1] = lot.length;
  }
  return { first, lot, quantity };
}

/** The same where grants limit places: each line takes, of what its group gets of each class, the lots that expire first. */
export function pickByClass(stock: UsableStock, allocated: Float64Array, classes: LotClasses): Picks {
  const { group, groups, classCount } = classes;
  const demand = new Float64Array(groups.length);
  for (const [at, quantity] of allocated.entries()) {
    const own = group[at] as number;
    demand[own] = (demand[own] as number) + quantity;
  }
  const flow = firstExpiryFlow(classes, stock.lots, demand);
  const queues = new ClassQueues(stock, classes);
  const first = new Int32Array(allocated.length + 1);
  const lot: number[] = [];
  const quantity: number[] = [];
  for (let at = 0; at < allocated.length; at += 1) {
    const own = group[at] as number;
    const row = own * classCount;
    for (let wanted = allocated[at] as number; wanted > 0; ) {
      const next = queues.firstOf(groups[own] ?? [], (one) => (flow[row + one] as number) > 0);
      assert(next !== null, `the lots of item ${stock.item_id} reach what was given`);
      const part = queues.take(next.own, Math.min(wanted, flow[row + next.own] as number));
      flow[row + next.own] = (flow[row + next.own] as number) - part;
      lot.push(next.lot);
      quantity.push(part);
      wanted -= part;
    }
    first[at + 1] = lot.length;
  }
  return { first, lot, quantity };
}

/** The lots of each class in their order, and how far each is used. */
class ClassQueues {
  readonly #lots: number[][];
  readonly #left: Float64Array;
  readonly #at: Int32Array;

  constructor(stock: UsableStock, { classOf, classCount }: LotClasses) {
    this.#lots = Array.from({ length: classCount }, () => []);
    for (const [index, own] of classOf.entries()) this.#lots[own]?.push(index);
    this.#left = Float64Array.from(stock.lots, ({ quantity }) => quantity);
    this.#at = new Int32Array(classCount);
  }

  /** Of the classes that may be used, the one whose next lot comes first. */
  firstOf(classes: readonly number[], isOpen: (own: number) => boolean): { own: number; lot: number } | null {
    let best: { own: number; lot: number } | null = null;
    for (const own of classes) {
      const lot = this.#lots[own]?.[this.#at[own] as number];
      if (lot === undefined || !isOpen(own) || (best !== null && best.lot < lot)) continue;
      best = { own, lot };
    }
    return best;
  }

  /** Takes up to so much of the next lot of a class; gives how much. */
  take(own: number, wanted: number): number {
    const lot = this.#lots[own]?.[this.#at[own] as number] as number;
    const part = Math.min(wanted, this.#left[lot] as number);
    this.#left[lot] = (this.#left[lot] as number) - part;
    if (this.#left[lot] === 0) this.#at[own] = (this.#at[own] as number) + 1;
    return part;
  }
}
